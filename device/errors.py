"""The one family of errors a user may see.

Every error has two parents: this family and the builtin it is. Its message says what was wrong,
where, and what to do, in words for the person who reads it; the command line prints the message
alone and ends with status 1.
"""


class WellheardError(Exception):
    """Something could not be done; the message says what, where and what to do."""
