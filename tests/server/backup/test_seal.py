import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.backup import seal
from server.backup.dump import BackupError
from server.backup.seal import CHUNK, TAG, Opener, Sealer

PASSPHRASE = "seven brown kettles sing"
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17]
HEAD = len(seal.MAGIC) + seal.SALT + 1


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "COST", seal.COSTS[0])


def sealed(plain: bytes, passphrase: str = PASSPHRASE) -> bytes:
    out = io.BytesIO()
    with Sealer(out, passphrase) as into:
        for start in range(0, len(plain), 10_007):
            into.write(plain[start : start + 10_007])
    return out.getvalue()


def opened(stream: bytes, passphrase: str = PASSPHRASE) -> bytes:
    return io.BufferedReader(Opener(io.BytesIO(stream), passphrase, "the file")).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens_with_the_passphrase(size: int) -> None:
    plain = os.urandom(size)
    stream = sealed(plain)
    assert opened(stream) == plain
    if size >= 32:
        assert plain[:32] not in stream
    chunks = max(1, -(-size // CHUNK))
    assert len(stream) == HEAD + size + chunks * TAG


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert sealed(b"the same")[HEAD:] != sealed(b"the same")[HEAD:]


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(BackupError, match="The passphrase does not open the file"):
        opened(sealed(b"words"), "seven brown kettles sang")


def test_a_passphrase_that_is_easily_guessed_is_refused() -> None:
    with pytest.raises(BackupError, match="at least 12 characters"):
        Sealer(io.BytesIO(), "kettle")


@pytest.mark.parametrize("kept", [0, 5, HEAD, HEAD + TAG, HEAD + CHUNK + TAG, -1, -TAG - 17])
def test_a_stream_that_was_cut_off_is_refused(kept: int) -> None:
    stream = sealed(os.urandom(3 * CHUNK + 17))
    with pytest.raises(BackupError):
        opened(stream[:kept])


def test_chunks_that_were_swapped_or_left_out_are_refused() -> None:
    stream = sealed(os.urandom(3 * CHUNK))
    size = CHUNK + TAG
    one, two, three = (stream[HEAD + n * size : HEAD + (n + 1) * size] for n in range(3))
    for order in ((two, one, three), (one, three), (one, two), (one, two, three, three)):
        with pytest.raises(BackupError):
            opened(stream[:HEAD] + b"".join(order))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_bit_that_was_changed_is_noticed(data: st.DataObject) -> None:
    stream = bytearray(STREAM)
    place = data.draw(st.integers(len(seal.MAGIC), len(stream) - 1))
    stream[place] ^= 1 << data.draw(st.integers(0, 7))
    if stream[HEAD - 1] in seal.COSTS and stream[HEAD - 1] > seal.COSTS[1]:
        return  # a changed cost is refused too, after a gigabyte's work
    with pytest.raises(BackupError):
        opened(bytes(stream))


def _stream() -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seal, "COST", seal.COSTS[0])
        return sealed(b"words " * 20)


STREAM = _stream()
