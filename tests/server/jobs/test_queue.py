"""What several processes decide at once is decided in the database."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from server.database import Database, now
from server.jobs import queue
from server.jobs.tables import Job, State
from server.pages.visitor import Visitor
from server.problems import Conflict, NotFound
from server.roles import Role
from server.settings import Settings


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """Without an app, so that nobody takes the jobs."""
    opened = Database(settings.url)
    yield opened
    opened.close()


def asked(database: Database, key: str = "count:1", **values: object) -> int:
    with database.write() as session:
        job = queue.ask(
            session, None, "count", key, title="Counting", back="/", asked={"to": 3, **values}
        )
        session.flush()
        return job.id


def taken(database: Database, holder: str) -> Job | None:
    with database.write() as session:
        return queue.take(session, holder, ["count"])


def state(database: Database, job_id: int) -> Job:
    with database.read() as session:
        return queue.find(session, job_id)


def let_lease_run_out(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Job).values(lease_until=now() - queue.LEASE))


def test_a_job_is_taken_by_one_of_many_who_want_it(database: Database) -> None:
    wanted = {asked(database, f"count:{number}") for number in range(12)}
    got: list[int] = []

    def take_all(name: str) -> None:
        while (job := taken(database, name)) is not None:
            got.append(job.id)

    threads = [threading.Thread(target=take_all, args=(f"holder {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(wanted)
    database.close()


def test_the_same_is_asked_for_once_while_it_is_under_way(database: Database) -> None:
    ids: list[int] = []
    threads = [threading.Thread(target=lambda: ids.append(asked(database))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1
    taken(database, "a")
    assert asked(database) == ids[0]
    with database.write() as session:
        assert queue.end(session, ids[0], "a", State.DONE)
    assert asked(database) != ids[0]
    database.close()


def test_a_job_whose_holder_died_is_taken_up_again_and_its_old_holder_counts_no_more(
    database: Database,
) -> None:
    job_id = asked(database)
    assert taken(database, "a") is not None
    assert taken(database, "b") is None
    let_lease_run_out(database)
    again = taken(database, "b")
    assert again is not None
    assert again.id == job_id
    assert again.tries == 2
    with database.write() as session:
        assert queue.renew(session, job_id, "a") is None
        assert not queue.end(session, job_id, "a", State.DONE)
        assert queue.renew(session, job_id, "b") is False
    assert state(database, job_id).state == State.RUNNING
    database.close()


def test_a_job_whose_holder_died_before_the_clock_went_back_is_taken_up_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = asked(database)
    assert taken(database, "a") is not None
    for back, taker in ((queue.LEASE / 2, None), (timedelta(days=450), job_id)):
        monkeypatch.setattr(queue, "now", lambda back=back: now() - back)
        again = taken(database, "b")
        assert (again and again.id) == taker, back
    database.close()


def test_a_job_that_kills_its_process_again_and_again_is_given_up(database: Database) -> None:
    job_id = asked(database)
    for holder in "abc":
        assert taken(database, holder) is not None
        let_lease_run_out(database)
    assert taken(database, "d") is None
    job = state(database, job_id)
    assert job.state == State.FAILED
    assert "stopped 3 times in the middle" in (job.problem or "")
    assert asked(database) != job_id
    database.close()


def test_being_put_back_is_no_try(database: Database) -> None:
    job_id = asked(database)
    for holder in "abcde":
        assert taken(database, holder) is not None
        with database.write() as session:
            queue.put_back(session, job_id, holder)
    assert state(database, job_id).state == State.QUEUED
    database.close()


def test_a_cancelled_job_whose_holder_died_is_not_begun_again(database: Database) -> None:
    job_id = asked(database)
    taken(database, "a")
    with database.write() as session:
        session.execute(update(Job).values(cancel_wanted=True))
    let_lease_run_out(database)
    assert taken(database, "b") is None
    assert state(database, job_id).state == State.CANCELLED
    database.close()


def test_what_is_done_is_not_done_again_by_retrying(database: Database) -> None:
    job_id = asked(database)
    taken(database, "a")
    with database.write() as session:
        queue.end(session, job_id, "a", State.DONE)
    who = Visitor(1, "Ida", Role.EDITOR, "")
    with pytest.raises(Conflict, match="done already"), database.write() as session:
        queue.retry(session, who, job_id)
    database.close()


def test_an_unknown_number_is_told(database: Database) -> None:
    for number in (0, 77, 2**40):
        with pytest.raises(NotFound), database.read() as session:
            queue.find(session, number)
    database.close()
