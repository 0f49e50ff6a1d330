"""The talk: what is said next, given what was heard, and the feedback in between."""
