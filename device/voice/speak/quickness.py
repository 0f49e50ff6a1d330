"""How quickly each engine speaks on this machine, so that nobody waits for a slow one.

Measured once for each engine and model, and remembered beside the rendered lines.
"""

import json
import logging
import time
from pathlib import Path
from typing import Any

from device.coach.cast import COACH_VOICE
from device.config import Settings
from device.voice.speak.engine import Engine, installed, version, worker
from device.voice.speak.part import part
from device.voice.worker import Worker, WorkerError, WorkerLost

SENTENCE = "You named what was hard for her, and you did not rush."
"""Twelve words: the length of a sentence of feedback."""
QUICK_ENOUGH = {Engine.KOKORO: 0.8, Engine.PIPER: 2.0, Engine.PYTTSX3: float("inf")}
"""Seconds for that sentence up to which an engine may speak what is made up on the spot. Within
0.8 s the best voice is no wait; a second and a half more for Piper is worth it, since pyttsx3 is
plainly a machine; pyttsx3 is always quick enough."""
LIMIT = 60.0
"""Seconds after which the measurement is given up."""
ROUNDS = 3
"""The best counts: the first warms the engine up, and other work slows any of them."""
HOPELESS = 3
"""Times too slow at which one round is enough: nobody should wait to learn it twice."""
FILE = "quickness.json"

_log = logging.getLogger(__name__)


async def measure(engine: Engine, child: Worker) -> float:
    """Seconds from asking for the set sentence to its sound, loaded and warm.

    Raises:
        WorkerError: the engine doesn't load or doesn't speak.
        WorkerLost: it ended or hung.
    """
    await child.start()
    taken: list[float] = []
    while len(taken) < ROUNDS:
        started = time.perf_counter()
        voice = part(COACH_VOICE)[engine]
        await child.call("speak", limit=LIMIT, texts=[SENTENCE], voice=voice)
        taken.append(time.perf_counter() - started)
        if taken[-1] > HOPELESS * QUICK_ENOUGH[engine]:
            break
    return min(taken)


async def remeasure(settings: Settings) -> dict[Engine, float]:
    """Measure every engine that is installed, and remember it in place of what was known.

    Returns:
        Seconds for the set sentence; an engine that fails is left out.
    """
    store = Store(settings.cache)
    found = {}
    for engine in installed(settings.models):
        child = worker(engine, settings.models)
        try:
            found[engine] = await measure(engine, child)
            store.put(engine, version(engine, settings.models), found[engine])
        except (WorkerError, WorkerLost) as error:
            _log.warning("voice: %s can't be measured (%s)", engine, error)
        finally:
            await child.close()
    return found


class Store:
    """What was measured, in a file; a file that can't be used is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def get(self, engine: Engine, version: str) -> float | None:
        """The seconds measured for this version of the engine, or None."""
        known = self._read().get(engine)
        if not isinstance(known, dict) or known.get("version") != version:
            return None
        seconds = known.get("seconds")
        return float(seconds) if isinstance(seconds, int | float) else None

    def put(self, engine: Engine, version: str, seconds: float) -> None:
        """Remember it, if the folder can be written."""
        known = self._read() | {engine: {"version": version, "seconds": round(seconds, 3)}}
        part_file = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part_file.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
            part_file.replace(self._file)
        except OSError as error:
            _log.warning("voice: the measured speed can't be kept (%s)", error)

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}
