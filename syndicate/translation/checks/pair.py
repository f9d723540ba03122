"""A segment with its translation: what every check looks at."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from syndicate.model import Problem, Segment, Translation
from syndicate.translation.glossary import NO_TERMS, Glossary

# Roles whose target may be another address or number in another language (DESIGN §3).
LOCALIZED_ROLES = frozenset({"link.url", "phone"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A segment and its translation (whose text is not empty). Languages are canonical BCP 47."""

    segment: Segment
    translation: Translation
    source_language: str
    target_language: str
    glossary: Glossary = NO_TERMS

    @property
    def source(self) -> str:
        """The source in segment notation."""
        return self.segment.text.source

    @property
    def target(self) -> str:
        """The translation in segment notation."""
        return self.translation.text

    @property
    def is_localized(self) -> bool:
        """Whether the target may be something else altogether: a telephone number or an address of its own."""
        return self.segment.role in LOCALIZED_ROLES


class Check(Protocol):
    """Compare a translation with its segment.

    Pure. A Problem needs a code, a message that a translator understands, advice, and ``blocking`` where it must
    withhold the article; nothing else.
    """

    def __call__(self, pair: Pair, /) -> Iterable[Problem]:
        """Yield what is wrong."""
