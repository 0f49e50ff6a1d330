"""Whom a kiosk believes, and what staff call it, as they change: asked of the server now and then.

Certificates come to their end, and authorities are replaced. What is told comes over a connection
that the present pin vouches for, so a kiosk may believe it; but nothing is let go of that still
vouches for the server, or the kiosk would have locked itself out.
"""

import dataclasses
import re
from urllib.parse import urlsplit

from device.sync import trust
from device.sync.identity import Identity
from device.sync.protocol import NotUnderstood, Pins

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


def renewed(identity: Identity, pins: Pins) -> Identity:
    """The same kiosk as its server sees it now.

    Raises:
        NotUnderstood: the server speaks of another kiosk, or has another signing key.
        NotTrusted: its certificate can't be read.
    """
    if (pins.device, pins.signing_key) != (identity.device, identity.signing_key):
        raise NotUnderstood(
            "The server tells who another kiosk is, so this one stays what it was. If the server"
            " was set up anew, let the kiosk in anew: wellheard enrol ADDRESS"
        )
    return dataclasses.replace(
        identity, name=pins.name, place=pins.place, certificate=_certificate(identity, pins)
    )


def _certificate(identity: Identity, pins: Pins) -> str | None:
    """What the server's certificate must be signed by; both, while one takes over from another."""
    held, told = identity.certificate, pins.certificate
    parts = urlsplit(identity.url)
    if held is None:
        return None
    host, port = parts.hostname or "", parts.port or 443
    if trust.is_known_to_the_system(host, port):
        return None  # a bought certificate: what signs the next one may be another
    each = _PEM.findall(held)
    if told is None or [trust.of_pem(one) for one in each] == [trust.of_pem(told)]:
        return held
    if trust.vouches(told, host, port):
        return told
    still = [one for one in each if trust.vouches(one, host, port)]
    return "\n".join([*(still or each), told])
