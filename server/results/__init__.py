"""Attempts, as kiosks send them, and what is shown of them.

Owns the tables whose names begin with `attempt`. Never a word that was said.
"""
