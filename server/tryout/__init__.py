"""Trying a scenario: staff type replies, and see what a kiosk would find, say and do next.

The coach is the very one that kiosks have. Nothing of what is typed is kept or logged: the page
carries the talk so far in its form, and each press plays it anew from the beginning.
"""
