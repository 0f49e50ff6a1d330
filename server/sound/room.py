"""What the room of sound brings along."""

from server.content.publishing import RENDER
from server.roles import Role
from server.room import Entry, Room
from server.sound import lengths, routes, speech, unused, voices

UPLOAD = 42_000_000
"""Bytes: the largest that `wellheard scenario recording` takes, and the form around it."""

ROOM = Room(
    name="sound",
    pages=routes.router,
    entries=(Entry("Voices", "/cast", Role.EDITOR),),
    body_limits={"/recordings/": UPLOAD},
    measures=lengths.measured,
    nightly={"sound": unused.forget},
    jobs={
        speech.DRAFT: speech.of_draft,
        voices.KIND: voices.speak,
        RENDER: speech.of_version,
    },
)
