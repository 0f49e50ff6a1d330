"""A practice on the terminal, for people."""

from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from device.coach.skills import Kind
from device.coach.talk.act import Expect, Why
from device.coach.talk.feedback import worth_telling
from device.event import (
    CoachSaid,
    Disputed,
    Ended,
    Event,
    FeedbackGiven,
    Found,
    Heard,
    Listening,
    SeekerSaid,
)
from device.practice import Means

COLOURS = {Kind.HELPS: "green", Kind.HINDERS: "dark_orange", Kind.NEUTRAL: "grey62"}
SIGNS = {Kind.HELPS: "+", Kind.HINDERS: "~", Kind.NEUTRAL: "·"}
FAREWELLS = {
    Why.FINISHED: "The practice is over.",
    Why.STOPPED: "You left the practice.",
    Why.WALKED_OFF: "Nobody answered, so the practice ended.",
    Why.CRISIS: "The practice has stopped. Nothing of it was kept.",
}


INTRODUCTIONS = {
    Means.SPOKEN: "Speak when it is your turn. Nothing is recorded unless you gave --out.",
    Means.TYPED: "Type your answers. An empty line is a silence; Ctrl-D leaves.",
    Means.TAPE: "Your recordings answer, one for each turn.",
    Means.REHEARSED: (
        "This is a rehearsal: a synthetic trainee speaks the scenario's sample replies aloud, and"
        " the recogniser hears them like anyone's. Plug in a USB sound device to answer yourself."
    ),
}


STEP = 5
"""Lines between two words on how far it is, where no bar can be drawn."""


class Ahead:
    """How far it is with the lines that are given their voice before a talk: a bar, or a line now
    and then where there is no terminal to draw it on.
    """

    def __init__(self, console: Console) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._console = console
        self._task = self._bar.add_task("Getting the voices ready", visible=False)

    def __enter__(self) -> "Ahead":
        if self._console.is_terminal:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console.is_terminal:
            self._bar.stop()

    def show(self, done: int, of: int) -> None:
        """So many of so many lines are ready."""
        if not self._console.is_terminal:
            self._tell(done, of)
            return
        self._bar.update(self._task, completed=done, total=of, visible=done < of)
        if done >= of:
            self._bar.stop()

    def _tell(self, done: int, of: int) -> None:
        if done == 0:
            lines = "1 line its" if of == 1 else f"{of} lines their"
            self._console.print(
                f"Giving {lines} voice, the first time only; this can take some minutes.",
                soft_wrap=True,
            )
        elif done % STEP == 0 or done == of:
            self._console.print(f"{done} of {of} lines are ready.", soft_wrap=True)


class Stage:
    """Shows each event as it happens."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._means: Means | None = None

    def introduce(self, means: Means, title: str) -> str:
        """What this practice is, before it begins."""
        self._means = means
        return f"[bold]{escape(title)}[/]\n[grey62]{INTRODUCTIONS[means]}[/]"

    def show(self, event: Event) -> None:
        """Show it."""
        say = self._console.print
        match event:
            case SeekerSaid():
                say(f"\n[bold cyan]{escape(event.name)}:[/] {escape(event.text)}")
            case CoachSaid():
                say(f"[grey62]Coach:[/] {escape(event.text)}")
            case Listening():
                self._prompt(event.expect)
            case Heard():
                say(f"[bold magenta]You:[/] {escape(event.text)}")
            case Found():
                for finding in filter(worth_telling, event.findings):
                    kind = finding.skill.kind
                    quote = f" “{escape(finding.quote)}”" if finding.quote else ""
                    say(f"  [{COLOURS[kind]}]{SIGNS[kind]} {finding.skill.about.name}[/]{quote}")
            case Disputed():
                say("[grey62]Noted: you disagree.[/]")
            case Ended():
                say(f"\n[bold]{FAREWELLS[event.why]}[/]")
            case FeedbackGiven():
                pass

    def _prompt(self, expect: Expect) -> None:
        """Whose turn it is, for whoever has to do something about it."""
        match self._means, expect:
            case Means.TYPED, Expect.REPLY:
                hint = "Your turn. [grey62]Type your answer to the seeker.[/]"
            case Means.TYPED, Expect.CHOICE:
                hint = "For the coach: [grey62]type again, or go on.[/]"
            case Means.TYPED, Expect.PRIVATE:
                hint = "For the coach: [grey62]type what you like; it is not kept.[/]"
            case Means.SPOKEN, Expect.REPLY:
                hint = "Your turn. [grey62]Press Enter when you have finished.[/]"
            case _:
                return
        self._console.print(f"[magenta]{hint}[/]")
