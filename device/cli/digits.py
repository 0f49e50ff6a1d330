"""Digits so large that they can be read from the other side of the room."""

_ROWS = (
    " ███    █    ███   ███  █  █  █████  ███  █████  ███   ███ ",
    "█   █  ██   █   █ █   █ █  █  █     █         █ █   █ █   █",
    "█   █   █      █    ██  █████ ████  ████     █   ███   ████",
    "█   █   █    █    █   █    █      █ █   █   █   █   █     █",
    " ███   ███  █████  ███     █  ████   ███   █     ███   ███ ",
)
WIDTH = 6


def large(digits: str) -> str:
    """The digits, five lines high, with a gap in the middle of six."""
    lines = []
    for row in _ROWS:
        places = [int(one) * WIDTH for one in digits]
        drawn = [row[place : place + WIDTH - 1].ljust(WIDTH) for place in places]
        half = len(drawn) // 2
        lines.append("  ".join((" ".join(drawn[:half]), " ".join(drawn[half:]))).rstrip())
    return "\n".join(lines)
