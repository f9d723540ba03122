"""Web and mail addresses and telephone numbers in running text."""

import re
import unicodedata
from functools import lru_cache

# ASCII only: an Arabic or Chinese word may follow without a space. Without "http" or "www" only where the domain
# is well known to be one, because a full stop without its space makes "dolor.Llame".
_ADDRESS = re.compile(
    r"""(?:https?://|(?<![A-Za-z0-9@.-])www\.)[A-Za-z0-9\-._~:/?\#\[\]@!$&'()*+,;=%]+
    | (?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
    | (?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+
      (?:com|edu|eu|gov|info|int|net|org|(?:ac|co|com|edu|go|gob|gouv|gov|nhs|org)\.[a-z]{2}|(?<=[a-z0-9]{3}\.)
        (?:at|br|ca|ch|cn|de|es|fr|mx|pt|uk))(?![A-Za-z0-9-])(?:/[A-Za-z0-9\-._~/%?=&\#]*)?
    """,
    re.VERBOSE,
)
_HINT = re.compile(r"\.[A-Za-z]|@|://")  # where it is not found, there is no address; ten times as quick
_TRAILING = ".,;:!?)]'"

# Digits in groups; a letter code such as 1-800-QUIT-NOW counts as the digits of its keys.
_GAP = r"(?:[ \xa0\u202f]?[-.() \xa0\u202f]?[ \xa0\u202f]?)"
_PHONE = re.compile(
    rf"(?<![\w.,/-])(?:\+{_GAP}|\(\+?)?[0-9](?:{_GAP}[0-9]){{5,16}}(?![\w/]|[.,-][0-9])"
    r"|(?<![\w-])(?:\+?1[- \xa0])?\(?8[0-9]{2}\)?(?:[- \xa0][A-Z0-9]+)*[- \xa0][A-Z]{3,}[A-Z0-9]*(?![\w])"
)
_PHONE_HINT = re.compile(r"\d(?:[^\w\n]{0,4}[\dA-Z]){5}")  # in any digits; where it is not found, there is no number
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_HIDDEN = re.compile("[\xad\u200b\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e\ufeff]")
_SAME = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "－": "-", "（": "(", "）": ")", "＋": "+"})
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}([-./ ])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])|[0-9]{1,2}([-./ ])[0-9]{1,2}\2(?:19|20)[0-9]{2}(?![0-9])"
)
# What has as many digits and is no telephone number either: a span of years, thousands in groups, a decimal, spans.
_OTHER = re.compile(
    r"(?:19|20)[0-9]{2} ?[-/] ?(?:19|20)[0-9]{2}|[1-9][0-9]?([. \xa0\u202f])[0-9]{3}(?:\1[0-9]{3})*"
    r"|[0-9. \xa0\u202f]+000|[0-9]+\.[0-9]+|(?:[0-9]{1,3}-[0-9]{1,3} ?){2,}"
)


def addresses(text: str) -> tuple[str, ...]:
    """The web and mail addresses in a text, without the punctuation behind them."""
    if not _HINT.search(text):
        return ()
    return tuple(found[0].rstrip(_TRAILING) for found in _ADDRESS.finditer(text))


@lru_cache(maxsize=2048)
def without_addresses(text: str) -> str:
    """The text with spaces in the place of its addresses."""
    return _ADDRESS.sub(lambda found: " " * len(found[0]), text) if _HINT.search(text) else text


@lru_cache(maxsize=2048)
def phones(text: str) -> tuple[str, ...]:
    """The telephone numbers in a text as their ASCII digits, with a + where it has one (or 00): ``+18002221222``.

    Seven digits or more: emergency numbers such as 911 are numbers like any other.
    """
    if not _PHONE_HINT.search(text):
        return ()
    found = _PHONE.finditer(without_addresses(dialable(text)))
    return tuple(number for each in found if (number := _dialed(each[0])))


def without_shared_phones(source: str, target: str) -> tuple[str, str]:
    """Two texts with spaces in the place of the telephone numbers that both have, however each groups them."""
    shared = [
        [one for one in phones(text) if any(same_phone(one, other) for other in phones(another))]
        for text, another in ((source, target), (target, source))
    ]
    if not any(shared):
        return source, target
    blanked = (_without(text, set(numbers)) for text, numbers in zip((source, target), shared, strict=True))
    return next(blanked), next(blanked)


def same_phone(one: str, other: str) -> bool:
    """Whether two numbers of `phones` reach one telephone: +33140… is 0140… at home, +1800… is 1800…, no others."""
    abroad, home = (one, other) if one.startswith("+") else (other, one)
    if abroad == home or not abroad.startswith("+") or home.startswith("+"):
        return one == other
    national = home.removeprefix("0")
    return abroad.endswith(national) and len(national) > 7 and (home != national or abroad.startswith("+1"))


def dialable(text: str) -> str:
    """The text with ASCII digits, plus signs and hyphens for those of other scripts."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), _HIDDEN.sub("", text).translate(_SAME))


def _without(text: str, numbers: set[str]) -> str:
    return _PHONE.sub(lambda found: " " * len(found[0]) if _dialed(found[0]) in numbers else found[0], dialable(text))


def _dialed(written: str) -> str:
    number = re.sub(r"[^0-9+]", "", written.translate(_KEYS))
    groups = re.findall(r"[0-9]+", written)
    is_list = any(len(group) == 1 for group in groups[1 + written.startswith("+") :])  # "4, 8, 15"; but +33 1 40
    if len(number) < 7 or is_list or _DATE.match(written) or _OTHER.fullmatch(written):
        return ""
    return f"+{number[2:]}" if number.startswith("00") and len(number) > 9 else number
