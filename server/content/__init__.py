"""Scenarios, from the first draft to what kiosks get.

Owns the tables whose names begin with `scenario`, `sound` and `content` (`tables.py`). A published
version never changes. The order of changes that kiosks follow is made here; `devices` serves it.

| module | its word |
|---|---|
| `states` | `State` of a scenario, `Step` of a version on its way to the kiosks |
| `typed` | `Typed`: a scenario as it is typed into forms, whole or not; to and from a `Scenario` |
| `drafts` | making, saving, copying, importing drafts; `scenario(session, id)` where it is sound |
| `publishing` | ask, approve, ready, stop, withdraw, bring back; `on_accepted` starts the rendering |
| `published` | what kiosks get: `changes`, `everything`, `document`, all by sequence and SHA-256 |
| `blobs` | `Blobs(folder)`: bytes on disk under their SHA-256, whole or not at all |
| `listing` | the list of scenarios: search, state, page |
"""
