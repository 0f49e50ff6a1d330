"""`wellheard scenario`: write, check and look at scenarios."""

import json
import shlex
import sys
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from device.errors import WellheardError

if TYPE_CHECKING:
    from device.coach.scenario.problem import Problem

app = typer.Typer(
    name="scenario",
    help="Write, check and look at scenarios.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def _any_terminal() -> None:
    # Quotation marks and arrows must not end the command where a terminal doesn't know them.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


class ScenarioFileError(WellheardError, OSError):
    """A new scenario's file can't be written."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking a file."""

    file: Path
    problems: "tuple[Problem, ...]" = ()
    failed: str | None = None
    """Why the scenario can't be used, as a sentence; None where it can."""

    @property
    def as_data(self) -> dict[str, Any]:
        """The verdict, ready for JSON."""
        return {
            "file": str(self.file),
            "ok": self.failed is None,
            "message": self.failed,
            "problems": [asdict(problem) for problem in self.problems],
        }


@app.command("check")
def check(
    files: Annotated[
        list[str], typer.Argument(help="Scenarios: files (YAML or JSON), or ids of shipped ones.")
    ],
    as_json: AsJson = False,
) -> None:
    """Tell all that is wrong with scenarios: where it is, and what to do about it.

    Ends with 0 where every scenario can be used; warnings don't keep one from being used.
    """
    verdicts = [_verdict(name) for name in files]
    if as_json:
        print(json.dumps([one.as_data for one in verdicts], indent=2))
    for verdict in verdicts:
        if not as_json:
            _print(verdict)
        if verdict.failed:
            print(verdict.failed, file=sys.stderr)
    if any(verdict.failed for verdict in verdicts):
        raise typer.Exit(1)


def _file(name: str) -> Path:
    """The file of that name, or the shipped scenario's of that id.

    Raises:
        WellheardError: it looks like an id, and nothing has it; names the nearest.
    """
    from device import library

    path = Path(name)
    if path.exists() or "/" in name or path.suffix in library.ENDINGS:
        return path
    library.find(name)
    return library.SHELF / f"{name}.yaml"


def _verdict(name: str) -> Verdict:
    from device import library
    from device.coach.analysis import analyse
    from device.coach.scenario.check import check_samples
    from device.coach.scenario.problem import Level, ScenarioError

    file = Path(name)
    try:
        file = _file(name)
        document, problems = library.examine(file)
    except ScenarioError as error:
        document, problems = None, error.problems
    except WellheardError as error:
        return Verdict(file, failed=str(error))
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if document is None or errors:
        many = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        return Verdict(file, problems, f"{file} can't be used yet: {many} to mend.")
    heard = [document.place(problem) for problem in check_samples(document.scenario, analyse)]
    return Verdict(file, tuple(sorted((*problems, *heard), key=attrgetter("line", "column"))))


def _print(verdict: Verdict) -> None:
    from device.coach.scenario.problem import Level

    for problem in verdict.problems:
        warning = "warning: " if problem.level is Level.WARNING else ""
        print(warning + problem.told(str(verdict.file)))
    if not verdict.failed:
        many = len(verdict.problems)
        warned = f" {many} warning{'s' * (many > 1)} above." if many else ""
        print(f"{verdict.file}: this scenario can be used.{warned}")


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="The file to write, such as moving-house.yaml.")],
    title: Annotated[str, typer.Option(help="What the scenario is called.")] = "A new scenario",
    as_json: AsJson = False,
) -> None:
    """Write a small, complete scenario, with notes, to make your own of."""
    from device.library.template import template

    text = template(title, file)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise ScenarioFileError(
            f"{file} is there already, and stays as it is. Choose another name."
        ) from error
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or str(error)
        raise ScenarioFileError(
            f"{file} can't be written ({why.lower()}). Look at the folder and who may write there."
        ) from error
    if as_json:
        print(json.dumps({"file": str(file), "title": title}))
        return
    check = f"wellheard scenario check {shlex.quote(str(file))}"
    print(f"{file} is written. Open it, make it your own, then: {check}")


@app.command("show")
def show(
    files: Annotated[
        list[str], typer.Argument(help="Scenarios: files, or ids of the centre's or shipped ones.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show scenarios: who comes, what is said, and where each answer leads."""
    from device import content, library
    from device.config import load

    given = content.load(load().data)
    scenarios = [library.find(name, given) for name in files]
    if as_json:
        data = [scenario.model_dump(mode="json") for scenario in scenarios]
        print(json.dumps(data, indent=2))
        return
    from rich.console import Console

    from device.cli.overview import overview

    console = Console()
    for scenario in scenarios:
        console.print(overview(scenario))


@app.command("schema")
def schema(as_json: AsJson = True) -> None:
    """Print the JSON Schema of a scenario."""
    del as_json  # it is JSON in any case
    from device.coach.scenario import Scenario

    print(json.dumps(Scenario.model_json_schema(), indent=2))
