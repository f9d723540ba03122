"""Links, addresses and telephone numbers: a translation leads where its source leads."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from syndicate.articles.inline import tags
from syndicate.model import Problem
from syndicate.translation.checks.pair import Pair
from syndicate.translation.linguistics.addresses import addresses, dialable, phones, same_phone

_LINKED = re.compile(r'<a id="[0-9]+">(.*?)</a>', re.DOTALL)


def check_links(pair: Pair) -> Iterator[Problem]:
    """``links-differ``: a linked text, or an address in the text, that is not there, or not in the source."""
    if pair.is_localized:
        return
    advice = "keep each link and each address as it is in the source"
    before, after = _links(pair.source), _links(pair.target)
    missing, added = _others(before, after), _others(after, before)
    if missing or added:
        yield Problem("links-differ", _told("links", missing, added), advice=advice, blocking=True)
    elif "<a " in pair.target and any(not re.search(r"\w", found) for found in _LINKED.findall(pair.target)):
        yield Problem("links-differ", "a link has no text to click on", advice=advice, blocking=True)


def check_phones(pair: Pair) -> Iterator[Problem]:
    """``phones-differ``: a telephone number that is not there, or not in the source, however it is grouped."""
    if pair.is_localized:
        return
    source, target = phones(pair.source), phones(pair.target)
    if set(source) == set(target):
        return
    missing, added = _only(source, target, pair.target), _only(target, source, pair.source)
    if missing or added:
        advice = "keep each digit and each + as in the source; group the digits as you like"
        yield Problem("phones-differ", _told("telephone numbers", missing, added), advice=advice, blocking=True)


def _told(what: str, missing: list[str], added: list[str]) -> str:
    parts = [f"missing: {', '.join(missing)}"] if missing else []
    parts += [f"not in the source: {', '.join(added)}"] if added else []
    return f"other {what} than in the source; {'; '.join(parts)}"


def _links(source: str) -> list[str]:
    linked = [f"<{tag}>" for tag in tags(source) if tag.startswith("a ")] if "<" in source else []
    return linked + list(addresses(source))


def _others(links: list[str], known: list[str]) -> list[str]:
    """The links that stand here more often than among those known."""
    if links == known:
        return []
    more = Counter(map(_leading, links)) - Counter(map(_leading, known))
    return [link for link in dict.fromkeys(links) for _ in range(more[_leading(link)])]


def _leading(address: str) -> str:
    """The address without what makes no difference: its scheme, the case of its host, a slash at its end."""
    host, slash, path = re.sub(r"^https?://", "", address).partition("/")
    return f"{host.lower()}{slash}{path}".removesuffix("/")


def _only(numbers: Iterable[str], others: Sequence[str], text: str) -> list[str]:
    """The numbers that the other side has not; one that is written there as figures of any kind is none of them."""
    digits = re.sub(r"[^0-9]", "", dialable(text))
    lost = [number for number in dict.fromkeys(numbers) if not any(same_phone(number, other) for other in others)]
    return [number for number in lost if number.startswith("+") or number not in digits or f"+{number}" in others]
