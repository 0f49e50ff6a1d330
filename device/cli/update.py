"""`wellheard update`: another version of the program, and the way back."""

import contextlib
import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.update.stage import Stage
    from device.update.state import Ended
    from device.update.updater import Updater

app = typer.Typer(help="Install a new version, and go back to the former.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
MASK = 0o022
"""Everyone may read a release, and only its owner change it."""


class NoBundle(WellheardError, ValueError):
    """It isn't said what to install."""


@app.command()
def install(
    file: Annotated[
        Path | None, typer.Argument(help="The update, a file that ends in .update.")
    ] = None,
    stick: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The newest one on the memory stick in this folder."),
    ] = None,
    older: Annotated[bool, typer.Option("--older", help="Also one older than ran here.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also one that did badly here.")] = False,
    as_json: AsJson = False,
) -> None:
    """Install a version, watch it for five minutes, and go back by itself if it doesn't do well."""
    from device.update import take

    if (file is None) == (stick is None):
        raise NoBundle("Name one update: a FILE, or the folder of a memory stick with --stick.")
    updater = _updater(as_json)
    if stick is not None:
        file = take.on_stick(stick, updater.keys())
    assert file is not None
    with _staying(as_json):
        _tell(updater.install(file, older=older, again=again), as_json)


@app.command()
def run(as_json: AsJson = False) -> None:
    """What the machine does each night: install what was fetched, or go on with what was cut."""
    from device.update import key as keys
    from device.update import take
    from device.update.home import OFFERED, WAITING

    updater = _updater(as_json)

    def waiting() -> Path | None:
        try:
            believed = updater.keys()
        except keys.NoKey:
            return None  # nothing that waits could be believed; what was cut off is finished
        return take.next_one((WAITING, OFFERED), believed, updater.home)

    ended = updater.run(waiting)
    if ended is not None:
        _tell(ended, as_json)
    elif as_json:
        print(json.dumps({"updated": False}))
    else:
        print("No new version waits.")


@app.command()
def fetch(as_json: AsJson = False) -> None:
    """Fetch a newer version from the centre's server, if there is one; it is installed at night."""
    from device import config
    from device.sync import identity as identities
    from device.update import fetch as fetching

    os.umask(MASK)  # whoever installs it is another account
    identity = identities.load(config.load().data)
    if identity is None:
        raise identities.NotEnrolled
    found = fetching.fetch(identity)
    if as_json:
        print(json.dumps({"file": None if found is None else str(found)}))
    else:
        print("There is no newer version." if found is None else f"Fetched: {found.name}")


@app.command()
def settle() -> None:
    """What the machine does when it starts: finish or undo an update that a power cut stopped."""
    from device.update.services import Systemd

    if _updater(False).settle():
        Systemd().resume()


@app.command()
def back(
    and_data: Annotated[
        bool,
        typer.Option("--and-data", help="Also where a server's data may go back to that day."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run the former version again; the present one isn't installed by itself any more."""
    _tell(_updater(as_json).back(and_data=and_data), as_json)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Which version runs, which is kept, how the last update ended, and what keeps the next one."""
    from device.update import home as homes
    from device.update import key as keys
    from device.update import state

    home = homes.Home()
    needed = homes.lacks_room()
    now = state.load(home.state)
    current = home.current()
    kept = [name for name in home.whole() if name != current]
    try:
        believes = len(keys.pinned())
    except keys.KeyTrouble:
        believes = 0
    waits = now.waits
    if needed is not None:
        waits = f"To fetch it {needed} MB must be free. Make room, or put in a larger memory card."
    if as_json:
        last = None if now.last is None else now.last.model_dump()
        told = {"current": current, "kept": kept, "step": now.step, "last": last}
        more = {"waits": waits or None, "believes": believes}
        told |= {"refused": sorted(now.refused.values())}
        print(json.dumps({**told, **more}, ensure_ascii=False))
        return
    print(f"Version {current} runs; kept: {', '.join(kept) or 'none'}.")
    if now.step is not state.Step.SETTLED:
        print(f"An update to {now.release} is under way: {now.step}.")
    if waits:
        print(f"A new version waits, and could not be installed: {waits}")
    if now.last is not None:
        print(_told(now.last))
    if not believes:
        print("It takes no update: it knows no maintainer's key.")


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="A new file for the private half; keep it safe.")],
    as_json: AsJson = False,
) -> None:
    """For maintainers: make a key to sign updates with, and print what machines have to pin."""
    from device.update import key as keys

    public = keys.make(file)
    if as_json:
        print(json.dumps({"file": str(file), "public": public}))
        return
    print(f"Pin this on each machine, as a line of {keys.PINNED}:\n{public}")


@app.command()
def make(  # noqa: PLR0917 - named by whoever types it
    key_file: Annotated[Path, typer.Option("--key", help="The maintainers' private key.")],
    wheels: Annotated[Path, typer.Option(help="A folder with all wheels, Wellheard's own too.")],
    units: Annotated[Path, typer.Option(help="A folder with the units.")] = Path("systemd"),
    lock: Annotated[
        list[Path] | None,
        typer.Option(help="kiosk.txt, server.txt; else both of locks/."),
    ] = None,
    out: Annotated[Path, typer.Option("-o", "--out", help="A folder, or a new file.")] = Path(),
    machine: Annotated[str, typer.Option(help="aarch64 or x86_64.")] = "aarch64",
    python: Annotated[
        list[str] | None, typer.Option(help="A Python that the wheels are for; else 3.11.")
    ] = None,
    oldest: Annotated[str, typer.Option(help="The oldest version it can follow.")] = "0.1.0",
    news: Annotated[str, typer.Option(help="What is new, in a sentence the kiosk says.")] = "",
    as_json: AsJson = False,
) -> None:
    """For maintainers: put a version in one signed file."""
    from device.update import key as keys
    from device.update import make as making

    made = making.make(
        wheels,
        units,
        lock or [Path("locks/kiosk.txt"), Path("locks/server.txt")],
        out,
        keys.read(key_file),
        machine=machine,
        pythons=tuple(python or ["3.11"]),
        oldest=oldest,
        news=news,
    )
    size = made.stat().st_size
    if as_json:
        print(json.dumps({"file": str(made), "bytes": size}))
        return
    print(f"{made}: {size / 1e6:,.0f} MB")


def _updater(as_json: bool) -> "Updater":
    from device.update import key as keys
    from device.update.home import Home
    from device.update.services import Systemd
    from device.update.updater import Updater

    os.umask(MASK)
    return Updater(Home(), Systemd(), keys.pinned, told=_as_json if as_json else _Stages())


class _staying:  # noqa: N801 - reads as what it does, where it is used
    """Whoever closes the window or presses Ctrl-C leaves the update to the machine itself."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def __enter__(self) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        from device.update import state
        from device.update.home import Home
        from device.update.services import Systemd

        if kind is None or issubclass(kind, WellheardError):
            return
        if state.load(Home().state).step in (state.Step.TRYING, state.Step.UNDOING):
            Systemd().resume()
            if not self._as_json:
                print("The machine goes on with it by itself: wellheard update status")


class _Stages:
    """Each stage once."""

    def __init__(self) -> None:
        self._last: Stage | None = None

    def __call__(self, stage: "Stage") -> None:
        from device.update.stage import Stage

        if stage is not self._last and stage is not Stage.WATCHED:
            _print(f"{stage}.")
        self._last = stage


def _as_json(stage: "Stage") -> None:
    from device.update.stage import Stage

    if stage is not Stage.WATCHED:
        _print(json.dumps({"stage": stage.name.lower()}))


def _print(line: str) -> None:
    with contextlib.suppress(OSError):  # nobody looks any more: the update goes on
        print(line, flush=True)


def _tell(ended: "Ended", as_json: bool) -> None:
    if as_json:
        _print(json.dumps({"updated": ended.good, **ended.model_dump()}, ensure_ascii=False))
    else:
        _print(_told(ended))


def _told(ended: "Ended") -> str:
    if ended.good:
        return f"Updated from {ended.former} to {ended.version}. {ended.news}".strip()
    return f"Version {ended.former} runs again, instead of {ended.version}. {ended.why}"
