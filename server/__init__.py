"""The centre's server: what staff open on a laptop, and what kiosks talk to.

**Rooms**, each a folder, from the top down; each may import those below it, never those above, and
never another room's routes:

| room | owns |
|---|---|
| `results` | attempts and what is shown of them |
| `devices` | kiosks: enrolment, tokens, health; their API, `/content` and `/blobs` too |
| `content` | scenarios: drafts, editor, spreadsheet, sound, try-out, checks, publishing |
| `jobs` | long work with visible progress |
| `centre` | the centre's own settings: name, crisis words, opening hours, what is kept |
| `staff` | staff, sessions, one-time links, the brake on guessing, the log |

Under them all: `pages` (templates, forms), `problems` (what is told when something can't be done),
`journal` (the log on standard error), `database` over `sqlite`, `migrations`, `room`, `settings`,
`roles`. Over them: `app` puts the rooms together, `cli` is the command line. pyproject.toml has
these borders as contracts (`lint-imports`).

**A new room**
1. `tables.py`: classes that derive from `server.database.Table`; add the module to
   `server.migrations.TABLES`, and write the step `server/migrations/versions/NNNN_<room>_<what>.py`
   (see `server.migrations`). Moments are `datetime` in UTC from `database.now()`.
2. A module for each word of the domain: functions that take a `Session`, raise children of
   `server.problems.Problem`, and call `staff.log.record` for what staff did.
3. `routes.py`: plain `def` routes on `pages_router()`, each with who may (`who: Editor`,
   `Publisher` or `Admin` from `server.staff.access`) and `db: Db`; see `server.pages` for pages and
   forms. `api.py`: an `APIRouter` with pydantic models in and out, put under `/api/v1`.
4. `templates/*.html.jinja`, and its script, if it is nicer with one, in `pages/static/<room>.js`.
5. `room.py` with `ROOM = Room(…)`; add it to `ROOMS` in `server/app.py`.
6. `tests/server/<room>/`: the fixtures `client`, `browser` and `database` run each test on SQLite
   and on PostgreSQL; see `tests/server/conftest.py`.

**Transactions.** `db: Db` reads in a GET and writes in anything else; it begins with the first
statement and is committed before the answer goes out. Slow work comes before the first statement,
or uses `database: Whole` with several `with database.write() as session:`; on SQLite one writes at
a time. Two processes may do anything at the same moment: count and compare in the database.

**What two people edit** carries a version number in its form; a writer that finds another number
raises `Conflict`, or better, shows both.
"""
