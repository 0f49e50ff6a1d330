"""Which samples a rehearsing trainee says."""

from device import library
from device.trainee.samples import Manner, sample

TURN = library.find("two-cups-of-tea").turns[0]


def test_who_is_learning_stumbles_first_and_then_listens_well() -> None:
    given = [sample(TURN, n, Manner.LEARNING, first_turn=True).good for n in (1, 2, 3)]
    assert given == [False, True, True]
    assert sample(TURN, 1, Manner.LEARNING, first_turn=False).good


def test_every_try_is_another_reply() -> None:
    tries = [sample(TURN, n, Manner.GOOD, first_turn=True).text for n in (1, 2)]
    assert len(set(tries)) == 2


def test_a_poor_listener_never_listens_well() -> None:
    assert not any(sample(TURN, n, Manner.POOR, first_turn=True).good for n in range(1, 9))
