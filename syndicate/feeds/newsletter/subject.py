"""A subject line from a title: short, on one line, cut at a word and never within what readers see as one character."""

import re
import unicodedata

from syndicate.languages import direction
from syndicate.localization.bidi import isolate, strip_controls

LONGEST = 60  # characters: what the lists of mail clients show on a desktop (reference/health.md §4c)

# Scripts that write no spaces between words: a line may be cut at any of their characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# What belongs to the character before it though it is no mark (UAX #29): joiners, the second half of Thai and Lao am,
# jamo within a syllable, skin tones, tags of flags.
_JOINED = re.compile("[\u200c\u200d\u0e33\u0eb3\u1160-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_LEADS = re.compile("[\u200d\u0600-\u0605\u06dd]")  # what belongs to the character after it
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_LOOSE = " ,;:.–—-/|،؛、，；：。"


def subject(title: str, language: str, longest: int = LONGEST) -> str:
    """The title as a subject of at most ``longest`` characters; what was cut ends with an ellipsis.

    No line ends, controls or directional overrides are left in it. In right-to-left text the runs of the other
    direction are isolated again, as they are in titles.
    """
    visible = "".join(c if unicodedata.category(c) != "Cc" else " " for c in strip_controls(title))
    words = " ".join(visible.split())
    is_rtl = direction(language) == "rtl"
    for room in range(longest, 0, -1):  # the isolates count as well
        short = _cut(words, room)
        shown = isolate(short, "rtl") if is_rtl else short
        if len(shown) <= longest:
            return shown
    return ""


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    end = room - 1
    while end > 0 and _is_within(text, end):
        end -= 1
    if not (_UNSPACED.match(text[end]) and end and _UNSPACED.match(text[end - 1])):
        end = text.rfind(" ", 0, end + 1) if " " in text[: end + 1] else end
    return text[:end].rstrip(_LOOSE) + "…"


def _is_within(text: str, at: int) -> bool:
    """Whether a cut before the character at ``at`` would divide a grapheme (UAX #29, as far as titles need it)."""
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M") or _JOINED.match(after) or _LEADS.match(before):
        return True
    if unicodedata.combining(before) == 9:  # a virama joins the next consonant
        return True
    if _FLAG.match(after) and _FLAG.match(before):  # two of them are one flag
        first = at
        while first and _FLAG.match(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    return False
