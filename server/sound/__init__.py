"""How scenarios sound: every line spoken ahead, or recorded by a person.

Owns the tables whose names begin with `sound`. `lines` lists what is said in a draft or a version;
`speech` has lines spoken by `wellheard scenario render`, run as a program; `takes` makes recordings
ready, by `wellheard scenario recording`, a program too, since they come from anywhere; `voices` has
the cast. The job `server.content.publishing.RENDER` is done here: it gives a version its voices.
"""
