import hashlib
import random
from pathlib import Path

import pytest

from device.models.download import DiskFull, DownloadError, Patience, download
from device.models.progress import Quiet
from tests.models.server import Manners, serving

CONTENT = random.Random(7).randbytes(700_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Heard(Quiet):
    def __init__(self) -> None:
        self.reached: list[int] = []

    def reach(self, done: int) -> None:
        self.reached.append(done)


def fetch(
    url: str,
    to: Path,
    sha256: str = SHA256,
    progress: Quiet | None = None,
    silence: float = 20.0,
) -> list[float]:
    slept: list[float] = []
    patience = Patience(silence=silence, pauses=(1.0, 2.0, 4.0), sleep=slept.append)
    download(url, to, size=len(CONTENT), sha256=sha256, progress=progress, patience=patience)
    return slept


@pytest.fixture
def to(tmp_path: Path) -> Path:
    return tmp_path / "file.bin"


def test_a_file_comes_whole_and_leaves_nothing_beside_it(to: Path) -> None:
    heard = Heard()
    with serving(Manners(CONTENT)) as url:
        assert fetch(f"{url}/file.bin", to, progress=heard) == []
    assert to.read_bytes() == CONTENT
    assert list(to.parent.iterdir()) == [to]
    assert heard.reached == sorted(heard.reached)
    assert heard.reached[-1] == len(CONTENT)


def test_a_dropped_connection_goes_on_where_it_stopped(to: Path) -> None:
    manners = Manners(CONTENT, stops_after=[100_000, 50_000])
    with serving(manners) as url:
        fetch(url, to)
    assert to.read_bytes() == CONTENT
    assert [asked.get("Range") for asked in manners.asked] == [
        None,
        "bytes=100000-",
        "bytes=150000-",
    ]
    assert manners.asked[1]["If-Range"] == '"one"'


def test_a_later_run_goes_on_with_what_an_earlier_one_left(to: Path) -> None:
    manners = Manners(CONTENT, stops_after=[100_000, 0, 0, 0, 0])
    with serving(manners) as url:
        with pytest.raises(DownloadError, match="goes on where it stopped"):
            fetch(url, to)
        assert not to.exists()
        manners.asked.clear()
        manners.stops_after.clear()
        fetch(url, to)
    assert to.read_bytes() == CONTENT
    assert [asked.get("Range") for asked in manners.asked] == ["bytes=100000-"]


def test_a_server_that_ignores_ranges_is_read_from_the_start(to: Path) -> None:
    with serving(Manners(CONTENT, ignores_range=True, stops_after=[100_000])) as url:
        fetch(url, to)
    assert to.read_bytes() == CONTENT


def test_a_server_without_a_mark_for_the_version_is_not_asked_for_a_part(to: Path) -> None:
    manners = Manners(CONTENT, etag=None, stops_after=[100_000])
    with serving(manners) as url:
        fetch(url, to)
    assert to.read_bytes() == CONTENT
    assert "Range" not in manners.asked[1]


def test_a_file_that_changed_meanwhile_is_taken_anew(to: Path) -> None:
    manners = Manners(b"x" * len(CONTENT), stops_after=[100_000, 0, 0, 0, 0])
    with serving(manners) as url:
        with pytest.raises(DownloadError):
            fetch(url, to)
        manners.content, manners.etag = CONTENT, '"two"'
        manners.stops_after.clear()
        fetch(url, to)
    assert to.read_bytes() == CONTENT


def test_a_spoilt_beginning_is_noticed_and_fetched_again(to: Path) -> None:
    to.with_name("file.bin.part").write_bytes(b"y" * 1000)
    to.with_name("file.bin.part.tag").write_text('"one"')
    manners = Manners(CONTENT)
    with serving(manners) as url:
        fetch(url, to)
    assert to.read_bytes() == CONTENT
    assert [asked.get("Range") for asked in manners.asked] == ["bytes=1000-", None]


def test_another_part_than_the_one_asked_for_is_not_used(to: Path) -> None:
    with serving(Manners(CONTENT, shifts_range=True, stops_after=[100_000])) as url:
        fetch(url, to)
    assert to.read_bytes() == CONTENT


def test_a_file_with_the_wrong_checksum_is_thrown_away(to: Path) -> None:
    with serving(Manners(CONTENT)) as url, pytest.raises(DownloadError, match="checksum"):
        fetch(url, to, sha256="0" * 64)
    assert list(to.parent.iterdir()) == []


@pytest.mark.parametrize("length", [len(CONTENT) - 1, len(CONTENT) + 1])
def test_a_file_of_another_size_is_refused_at_once(to: Path, length: int) -> None:
    manners = Manners(b"z" * length)
    with serving(manners) as url, pytest.raises(DownloadError, match="another file"):
        fetch(url, to)
    assert len(manners.asked) == 1


def test_a_missing_file_is_told_at_once(to: Path) -> None:
    manners = Manners(CONTENT, answers=[404])
    with serving(manners) as url, pytest.raises(DownloadError, match="404"):
        fetch(url, to)
    assert len(manners.asked) == 1


def test_a_busy_server_is_asked_again_after_growing_pauses(to: Path) -> None:
    with serving(Manners(CONTENT, answers=[503, 429])) as url:
        assert fetch(url, to) == [1.0, 2.0]
    assert to.read_bytes() == CONTENT


def test_a_server_that_stays_broken_is_given_up(to: Path) -> None:
    manners = Manners(CONTENT, answers=[500] * 20)
    with serving(manners) as url, pytest.raises(DownloadError, match="500"):
        fetch(url, to)
    assert len(manners.asked) == 4


def test_a_server_that_falls_silent_is_given_up(to: Path) -> None:
    manners = Manners(CONTENT, silent=True)
    with serving(manners) as url, pytest.raises(DownloadError, match="fell silent"):
        fetch(url, to, silence=0.3)


def test_a_server_that_never_gets_further_is_given_up(to: Path) -> None:
    manners = Manners(CONTENT, ignores_range=True, stops_after=[5000] * 20)
    with serving(manners) as url, pytest.raises(DownloadError, match="5,000 of 700,000 bytes"):
        fetch(url, to)


def test_a_redirection_is_followed(to: Path) -> None:
    manners = Manners(CONTENT, redirects=True)
    with serving(manners) as url:
        fetch(f"{url}/first", to)
    assert to.read_bytes() == CONTENT
    assert manners.paths == ["/first", "/elsewhere"]


def test_nobody_at_the_address_is_told_as_such(to: Path) -> None:
    with serving(Manners(CONTENT)) as url:
        pass
    with pytest.raises(DownloadError, match=r"refused.*on the internet"):
        fetch(url, to)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "nonsense"])
def test_only_web_addresses_are_read(to: Path, url: str) -> None:
    with pytest.raises(DownloadError, match="only http"):
        fetch(url, to)


def test_a_full_disk_is_told_as_such(to: Path) -> None:
    to.with_name("file.bin.part").symlink_to("/dev/full")
    with serving(Manners(CONTENT)) as url, pytest.raises(DiskFull, match="Make room"):
        fetch(url, to)
