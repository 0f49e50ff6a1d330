"""A page of somebody's progress: the picture, the same as a table, and what was said of it."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from device.progress.figures import Figures
from device.progress.picture import COLUMNS, day, picture, shown
from device.progress.sentence import sentence


def page(practices: Sequence[Figures]) -> str:
    """The page as HTML that needs nothing beside it.

    Args:
        practices: oldest first.
    """
    environment = Environment(
        loader=PackageLoader("device.progress", "."),
        autoescape=select_autoescape(["html", "jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    last = list(practices[-COLUMNS:])
    helps, habits = shown(last)
    return environment.get_template("page.html.jinja").render(
        practices=last,
        first=len(practices) - len(last) + 1,
        skills=(*helps, *habits),
        said=sentence(practices),
        picture=Markup(picture(practices)),  # noqa: S704 - our own SVG, its texts escaped
        day=day,
    )
