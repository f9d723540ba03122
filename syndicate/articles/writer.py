"""An article as a Markdown file with front matter that parses back to the same article."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from syndicate.articles.inline import to_plain
from syndicate.articles.markup import sections_to_markdown, text_to_markdown
from syndicate.model import Article, Author, Code, Text, When

# Plain only what every YAML tool reads as the same text; numbers and the words of YAML 1.1 §10.3 are quoted.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:(?:\.? |[._/-])[A-Za-z0-9]+)*")
_NOT_TEXT = re.compile(r"y|n|yes|no|on|off|true|false|null|[.]?inf|[.]?nan", re.IGNORECASE)
_BYTE_ORDER_MARK = "\ufeff"

_Writable = str | When | Text | None
_Value = TypeVar("_Value")


def write(article: Article) -> str:
    """The file's text. What is empty is left out, so a draft may lack any field, its id, too.

    ``parse`` gives the same article back where it came from a parser, in a library of the same time zone.
    """
    front_matter = "".join(f"{line}\n" for line in _fields(article))
    body = sections_to_markdown(article.content.sections)
    return f"---\n{front_matter}---\n\n{body}" if body else f"---\n{front_matter}---\n"


def _fields(article: Article) -> Iterator[str]:
    content = article.content
    yield from _some("id", article.id)
    yield from _some("language", article.language)
    yield from _some("title", to_plain(content.title))
    yield from _some("summary", to_plain(content.summary) if content.summary else "")
    yield from _some("published", article.published)
    yield from _some("updated", article.updated)
    review = article.reviewed
    if review:
        yield from _map("reviewed", {"on": review.on, "by": review.by, "next": review.next}, keep="{}")
    yield from _list("authors", article.authors, _author)
    yield from _flow("topics", article.topics)
    yield from _list("about", article.about, _code)
    yield from _flow("audience", article.audience)
    if content.image:
        yield from _map("image", {"src": content.image.src, "alt": to_plain(content.image.alt)})
    if isinstance(article.url, str):
        yield from _some("url", article.url)
    else:
        yield from _map("url", {_scalar(tag): url for tag, url in article.url.items()})
    yield from _some("license", article.license)
    yield from _some("attribution", article.attribution)
    yield from _list("faq", content.faq, lambda item: _inline_map(question=to_plain(item.question), answer=item.answer))
    yield from _list("takeaways", content.takeaways, _scalar)
    yield from _list("references", [reference.raw for reference in content.references], _scalar)
    yield from _flow("related", article.related)
    yield from _some("disclaimer", article.disclaimer)
    yield from _some("promotion", article.promotion)
    yield from _some("status", article.status if article.status != "usable" else "")
    yield from _events(article)
    yield from _some("embargo", article.embargo)
    yield from _some("expires", article.expires)


def _events(article: Article) -> Iterator[str]:
    """What happened to the article after it was published."""
    if withdrawn := article.withdrawn:
        told: dict[str, _Writable] = {"on": withdrawn.on, "reason": withdrawn.reason}
        yield from _map("withdrawn", told | {"replaced_by": withdrawn.replaced_by})
        if withdrawn.languages:
            yield f"  languages: [{', '.join(map(_scalar, withdrawn.languages))}]"
    if correction := article.correction:
        told = {"on": correction.on, "severity": correction.severity.value, "note": correction.note}
        yield from _map("correction", told)
    yield from _list(
        "changes",
        article.changes,
        lambda change: _inline_map(hash=change.hash, severity=change.severity.value, by=change.by, why=change.why),
    )


def _scalar(value: _Writable) -> str:
    """A YAML scalar in one line: plain where nobody can misread it, else in double quotes."""
    match value:
        case When():
            return value.declared()
        case Text():
            return _scalar(text_to_markdown(value))
        case str() if _PLAIN.fullmatch(value) and not _NOT_TEXT.fullmatch(value):
            return value
    # JSON's strings are YAML's double-quoted ones (YAML 1.2 §1.3), but for the mark that YAML allows only at the start.
    return json.dumps(value or "", ensure_ascii=False).replace(_BYTE_ORDER_MARK, "\\ufeff")


def _is_empty(value: _Writable) -> bool:
    return not (value.source if isinstance(value, Text) else value)


def _some(name: str, value: _Writable) -> Iterator[str]:
    if not _is_empty(value):
        yield f"{name}: {_scalar(value)}"


def _map(name: str, values: Mapping[str, _Writable], keep: str = "") -> Iterator[str]:
    """A map, a field a line; where nothing is in it, ``keep`` if given."""
    lines = [f"  {key}: {_scalar(value)}" for key, value in values.items() if not _is_empty(value)]
    if lines:
        yield f"{name}:"
        yield from lines
    elif keep:
        yield f"{name}: {keep}"


def _flow(name: str, values: Iterable[str]) -> Iterator[str]:
    written = ", ".join(map(_scalar, values))
    if written:
        yield f"{name}: [{written}]"


def _list(name: str, values: Iterable[_Value], write_item: Callable[[_Value], str]) -> Iterator[str]:
    lines = [f"  - {write_item(value)}" for value in values]
    if lines:
        yield f"{name}:"
        yield from lines


def _inline_map(**values: _Writable) -> str:
    """A map as an item of a list."""
    return "\n    ".join(f"{key}: {_scalar(value)}" for key, value in values.items() if not _is_empty(value))


def _author(author: Author) -> str:
    if author.url or author.email:
        return _inline_map(name=author.name, url=author.url, email=author.email)
    return _scalar(author.name)


def _code(code: Code) -> str:
    verified = "true" if code.verified else "false"  # bare, as every YAML tool writes it
    named = _inline_map(name=code.name, system=code.system, code=code.code, version=code.version)
    return f"{named}\n    verified: {verified}"
