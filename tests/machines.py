"""An engine for tests, named ``machines:table`` in the settings: it answers as told, and keeps what it was sent.

with sending({"Rest.": "Descanse."}) as sent:
    translate(made, …)
assert sent == ["Rest."]
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from syndicate.config import EngineSettings
from syndicate.errors import EngineError

Say = Callable[[str], str | EngineError]
TABLE = {"engines": {"table": {"use": "machines:table"}}, "translate": {"engine": "table"}}
"""The settings of a library that uses it."""

_SPANISH = {
    "A summary": "Un resumen",
    "Drink glass": "Beba el vaso",
    "Fever": "Fiebre",
    "Flu": "Gripe",
    "Rest": "Descanse",
    "Take": "Tome",
    "one": "uno",
    "six": "seis",
    "ten": "diez",
    "two": "dos",
}


def spanish(text: str) -> str:
    """What a machine makes of it that knows ten words and keeps all else."""
    return re.sub("|".join(_SPANISH), lambda found: _SPANISH[found[0]], text)


class _Table:
    name = "table"

    def __init__(self) -> None:
        self.say: Say = str.upper
        self.sent: list[str] = []

    def supports(self, source: str, target: str) -> bool:
        return target != "fr"

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        answers = []
        for text in texts:
            self.sent.append(text)
            answers.append(self.say(text))
        return answers


_TABLE = _Table()


def table(_: EngineSettings) -> _Table:
    """The engine, as the settings ask for it."""
    return _TABLE


@contextmanager
def sending(say: Say | Mapping[str, str | EngineError]) -> Iterator[list[str]]:
    """What it answers until the block is left; everything that it is sent. A text that is in no table is refused."""
    refused = EngineError("engine-request", "not in the table")
    _TABLE.say = say if callable(say) else lambda text: say.get(text, refused)
    _TABLE.sent = []
    yield _TABLE.sent
