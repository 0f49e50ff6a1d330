import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from device.models.archive import ArchiveError, opened
from tests.models.workshop import zipped


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/etc/out", "..\\out", "C:/out"])
def test_a_zip_that_reaches_outside_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    file = zipped(tmp_path / "x.zip", {"fine": b"", name: b"bad"})
    with opened(file) as archive, pytest.raises(ArchiveError, match="outside its folder"):
        archive.names()


def test_a_tarball_that_reaches_outside_its_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.tgz"
    with tarfile.open(file, "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../out"), io.BytesIO())
    with opened(file) as packed, pytest.raises(ArchiveError, match="outside its folder"):
        packed.names()


def test_links_in_a_tarball_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "x.tgz"
    with tarfile.open(file, "w:gz") as archive:
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("package/file"), io.BytesIO())
    with opened(file) as packed:
        assert packed.names() == ["package/file"]


def test_a_truncated_or_foreign_file_is_told_as_such(tmp_path: Path) -> None:
    file = zipped(tmp_path / "x.zip", {"a": b"content" * 1000})
    file.write_bytes(file.read_bytes()[:60])
    with pytest.raises(ArchiveError, match="Fetch it again"), opened(file) as archive:
        archive.names()


def test_a_damaged_member_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a", b"content")
    file.write_bytes(file.read_bytes().replace(b"content", b"CONTENT"))
    with pytest.raises(ArchiveError, match="CRC"), opened(file) as archive:
        archive.open("a").read()
