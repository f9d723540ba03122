"""Marks that a machine leaves out or sets apart although its language is strict about them: put right before a check.

Only what no meaning hangs on. Spanish opens its questions and exclamations; nobody but French sets a space before a
stop.
"""

import re

from syndicate.languages import primary

_SPACE_BEFORE = re.compile(r"(?<! ) ++(?=[.,;!?](?:\s|$))")
# A sentence that is closed and not opened, from its first character: a tag, a quote, a letter.
_ASKED = re.compile(r"""(^|[.!?…]\s++|\n)((?:[^.!?…\n¿¡]|[.!?](?=[\w/]))++)([?!])(?=[\s"'”’»)<]|$)""")
_OPENING = {"?": "¿", "!": "¡"}


def typeset(target: str, language: str) -> str:
    """The text (segment notation) with the marks of its language (BCP 47)."""
    if primary(language) != "fr":
        target = _SPACE_BEFORE.sub("", target)
    if primary(language) == "es":
        target = _ASKED.sub(lambda found: f"{found[1]}{_OPENING[found[3]]}{found[2]}{found[3]}", target)
    return target
