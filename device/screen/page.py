"""The page and its parts, read once; and which they are, so that an old page is told from it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from device.coach.talk.act import Command
from device.screen.words import Words

KINDS = {".css": "text/css", ".js": "text/javascript"}
TEMPLATE = "page.html.jinja"


@dataclass(frozen=True, slots=True)
class Part:
    """A file that the page asks for."""

    kind: str
    """Its media type."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Scanning:
    """How the page is used with a single switch."""

    on: bool = False
    """From the start; else somebody turns it on by holding a key."""
    seconds: float = 1.5
    """How long the frame rests on each thing: 0.5 to 10."""


class Page:
    """All that a browser gets before it hears of anything."""

    def __init__(self, words: Words, scanning: Scanning) -> None:
        folder = files("device.screen").joinpath("static")
        self.parts = {
            file.name: Part(KINDS[kind], file.read_bytes())
            for file in sorted(folder.iterdir(), key=lambda file: file.name)
            if (kind := "." + file.name.rpartition(".")[2]) in KINDS
        }
        environment = Environment(
            loader=PackageLoader("device.screen", "."),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        template = environment.get_template(TEMPLATE)
        settings = json.dumps(_settings(words, scanning))
        unmarked = template.render(words=words, settings=settings, mark="")
        everything = [unmarked.encode(), *(part.body for part in self.parts.values())]
        self.mark = hashlib.sha256(b"\0".join(everything)).hexdigest()[:16]
        """Which page this is: a browser with another one fetches this one."""
        self.html = template.render(words=words, settings=settings, mark=self.mark)


def _settings(words: Words, scanning: Scanning) -> dict[str, Any]:
    """What the page's script has to know."""
    told = asdict(words)
    told["commands"] = {
        command.value: words.commands.get(command, command.value.replace("_", " ").capitalize())
        for command in Command
    }
    return {"words": told, "scanning": asdict(scanning)}
