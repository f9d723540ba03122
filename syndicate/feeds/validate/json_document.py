"""JSON Feed 1.1: strict JSON, our schema, and what a schema cannot say."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from syndicate import languages
from syndicate.feeds import schemas
from syndicate.feeds.validate import dates, extensions, language, markup
from syndicate.feeds.validate.characters import decode, inspect
from syndicate.feeds.validate.findings import Clean, Findings, Flaw, digest, shown
from syndicate.feeds.validate.tags import tag
from syndicate.feeds.validate.urls import identifier, iri, media_type
from syndicate.model import Problem

_SURROGATE = re.compile("[\ud800-\udfff]")
_STRING, _BOOLEAN = {"type": "string"}, {"type": "boolean"}
_CODES = {
    "required": "missing-element",
    "type": "json-type",
    "additionalProperties": "json-unknown-key",
    "enum": "json-value",
}


def json_feed(
    data: bytes, path: str = "", *, now: datetime | None = None, clean: Clean | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with a JSON Feed, in the order found; empty for a good one.

    Messages name the place as a JSON pointer (``/items/3/id``). With ``now`` (aware), dates more than a day
    ahead of it are reported too. Never raises for what is in ``data``. JSON Feed 1.1, RFC 8259, RFC 6901.
    """
    report = Findings(path, clean=clean)
    text = decode(data, report, xml=False)
    if text is None:
        return report.all()
    try:
        feed = _load(text, report)
        if not isinstance(feed, dict):
            if not report.failed:
                report.add("wrong-root", "the document is not a JSON object")
            return report.all()
        _follow_schema(feed, report)
        _feed(feed, report, now)
    except RecursionError:
        report.add("json-invalid", "the document is nested too deeply")
    return report.all()


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────


def _load(text: str, report: Findings) -> Any:
    """The document, or None where it is not JSON (RFC 8259) that other parsers would read in the same way."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(found)
        if len(value) < len(found):
            keys = [key for key, _ in found]
            twice = next(key for key in keys if keys.count(key) > 1)
            report.add("json-duplicate-key", f"the key {shown(twice)} stands twice in one object")
        return value

    def constant(name: str) -> None:
        report.add("json-invalid", f"{name} is no JSON")

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        report.add("json-invalid", error.msg, error.lineno, error.colno)
        return None
    except ValueError:  # an integer of thousands of digits
        report.add("json-invalid", "a number has too many digits")
        return None
    if "\\u" in text:  # what is escaped was not seen in the text itself
        for pointer, string in _strings(value):
            if _SURROGATE.search(string):
                report.add("json-invalid", f"{pointer} has a lone surrogate")
            inspect(string, report.about(pointer), 0)
    return value


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """Every string and key, with its pointer."""
    waiting = [("", value)]
    while waiting:
        pointer, one = waiting.pop()
        if isinstance(one, str):
            yield pointer, one
        elif isinstance(one, list):
            waiting.extend((f"{pointer}/{number}", item) for number, item in enumerate(one))
        elif isinstance(one, dict):
            for key, item in one.items():
                yield pointer, key
                waiting.append((f"{pointer}/{_escape(key)}", item))


def _escape(key: object) -> str:
    """One part of a JSON pointer (RFC 6901 §3), printable whatever the key."""
    return re.sub(r"[^ -~]", "?", str(key)[:60]).replace("~", "~0").replace("/", "~1")


# ── the schema ──────────────────────────────────────────────────────────────────────────────────


def _declared(text: str) -> object:
    """A date in the precision that was declared (DESIGN: facts), or empty."""
    return not text or (dates.w3cdtf(text) if len(text) == 10 else dates.rfc3339(text))


def _entry_id(text: str) -> object:
    return not text or identifier(text)


def _language(text: str) -> str:
    try:
        return languages.canonical(text)
    except ValueError as error:
        raise Flaw("language-tag", str(error)) from None


_FORMATS: Mapping[str, Callable[[str], object]] = {
    "uri": iri,
    "date-time": dates.rfc3339,
    "declared": _declared,
    "entry-id": _entry_id,
    "media-type": media_type,
    "language": _language,
}


@cache
def _validator() -> Validator:
    checker = FormatChecker(formats=())
    for name, parse in _FORMATS.items():
        checker.checks(name, raises=Flaw)(_passes(parse))
    schema = schemas.load("jsonfeed")
    quick: Any = validators.extend(Draft202012Validator, {"properties": _properties})  # type: ignore[no-untyped-call]
    compiled: Validator = quick(_inlined(schema, schema.pop("$defs")), format_checker=checker)
    return compiled


def _inlined(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """The schema with its references replaced by what they mean: resolving them took two thirds of a validation."""
    if isinstance(schema, list):
        return [_inlined(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in schema.items()}


def _properties(validator: Any, properties: Mapping[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    """The keyword ``properties``, without the detour of a new validator for each leaf that is plainly right."""
    if not isinstance(instance, dict):
        return
    for name, schema in properties.items():
        if name in instance and not _fine(schema, instance[name]):
            yield from validator.descend(instance[name], schema, path=name, schema_path=name)


def _fine(schema: Any, value: Any) -> bool:
    """Whether the value of a leaf is right; False for all that takes a closer look."""
    if schema is True or (isinstance(value, bool) and schema == _BOOLEAN):
        return True
    if not isinstance(value, str):
        return False
    if schema == _STRING or value in schema.get("enum", ()):
        return True
    if schema.keys() != {"type", "format"}:
        return False
    try:
        _FORMATS[schema["format"]](value)
    except Flaw:
        return False
    return True


def _passes(parse: Callable[[str], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if isinstance(value, str):
            parse(value)
        return True

    return check


def _follow_schema(feed: dict[str, Any], report: Findings) -> None:
    """Report what the schema forbids; items that followed it in another document are not looked at again."""
    items = feed.get("items")
    if report.clean is not None and isinstance(items, list):
        fresh = {key: item for item in items if (key := digest("schema", item)) not in report.clean}
        if _validator().is_valid(feed | {"items": list(fresh.values())}):
            report.clean.update(fresh)
            return
    for error in _validator().iter_errors(feed):
        pointer = "".join(f"/{_escape(part)}" for part in error.absolute_path)
        code, message = _named(error)
        report.add(code, f"{pointer or 'the feed'} {message}")
        if report.full:
            break


def _named(error: ValidationError) -> tuple[str, str]:
    """The rule that an error of the schema breaks, and a message that holds no endless values."""
    path = list(error.absolute_path)
    instance: Any = error.instance
    needed: Any = error.validator_value
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
        unknown = sorted(key for key in instance if key not in known and not key.startswith("_"))
        message = f"has keys that JSON Feed does not know: {', '.join(map(shown, unknown[:5]))}"
    elif error.validator == "required":
        missing = [key for key in needed if key not in instance]
        message = f"has no {' and no '.join(missing)}"
    elif isinstance(error.cause, Flaw):
        message = error.cause.message
    else:
        message = f"is {shown(instance)}: {error.validator} is {shown(needed)}"
    if "_syndicate" in path:
        return "json-syndicate", message
    if isinstance(error.cause, Flaw):
        return error.cause.code, message
    if path == ["version"]:
        return "json-version", message
    return _CODES.get(str(error.validator), "json-value"), message


# ── what a schema cannot say ────────────────────────────────────────────────────────────────────


def _feed(feed: dict[str, Any], report: Findings, now: datetime | None) -> None:
    title = feed.get("title")
    if isinstance(title, str) and not title.strip():
        report.add("empty-feed-title", "/title is empty")
    if "author" in feed:
        report.add("json-deprecated", "/author is deprecated: write authors")
    if not feed.get("feed_url"):
        report.add("missing-self", "the feed has no feed_url")
    for name in ("title", "description"):
        markup.plain(_text(feed, name), report.about(f"/{name}"))
    own = _tag(feed, report, "")
    if "language" not in feed:
        report.add("language-missing", "the feed has no language")
    _paging(feed, report)
    items = feed.get("items")
    told: dict[str, datetime | None] = {}
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, dict):
            continue
        key = item.get("id")
        modified = _item(item, report.about(f"/items/{number}"), own, now)
        if isinstance(key, str):
            if key in told:
                report.add("duplicate-id", f"/items/{number} has the id of another item, {shown(key)}")
            told[key] = modified
    _withdrawn(feed, told, report, now)


def _paging(feed: dict[str, Any], report: Findings) -> None:
    """Where the document stands among the archive pages (RFC 5005): what Atom says with links stands in _syndicate."""
    facts = _extension(feed)
    pages = {"current": "current", "prev-archive": "previous", "next-archive": "next"}
    found = {rel: _text(facts, name) for rel, name in pages.items() if _text(facts, name)}
    extensions.pages(found, _text(feed, "feed_url"), report, is_archive=facts.get("archive") is True)
    following = _text(feed, "next_url")
    if following and following == _text(feed, "feed_url"):
        report.add("archive", "next_url leads to this very document")
    if "prev-archive" in found and following != found["prev-archive"]:
        report.add("archive", f"next_url is {shown(following)}, /_syndicate/previous {shown(found['prev-archive'])}")


def _withdrawn(
    feed: dict[str, Any], told: Mapping[str, datetime | None], report: Findings, now: datetime | None
) -> None:
    """The entries that were taken back: each once, and none later than its item says."""
    listed = _extension(feed).get("withdrawn")
    stones = extensions.Tombstones(told)
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict):
            about = report.about(f"/_syndicate/withdrawn/{number}")
            when = _date(one, "at")
            dates.future(about, when, now)
            stones.add(_text(one, "id"), when, about)
            markup.plain(_text(one, "notice"), about)


def _extension(parent: dict[str, Any]) -> dict[str, Any]:
    value = parent.get("_syndicate")
    return value if isinstance(value, dict) else {}


def _text(parent: dict[str, Any], name: str) -> str:
    value = parent.get(name)
    return value if isinstance(value, str) else ""


def _tag(parent: dict[str, Any], report: Findings, otherwise: str) -> str:
    """The language of a feed or item, canonical; else ``otherwise``."""
    return (tag(_text(parent, "language"), report) if _text(parent, "language") else "") or otherwise


def _date(item: dict[str, Any], name: str) -> datetime | None:
    """The date where it is one; the schema has reported it where it is none."""
    try:
        return dates.rfc3339(_text(item, name)) if name in item else None
    except Flaw:
        return None


def _item(item: dict[str, Any], report: Findings, feed_language: str, now: datetime | None) -> datetime | None:
    """Look at an item; return when it was last changed."""
    if "content_html" not in item and "content_text" not in item:
        report.add("missing-content", "the item has neither content_html nor content_text")
    title = _text(item, "title")
    if "title" in item and not title.strip():
        report.add("empty-title", "the title is empty")
    if "author" in item:
        report.add("json-deprecated", "author is deprecated: write authors")
    published, modified = _date(item, "date_published"), _date(item, "date_modified")
    dates.order(report, published, modified)
    for when in (published, modified):
        dates.future(report, when, now)
    own = _tag(item, report, feed_language)
    names = ("summary", "content_html", "content_text")
    report.texts(lambda about: _texts(item, about, own), "json", own, title, *(_text(item, name) for name in names))
    return modified or published


def _texts(item: dict[str, Any], report: Findings, own: str) -> None:
    """Title, summary and content, in the language of the item."""
    title = _text(item, "title")
    markup.plain(title, report)
    readings = [markup.plain(_text(item, "summary"), report)]
    if _text(item, "content_html"):
        readings.append(markup.html(_text(item, "content_html"), report, own))
    else:
        readings.append(markup.Reading(running=[_text(item, "content_text")]))
    language.entry(own, title, [(reading, 0) for reading in readings], report)
