import numpy as np
import pytest

from device.coach.talk.act import Command, Say
from device.voice.sound import Sound
from device.voice.speak.delivery import LOUDEST, QUIETEST, Delivery
from device.voice.speak.loudness import CEILING, RATE, level, loudness, peak

LINE = Say("Hello.", "bf_emma")


class Noise:
    """A voice that always makes the same levelled sound."""

    def __init__(self) -> None:
        chance = np.random.default_rng(5)
        self._sound = level(Sound(chance.normal(0, 0.1, 2 * RATE).astype(np.float32), RATE))

    async def start(self) -> None:
        pass

    async def sound(self, say: Say) -> Sound:
        return self._sound

    async def close(self) -> None:
        pass


@pytest.fixture
def delivery() -> Delivery:
    return Delivery(Noise())


async def test_nothing_changes_until_somebody_asks(delivery: Delivery) -> None:
    plain = await Noise().sound(LINE)
    assert np.array_equal((await delivery.sound(LINE)).samples, plain.samples)


@pytest.mark.parametrize(
    ("manner", "louder"), [(Command.LOUDER, 4.0), (Command.QUIETER, -4.0)], ids=str
)
async def test_louder_is_heard_and_never_clips(
    delivery: Delivery, manner: Command, louder: float
) -> None:
    before = await delivery.sound(LINE)
    delivery.adapt(manner)
    after = await delivery.sound(LINE)
    assert loudness(after) - loudness(before) == pytest.approx(louder, abs=0.6)
    assert peak(after) <= CEILING


@pytest.mark.parametrize(("manner", "longer"), [(Command.SLOWER, 1), (Command.FASTER, -1)])
async def test_slower_takes_longer(delivery: Delivery, manner: Command, longer: int) -> None:
    before = await delivery.sound(LINE)
    delivery.adapt(manner)
    after = await delivery.sound(LINE)
    assert (after.seconds - before.seconds) * longer > 0.2


def test_it_goes_only_so_far_and_back_again(delivery: Delivery) -> None:
    for _ in range(20):
        delivery.adapt(Command.LOUDER)
        delivery.adapt(Command.SLOWER)
    assert delivery.decibels == LOUDEST
    assert delivery.tempo == pytest.approx(0.87**3)
    for _ in range(20):
        delivery.adapt(Command.QUIETER)
        delivery.adapt(Command.FASTER)
    assert delivery.decibels == QUIETEST
    assert delivery.tempo == pytest.approx(0.87**-2)
    delivery.reset()
    assert (delivery.decibels, delivery.tempo) == (0.0, 1.0)
