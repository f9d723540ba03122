"""Engines: whoever drafts translations, a service on the web or a program on this machine, behind one call.

What is sent and what comes back is HTML: ``&``, ``<`` and ``>`` are escaped (``&amp; &lt; &gt;``), and every other
``<…>`` is a tag that must come back. The caller has protected what must not be translated: as ``<x id="0"/>`` (a
thing) and ``<g id="1">…</g>`` (a stretch of text), or as tokens (``{0}``). An engine sends them as they are where
its provider understands HTML, and gives back HTML in the same form: these three characters escaped and no other
(no ``&#39;``, no ``&nbsp;``), tags written as they were sent. A line break in a text stays a line break.
"""

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
        """Translate each text (HTML, see above); as many results, in order.

        A text that the engine cannot do is an EngineError in its place, so that nothing else is lost; texts and
        results that are empty or white space only never occur. Raises EngineError where nothing can be done at all
        (no such language, the key is refused, unreachable). Whether tags and tokens came back whole, and whether
        the result makes sense, is for the caller to verify.
        """
