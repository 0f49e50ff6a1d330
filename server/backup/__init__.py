"""Backups: the whole server in one file, sealed with a passphrase if one is wanted.

**The file** is a gzipped tar: the database first (`database.sqlite3` from SQLite's own backup, or
`database.dump` from PostgreSQL's `pg_dump`), then `folder/…`, all that the server's folder holds
(sound, keys, certificate) but the database, backups and what is half done, and `manifest.json`
last: what made it, and the size and SHA-256 of each part. A file without a manifest is no backup.
Sound is kept under its own hash and never changes, and is written before the database names it, so
a database that was copied first finds all of it in the files that were copied after.

`dump` copies the database, `seal` is the encryption, `archive` makes, reads and verifies the file,
`restore` puts it back.
"""

from server.backup.archive import Contents, folder, make, verify
from server.backup.dump import BackupError
from server.backup.restore import put_back

__all__ = ["BackupError", "Contents", "folder", "make", "put_back", "verify"]
