"""A bundle is the maintainers' own, to the last byte, or it is nothing."""

import io
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.update import bundle as bundles
from device.update import key as keys
from device.update.bundle import HEAD, MAGIC, Bundle, BundleBroken
from tests.update.workshop import KEY, PINNED, bundle


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return bundle(tmp_path_factory.mktemp("made"), news="I listen better.").read_bytes()


def opened(raw: bytes, pinned: tuple[str, ...] = PINNED) -> Bundle:
    found = Bundle.open(io.BytesIO(raw), pinned)
    found.check()
    return found


def test_what_was_put_in_comes_out(whole: bytes, tmp_path: Path) -> None:
    found = opened(whole)
    assert found.manifest.version == "0.2.0"
    assert found.manifest.news == "I listen better."
    found.unpack(tmp_path / "out")
    unpacked = {str(one.relative_to(tmp_path / "out")) for one in (tmp_path / "out").rglob("*.*")}
    assert unpacked >= {one.path for one in found.manifest.files}
    assert "wellheard-0.2.0-py3-none-any.whl" in {Path(one).name for one in unpacked}


def places(whole: bytes) -> list[int]:
    """Every byte of the beginning, many of the manifest, and three of each file."""
    found = opened(whole)
    chosen = set(range(HEAD)) | set(range(HEAD, found.begins, 7))
    at = found.begins
    for one in found.manifest.files:
        chosen |= {at, at + one.size // 2, at + one.size - 1}
        at += one.size
    assert at == len(whole)
    return sorted(chosen)


def test_no_byte_of_it_can_be_another_one(whole: bytes) -> None:
    taken = []
    for place in places(whole):
        for change in (0x01, 0x20, 0x80):
            other = bytearray(whole)
            other[place] ^= change
            try:
                opened(bytes(other))
            except BundleBroken:
                continue
            taken.append((place, change))
    assert taken == []


def test_it_can_break_off_nowhere(whole: bytes) -> None:
    for length in [*range(0, HEAD + 2), *range(HEAD, len(whole), 97), len(whole) - 1]:
        with pytest.raises(BundleBroken):
            opened(whole[:length])


def test_nothing_may_follow_it(whole: bytes) -> None:
    with pytest.raises(BundleBroken, match="more in the update"):
        opened(whole + b"\0")


def test_another_s_signature_counts_for_nothing(tmp_path: Path) -> None:
    stranger = Ed25519PrivateKey.generate()
    made = bundle(tmp_path, key=stranger).read_bytes()
    with pytest.raises(BundleBroken, match="not signed by a maintainer"):
        opened(made)
    assert opened(made, (*PINNED, keys.public(stranger))).manifest.version == "0.2.0"


def test_a_signature_for_something_else_is_none_for_an_update(whole: bytes) -> None:
    text = whole[HEAD : opened(whole).begins]
    bare = keys.packed(KEY.sign(text))
    head = MAGIC + f"{bare}\n{len(text):08}\n".encode()
    with pytest.raises(BundleBroken, match="not signed"):
        opened(head + whole[HEAD:])


def signed(manifest: object, payload: bytes = b"") -> bytes:
    text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    return MAGIC + f"{keys.sign(KEY, text)}\n{len(text):08}\n".encode() + text + payload


def manifest_of(whole: bytes) -> dict[str, object]:
    return json.loads(whole[HEAD : opened(whole).begins])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "path",
    [
        "../wellheard.service",
        "units/../../wellheard.service",
        "/etc/passwd",
        "units//etc/passwd",
        "units/ssh.service",
        "units/wellheard-a.service/..",
        "units/wellheard-kiosk.service\n",
        "wheels/../a-1.0-py3-none-any.whl",
        "wheels/a-1.0-py3-none-any.whl/b",
        "wheels/.whl",
        "requirements/kiosk.txt\0",
        "requirements/other.txt",
        "bin/python",
        "wheels\\a-1.0-py3-none-any.whl",
        "",
    ],
)
def test_even_maintainers_can_put_files_in_their_few_places_only(whole: bytes, path: str) -> None:
    manifest = manifest_of(whole)
    files = [*manifest["files"], {"path": path, "size": 0, "sha256": "0" * 64}]  # type: ignore[misc]
    with pytest.raises(BundleBroken, match="no other files"):
        opened(signed(manifest | {"files": files}))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": "0.2"}, "not a version"),
        ({"version": "0.3.0"}, "the program itself is missing"),
        ({"form": 2}, "form"),
        ({"more": 1}, "more"),
        ({"news": "a" * 301}, "news"),
        ({"files": []}, "missing"),
    ],
)
def test_a_manifest_that_does_not_fit_together_is_refused(
    whole: bytes, change: dict[str, object], told: str
) -> None:
    with pytest.raises(BundleBroken, match=told):
        opened(signed(manifest_of(whole) | change))


def test_a_file_that_comes_twice_is_refused(whole: bytes) -> None:
    manifest = manifest_of(whole)
    files = list(manifest["files"])  # type: ignore[call-overload]
    with pytest.raises(BundleBroken, match="twice"):
        opened(signed(manifest | {"files": [*files, files[0]]}))


def test_sizes_are_bounded_before_anything_is_read(
    whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = manifest_of(whole)
    files = [one | {"size": 2_000_000_000} for one in manifest["files"]]  # type: ignore[attr-defined]
    with pytest.raises(BundleBroken, match="too large"):
        opened(signed(manifest | {"files": files}))
    monkeypatch.setattr(bundles, "MANIFEST_MOST", 10)
    with pytest.raises(BundleBroken, match="beginning is damaged"):
        opened(whole)


def test_nothing_is_read_as_json_before_it_is_known_to_be_signed(
    whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(text: bytes) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(bundles.Manifest, "model_validate_json", read)
    other = bytearray(whole)
    other[len(MAGIC)] ^= 1
    with pytest.raises(BundleBroken):
        opened(bytes(other))


def test_a_bundle_that_changes_after_it_was_checked_is_not_unpacked(
    whole: bytes, tmp_path: Path
) -> None:
    file = io.BytesIO(whole)
    found = Bundle.open(file, PINNED)
    found.check()
    file.seek(len(whole) - 1)
    file.write(bytes([whole[-1] ^ 1]))
    with pytest.raises(BundleBroken, match="changed while"):
        found.unpack(tmp_path)
