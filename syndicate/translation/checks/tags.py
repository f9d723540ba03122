"""Inline tags: a translation has the tags of its source, each closed, none inside its own kind, none empty."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from syndicate.articles.inline import is_balanced, tags
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair

_EMPTY = re.compile(r"<(b|i|code)>[^\w<]*</\1>")
# What is literal text in segment notation and was meant as a tag: readers would see it.
_HTML = (
    r"(?:a|b|blockquote|br|center|code|del|div|em|embed|font|form|h[1-6]|hr|i|iframe|img|input|ins|li|link|mark|meta|object"
    r"|ol|p|pre|q|s|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|video)"
)
_SHOWN = re.compile(
    rf"""</?(?!(?:b|i|code|a)>|a\sid="[1-9][0-9]{{0,3}}">){_HTML}(?:\s+[a-z]+=[^<>\n]{{0,300}})?\s*/?>
    | ＜/?{_HTML}[^＞]{{0,20}}＞ | &(?:lt|gt|amp|nbsp|quot);""",
    re.VERBOSE | re.IGNORECASE,
)


def check_tags(pair: Pair) -> Iterator[Problem]:
    """``tags-differ``: other bold, italic or code than in the source, or tags that are not properly closed.

    Which text they stand round is the translator's, and so is their order. Links are `check_links`'s.
    """
    source, target = pair.source, pair.target
    if not ("<" in target or "<" in source or "&" in target or "＜" in target):
        return
    if message := _difference(source, target):
        yield Problem("tags-differ", message, advice="keep each tag of the source, opened and closed", blocking=True)


def _difference(source: str, target: str) -> str:
    if not is_balanced(target):
        return f"the tags are not properly closed: {_listed(tags(target))}"
    before, after = _counted(source), _counted(target)
    if before != after:
        parts = [f"missing: {_listed((before - after).elements())}"] if before - after else []
        parts += [f"not in the source: {_listed((after - before).elements())}"] if after - before else []
        return f"other tags than in the source; {'; '.join(parts)}"
    if (empty := _EMPTY.search(target)) and not _EMPTY.search(source):
        return f"there is no text inside a tag: {empty[0]}"
    if as_text := sorted(set(_SHOWN.findall(target)) - set(_SHOWN.findall(source))):
        return f"readers would see this as it is written: {' '.join(as_text)}"
    return ""


def _counted(source: str) -> Counter[str]:
    return Counter(tag for tag in tags(source) if not tag.startswith(("/", "a ")))


def _listed(found: Iterable[str]) -> str:
    return " ".join(f"<{tag}>" for tag in found)
