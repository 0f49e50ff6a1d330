"""The centre's own settings: its name, crisis words, opening hours, what is kept and for how long.

Owns the table `centre`, one row. Staff change it at `/settings`. Other rooms read it:
`from server.centre import facts; facts.read(session).crisis_spoken`. Rooms below this one are told
what they must know through `Room.nightly` (what is past its time) and `app.state.zone`.
"""
