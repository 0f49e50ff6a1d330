import time

import numpy as np
import pytest

from device.kiosk.level import HOUR, Loudest


def frame(share: float) -> bytes:
    return (np.full(512, share) * 32767).astype("<i2").tobytes()


def test_nothing_heard_is_no_figure() -> None:
    assert Loudest().dbfs is None


def test_the_loudest_moment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    loudest = Loudest()
    for share in (0.001, 0.1, 0.01):
        loudest.feed(frame(share), 90.0)
    assert loudest.dbfs == pytest.approx(-20.0, abs=0.1)


def test_what_is_longer_ago_than_an_hour_no_longer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    loudest = Loudest()
    loudest.feed(frame(0.5), 0.0)
    loudest.feed(frame(0.01), 2000.0)
    monkeypatch.setattr("time.monotonic", lambda: HOUR + 100.0)
    assert loudest.dbfs == pytest.approx(-40.0, abs=0.2)
    assert len(loudest._steps) == 1


def test_digital_silence_is_a_figure_and_no_error() -> None:
    loudest = Loudest()
    loudest.feed(bytes(1024), time.monotonic())
    loudest.feed(b"", time.monotonic())
    assert loudest.dbfs == -100.0
