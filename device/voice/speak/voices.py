"""From words to sound: every line in the voice it belongs to."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from device.coach.cast import COACH_VOICE
from device.coach.talk.act import Say
from device.config import Settings, VoiceChoice
from device.content import Fresh, line
from device.errors import WellheardError
from device.voice.sound import Sound
from device.voice.speak import quickness, recording
from device.voice.speak.cache import Cache
from device.voice.speak.engine import Engine, installed, missing, version, worker
from device.voice.speak.loudness import SILENT, VERSION, join, level
from device.voice.speak.part import part
from device.voice.speak.wording import pieces, spoken
from device.voice.worker import Worker, WorkerError, WorkerLost

PAUSE = 0.35
"""Seconds between two sentences."""
LIMITS = {
    # engine: (seconds, seconds a character) after which a piece is given up as hung; ten times
    # what a busy small board was seen to take.
    Engine.KOKORO: (10.0, 0.6),
    Engine.PIPER: (4.0, 0.1),
    Engine.PYTTSX3: (2.0, 0.01),
}
LOSSES = 2
"""Times the worker may be lost over one line before the next engine speaks it."""
BACK_WITHIN = 0.8
"""Seconds a lost worker gets to be there again; then the next engine speaks until it is. A large
voice takes some seconds to load, and somebody is waiting for an answer."""
REST = 60.0
"""Seconds an engine that failed is left alone, so that a talk doesn't wait for it at every line."""
IDLE = 60.0
"""Seconds after which an engine that nobody needs is ended: Kokoro alone takes 300 MB."""

_log = logging.getLogger(__name__)


class SpeechError(WellheardError, RuntimeError):
    """A line can't be spoken."""


class NothingToSay(SpeechError, ValueError):
    """There is nothing in the text that a voice could say."""


class _Away(WorkerLost):
    """The engine is being loaded again; another one speaks in the meantime."""


class Speech(Protocol):
    """Gives a line's sound: recorded, rendered ahead, or made now."""

    async def start(self) -> None:
        """Load the voice that speaks what is made up on the spot."""
        ...

    async def sound(self, say: Say) -> Sound:
        """The line, levelled, with its lead of silence."""
        ...

    async def close(self) -> None:
        """End the workers; from now on nothing is spoken."""
        ...


class Voices:
    """The synthesisers, the recordings and the lines rendered ahead, as one."""

    def __init__(
        self, settings: Settings, engine: Engine | None = None, *, fetched: bool = True
    ) -> None:
        """
        Args:
            engine: the one that speaks everything, in place of the best for each line.
            fetched: whether seekers' lines are taken from the centre's server where it sent them.

        Raises:
            SpeechError: no engine is installed, or not the one asked for; says what to do.
        """
        self._models = settings.models
        self._folder = settings.recordings
        self._choice = settings.voice
        self._cache = Cache(settings.cache)
        self._quick = quickness.Store(settings.cache)
        self._forced = engine
        self._content = Fresh(settings.data) if fetched and engine is None else None
        self._ladder = installed(settings.models)
        wanted = engine
        if wanted is None and settings.voice is not VoiceChoice.AUTO:
            wanted = Engine(settings.voice)
        if wanted is not None and wanted not in self._ladder:
            raise SpeechError(missing(wanted, settings.models))
        if not self._ladder:
            reasons = (missing(engine, settings.models) for engine in Engine)
            raise SpeechError("There is no voice. " + "; ".join(filter(None, reasons)))
        self._versions = {each: version(each, settings.models) for each in self._ladder}
        self._coach = wanted
        self._deciding = asyncio.Lock()
        self._workers: dict[Engine, Worker] = {}
        self._in_use: dict[Engine, int] = {}
        self._retiring: dict[Engine, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False
        self._resting: dict[Engine, float] = {}

    async def start(self) -> None:
        """Load the voice that speaks what is made up on the spot.

        Raises:
            SpeechError: no engine speaks; says why.
        """
        # The first levelling imports its libraries; better now than in the first silence.
        await asyncio.to_thread(level, Sound(np.full(4800, 0.1, dtype=np.float32), 24_000))
        reasons = []
        for engine in await self._rungs(COACH_VOICE):
            try:
                await self._worker(engine).start()
            except WorkerError as error:
                reasons.append(str(error))
                self._rest(engine, error)
            else:
                return
        raise SpeechError("There is no voice. " + " ".join(reasons))

    async def coach(self) -> Engine:
        """The engine that speaks for the coach, the same from first to last: the one that was
        chosen in the settings, else the best that is quick enough on this machine.
        """
        async with self._deciding:
            if self._coach is None:
                self._coach = await self._quickest()
            return self._coach

    async def sound(self, say: Say) -> Sound:
        """The line, levelled, with its lead of silence.

        What is fixed is kept in the cache; what is made up on the spot may quote the trainee, and
        never leaves memory.

        Raises:
            NothingToSay: the text has no letter or digit that a voice could say.
            UnknownVoice: the cast has no such voice.
            SpeechError: every engine failed; says why.
        """
        if (recorded := await self._recorded(say)) is not None:
            return recorded
        if (given := self._given(say)) is not None:
            sound = await asyncio.to_thread(recording.fetched, given)
            if sound is not None:
                return sound
        texts = _texts(say)
        reasons = []
        rungs = await self._rungs(say.voice, waiting=not say.fixed)
        while rungs:
            engine = rungs.pop(0)
            key = self._key(engine, say.voice, texts)
            if say.fixed and (kept := await asyncio.to_thread(self._cache.get, key)):
                return kept
            hasty = bool(rungs) and not say.fixed
            try:
                made = [s async for s in self._made(engine, say.voice, texts, hasty=hasty)]
            except _Away as error:
                reasons.append(str(error))
                others = await self._rungs(say.voice, waiting=True)
                rungs = [other for other in others if other in rungs]
                continue
            except (WorkerError, WorkerLost) as error:
                reasons.append(str(error))
                self._rest(engine, error)
                continue
            sound = await asyncio.to_thread(_whole, made)
            if say.fixed:
                await asyncio.to_thread(self._cache.put, key, sound)
            return sound
        raise self._failed(say, reasons)

    async def is_ready(self, say: Say) -> bool:
        """Whether the line is recorded or rendered in the voice it belongs to."""
        if say.recording and Cache.key(recording=say.recording, level=VERSION) in self._cache:
            return True
        if self._given(say, say.recording) is not None:
            return True
        for engine in await self._rungs(say.voice):
            return self._key(engine, say.voice, _texts(say)) in self._cache
        return False

    async def spoken_by(self, say: Say) -> Engine | None:
        """What made the line that is kept; None where a person recorded it, or nothing is kept."""
        if say.recording and Cache.key(recording=say.recording, level=VERSION) in self._cache:
            return None
        texts = _texts(say)
        for engine in await self._rungs(say.voice):
            if self._key(engine, say.voice, texts) in self._cache:
                return engine
        return None

    async def close(self) -> None:
        """End the workers; from now on nothing is spoken."""
        self._closed = True
        for handle in self._retiring.values():
            handle.cancel()
        self._retiring.clear()
        workers, self._workers = self._workers, {}
        await asyncio.gather(*(each.close() for each in workers.values()), *self._ending)

    async def _recorded(self, say: Say) -> Sound | None:
        if say.recording is None:
            return None
        key = Cache.key(recording=say.recording, level=VERSION)
        if kept := await asyncio.to_thread(self._cache.get, key):
            return kept
        found, given = None, self._given(say, say.recording)
        if given is not None:
            found = await asyncio.to_thread(recording.fetched, given)
        if found is None:
            found = await asyncio.to_thread(recording.find, self._folder, say.recording)
        if found is None:
            return None
        sound = await asyncio.to_thread(level, found)
        await asyncio.to_thread(self._cache.put, key, sound)
        return sound

    def _given(self, say: Say, recorded: str | None = None) -> Path | None:
        """The sound of a seeker's line that the centre's server sent.

        The coach's lines are left to the voice that speaks for the coach here, for part of what the
        coach says is made up on the spot, and it must not have two voices.
        """
        if self._content is None or not say.fixed or say.voice == COACH_VOICE:
            return None
        return self._content().sound(recorded or line(say.voice, say.text))

    async def _rungs(self, voice: str, *, waiting: bool = False) -> list[Engine]:
        """The engines that may speak for that voice, the best first.

        Args:
            waiting: somebody waits for the sound. Where an engine is being loaded again, it is left
                out, and so is what would have to be loaded first; but not the last, which is
                there at once.
        """
        plays = part(voice)
        if self._forced is not None:
            rungs = [self._forced]
        elif voice == COACH_VOICE:
            coach = await self.coach()
            rungs = list(self._ladder[self._ladder.index(coach) :])
        elif self._ladder[0] is Engine.PIPER and await self.coach() is not Engine.PIPER:
            rungs = list(self._ladder)
        else:
            # Piper has one man only: where he is the coach, or may be, no seeker sounds like him.
            rungs = [engine for engine in self._ladder if engine is not Engine.PIPER]
        able = [engine for engine in rungs if plays[engine] is not None]
        now = time.monotonic()
        rested = [engine for engine in able if self._resting.get(engine, 0.0) <= now] or able
        if not waiting or not any(map(self._is_away, rested)):
            return rested
        there = [engine for engine in rested[:-1] if engine in self._workers]
        return [engine for engine in there if not self._is_away(engine)] + rested[-1:]

    def _is_away(self, engine: Engine) -> bool:
        return engine in self._workers and self._workers[engine].away

    def _key(self, engine: Engine, voice: str, texts: list[str]) -> str:
        return Cache.key(
            text="\n".join(texts),
            engine=engine,
            version=self._versions[engine],
            voice=str(sorted((part(voice)[engine] or {}).items())),
            level=VERSION,
        )

    async def _made(
        self, engine: Engine, voice: str, texts: list[str], *, hasty: bool
    ) -> AsyncGenerator[Sound, None]:
        """The sound of each text. A worker that is lost is asked again for what it still owes.

        Args:
            hasty: give up an engine that isn't back soon.
        """
        plays = part(voice)[engine]
        losses = 0
        owed = list(texts)
        self._hold(engine)
        try:
            while owed:
                try:
                    async with contextlib.aclosing(self._ask(engine, plays, owed)) as answers:
                        async for sound in answers:
                            owed = owed[1:]
                            yield sound
                except WorkerLost as error:
                    losses += 1
                    if losses >= LOSSES:
                        raise
                    if hasty:
                        await self._back(engine, error)
        finally:
            self._release(engine)

    async def _back(self, engine: Engine, lost: WorkerLost) -> None:
        """Wait for a lost worker, not for long.

        Raises:
            _Away: it isn't there yet.
        """
        try:
            async with asyncio.timeout(BACK_WITHIN):
                await self._worker(engine).start()
        except TimeoutError:
            raise _Away(str(lost)) from lost

    async def _ask(
        self, engine: Engine, plays: Any, texts: list[str]
    ) -> AsyncGenerator[Sound, None]:
        seconds, a_character = LIMITS[engine]
        limit = seconds + a_character * max(map(len, texts))
        calls = self._worker(engine).stream("speak", limit=limit, texts=texts, voice=plays)
        async with contextlib.aclosing(calls) as answers:
            async for answer in answers:
                samples = np.frombuffer(answer.payload, "<f4").astype(np.float32)
                if not len(samples) or np.abs(samples).max() < SILENT:
                    raise WorkerError(f"{engine} made no sound.")
                yield Sound(samples, answer.result["rate"])

    def _worker(self, engine: Engine) -> Worker:
        if self._closed:
            raise WorkerError("The voices were closed.")
        if engine not in self._workers:
            self._workers[engine] = worker(engine, self._models)
        return self._workers[engine]

    def _rest(self, engine: Engine, error: Exception) -> None:
        self._resting[engine] = time.monotonic() + REST
        _log.warning("voice: %s failed (%s); the next best speaks", engine, error)

    def _failed(self, say: Say, reasons: list[str]) -> SpeechError:
        if not reasons:
            return SpeechError(
                f"{self._forced or 'This machine'} has nobody to play {say.voice}."
                " Choose another engine or another voice."
            )
        return SpeechError("The line can't be spoken. " + " ".join(reasons))

    def _hold(self, engine: Engine) -> None:
        self._in_use[engine] = self._in_use.get(engine, 0) + 1
        if handle := self._retiring.pop(engine, None):
            handle.cancel()

    def _release(self, engine: Engine) -> None:
        self._in_use[engine] -= 1
        if not self._in_use[engine] and engine is not self._coach and engine in self._workers:
            loop = asyncio.get_running_loop()
            self._retiring[engine] = loop.call_later(IDLE, self._retire, engine)

    def _retire(self, engine: Engine) -> None:
        self._retiring.pop(engine, None)
        if engine is self._coach:
            return
        ended = self._workers.pop(engine, None)
        if ended is not None:
            task = asyncio.create_task(ended.close())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _quickest(self) -> Engine:
        for engine in self._ladder[:-1]:
            seconds = self._quick.get(engine, self._versions[engine])
            if seconds is None:
                self._hold(engine)
                try:
                    seconds = await quickness.measure(engine, self._worker(engine))
                except (WorkerError, WorkerLost) as error:
                    self._rest(engine, error)
                    continue
                finally:
                    self._release(engine)
                self._quick.put(engine, self._versions[engine], seconds)
            if seconds <= quickness.QUICK_ENOUGH[engine]:
                return engine
        return self._ladder[-1]


def _texts(say: Say) -> list[str]:
    texts = pieces(spoken(say.text))
    if not texts:
        raise NothingToSay("There is nothing to say: give a text with words in it.")
    return texts


def _whole(made: list[Sound]) -> Sound:
    return level(join(made, PAUSE))
