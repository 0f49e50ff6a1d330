"""A scenario as a spreadsheet that staff fill in with LibreOffice or Excel, and back.

One row a turn; seekers, replies, model lines and endings on sheets of their own. What is written
can be read again without loss. Reading never runs a formula, is bounded in memory and time
whatever the file holds, and tells everything that is wrong at once, cell by cell.
"""

from server.content.spreadsheet.container import MOST_BYTES, SIGNS
from server.content.spreadsheet.problem import SpreadsheetError, Wrong
from server.content.spreadsheet.read import read
from server.content.spreadsheet.write import write

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a browser calls such a file."""

__all__ = ["MEDIA_TYPE", "MOST_BYTES", "SIGNS", "SpreadsheetError", "Wrong", "read", "write"]
