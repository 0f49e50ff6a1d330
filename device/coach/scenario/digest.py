"""The fingerprint of a scenario, by which results and caches know exactly what was practised."""

import hashlib
import json

from device.coach.scenario import Scenario


def digest(scenario: Scenario) -> str:
    """SHA-256, in hex, of the scenario's canonical JSON: sorted keys, no spaces, UTF-8, and no
    fields that are empty by default.
    """
    content = scenario.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
