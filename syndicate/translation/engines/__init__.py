"""Engines: whoever drafts translations, a service on the web or a program on this machine, behind one call."""

from collections.abc import Sequence
from typing import Protocol

from syndicate.errors import EngineError


class Translator(Protocol):
    """A machine that translates. ``name`` goes into ``# origin: machine NAME`` (``deep/libre``, ``apertium``).

    An engine of one's own is a callable ``(EngineSettings) -> Translator`` named ``pkg.mod:attr`` in the settings.
    """

    name: str

    def supports(self, source: str, target: str) -> bool:
        """Whether it can translate from one language to the other (canonical BCP 47)."""

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        """Translate each text (``texts`` may hold HTML tags that must be kept); as many results, in order.

        A text that the engine cannot do is an EngineError in its place, so that nothing else is lost. Raises
        EngineError where nothing can be done at all (no such language, the key is refused, unreachable).
        """
