"""What a kiosk pins when it is let in: whom to believe from then on."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from server import certificate
from server.settings import Settings
from server.signing import Keys


@dataclass(frozen=True)
class Authority:
    """The certificate that vouches for the server's."""

    pem: str | None
    """None for a certificate that was given without the root above it: what comes last in its file
    changes when it is renewed, so kiosks must not be told to believe that for good."""
    fingerprint: str
    """SHA-256, as pairs in hex with colons between."""


def authority(settings: Settings) -> Authority | None:
    """What a kiosk must find above the server's certificate; none without TLS, or where something
    in front of the server does it: then the certificates of the kiosk's system count.
    """
    if settings.plain_http:
        return None
    if settings.certificate is not None and settings.certificate_key is not None:
        renewed = settings.certificate.stat().st_mtime_ns
        return _given(settings.certificate, settings.certificate_key, renewed)
    return _own(settings.server_folder / "tls", settings.names)


@cache
def _own(folder: Path, names: str) -> Authority:
    made = certificate.own(folder, [name.strip() for name in names.split(",")])
    assert made.authority is not None
    return Authority(made.authority.read_text(encoding="ascii"), made.fingerprint)


@cache
def _given(chain: Path, key: Path, _: int) -> Authority:
    """Read once for each time that it was renewed."""
    shown = certificate.given(chain, key)
    last = x509.load_pem_x509_certificates(chain.read_bytes())[-1]
    is_root = last.issuer == last.subject
    pem = last.public_bytes(serialization.Encoding.PEM).decode() if is_root else None
    return Authority(pem, shown.fingerprint)


@cache
def keys(folder: Path) -> Keys:
    """The server's own secrets; read once a process."""
    return Keys(folder)
