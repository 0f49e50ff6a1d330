"""Kiosks: enrolment, tokens, health, and the API they talk to.

Owns the tables whose names begin with `device`. Its dependency for routes says which kiosk asks;
the room of results uses it too.
"""
