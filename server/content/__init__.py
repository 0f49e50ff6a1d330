"""Scenarios, from the first draft to what kiosks get.

Owns the tables whose names begin with `scenario`, `sound` and `content` (`tables.py`). A published
version never changes. The order of changes that kiosks follow is made here; `devices` serves it.

| module | its word |
|---|---|
| `states` | `State` of a scenario, `Step` of a version on its way to the kiosks |
| `typed` | `Typed`: a scenario as it is typed into forms, whole or not |
| `written` | `look(typed)`: the `Scenario` of it if it is sound, and every trouble by its field |
| `drafts` | drafts made, saved part by part, arranged, replaced; `scenario(session, id)` |
| `publishing` | `ask`, `approve`, `ready` or `failed` after the job `RENDER`, `again`, `withdraw` |
| `published` | what kiosks get: `changes`, `everything`, `document`, all by sequence and SHA-256 |
| `blobs` | `Blobs(folder)`: bytes on disk under their SHA-256, whole or not at all |
| `listing` | the list of scenarios: search, state, page |
"""
