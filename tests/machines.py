"""An engine for tests, named ``machines:table`` in the settings: it answers as told, and keeps what it was sent.

with sending({"Rest.": "Descanse."}) as sent:
    translate(made, …)
assert sent == ["Rest."]
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from libraries import article, library

from syndicate.commands.drafted import Drafted
from syndicate.commands.translate import translate
from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.publishing.library import Library

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


# ── a small library for it ──────────────────────────────────────────────────────────────────────

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BODY = "Drink **water**.\n\nTake 500 mg of natalizumab.\n\n| Dose |\n| --- |\n| 1,000 mg |"
SPANISH = {
    "Fever": "Fiebre",
    "A summary.": "Un resumen.",
    'Drink <g id="0">water</g>.': 'Beba <g id="0">agua</g>.',
    'Take <x id="0"/> of <x id="1"/>.': 'Tome <x id="0"/> de <x id="1"/>.',
    "Dose": "Dosis",
    "Rest.": "Descanse.",
}


def fever(root: Path, body: str = BODY, **settings: Any) -> Library:
    return library(root, {"fever": article("fever", "Fever", body)}, languages=("en", "es"), **{**TABLE, **settings})


def run(made: Library, **options: Any) -> Drafted:
    return translate(made, **{"now": NOW, "environ": {}, **options})
