"""The kiosk: what stands on the table, on for months.

The only place where panel, screen, voice, store, sync and talks meet. `program` runs it all,
`session` is one person's visit. Not yet tried on a Raspberry Pi.
"""
