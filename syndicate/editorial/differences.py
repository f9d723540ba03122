"""What changed between two versions of a text, marked word by word: for whoever brings a translation up to date."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from markupsafe import Markup

# A tag, a word with its inner marks (a number with its separators is one), white space, or any other character. Chinese
# and Japanese have no spaces between words, so there each character is a word.
_TOKEN = re.compile(r"<[^<>]*>|[぀-ヿ㐀-鿿]|[^\W぀-ヿ㐀-鿿]+(?:[.,'’-][^\W぀-ヿ㐀-鿿]+)*|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]*\s*")
_MOST = 2000  # tokens of both texts: finding what moved among them is quadratic at best


def marked(before: str, after: str) -> Markup:
    """HTML of ``after`` with ``<del>`` round what is gone and ``<ins>`` round what is new; tags are shown literally.

    Texts of many words are compared sentence by sentence, and those of many sentences as a whole.
    """
    for unit in (_TOKEN, _SENTENCE):
        old, new = unit.findall(before), unit.findall(after)
        if len(old) + len(new) <= _MOST:
            return Markup("").join(_parts(old, new))
    return Markup("").join(_parts([before], [after]))


def _parts(old: list[str], new: list[str]) -> Iterator[Markup]:
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Markup("{}").format("".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield Markup("<del>{}</del>").format("".join(old[i1:i2]))
        if j2 > j1:
            yield Markup("<ins>{}</ins>").format("".join(new[j1:j2]))
