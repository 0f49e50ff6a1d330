"""The recordings that a version's lines name, and that kiosks fetch with it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from device.coach.scenario import Scenario
from server.content.tables import Blob, Version, VersionBlob
from server.problems import Conflict


def named(content: Scenario) -> set[str]:
    """The SHA-256 of each recording in a scenario."""
    lines = [turn.line for turn in content.turns] + [end.line for end in content.endings]
    for turn in content.turns:
        steps = (turn.next.opens_up, turn.next.stays_guarded, turn.next.shuts_down)
        lines += [step.says for step in steps if step.says]
    return {line.recording for line in lines if line.recording}


def need(session: Session, version: Version, content: Scenario) -> None:
    """Have kiosks fetch the recordings that a document names.

    Raises:
        Conflict: one of them is not kept here, as after an import.
    """
    needed = named(content)
    kept = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(needed))))
    if missing := needed - kept:
        raise Conflict(
            f"{len(missing)} of the recordings that this scenario names are not on this server."
            " Record those lines here, or take the recordings out."
        )
    for sha256 in needed:
        session.merge(VersionBlob(version_id=version.id, name=sha256, sha256=sha256))
