"""The centre's own settings: its name, crisis words, opening hours, what is kept and for how long.

Owns the tables whose names begin with `centre`. Other rooms read them; staff change them at
`/settings`.
"""
