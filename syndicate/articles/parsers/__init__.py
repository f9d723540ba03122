"""Parsing: bytes to articles, one module a format. Nothing here raises for bad input: it is told in Problems."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import PurePosixPath

from syndicate.model import Article, Place, Problem

MARKDOWN, YAML, JSON = "text/markdown", "application/yaml", "application/json"
_SUFFIXES = {".md": MARKDOWN, ".yaml": YAML, ".yml": YAML, ".json": JSON}


@dataclass(frozen=True, slots=True)
class Raw:
    """A source as bytes: where it is (a path as Problems show it), and what it is.

    ``fault`` says why the bytes could not be had; then there are none.
    """

    path: str
    media_type: str
    data: bytes
    fault: Problem | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say about every article.

    ``zone`` is where a day begins (None: not declared), ``topics`` the known ones (None: any),
    ``images_have_base`` whether a relative image can be published.
    """

    zone: tzinfo | None = None
    topics: frozenset[str] | None = None
    images_have_base: bool = True
    max_bytes: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Mention:
    """An id in a source, to be checked against the others: ``kind`` is ``id``, ``related`` or ``replaced_by``."""

    kind: str
    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article, or None where there are errors; what was found; and the ids that the source mentions."""

    article: Article | None
    problems: tuple[Problem, ...]
    mentions: tuple[Mention, ...] = field(default=())


def media_type_of(path: str) -> str | None:
    """The media type of an article's file by its suffix, whatever its case; None for what is no article."""
    return _SUFFIXES.get(PurePosixPath(path).suffix.lower())


def parse(raw: Raw, rules: Rules) -> Parsed:
    """The article of a source, with every fault of it at once. Never raises."""
    if raw.fault:
        return Parsed(None, (raw.fault,))
    if len(raw.data) > rules.max_bytes:
        message = f"the file is larger than {rules.max_bytes:,} bytes"
        advice = "split the article, or raise the limit in the settings"
        return Parsed(None, (Problem("file-too-large", message, Place(raw.path), advice=advice),))
    parser = _parser_of(raw.media_type)
    if parser is None:
        message = f"no parser reads {raw.media_type or 'a source without a media type'}"
        advice = f"use one of: {', '.join(sorted(set(_SUFFIXES.values())))}"
        return Parsed(None, (Problem("media-type-unknown", message, Place(raw.path), advice=advice),))
    return parser(raw, rules)


def _parser_of(media_type: str) -> Callable[[Raw, Rules], Parsed] | None:
    """The parser of a media type, imported when it is first needed: pydantic and markdown-it take 0.2 s."""
    from syndicate.articles.parsers.document import parse_json, parse_yaml  # noqa: PLC0415
    from syndicate.articles.parsers.markdown import parse as parse_markdown  # noqa: PLC0415

    parsers = {MARKDOWN: parse_markdown, YAML: parse_yaml, JSON: parse_json}
    return parsers.get(media_type.partition(";")[0].strip().lower())
