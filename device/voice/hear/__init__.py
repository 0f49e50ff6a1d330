"""Hearing: from frames of sound to words, and when a reply begins and ends."""
