"""Answers that are kept: made once, bounded in memory, and never those of another edition."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from running_services import ask
from small_library import NOON

from syndicate.service.http.answers import Answer
from syndicate.service.http.document import Document, document
from syndicate.service.http.kept import Kept


def made(body: bytes = b"hello") -> Document:
    return document(body, "text/plain", NOON)


def counting(body: bytes = b"hello") -> tuple[Callable[[], Document], list[bytes]]:
    """Makes a document, and says how often."""
    calls: list[bytes] = []

    def make() -> Document:
        calls.append(body)
        return made(body)

    return make, calls


def test_who_asks_while_an_answer_is_made_waits_for_the_same() -> None:
    make, calls = counting()
    kept = Kept(1_000_000)

    async def all_at_once() -> list[Answer]:
        return await asyncio.gather(*(kept.get("a", make) for _ in range(50)))

    answers = asyncio.run(all_at_once())
    assert len(calls) == 1
    assert len(set(map(id, answers))) == 1


def test_one_who_leaves_takes_it_from_nobody() -> None:
    go = Event()

    def make() -> Document:
        assert go.wait(20)
        return made()

    async def two() -> Answer:
        kept = Kept(1_000_000)
        first = asyncio.create_task(kept.get("a", make))
        second = asyncio.create_task(kept.get("a", make))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait({first})
        go.set()
        return await second

    assert asyncio.run(two()).document.body == b"hello"


def test_an_error_is_everybodys_who_waits_and_is_not_kept() -> None:
    kept = Kept(1_000_000)

    def fails() -> Document:
        raise OSError("the disk")

    async def twice() -> None:
        for error in await asyncio.gather(kept.get("a", fails), kept.get("a", fails), return_exceptions=True):
            assert isinstance(error, OSError)
        assert (await kept.get("a", made)).document.body == b"hello"

    asyncio.run(twice())


def test_it_holds_no_more_than_it_may_and_lets_go_of_what_was_asked_for_least() -> None:
    kept = Kept(100_000)

    async def fill() -> None:
        for number in range(10):
            await kept.get(number, counting(bytes(20_000))[0])
            kept.known(0)

    asyncio.run(fill())
    assert [number for number in range(10) if number in kept] == [0, 8, 9]


def test_an_answer_that_is_not_final_is_made_again() -> None:
    make, calls = counting()
    kept = Kept(1_000_000)

    async def twice() -> None:
        await kept.get("a", make, lambda _: False)
        await kept.get("a", make)
        await kept.get("a", make)

    asyncio.run(twice())
    assert len(calls) == 2


def test_what_was_being_made_when_all_was_forgotten_is_given_to_nobody_who_asks_later() -> None:
    go = Event()

    def old() -> Document:
        assert go.wait(20)
        return made(b"old")

    async def story() -> None:
        kept = Kept(1_000_000)
        before = asyncio.create_task(kept.get("a", old))
        await asyncio.sleep(0)
        kept.forget()
        after = asyncio.create_task(kept.get("a", lambda: made(b"new")))
        assert (await after).document.body == b"new"
        go.set()
        assert (await before).document.body == b"old", "who asked before the swap may have it"
        known = kept.known("a")
        assert known is not None
        assert known.document.body == b"new"

    asyncio.run(story())


@pytest.mark.parametrize(
    "field",
    [{"if_none_match": '"{0}"'}, {"range": "bytes={0}-"}, {"accept_encoding": "x{0}"}, {"if_none_match": "{0}" * 900}],
)
def test_what_strangers_send_does_not_fill_the_memory(field: dict[str, str]) -> None:
    answer = Answer(Document(media_type="text/plain", sha256="0" * 64, length=5, modified=NOON, body=b"hello"))

    async def many() -> None:
        for number in range(200):
            sent: Any = {name: value.format(number) for name, value in field.items()}
            await ask(answer, "/", **sent)

    asyncio.run(many())
    assert sum(len(part) for key in answer._remembered for part in key) < 5_000
