"""`wellheard scenario`: write, check and look at scenarios."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from device.errors import WellheardError

app = typer.Typer(
    name="scenario",
    help="Write, check and look at scenarios.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class ScenarioFileError(WellheardError, OSError):
    """A new scenario's file can't be written."""


@app.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="Scenarios, as YAML or JSON.")],
    as_json: AsJson = False,
) -> None:
    """Tell all that is wrong with scenarios: where it is, and what to do about it.

    Ends with 0 where every scenario can be used; warnings don't keep one from being used.
    """
    told = [_checked(file) for file in files]
    if as_json:
        print(json.dumps([_as_data(*one) for one in told], ensure_ascii=False, indent=2))
    else:
        for file, problems, failed in told:
            _print_problems(file, problems, failed)
    if any(failed for _, _, failed in told):
        raise typer.Exit(1)


def _checked(file: Path) -> tuple[Path, "tuple[Any, ...]", "str | None"]:
    """A file, its problems, and, if it can't be used, why, in a few words."""
    from device import library
    from device.coach.check import check_samples
    from device.coach.problem import Level, ScenarioError

    try:
        document, problems = library.examine(file)
    except ScenarioError as error:
        return file, error.problems, _counted(error.problems)
    except WellheardError as error:
        return file, (), str(error)
    errors = tuple(problem for problem in problems if problem.level is Level.ERROR)
    if document is not None and not errors:
        from device.coach.analysis import analyse

        heard = (document.place(p) for p in check_samples(document.scenario, analyse))
        problems = tuple(sorted((*problems, *heard), key=lambda p: (p.line, p.column)))
    return file, problems, _counted(errors) if errors else None


def _counted(problems: "tuple[Any, ...]") -> str:
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"


def _as_data(file: Path, problems: "tuple[Any, ...]", failed: "str | None") -> dict[str, Any]:
    data: dict[str, Any] = {
        "file": str(file),
        "ok": failed is None,
        "problems": [asdict(problem) for problem in problems],
    }
    if failed and not problems:
        data["error"] = failed
    return data


def _print_problems(file: Path, problems: "tuple[Any, ...]", failed: "str | None") -> None:
    from device.coach.problem import Level

    for problem in problems:
        warned = problem.level is Level.WARNING
        typer.echo(problem.told(f"{file}") + (" (a warning)" if warned else ""))
    if failed and not problems:
        typer.echo(failed, err=True)
    elif failed:
        typer.echo(f"{file}: {failed} to mend.")
    else:
        typer.echo(f"{file}: sound.")


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="The file to write, such as moving-house.yaml.")],
    title: Annotated[str, typer.Option(help="What the scenario is called.")] = "A new scenario",
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
    typer.echo(
        f"{file} is written. Open it, make it your own, then: wellheard scenario check {file}"
    )


@app.command("show")
def show(
    files: Annotated[
        list[str], typer.Argument(help="Scenarios: files, or ids of those that ship with it.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show scenarios: who comes, what is said, and where each answer leads."""
    from device import library

    scenarios = [library.find(name) for name in files]
    if as_json:
        data = [scenario.model_dump(mode="json") for scenario in scenarios]
        print(json.dumps(data, ensure_ascii=False, indent=2))
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

    print(json.dumps(Scenario.model_json_schema(), ensure_ascii=False, indent=2))
