"""What a run sends, counted where it leaves: every try of every request, and none beyond what the run may send."""

from collections.abc import Sequence
from dataclasses import dataclass

from syndicate.errors import EngineError

OVER_BUDGET = "translate-budget"


@dataclass(slots=True)
class Account:
    """What may still be sent, in characters of texts (None: anything), what was sent, and in how many requests."""

    left: int | None = None
    characters: int = 0
    requests: int = 0

    def book(self, characters: int) -> None:
        """A request with so many characters is about to leave; EngineError where it must not."""
        if self.left is not None:
            if characters > self.left:
                raise over_budget()
            self.left -= characters
        self.characters += characters
        self.requests += 1

    def affordable(self, texts: Sequence[str]) -> int:
        """How many of the texts may be sent, from the first on."""
        size = 0
        for count, text in enumerate(texts):
            size += len(text)
            if self.left is not None and size > self.left:
                return count
        return len(texts)


def over_budget() -> EngineError:
    """Why no more is sent in this run."""
    return EngineError(OVER_BUDGET, "the characters of this run are spent", passing=True, fatal=True)
