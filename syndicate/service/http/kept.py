"""Answers that are made once, in a thread, and kept while they are asked for, whichever room makes them."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from syndicate.service.http.answers import Answer
from syndicate.service.http.document import Document

_OVERHEAD = 8_000
"""Bytes that an answer takes besides its bodies: its headers, and what it remembers of requests."""


def _always(_: Document) -> bool:
    return True


class Kept:
    """Answers by key, up to ``most`` bytes of them: those that were asked for last.

    Whoever asks while an answer is made waits for that one; of different ones ``at_once`` are made.
    """

    def __init__(self, most: int, *, at_once: int = 32) -> None:
        self._most = most
        self._answers: OrderedDict[object, tuple[Answer, int]] = OrderedDict()
        self.held = 0
        """Bytes."""
        self._making: dict[object, asyncio.Task[Answer]] = {}
        self._places = asyncio.Semaphore(at_once)

    def __contains__(self, key: object) -> bool:
        return key in self._answers

    def known(self, key: object) -> Answer | None:
        """The answer if it is kept."""
        found = self._answers.get(key)
        if found is None:
            return None
        self._answers.move_to_end(key)
        return found[0]

    async def get(
        self, key: object, make: Callable[[], Document], is_final: Callable[[Document], bool] = _always
    ) -> Answer:
        """The answer with the document that ``make`` gives; what it raises is raised to all who wait.

        It is kept where ``is_final`` says so of the document.
        """
        known = self.known(key)
        if known is not None:
            return known
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, make, is_final, self._making))
            task.add_done_callback(lambda done: self._settle(key, done))
        return await asyncio.shield(task)  # one who leaves does not take it from the others

    def forget(self) -> None:
        """Let go of all; also what is being made will not be kept."""
        self._answers.clear()
        self._making = {}
        self.held = 0

    async def _make(
        self, key: object, make: Callable[[], Document], is_final: Callable[[Document], bool], making: object
    ) -> Answer:
        async with self._places:
            document = await asyncio.to_thread(make)
        answer, size = Answer(document), document.held + _OVERHEAD
        if making is self._making and size <= self._most and is_final(document):
            self._answers[key] = answer, size
            self.held += size
            while self.held > self._most:
                _, (_, freed) = self._answers.popitem(last=False)
                self.held -= freed
        return answer

    def _settle(self, key: object, done: asyncio.Task[Answer]) -> None:
        if self._making.get(key) is done:
            del self._making[key]
        if not done.cancelled():
            done.exception()  # seen, even where nobody waits any more
