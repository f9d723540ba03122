"""From a document's fields and body to an Article; what only the whole document can tell is checked here."""

import re
from collections.abc import Callable, Iterator

from syndicate.articles.inline import escape
from syndicate.articles.parsers import Mention, Parsed, Raw, Rules
from syndicate.articles.parsers.blocks import image_alt
from syndicate.articles.parsers.fields import Surroundings, is_id
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.links import Fault, image_fault
from syndicate.articles.parsers.nodes import Array, Node, Object, Scalar, is_absent, locate
from syndicate.articles.parsers.references import read_reference
from syndicate.articles.parsers.schema import Document, validate
from syndicate.articles.parsers.spans import HTML, read_inline
from syndicate.model import (
    Article,
    Author,
    Change,
    Code,
    Content,
    Correction,
    Decision,
    Image,
    Place,
    Question,
    Review,
    Section,
    Text,
    When,
    Withdrawal,
)

Location = tuple[str | int, ...]

# Fields of inline Markdown, and fields of plain text; * stands for each item.
_INLINE: tuple[tuple[str, ...], ...] = (
    ("promotion",),
    ("correction", "note"),
    ("withdrawn", "reason"),
    ("faq", "*", "answer"),
    ("takeaways", "*"),
)
_PLAIN: tuple[tuple[str, ...], ...] = (("title",), ("summary",), ("image", "alt"), ("faq", "*", "question"))
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")


def image_check(raw: Raw, rules: Rules) -> Callable[[str], Fault | None]:
    """What `blocks.read_body` asks about a picture's source in this article."""
    return lambda src: image_fault(src, raw.path, rules.images_have_base)


def finish(root: Object | None, sections: tuple[Section, ...], raw: Raw, rules: Rules, findings: Findings) -> Parsed:
    """The article of a document's fields and the sections of its body, or all that is wrong with them."""
    if root is None:
        return Parsed(None, findings.problems())
    known = Surroundings(raw.path, rules.zone, rules.topics, rules.images_have_base)
    document = validate(root, known, findings)
    texts = _Texts(root, findings)
    _report_missing(root, findings)
    mentions = tuple(_mentions(root, raw.path))
    identifier = next((mention.id for mention in mentions if mention.kind == "id"), "")
    article = None
    if document:
        article = _Builder(document, texts, root, findings).article(sections, raw.path)
    return Parsed(None if findings.has_errors else article, findings.problems(identifier), mentions)


class _Texts:
    """The texts of a document's fields; those of inline Markdown are read even where other fields are at fault."""

    def __init__(self, root: Object, findings: Findings) -> None:
        self._root = root
        self._inline: dict[Location, Text] = {}
        for pattern in _INLINE:
            for location, scalar in _at(root, pattern):
                place = (scalar.first_line, 0 if scalar.is_literal else scalar.column)
                self._inline[location] = read_inline(scalar.text, place, findings, scalar.is_literal)
        for pattern in _PLAIN:
            for location, scalar in _at(root, pattern):
                if found := HTML.search(scalar.text) or _ENTITY.search(scalar.text):
                    message = f"{'.'.join(map(str, location))} is plain text: {found[0][:40]} is shown as it stands"
                    advice = "write the character itself, and no markup"
                    findings.warn("html-as-text", message, (scalar.line, scalar.column), advice)

    def inline(self, *location: str | int) -> Text | None:
        """The text of inline Markdown at a location; None where there is none."""
        return self._inline.get(location)

    def plain(self, value: str, *location: str | int) -> Text:
        """A plain text with its line."""
        return Text(escape(value), line=locate(self._root, location)[0])


class _Builder:
    """A valid document to an article."""

    def __init__(self, document: Document, texts: _Texts, root: Object, findings: Findings) -> None:
        self._document, self._texts, self._root, self._findings = document, texts, root, findings

    def article(self, sections: tuple[Section, ...], path: str) -> Article:
        document = self._document
        review = document.reviewed
        self._check_order()
        return Article(
            id=document.id,
            language=document.language,
            content=self._content(sections),
            published=document.published,
            updated=document.updated,
            reviewed=Review(review.on, review.by, review.next) if review else None,
            authors=tuple(Author(author.name, author.url or "", author.email or "") for author in document.authors),
            topics=self._distinct(document.topics, "topics"),
            about=tuple(
                Code(code.name, code.system, code.code, code.version, code.verified == "true")
                for code in document.about
            ),
            audience=self._distinct(document.audience, "audience"),
            url=document.url.get("", "") if set(document.url) <= {""} else dict(document.url),
            license=document.license,
            attribution=document.attribution,
            related=self._related(),
            disclaimer=document.disclaimer or "",
            promotion=self._texts.inline("promotion"),
            status=document.status,
            withdrawn=self._withdrawal(),
            correction=self._correction(),
            changes=tuple(
                Decision(change.hash, Change(change.severity), change.by, change.why) for change in document.changes
            ),
            embargo=document.embargo,
            expires=document.expires,
            path=path,
        )

    def _content(self, sections: tuple[Section, ...]) -> Content:
        document = self._document
        takeaways = (self._texts.inline("takeaways", index) for index in range(len(document.takeaways)))
        return Content(
            title=self._texts.plain(document.title, "title"),
            summary=self._texts.plain(document.summary, "summary") if document.summary else None,
            sections=sections,
            faq=tuple(
                Question(
                    self._texts.plain(item.question, "faq", index, "question"),
                    self._texts.inline("faq", index, "answer") or Text(""),
                )
                for index, item in enumerate(document.faq)
            ),
            takeaways=tuple(takeaway for takeaway in takeaways if takeaway),
            references=tuple(map(read_reference, document.references)),
            image=self._image(),
        )

    def _image(self) -> Image | None:
        image = self._document.image
        if not image:
            return None
        place = locate(self._root, ("image", "alt"))
        return Image(image.src, image_alt(image.alt, place, self._findings))

    def _withdrawal(self) -> Withdrawal | None:
        told = self._document.withdrawn
        if not told:
            return None
        if told.replaced_by == self._document.id:
            place = locate(self._root, ("withdrawn", "replaced_by"))
            self._findings.error("related-self", "the article is replaced by itself", place, "name another article")
        languages = self._distinct(told.languages, "withdrawn", "languages")
        return Withdrawal(told.on, self._texts.inline("withdrawn", "reason"), told.replaced_by or "", languages)

    def _correction(self) -> Correction | None:
        told = self._document.correction
        return Correction(told.on, Change(told.severity), self._texts.inline("correction", "note")) if told else None

    def _related(self) -> tuple[str, ...]:
        related = self._distinct(self._document.related, "related")
        if self._document.id in related:
            place = locate(self._root, ("related", self._document.related.index(self._document.id)))
            self._findings.warn("related-self", "the article is related to itself", place, "delete it from the list")
        return tuple(other for other in related if other != self._document.id)

    def _distinct(self, values: list[str], *location: str) -> tuple[str, ...]:
        """The values without repetitions, which are reported."""
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value in seen:
                place = locate(self._root, (*location, index))
                message = f"{'.'.join(location)} has {value!r} twice"
                self._findings.warn("value-repeated", message, place, "delete one of the two")
            seen.add(value)
        return tuple(dict.fromkeys(values))

    def _check_order(self) -> None:
        document = self._document
        review = document.reviewed
        for first, first_name, second, location in (
            (document.published, "published", document.updated, ("updated",)),
            (document.published, "published", document.expires, ("expires",)),
            (document.embargo, "embargo", document.expires, ("expires",)),
            (review and review.on, "reviewed.on", review and review.next, ("reviewed", "next")),
        ):
            if first and second and _is_before(second, first):
                message = f"{'.'.join(location)} ({second.declared()}) lies before {first_name} ({first.declared()})"
                place = locate(self._root, location)
                self._findings.warn("date-order", message, place, "check both dates")


def _is_before(one: When, other: When) -> bool:
    """Whether a date lies before another; a day and an instant of that day are in no order."""
    if one.is_day or other.is_day:
        zone = one.at.tzinfo if one.is_day else other.at.tzinfo
        return one.at.astimezone(zone).date() < other.at.astimezone(zone).date()
    return one.at < other.at


def _report_missing(root: Object, findings: Findings) -> None:
    """Facts that a feed has a place for; nothing is invented where they are missing."""
    place = (root.line, 0)
    if _is_missing(root, "published"):
        advice = "write published: and the day"
        findings.warn("published-missing", "there is no date of publication", place, advice)
    for name, code, what in (
        ("reviewed", "review-missing", "medical review"),
        ("authors", "authors-missing", "author"),
        ("license", "license-missing", "license"),
    ):
        if _is_missing(root, name):
            findings.note(code, f"no {what} is declared", place, f"write {name}: where there is one")


def _is_missing(root: Object, name: str) -> bool:
    node = root.get(name)
    return node is None or is_absent(node)


def _mentions(root: Object, path: str) -> Iterator[Mention]:
    """The well-formed ids in a document."""
    for kind, pattern in (
        ("id", ("id",)),
        ("related", ("related", "*")),
        ("replaced_by", ("withdrawn", "replaced_by")),
    ):
        for _, scalar in _at(root, pattern):
            if is_id(scalar.text):
                yield Mention(kind, scalar.text, Place(path, scalar.line, scalar.column))


def _at(node: Node, pattern: tuple[str, ...], location: Location = ()) -> Iterator[tuple[Location, Scalar]]:
    """The texts at the locations that a pattern names."""
    if not pattern:
        if isinstance(node, Scalar) and not node.is_absent:
            yield location, node
    elif pattern[0] == "*":
        for index, item in enumerate(node.items if isinstance(node, Array) else ()):
            yield from _at(item, pattern[1:], (*location, index))
    elif isinstance(node, Object) and (below := node.get(pattern[0])) is not None:
        yield from _at(below, pattern[1:], (*location, pattern[0]))
