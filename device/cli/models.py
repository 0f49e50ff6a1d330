"""`wellheard models`: what the kiosk hears and speaks with."""

import json
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Annotated, Any

import typer

from device.errors import WellheardError

app = typer.Typer(help="Speech models and voices: fetch, list, check.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


class ModelsUnsound(WellheardError, ValueError):
    """`check` found something that has to be mended."""


@app.command()
def fetch(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MODEL]...", help="Which; without any, what a kiosk needs."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every model there is.")] = False,
    place: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FOLDER|FILE|URL",
            help="A stick or folder with the packages or a copied models folder, or a mirror.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch models; goes on where it stopped, and leaves alone what is there and whole."""
    from device import config
    from device.models.catalogue import CATALOGUE, KIOSK, find
    from device.models.fetch import fetch as put
    from device.models.origin import Folder, OriginError, origin

    settings = config.load()
    comes_from = origin(place)
    if names:
        wanted = tuple(dict.fromkeys(find(name) for name in names))
    elif every:
        wanted = CATALOGUE
    elif isinstance(comes_from, Folder):
        wanted = tuple(model for model in CATALOGUE if comes_from.has(model))
        if not wanted:
            needed = "\n".join(
                f"  {model.id}: {', '.join(source.filename for source in model.sources)}"
                for model in KIOSK
            )
            raise OriginError(
                f"{place}: no model can be made from what is there. Put there a folder copied from"
                f" another machine's models, or these files:\n{needed}"
            )
    else:
        wanted = KIOSK
    done = []
    with _Bars() as bars:
        for fetched in put(settings.models, wanted, comes_from, bars):
            state = "there already" if fetched.was_there else "fetched"
            done.append({"id": fetched.model.id, "state": state, "folder": str(fetched.folder)})
            if not as_json:
                bars.tell(f"{fetched.model.id}: {state}, in {fetched.folder}")
    if as_json:
        print(json.dumps(done, indent=2))


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """Show every model there is, how big it is, and which are installed."""
    from device import config
    from device.models.catalogue import CATALOGUE, KIOSK
    from device.models.shelf import installed

    settings = config.load()
    here = installed(settings.models)
    rows: list[dict[str, Any]] = [
        {
            "id": model.id,
            "use": model.use,
            "licence": model.licence,
            "download_bytes": model.download,
            "installed_bytes": model.unpacked,
            "installed": model in here,
            "fetched_by_default": model in KIOSK,
            "folder": str(settings.models / model.id),
        }
        for model in CATALOGUE
    ]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("model", "installed", "download", "what it does"):
        table.add_column(heading, justify="right" if heading == "download" else "left")
    for row in rows:
        state = "yes" if row["installed"] else "no"
        table.add_row(row["id"], state, f"{row['download_bytes'] / 1e6:.0f} MB", row["use"])
    console = Console()
    console.print(table)
    console.print(f"They are kept in {settings.models}", soft_wrap=True)


@app.command()
def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[MODEL]...", help="Which; without any, all that are there."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare every byte of the installed models with what was published."""
    from device import config
    from device.models.catalogue import CATALOGUE, find
    from device.models.shelf import faults

    models = config.load().models
    wanted = [find(name) for name in names] if names else list(CATALOGUE)
    rows: list[dict[str, Any]] = []
    for model in wanted:
        place = models / model.id
        if place.is_dir():
            found = [str(fault) for fault in faults(place, model)]
        elif names:
            found = [f"{place} is missing"]
        else:
            continue
        mend = f"wellheard models fetch {model.id}" if found else None
        rows.append({"id": model.id, "whole": not found, "faults": found, "mend": mend})
        if not as_json and not found:
            print(f"{model.id}: whole")
    if as_json:
        print(json.dumps(rows, indent=2))
    if not rows:
        raise ModelsUnsound(f"No model is in {models}. Run: wellheard models fetch")
    unsound = [row for row in rows if not row["whole"]]
    if unsound:
        told = "\n".join(
            f"{row['id']}: {'; '.join(row['faults'])}. To mend it, run: {row['mend']}"
            for row in unsound
        )
        raise ModelsUnsound(told)


class _Bars:
    """A progress bar for each step, on standard error; plain lines where that is no screen."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task: Any = None

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def plan(self, names: Sequence[str], total: int) -> None:
        """Say what will be fetched."""
        self.tell(f"To fetch: {', '.join(names)}; {total / 1e6:.0f} MB in all")

    def step(self, what: str, total: int) -> None:
        """A step begins."""
        self._finish()
        if self._progress.disable:
            print(f"Fetching {what} ({total / 1e6:.1f} MB)", file=sys.stderr, flush=True)
        self._task = self._progress.add_task(what, total=total)

    def reach(self, done: int) -> None:
        """So many bytes are done."""
        if self._task is not None:
            self._progress.update(self._task, completed=done)

    def tell(self, line: str) -> None:
        """Print a line above the bars."""
        self._finish()
        self._console.print(line, soft_wrap=True, highlight=False, markup=False)

    def _finish(self) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
            self._task = None
