"""The fingerprint of a scenario, by which results and caches know exactly what was practised."""

import hashlib
import json

from device.coach.scenario import Scenario


def canonical(scenario: Scenario) -> str:
    """The scenario's one JSON: sorted keys, no spaces, and no fields that are empty by default."""
    content = scenario.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(scenario: Scenario) -> str:
    """SHA-256, in hex, of the scenario's canonical JSON in UTF-8."""
    return hashlib.sha256(canonical(scenario).encode()).hexdigest()
