"""TLS in a centre without internet: an authority of our own, and a certificate signed by it.

Kiosks pin the authority's fingerprint when they enrol; a laptop warns once, or trusts the authority
after its file was imported. The server's certificate is made anew when it nears its end or when the
machine got another name or address; the authority stays.
"""

import errno
import fcntl
import ipaddress
import logging
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from device.errors import WellheardError
from server.database import now
from server.settings import Settings

LOG = logging.getLogger("server.certificate")

AUTHORITY_LIFE = timedelta(days=3650)
LIFE = timedelta(days=390)
"""Browsers refuse certificates that are good for more than 398 days."""
RENEW = timedelta(days=60)
"""Left when it is made anew."""
KEPT = 20
"""Names and addresses of the one before that the next is good for too: a machine that starts before
its network doesn't know yet by what kiosks know it. One that gets others often shall not collect
them for ever."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
BACKDATED = timedelta(days=2)
"""A kiosk without a clock chip may be behind."""
SOMEWHERE = "192.0.2.1"
"""An address nobody has (RFC 5737): asking the way to it tells our own, and sends nothing."""


class CertificateError(WellheardError, ValueError):
    """A certificate can't be read or made."""


@dataclass(frozen=True)
class Certificate:
    """What the server shows, and what vouches for it."""

    chain: Path
    """PEM: the server's certificate, then what signed it."""
    key: Path
    fingerprint: str
    """SHA-256 of the authority's certificate, or of the given one's last, as pairs in hex."""
    authority: Path | None
    """The file a laptop may import; None where the certificate was given."""


def of(settings: Settings) -> Certificate | None:
    """What the server shows; none without TLS.

    Raises:
        CertificateError: as below.
    """
    if settings.plain_http:
        return None
    if settings.certificate is not None and settings.certificate_key is not None:
        return given(settings.certificate, settings.certificate_key)
    names = [name.strip() for name in settings.names.split(",")]
    return own(settings.server_folder / "tls", names)


def given(chain: Path, key: Path) -> Certificate:
    """A certificate that somebody else made.

    Raises:
        CertificateError: a file can't be read, or the two don't belong together.
    """
    try:
        certificates = x509.load_pem_x509_certificates(chain.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise CertificateError(
            f"The certificate {chain} with the key {key} can't be used: {error}."
            " Both must be PEM files, the key without a passphrase."
        ) from error
    if private.public_key() != certificates[0].public_key():
        raise CertificateError(
            f"The key {key} does not belong to the certificate {chain}. The server's own"
            " certificate comes first in that file."
        )
    return Certificate(chain, key, _fingerprint(certificates[-1]), None)


def own(folder: Path, names: Iterable[str] = ()) -> Certificate:
    """The certificate in this folder, made where there is none that will do. Where none can be made
    the present one is, while it is good.

    Raises:
        CertificateError: there is none, and the folder can't be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder):
            return _own(folder, sorted({*names, *present_names()} - {""}))
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise CertificateError(
                f"The certificate in {folder} can't be made: the disk is full. Make room on it."
            ) from error
        raise CertificateError(
            f"The certificate in {folder} can't be read or made: {error}. See that the folder"
            " can be written to; if a file in it is broken, move the folder away."
            " Kiosks then enrol anew."
        ) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: two would leave the one's key with the other's certificate."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _own(folder: Path, names: list[str]) -> Certificate:
    authority, authority_key = folder / "authority.pem", folder / "authority.key"
    chain, key = folder / "server.pem", folder / "server.key"
    if not (authority.exists() and authority_key.exists()):
        _make_authority(authority, authority_key)
    signer = x509.load_pem_x509_certificate(authority.read_bytes())
    present = _present(chain, key)
    if present is None or not _will_do(present, signer, names):
        wanted = _alternatives(names)
        if present is not None:
            known = [one for one in _covered(present) if one not in wanted and _lasts(one)]
            wanted += known[:KEPT]
        try:
            _make_server(chain, key, signer, authority_key, wanted)
        except OSError as error:
            if present is None or present.not_valid_after_utc <= now():
                raise
            LOG.warning("No new certificate can be made, the present one is used: %s", error)
    return Certificate(chain, key, _fingerprint(signer), authority)


def _present(chain: Path, key: Path) -> x509.Certificate | None:
    """The certificate that is there; none where its key is missing or another one's, as a power cut
    between the two leaves it.
    """
    if not (chain.exists() and key.exists()):
        return None
    found = x509.load_pem_x509_certificates(chain.read_bytes())[0]
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    return found if private.public_key() == found.public_key() else None


def _will_do(present: x509.Certificate, signer: x509.Certificate, names: list[str]) -> bool:
    if present.issuer != signer.subject or present.not_valid_after_utc - now() < RENEW:
        return False
    return set(_alternatives(names)) <= set(_covered(present))


def _covered(present: x509.Certificate) -> list[x509.GeneralName]:
    return list(present.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)


def _lasts(name: x509.GeneralName) -> bool:
    """Whether it may still be ours: a name, or an address of a local network."""
    return not isinstance(name, x509.IPAddress) or name.value.is_private


def present_names() -> set[str]:
    """What this machine is reached by: its names and its addresses in the local network."""
    host = socket.gethostname()
    found = {"localhost", "127.0.0.1", "::1", host, f"{host.split('.')[0]}.local"}
    for family, target in ((socket.AF_INET, SOMEWHERE), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as way:
                way.connect((target, 9))
                found.add(str(way.getsockname()[0]))
        except OSError:
            continue  # there is no network of this kind
    return found


def _alternatives(names: list[str]) -> list[x509.GeneralName]:
    told: list[x509.GeneralName] = []
    for name in names:
        try:
            told.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            told.append(x509.DNSName(name))
    return told


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Wellheard"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - BACKDATED)
        .not_valid_after(now() + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make_authority(file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Wellheard authority of {socket.gethostname()}")
    made = (
        _builder(name, name, key.public_key(), AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    _write((key_file, _pem(key), 0o600), (file, pem, 0o644))


def _make_server(
    chain: Path,
    key_file: Path,
    signer: x509.Certificate,
    signer_key: Path,
    names: list[x509.GeneralName],
) -> None:
    signing = serialization.load_pem_private_key(signer_key.read_bytes(), None)
    if not isinstance(signing, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{signer_key} is not a key that was made here")  # noqa: TRY004 - a file's fault
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _builder(_name(socket.gethostname()), signer.subject, key.public_key(), LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    whole = made.public_bytes(pem) + signer.public_bytes(pem)
    _write((key_file, _pem(key), 0o600), (chain, whole, 0o644))


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(*files: tuple[Path, bytes, int]) -> None:
    """All of them whole, or where there is no room none; never readable by others for a moment."""
    made = []
    for file, content, mode in files:
        beside = file.with_name(file.name + ".new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        made.append((beside, file))
    for beside, file in made:
        beside.replace(file)


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
