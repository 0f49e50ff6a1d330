"""A small talk of our own, in which every branch can be reached."""

import pytest

from device.coach.scenario import Scenario


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    """Three turns, two seekers, three endings; presence has room in the first turn."""
    return Scenario.model_validate(
        {
            "schema_version": 1,
            "id": "the-bench",
            "version": 1,
            "title": "The bench",
            "language": "en-GB",
            "topics": ["loneliness"],
            "content_note": "This talk is about living alone.",
            "setting": "group",
            "openness": 0.45,
            "seekers": [
                {"id": "ada", "name": "Ada", "voice": "bf_alice", "about": "Ada is sixty."},
                {"id": "bo", "name": "Bo", "voice": "am_liam", "about": "Bo is nineteen."},
            ],
            "turns": [
                _turn("first", "ada", "I sit on that bench all day.", "second"),
                _turn("second", "bo", "Nobody sits next to me either.", "third"),
                _turn("third", "ada", "I might come again.", None),
            ],
            "endings": [
                _ending("warm", "I feel lighter.", "opens_up"),
                _ending("even", "I'll think about it.", "stays_guarded"),
                _ending("cold", "I'd better go.", "shuts_down"),
            ],
        },
        strict=False,
    )


def _turn(turn_id: str, seeker: str, line: str, then: str | None) -> dict[str, object]:
    return {
        "id": turn_id,
        "seeker": seeker,
        "line": {"text": line},
        "to_hear": {"feelings": ["lonely"]},
        "room_for": ["reflects_feeling", "open_question", "presence"],
        "model_lines": {
            "reflects_feeling": f"That sounds lonely, {turn_id}.",
            "open_question": f"What is that like, {turn_id}?",
            "presence": f"I'm here, {turn_id}.",
        },
        "samples": [
            {"text": "That sounds lonely.", "good": True, "findings": ["reflects_feeling"]},
            {"text": "Cheer up.", "good": False, "findings": ["minimising"]},
        ],
        "next": {
            "opens_up": {
                "says": {"text": f"Thank you for asking, {turn_id}."},
                "then": then or "warm",
            },
            "stays_guarded": {"then": then or "even"},
            "shuts_down": {"says": {"text": f"Hm, {turn_id}."}, "then": then or "cold"},
        },
    }


def _ending(ending_id: str, line: str, feels: str) -> dict[str, object]:
    return {"id": ending_id, "seeker": "ada", "line": {"text": line}, "feels": feels}
