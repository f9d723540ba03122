"""The HTML that goes to an engine and comes back (see the package): escaping, tags, and replies that are none."""

import html
import re
from collections.abc import Callable

from syndicate.translation.engines.faults import fault

_TAG = re.compile(r"<(?:/?[A-Za-z]|\s*+/?+\s*+(?:x|g|br)\b)[^<>]*>", re.IGNORECASE)
# The tags of the protection, however an HTML serializer or a machine writes them: <x id=0></x>, <X id = '0' />.
_OURS = re.compile(
    r"<\s*+(/?+)\s*+([xg])(?:\s++id\s*+=\s*+[\"'“”«»]?\s*+(\d++)\s*+[\"'“”«»]?)?\s*+(/?+)\s*+>", re.IGNORECASE
)
_BREAK = re.compile(r"\s*<\s*br\s*/?\s*>\s*(?:</br>\s*)?", re.IGNORECASE)
_NO_WORDS = re.compile(rf"{_TAG.pattern}|&\w+;|\{{[^{{}}]*\}}", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype|<html|<head|<body", re.IGNORECASE)
# What no PO file can hold: controls, lone surrogates (JSON's "\ud800"), noncharacters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# No translation is that long: spares all that reads it an answer of megabytes.
_MOST_TIMES, _MOST_MORE = 10, 500


def has_words(text: str) -> bool:
    """Whether there is a letter outside tags, entities and ``{tokens}``: something to translate."""
    return any(map(str.isalpha, _NO_WORDS.sub("", text)))


def to_wire(text: str, *, is_html: bool) -> str:
    """What to send: line breaks as ``<br/>`` for who reads HTML, else plain text with tags in it."""
    return text.replace("\n", "<br/>") if is_html else _between_tags(text, html.unescape)


def from_wire(reply: object, text: str, *, is_html: bool) -> str:
    """The result for a text, in the HTML of the contract; EngineError where the reply is none.

    Where the plain text that was sent held no entity, entities in the reply are the provider's own escapes.
    """
    reply = checked(reply, text)
    if _PAGE.search(reply) and not _PAGE.search(text):
        raise fault("engine-reply", "the reply is a page, not a translation")
    if is_html:
        reply = _BREAK.sub("\n", " ".join(reply.split()))
    unescaped = is_html or html.unescape(plain := to_wire(text, is_html=False)) == plain
    result = _between_tags(reply, lambda part: html.escape(html.unescape(part) if unescaped else part, quote=False))
    result = _OURS.sub(_canonical, result).strip()
    if has_words(text) and not has_words(result):
        raise fault("engine-empty", "the reply has no words")
    if result.count("\n") != text.strip().count("\n"):
        raise fault("engine-reply", "line breaks were lost or added")
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return f"{text[:start]}{result}{text[end:]}"


def checked(reply: object, text: str) -> str:
    """The reply, where it is a text that a file can hold and of a length that can be; else EngineError."""
    if not isinstance(reply, str) or not reply.strip():
        raise fault("engine-empty", "the reply is empty")
    if len(reply) > _MOST_TIMES * len(text) + _MOST_MORE:
        raise fault("engine-reply", f"the reply has {len(reply):,} characters for {len(text):,}")
    if _UNWRITABLE.search(reply):
        raise fault("engine-reply", "the reply holds control characters")
    return reply


def _between_tags(text: str, change: Callable[[str], str]) -> str:
    parts, position = [], 0
    for tag in _TAG.finditer(text):
        parts += [change(text[position : tag.start()]), tag[0]]
        position = tag.end()
    return "".join((*parts, change(text[position:])))


def _canonical(tag: re.Match[str]) -> str:
    closing, name, number, empty = tag.groups()
    if closing:
        return "</g>" if name in "gG" else ""
    if number is None:
        return tag[0]
    return f'<x id="{number}"/>' if name in "xX" else f'<g id="{number}">{"</g>" if empty else ""}'
