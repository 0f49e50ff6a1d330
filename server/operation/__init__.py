"""Looking after the server: is it well, how busy is it, its nightly work and backups.

Owns the table `operation_run`. Stands over every other room, so that it may count what they have.
`health` answers /healthz and /readyz, `metrics` /metrics; `night` does what is due each night in
one of several processes; `checks` looks at everything for `wellheard server check`.
"""
