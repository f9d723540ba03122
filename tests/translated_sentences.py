"""The tables of sentences under ``sentences/``: English with translations, right ones and wrong ones."""

from pathlib import Path
from typing import NamedTuple

import yaml

LANGUAGES = ("es", "fr", "de", "pt-BR", "ar", "zh-Hans")


class Sentence(NamedTuple):
    source: str
    target: str
    language: str

    def __str__(self) -> str:
        return f"{self.language}: {self.source}"


def sentences(name: str, kind: str) -> list[Sentence]:
    """The sentences of a table, one for each translation; ``kind`` is ``right`` or ``wrong``."""
    table = yaml.safe_load((Path(__file__).parent / "sentences" / f"{name}.yaml").read_text("utf-8"))
    return [Sentence(entry["en"], entry[tag], tag) for entry in table[kind] for tag in LANGUAGES if tag in entry]
