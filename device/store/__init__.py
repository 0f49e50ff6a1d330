"""The kiosk's own store: every finished practice, from the moment it ends till 30 days after the
server has it.

The folder holds `attempts-1.sqlite` (the highest number is the one in use), `sequence` (the last
number given to a practice), `reserve` (room that is given up when the disk is full), `lock`, and
`damaged-….sqlite` for what had to be set aside.
"""

from device.store.item import Answer, Answered, Aside, Counts, Waiting
from device.store.mend import Repaired
from device.store.store import Store
from device.store.trouble import AlreadyKept, StoreError, StoreFull, StoreNewer

__all__ = [
    "AlreadyKept",
    "Answer",
    "Answered",
    "Aside",
    "Counts",
    "Repaired",
    "Store",
    "StoreError",
    "StoreFull",
    "StoreNewer",
    "Waiting",
]
