"""Those who come together share one transaction, and nobody's fault is another's."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError

from server.problems import Unavailable
from server.together import Together


class Work:
    """Doubles numbers once it is let; a negative one breaks all that is done with it."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.began = threading.Semaphore(0)
        self.may = threading.Event()

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.groups.append(list(asked))
        self.began.release()
        assert self.may.wait(20)
        if 13 in asked and len(asked) > 1:
            return []  # told too few
        if min(asked) < 0:
            raise LookupError(min(asked))
        if max(asked) >= 1000:
            raise OperationalError("", {}, Exception("away"))
        return [2 * one for one in asked]


async def while_busy(together: Together[int, int], work: Work, *asked: int) -> list[object]:
    """These come, in this order, while the first, a 1, is being done."""
    first = asyncio.create_task(together.ask(1))
    assert await asyncio.to_thread(work.began.acquire, True, 20)
    rest = [asyncio.create_task(together.ask(one)) for one in asked]
    await asyncio.sleep(0)
    work.may.set()
    assert await first == 2
    return list(await asyncio.gather(*rest, return_exceptions=True))


async def test_whoever_comes_while_it_is_busy_goes_next_and_all_in_one() -> None:
    work = Work()
    with Together(work, most=100) as together:
        assert await while_busy(together, work, 5, 3, 4) == [10, 6, 8]
    assert work.groups == [[1], [5, 3, 4]]


async def test_no_more_are_done_at_once_than_was_said_unless_one_is_more_by_itself() -> None:
    work = Work()
    with Together(work, most=10, weight=lambda asked: asked) as together:
        assert await while_busy(together, work, 6, 4, 1, 50, 2) == [12, 8, 2, 100, 4]
    assert work.groups == [[1], [6, 4], [1], [50], [2]]


async def test_what_breaks_by_its_own_fault_breaks_nobody_else() -> None:
    work = Work()
    with Together(work, most=100) as together:
        told = await while_busy(together, work, 5, -1, 4)
    assert (told[0], told[2]) == (10, 8)
    assert isinstance(told[1], LookupError)
    assert work.groups == [[1], [5, -1, 4], [5], [-1], [4]]


async def test_a_database_that_is_away_is_told_to_all_without_a_try_for_each() -> None:
    work = Work()
    with Together(work, most=100) as together:
        told = await while_busy(together, work, 5, 1000)
    assert [type(one) for one in told] == [OperationalError, OperationalError]
    assert work.groups == [[1], [5, 1000]]


async def test_who_gives_up_waiting_keeps_nobody_from_an_answer() -> None:
    work = Work()
    with Together(work, most=100) as together:
        gone = asyncio.create_task(together.ask(7))
        assert await asyncio.to_thread(work.began.acquire, True, 20)
        gone.cancel()
        other = asyncio.create_task(together.ask(8))
        await asyncio.sleep(0)
        work.may.set()
        assert await other == 16


async def test_what_waits_when_the_server_is_stopped_is_still_done_and_nothing_after() -> None:
    work = Work()
    together = Together(work, most=1)
    with together:
        every = [asyncio.create_task(together.ask(one)) for one in (1, 2, 3)]
        await asyncio.sleep(0)
        work.may.set()
    assert await asyncio.gather(*every) == [2, 4, 6]
    with pytest.raises(Unavailable, match="being stopped"):
        await together.ask(4)


def test_several_loops_may_ask_one() -> None:
    work = Work()
    work.may.set()
    told: list[int] = []
    with Together(work, most=100) as together:
        threads = [
            threading.Thread(target=lambda one=one: told.append(asyncio.run(together.ask(one))))
            for one in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(told) == [0, 2, 4, 6, 8]


async def test_who_is_told_nothing_by_a_fault_of_ours_is_asked_for_alone_and_nobody_waits() -> None:
    work = Work()
    with Together(work, most=100) as together:
        assert await while_busy(together, work, 2, 13, 4) == [4, 26, 8]
        assert await asyncio.wait_for(together.ask(5), 20) == 10
