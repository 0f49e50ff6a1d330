"""Who may come in, and who did what.

Owns `staff`, `staff_session`, `one_time_link`, `tries` and `log_entry`. Other rooms use
`access.Editor`/`Publisher`/`Admin` (who is signed in), `log.record` (who did what) and
`brake.count` (a brake on anything that could be guessed, across workers).
"""
