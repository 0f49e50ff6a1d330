"""The recordings that a version's lines name, and that kiosks fetch with it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from server.content import typed
from server.content.tables import Blob, Version, VersionBlob
from server.problems import Conflict


def need(session: Session, version: Version, content: Scenario) -> None:
    """Have kiosks fetch the recordings that a document names.

    Raises:
        Conflict: one of them is not kept here, as after an import.
    """
    needed = typed.recordings(typed.of_scenario(content))
    kept = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(needed))))
    if missing := needed - kept:
        raise Conflict(
            f"{len(missing)} of the recordings that this scenario names are not on this server."
            " Record those lines here, or take the recordings out."
        )
    for sha256 in needed:
        session.merge(VersionBlob(version_id=version.id, name=sha256, sha256=sha256))
