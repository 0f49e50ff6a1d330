"""Scenarios, from the first draft to what kiosks get.

Owns the tables whose names begin with `scenario`, `sound` and `content`. A published version never
changes. The order of changes that kiosks follow is made here; `devices` serves it.
"""
