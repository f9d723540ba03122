"""The kinds of values in an article's document: how a text is read, and what is told where it cannot be.

Used as annotations by schema.py. Validators raise PydanticCustomError whose type is a Problem's code and whose
context has the advice.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from syndicate.articles.parsers.characters import one_line
from syndicate.articles.parsers.dates import PATTERN, DateError, read_when
from syndicate.articles.parsers.findings import nearest
from syndicate.articles.parsers.links import Fault, image_fault, web_fault
from syndicate.languages import canonical
from syndicate.model import Change, When

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID = 80
_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,255}")
_HASH = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the values are checked against: the validation context."""

    path: str = ""
    zone: tzinfo | None = None
    topics: frozenset[str] | None = None
    images_have_base: bool = True


def fault(code: str, message: str, advice: str) -> PydanticCustomError:
    """An error that becomes a Problem of that code."""
    return PydanticCustomError(code, "{message}", {"message": message, "advice": advice})


def is_id(text: str) -> bool:
    """Whether the text has the form of an article's id."""
    return bool(ID.fullmatch(text)) and len(text) <= MAX_ID


def around(info: ValidationInfo) -> Surroundings:
    """The validation context."""
    return info.context if isinstance(info.context, Surroundings) else Surroundings()


def _id(text: str) -> str:
    if not is_id(text):
        advice = f"write lower-case letters a-z, digits and single hyphens, at most {MAX_ID}: flu-vaccine-questions"
        raise fault("id-invalid", f"{text[:90]!r} is not an id", advice)
    return text


def _key(text: str) -> str:
    if not is_id(text):
        raise fault("value-invalid", f"{text[:90]!r} is not a key", "write lower-case letters, digits and hyphens")
    return text


def _language(text: str) -> str:
    try:
        return canonical(text)
    except ValueError as error:
        message, _, advice = str(error).partition(": ")
        raise fault("language-invalid", message, advice or "write a BCP 47 tag, such as en or pt-BR") from None


def _filled(text: str) -> str:
    if not text.strip():
        raise fault("value-empty", "there is no text", "write it, or delete the field")
    return text


def _title(text: str) -> str:
    if not text.strip():
        raise fault("title-empty", "the title is empty", "write the title")
    return text


def _when(value: object, info: ValidationInfo) -> When:
    if not isinstance(value, str):
        raise fault("type-invalid", "a date is a text", "write 2023-11-06")
    try:
        return read_when(value, around(info).zone)
    except DateError as error:
        raise fault(error.code, str(error), error.advice) from None


def _topic(text: str, info: ValidationInfo) -> str:
    known = around(info).topics
    if known is not None and text not in known:
        raise fault("topic-unknown", f"the topic {text[:90]!r} is not in the settings", nearest(text, known))
    return _key(text)


def _raise(found: Fault | None) -> None:
    if found:
        raise fault(found.code, found.message, found.advice)


def _web(text: str) -> str:
    _raise(web_fault(text.strip()))
    return text.strip()


def _license(text: str) -> str:
    return _web(text) if ":" in text else text


def _picture(text: str, info: ValidationInfo) -> str:
    known = around(info)
    _raise(image_fault(text, known.path, known.images_have_base))
    return text


def _fitting(pattern: re.Pattern[str], what: str, advice: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise fault("value-invalid", f"{text[:90]!r} is not {what}", advice)
        return text

    return check


def _one_of(words: Iterable[str]) -> Callable[[str], str]:
    known = tuple(words)

    def check(text: str) -> str:
        if text not in known:
            raise fault("value-invalid", f"{text[:90]!r} is not one of {', '.join(known)}", nearest(text, known))
        return text

    return check


def _addresses(value: object) -> object:
    """A map by language; one address for every language stands under no language."""
    if isinstance(value, str):
        return {"": value}
    if isinstance(value, dict):
        if "" in value:
            raise fault("language-invalid", "an address without a language", "write the language before the address")
        seen: dict[str, str] = {}
        for tag in value:
            first = seen.setdefault(_canonical_or(tag), tag)
            if first != tag:
                raise fault("key-duplicate", f"{first!r} and {tag!r} are one language", "keep one of the two")
    return value


def _canonical_or(tag: str) -> str:
    try:
        return canonical(tag)
    except ValueError:
        return tag


def _language_or_none(text: str) -> str:
    return _language(text) if text else ""


_DATE_SCHEMA = {
    "type": "string",
    "pattern": PATTERN,
    "description": "A day, or an instant of RFC 3339. A day begins at midnight in the library's time zone.",
    "examples": ["2026-08-18", "2026-08-18T09:30:00+02:00"],
}
_LANGUAGE_SCHEMA = {
    "type": "string",
    "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    "description": "A BCP 47 language tag.",
    "examples": ["en", "pt-BR", "zh-Hans"],
}
_KEY_SCHEMA = {"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": MAX_ID}
_WEB_SCHEMA = {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://", "examples": ["https://example.org/page"]}
STATUSES = ("usable", "withheld")
_SEVERITIES = (Change.MINOR.value, Change.MATERIAL.value, Change.SAFETY.value)


Line = Annotated[str, AfterValidator(_filled), AfterValidator(one_line)]
Optional = Annotated[str, AfterValidator(one_line)]
Title = Annotated[str, AfterValidator(_title), AfterValidator(one_line)]
Markdown = Annotated[str, AfterValidator(_filled)]
Id = Annotated[str, AfterValidator(_id), WithJsonSchema(_KEY_SCHEMA)]
Key = Annotated[str, AfterValidator(_key), WithJsonSchema(_KEY_SCHEMA)]
Topic = Annotated[str, AfterValidator(_topic), WithJsonSchema(_KEY_SCHEMA)]
Language = Annotated[str, AfterValidator(_language), WithJsonSchema(_LANGUAGE_SCHEMA)]
Date = Annotated[When, PlainValidator(_when), WithJsonSchema(_DATE_SCHEMA)]
Web = Annotated[str, AfterValidator(_web), WithJsonSchema(_WEB_SCHEMA)]
License = Annotated[str, AfterValidator(one_line), AfterValidator(_license)]
Picture = Annotated[str, AfterValidator(_picture), WithJsonSchema({"type": "string", "minLength": 1})]
Email = Annotated[str, AfterValidator(_fitting(_EMAIL, "an e-mail address", "write name@example.org"))]
Hash = Annotated[
    str,
    AfterValidator(_fitting(_HASH, "the hash of a content", "copy it from the report of `syndicate check`")),
    WithJsonSchema({"type": "string", "pattern": f"^{_HASH.pattern}$"}),
]
Status = Annotated[str, AfterValidator(_one_of(STATUSES)), WithJsonSchema({"type": "string", "enum": list(STATUSES)})]
Severity = Annotated[
    str, AfterValidator(_one_of(_SEVERITIES)), WithJsonSchema({"type": "string", "enum": list(_SEVERITIES)})
]
Truth = Annotated[
    str, AfterValidator(_one_of(("true", "false"))), WithJsonSchema({"enum": [True, False, "true", "false"]})
]
# A version or code is often written as a number, and is a text to us: 2026, 1.10.
Number = Annotated[
    str, AfterValidator(_filled), AfterValidator(one_line), WithJsonSchema({"type": ["string", "number"]})
]
Addresses = Annotated[
    dict[Annotated[str, AfterValidator(_language_or_none)], Web],
    BeforeValidator(_addresses),
    WithJsonSchema({"anyOf": [_WEB_SCHEMA, {"type": "object", "additionalProperties": _WEB_SCHEMA}]}),
]
