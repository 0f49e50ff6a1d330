"""The server's settings: from `server/*.toml` in the settings folders, and the environment."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from device import settled
from device.errors import WellheardError
from device.settled import Found

SYSTEM_FOLDER = Path("/etc/wellheard/server")
SECRETS = frozenset({"database_url", "backup_passphrase", "metrics_token"})
"""Settings whose values are never told."""
DIALECTS = ("sqlite", "postgresql+psycopg")


class ServerSettingsError(WellheardError, ValueError):
    """A setting of the server can't be used."""


class Settings(BaseSettings):
    """Every setting of the server, with its default."""

    model_config = SettingsConfigDict(env_prefix=settled.PREFIX, extra="forbid", frozen=True)

    server_folder: Path = Field(
        default_factory=lambda: settled.home("XDG_DATA_HOME", ".local/share") / "server",
        description="Where the database, the sound, the certificate and the backups are kept.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="postgresql+psycopg://user:password@host/name, or sqlite:///FILE; when left"
        " out, server.sqlite3 in the server's folder.",
    )
    host: str = Field(
        default="0.0.0.0",  # noqa: S104 - kiosks and laptops are other machines
        description="The address to listen on; 127.0.0.1 keeps it to this machine.",
    )
    port: int = Field(default=8443, ge=0, le=65535, description="The port; 0 takes a free one.")
    workers: int = Field(
        default=1,
        ge=1,
        le=16,
        description="How many processes serve; more than 1 is for many kiosks.",
    )
    plain_http: bool = Field(
        default=False,
        description="Serve without TLS. Only on loopback, or where something in front does TLS"
        " (trusted_proxies), unless plain_http_anywhere says so.",
    )
    plain_http_anywhere: bool = Field(
        default=False,
        description="Serve without TLS to other machines too. Passwords can then be overheard.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses, with commas between, of what does TLS in front of the server;"
        " its X-Forwarded-For and -Proto are believed.",
    )
    certificate: Path | None = Field(
        default=None, description="A PEM file with the server's certificate and its chain."
    )
    certificate_key: Path | None = Field(
        default=None, description="The PEM file with the certificate's private key."
    )
    names: str = Field(
        default="",
        description="More host names or addresses, with commas between, for the certificate made"
        " on first start.",
    )
    backup_folder: Path | None = Field(
        default=None,
        description="Where backups are kept; best another disk. When left out, backups in the"
        " server's folder.",
    )
    backup_nightly: bool = Field(default=True, description="Make a backup every night.")
    backup_hour: int = Field(
        default=3,
        ge=0,
        le=23,
        description="The hour at which the night's work is due, in the centre's time zone; a server"
        " that was off then does it when it is on again.",
    )
    backup_keep: int = Field(
        default=14, ge=1, le=1000, description="How many nightly backups are kept."
    )
    backup_passphrase: SecretStr | None = Field(
        default=None,
        min_length=12,
        description="Seals the backups, so that whoever finds one can't read it. Keep it somewhere"
        " else too: without it no backup opens.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="What Prometheus sends to read /metrics from another machine (Authorization:"
        " Bearer …); without it only this machine may.",
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

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.certificate is None) != (self.certificate_key is None):
            raise ValueError("certificate and certificate_key are given together or not at all")
        if self.plain_http and self.certificate is not None:
            raise ValueError("plain_http and certificate can't both be wanted")
        if self.plain_http and not (
            self.loopback or self.trusted_proxies or self.plain_http_anywhere
        ):
            raise ValueError(
                f"plain_http on {self.host} would let passwords be overheard; listen on 127.0.0.1,"
                " or take plain_http out, or set plain_http_anywhere if you accept that"
            )
        try:
            url = self.url
        except ArgumentError as error:
            raise ValueError("database_url is not a database's address") from error
        if url.drivername not in DIALECTS:
            raise ValueError(f"database_url begins with {' or '.join(DIALECTS)}")
        return self

    @property
    def url(self) -> URL:
        """Where the database is."""
        if self.database_url is None:
            return URL.create("sqlite", database=str(self.server_folder / "server.sqlite3"))
        return make_url(self.database_url.get_secret_value())

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.host == "localhost":
            return True
        address = _address(self.host)
        return address is not None and address.is_loopback

    @property
    def secure(self) -> bool:
        """Whether browsers come by https, so that cookies may be kept to it."""
        return not self.plain_http or bool(self.trusted_proxies)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def load(folders: tuple[Path, ...] | None = None, **given: Any) -> Settings:
    """Read the settings.

    Later files win over earlier ones, the environment (`WELLHEARD_…`) over the files, and what is
    `given` over all.

    Raises:
        ServerSettingsError: a file can't be read, or a value can't be used; says which and why.
    """
    if folders is None:
        folders = (SYSTEM_FOLDER, settled.home("XDG_CONFIG_HOME", ".config") / "server")
    found = settled.look(folders, Settings.model_fields, ServerSettingsError)
    found.values.update(given)
    found.origin.update(dict.fromkeys(given, "the command line"))
    try:
        return Settings(**found.values)
    except ValidationError as error:
        told = (_told(found, problem) for problem in error.errors())
        raise ServerSettingsError("\n".join(told)) from error


def _told(found: Found, problem: ErrorDetails) -> str:
    """One wrong setting in a sentence: what, where, and what to do."""
    if not problem["loc"]:
        return f"The server's settings don't fit together: {problem['ctx']['error']}."
    name, where = settled.name_of(problem), found.where(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        return settled.unknown(where, name, Settings.model_fields, "server setting")
    given = "what it is" if name in SECRETS else repr(problem["input"])
    return settled.wrong(where, name, given, problem["msg"].lower())
