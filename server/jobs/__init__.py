"""Long work, such as giving a scenario its voices: asked for by a page, done beside the requests.

Owns the tables whose names begin with `job`. A job is a row: its kind, what it is about, its state,
how far it is. It is taken with a lease, in one statement, so that of several processes one does it;
a lease that ran out (the process died) lets another take it up again, so a job's steps must be such
that doing them twice does no harm. The loop that takes jobs is this room's `Room.lifespan`. Heavy
work runs as a program of its own (`wellheard scenario render`), never in a request's thread.
"""
