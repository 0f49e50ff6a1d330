"""A scenario, laid out for a person to read."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text
from rich.tree import Tree

from device.coach.cast import CAST
from device.coach.scenario import Ending, Outcome, Sample, Scenario, Turn

_COLOUR = {
    Outcome.OPENS_UP: "green",
    Outcome.STAYS_GUARDED: "yellow",
    Outcome.SHUTS_DOWN: "red",
}
_IN_WORDS = {
    Outcome.OPENS_UP: "opens up",
    Outcome.STAYS_GUARDED: "stays guarded",
    Outcome.SHUTS_DOWN: "shuts down",
}


def overview(scenario: Scenario) -> RenderableType:
    """Who comes, what is said, and where each answer leads."""
    return Group(
        Panel(_head(scenario), title=Text(scenario.title, style="bold"), expand=False),
        *(_turn(scenario, turn) for turn in scenario.turns),
        Rule("Endings"),
        *(_ending(scenario, ending) for ending in scenario.endings),
    )


def _head(scenario: Scenario) -> Text:
    head = Text(f"{scenario.id}, version {scenario.version}, {scenario.language}\n")
    head.append(f"{scenario.setting.replace('_', ' ')} · {', '.join(scenario.topics)}\n")
    head.append(f"Note: {scenario.content_note}\n", style="italic")
    for seeker in scenario.seekers:
        head.append(f"{seeker.name}", style="bold")
        head.append(f" – {_voice(seeker.voice)}. {seeker.about}\n")
    head.append(f"Ready to trust at first: {scenario.openness:.0%}")
    return head


def _voice(voice_id: str) -> str:
    voice = CAST[voice_id]
    return f"voice {voice.id}: {voice.accent} {voice.sex}, {voice.impression}"


def _turn(scenario: Scenario, turn: Turn) -> Tree:
    name = scenario.seeker(turn.seeker).name
    tree = Tree(Text.assemble((f"\n{turn.id}", "bold"), f"  {name}: “{turn.line.text}”"))
    hear = tree.add(Text("to hear", style="dim"))
    for kind in ("feelings", "facts", "strengths"):
        if heard := getattr(turn.to_hear, kind):
            hear.add(Text(f"{kind}: {', '.join(heard)}"))
    room = tree.add(Text("what helps here", style="dim"))
    for skill in turn.room_for:
        room.add(Text(f"{skill.about.name}: “{turn.model_lines[skill]}”"))
    samples = tree.add(Text("samples", style="dim"))
    for sample in turn.samples:
        samples.add(_sample(sample))
    onward = tree.add(Text("where it goes", style="dim"))
    for outcome in Outcome:
        step = turn.next[outcome]
        says = f"“{step.says.text}” " if step.says else ""
        onward.add(
            Text.assemble(
                (_IN_WORDS[outcome], _COLOUR[outcome]), f": {says}→ ", (step.then, "bold")
            )
        )
    return tree


def _sample(sample: Sample) -> Text:
    mark = ("good", "green") if sample.good else ("less good", "red")
    found = ", ".join(sample.findings) or "no finding"
    leads = f" → {_IN_WORDS[sample.leads_to]}" if sample.leads_to else ""
    return Text.assemble(mark, f": “{sample.text}” ", (f"({found}){leads}", "dim"))


def _ending(scenario: Scenario, ending: Ending) -> Text:
    name = scenario.seeker(ending.seeker).name
    return Text.assemble(
        (ending.id, "bold"),
        "  ",
        (_IN_WORDS[ending.feels], _COLOUR[ending.feels]),
        f"  {name}: “{ending.line.text}”",
    )
