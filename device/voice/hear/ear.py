"""What the recognisers have in common: an engine in a worker that may be lost and asked again."""

from pathlib import Path
from typing import Any

from device.voice.hear.recognizer import RecognizerError
from device.voice.worker import Worker, WorkerError, WorkerLost

TRIES = 2
"""How often the worker may be lost over the same words. Who is killed once is back with them at
once; who is lost again has the cause in them, and the trainee waits."""


class Ear:
    """An engine in a worker."""

    def __init__(self, name: str, folder: Path, engine: str, **options: Any) -> None:
        """
        Args:
            name: engine and model, such as `whisper-tiny`.
            folder: where the model lies.
            engine: where the engine class is: `package.module:Class`.
            options: for the engine, besides the folder.
        """
        self.name = name
        self.folder = folder
        self.worker = Worker(engine, {"folder": str(folder), **options})

    @property
    def away(self) -> bool:
        """Whether the worker was lost and isn't back yet."""
        return self.worker.away

    async def start(self) -> None:
        """Load; returns when ready.

        Raises:
            RecognizerError: the model can't be loaded.
        """
        try:
            await self.worker.start()
        except WorkerError as error:
            raise RecognizerError.unloadable(self.folder, error) from error

    async def ask(
        self, method: str, payload: bytes, *, limit: float, **arguments: Any
    ) -> dict[str, Any]:
        """Call the engine.

        Args:
            limit: seconds it may take.

        Raises:
            RecognizerError: it can't be loaded any more, or refuses.
            WorkerLost: it died or hung; it may be asked again.
        """
        await self.start()
        try:
            return (await self.worker.call(method, payload, limit=limit, **arguments)).result
        except WorkerError as error:
            raise RecognizerError.refused(error) from error

    async def close(self) -> None:
        """End the worker."""
        await self.worker.close()


class Losses:
    """How often the worker was lost over the same words."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, why: WorkerLost) -> None:
        """Count one more.

        Raises:
            RecognizerError: it is one too many.
        """
        self._count += 1
        if self._count >= TRIES:
            raise RecognizerError.lost(self._count, why) from why

    def forget(self) -> None:
        """The words have come further than ever before."""
        self._count = 0
