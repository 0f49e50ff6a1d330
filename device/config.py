"""Settings: from `/etc/wellheard/*.toml`, the user's own file and the environment."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from device import settled
from device.errors import WellheardError

SYSTEM_FOLDER = Path("/etc/wellheard")


class SettingsError(WellheardError, ValueError):
    """A setting can't be used."""


class RecognizerChoice(StrEnum):
    """Which recogniser hears the trainee."""

    AUTO = "auto"
    """Vosk where one of its English models is installed, else whisper-tiny, else whisper-base."""
    VOSK = "vosk"
    WHISPER_TINY = "whisper-tiny"
    WHISPER_BASE = "whisper-base"


class VoiceChoice(StrEnum):
    """Which engine makes up what can't be rendered ahead."""

    AUTO = "auto"
    """The best that is installed and fast enough on this machine."""
    KOKORO = "kokoro"
    PIPER = "piper"
    PYTTSX3 = "pyttsx3"


class PanelChoice(StrEnum):
    """What stands in front of the trainee."""

    AUTO = "auto"
    """Button and light on a Raspberry Pi, else the keyboard of a terminal, else none."""
    GPIO = "gpio"
    """Button, hook switch and light on pins."""
    KEYBOARD = "keyboard"
    NONE = "none"


class TalkMode(StrEnum):
    """How the talk button is used."""

    TAP = "tap"
    """Tap to begin, speak, tap when you have finished."""
    HOLD = "hold"
    """Hold it down while you speak."""


class HookSwitch(StrEnum):
    """What the hook switch's contact does while the receiver is lifted."""

    CLOSED = "closed"
    OPEN = "open"


class Common(StrEnum):
    """The leg that the three colours of the light share."""

    CATHODE = "cathode"
    """It goes to ground."""
    ANODE = "anode"
    """It goes to 3.3 V."""


def _pin(value: object) -> object:
    return None if value in ("", "none") else value


Pin = Annotated[Annotated[int, Field(ge=0, le=27)] | None, BeforeValidator(_pin)]
"""A pin by its GPIO number, 0 to 27; "none" where nothing is wired."""


class Settings(BaseSettings):
    """Every setting, with its default."""

    model_config = SettingsConfigDict(env_prefix=settled.PREFIX, extra="forbid", frozen=True)

    recognizer: RecognizerChoice = RecognizerChoice.AUTO
    vosk_model: Path | None = Field(
        default=None, description="A Vosk model's folder, where it is not among the models."
    )
    voice: VoiceChoice = VoiceChoice.AUTO
    microphone: str = Field(
        default="auto", description="An ALSA device such as plughw:CARD=Device, or auto."
    )
    speaker: str = Field(
        default="auto", description="An ALSA device such as plughw:CARD=Device, or auto."
    )
    handset: bool = Field(
        default=False,
        description="The microphone doesn't hear the speaker, as in a telephone handset or a"
        " headset: then the trainee is heard while the seeker is still speaking.",
    )
    panel: PanelChoice = PanelChoice.AUTO
    pin_factory: str = Field(
        default="lgpio",
        description="Which of gpiozero's pin factories reaches the pins; it never falls back.",
    )
    talk_button: TalkMode = TalkMode.TAP
    talk_pin: Pin = 17
    second_pin: Pin = 27
    hook_pin: Pin = 22
    hook_lifted: HookSwitch = HookSwitch.CLOSED
    light_red_pin: Pin = 23
    light_green_pin: Pin = 24
    light_blue_pin: Pin = 25
    light_common: Common = Common.CATHODE
    screen: bool = Field(default=True, description="A page for a display, on this machine alone.")
    screen_port: int = Field(default=8484, ge=1024, le=65535)
    screen_scanning: bool = Field(
        default=False, description="The screen is used with a single switch from the start."
    )
    screen_scanning_seconds: float = Field(
        default=1.5, ge=0.5, le=10, description="How long the frame rests on each thing."
    )
    progress: bool = Field(
        default=True,
        description="Whether trainees may have their progress kept here, under three words of"
        " their own.",
    )
    quiet_hours: str = Field(
        default="",
        description="When the kiosk keeps dark and silent, such as 21:00-08:00;"
        " only by a clock that the network or a clock battery keeps right.",
    )
    models: Path = Field(
        default_factory=lambda: settled.home("XDG_DATA_HOME", ".local/share") / "models"
    )
    data: Path = Field(
        default_factory=lambda: settled.home("XDG_DATA_HOME", ".local/share") / "kiosk",
        description="What this kiosk is and keeps: its enrolment, and practices on their way to the"
        " server.",
    )
    recordings: Path = Field(
        default_factory=lambda: settled.home("XDG_DATA_HOME", ".local/share") / "recordings",
        description="Lines that a person recorded, each named by its SHA-256.",
    )
    cache: Path = Field(default_factory=lambda: settled.home("XDG_CACHE_HOME", ".cache") / "voice")
    crisis_words: str = Field(
        default=(
            "You don't have to be alone with this. Please go to the person on duty now, and tell"
            " them what you told me. If you're in danger, or have taken something, or nobody is"
            " here, call the emergency number straight away."
        ),
        max_length=600,
        description="Said when a trainee seems to be in crisis: who is on duty, the local line.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the files; nothing else is read."""
        return init_settings, env_settings


def load(folders: tuple[Path, ...] | None = None) -> Settings:
    """Read the settings.

    Later files win over earlier ones, and the environment (`WELLHEARD_…`) over all.

    Raises:
        SettingsError: a file can't be read, or a value can't be used; says which and why.
    """
    if folders is None:
        folders = (SYSTEM_FOLDER, settled.home("XDG_CONFIG_HOME", ".config"))
    found = settled.look(folders, Settings.model_fields, SettingsError)
    try:
        return Settings(**found.values)
    except ValidationError as error:
        told = (_told(found.where(p["loc"][0]), p) for p in error.errors())
        raise SettingsError("\n".join(told)) from error


def _told(where: str, problem: ErrorDetails) -> str:
    """One wrong setting in a sentence: what, where, and what to do."""
    name, given = settled.name_of(problem), repr(problem["input"])
    if problem["type"] == "extra_forbidden":
        return settled.unknown(where, name, Settings.model_fields)
    expected = problem.get("ctx", {}).get("expected")
    able = f"it can be {expected}" if expected else problem["msg"].lower()
    return settled.wrong(where, name, given, able)
