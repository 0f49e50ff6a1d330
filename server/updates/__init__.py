"""New versions of the program for kiosks.

The server hands out what somebody put in its folder, and understands nothing of it: kiosks believe
the maintainers' signature in it, and nobody else. `shelf` knows what is there, `api` gives it.
"""
