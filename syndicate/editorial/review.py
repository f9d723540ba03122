"""The review pages: one per article and language, source and target side by side, and an index of them all.

Static HTML without scripts, for any browser and for paper. Pure: what is known comes in, bytes come out. The article
as its readers will see it is made by who publishes, and comes in as HTML.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from textwrap import shorten

from markupsafe import Markup

from syndicate.articles.inline import to_plain
from syndicate.articles.segments import segments
from syndicate.editorial.differences import marked
from syndicate.feeds.render import inline
from syndicate.feeds.templates import environment
from syndicate.languages import direction
from syndicate.localization.names import language_name
from syndicate.model import Article, Catalog, Problem, Segment, Severity, State, Text, Translation
from syndicate.translation import po
from syndicate.translation.catalogs import checked, translation
from syndicate.translation.checks import run
from syndicate.translation.glossary import Glossary, Term
from syndicate.translation.hints import previous_source
from syndicate.translation.provenance import statements, without
from syndicate.translation.risks import Risk, risks

_NOTHING = Translation("", State.INITIAL)
_GRAVEST_FIRST = (Risk.EMERGENCY, Risk.DOSE, Risk.CONTRAINDICATION, Risk.NEGATION)


@dataclass(frozen=True, slots=True)
class Card:
    """One segment as a reviewer sees it. ``previous`` is the older source with its difference marked, or empty.

    ``place`` is file:line of the PO entry, ``terms`` are the glossary's in this segment, ``notes`` the translators'.
    """

    number: int
    segment: Segment
    translation: Translation
    source: Markup
    previous: Markup
    target: Markup
    risks: tuple[str, ...]
    problems: tuple[Problem, ...]
    terms: tuple[Term, ...]
    notes: tuple[str, ...]
    place: str

    @property
    def is_hint(self) -> bool:
        """Whether the target is only a hint: a tool's guess, or of an older source."""
        return self.translation.state is State.INITIAL and bool(self.translation.text.strip())

    @property
    def open(self) -> tuple[Problem, ...]:
        """The Problems that nobody has waived."""
        return tuple(problem for problem in self.problems if problem.severity is not Severity.INFO)

    @property
    def waits(self) -> str:
        """What this segment waits for, in a few words; empty where a person stands behind it and nothing is wrong."""
        if self.open:
            return ", ".join(dict.fromkeys(problem.code for problem in self.open))
        if self.is_hint:
            return "the source has changed" if self.previous else "a guess that nobody has confirmed"
        if self.translation.state is State.INITIAL:
            return "not translated"
        if self.translation.state is State.TRANSLATED:
            return "a machine's text" if self.translation.is_machine else "a draft"
        return ""

    @property
    def is_grave(self) -> bool:
        """Whether it can do harm as it stands: a risk, a finding, or a text of an older source."""
        return bool(self.risks or self.open or self.is_hint)

    @property
    def beginning(self) -> str:
        """The first words of the source, to know it by."""
        return shorten(to_plain(self.segment.text), 60, placeholder="…")

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Its place among what waits: open errors first, then by the gravest risk, then by the article's order."""
        errors = any(problem.severity is Severity.ERROR for problem in self.open)
        gravest = min((_GRAVEST_FIRST.index(Risk(risk)) for risk in self.risks), default=len(_GRAVEST_FIRST))
        return (not errors, gravest, self.number)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All the segments of an article in one language."""

    article: str
    title: str
    source_language: str
    language: str
    path: str
    cards: tuple[Card, ...]

    @property
    def name(self) -> str:
        """The file of its page, in the folder of the index."""
        return f"{self.language}/{self.article}.html"

    @property
    def states(self) -> Counter[State]:
        """How many segments have come how far."""
        return Counter(card.translation.state for card in self.cards)

    @property
    def findings(self) -> int:
        """How many Problems nobody has waived."""
        return sum(len(card.open) for card in self.cards)

    @property
    def waiting(self) -> tuple[Card, ...]:
        """The segments that wait for a person, the most dangerous first."""
        return tuple(sorted((card for card in self.cards if card.waits), key=lambda card: card.rank))


def sheet(article: Article, language: str, data: bytes, path: str, glossary: Glossary) -> Sheet:
    """What a catalog says about an article; CatalogError where it cannot be read."""
    live = {entry.key: entry for entry in checked(data, path, language).messages if not entry.obsolete}
    desk = _Desk(article, language, path, glossary)
    cards = tuple(desk.card(number, one, live.get(one.key)) for number, one in enumerate(segments(article), 1))
    return Sheet(article.id, article.content.title.source, article.language, language, path, cards)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What is the same for all cards of a sheet."""

    article: Article
    language: str
    path: str
    glossary: Glossary

    def card(self, number: int, segment: Segment, entry: po.Entry | None) -> Card:
        source_language = self.article.language
        worth = translation(entry, self.language) if entry else _NOTHING
        only = Catalog(self.article.id, self.language, {segment.key: worth}, self.path)
        previous = previous_source(entry) if entry and entry.fuzzy else ""
        found = risks(segment.text, source_language)
        return Card(
            number=number,
            segment=segment,
            translation=worth,
            source=_shown(segment.text, source_language),
            previous=marked(previous, segment.text.source) if previous else Markup(""),
            target=_shown(Text(worth.text, segment.text.links), self.language),
            risks=tuple(str(risk) for risk in _GRAVEST_FIRST if risk in found),
            problems=run((segment,), only, source_language, self.glossary),
            terms=tuple(dict.fromkeys(hit.term for hit in self.glossary.hits(segment.text.source, source_language))),
            notes=tuple(_notes(entry)) if entry else (),
            place=f"{self.path}:{entry.line}" if entry else self.path,
        )


def _shown(text: Text, language: str) -> Markup:
    return inline(direction(language))(text)


def _notes(entry: po.Entry) -> Iterator[str]:
    for line in without(entry.comments, statements(entry.comments)):
        if line[1:2] in {" ", ""} and (note := line[1:].strip()):
            yield note


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def page(made: Sheet, preview: str, why: Sequence[str] = ()) -> bytes:
    """The page of a sheet. ``preview`` is sanitized HTML; ``why`` says why the article is not published as it is."""
    return _written(
        "review.html.j2",
        sheet=made,
        preview=Markup(preview),  # noqa: S704 - sanitized by feeds.render
        why=why,
        source_name=language_name(made.source_language, "en"),
        target_name=language_name(made.language, "en"),
        source_direction=direction(made.source_language),
        target_direction=direction(made.language),
    )


def index(sheets: Iterable[Sheet], title: str) -> bytes:
    """The page that leads to all others: by language, the articles that wait for most first."""
    by_language: dict[str, list[Sheet]] = {}
    for made in sheets:
        by_language.setdefault(made.language, []).append(made)
    return _written(
        "review_index.html.j2",
        title=title,
        languages=[
            (tag, language_name(tag, "en"), sorted(found, key=lambda made: (-len(made.waiting), made.article)))
            for tag, found in by_language.items()
        ],
        direction=direction,
        states=tuple(State),
    )


def _written(name: str, **values: object) -> bytes:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = environment("syndicate.editorial").get_template(name)
    return made.render(style=Markup(style), style_hash=f"sha256-{digest}", **values).encode()  # noqa: S704 - ours


@lru_cache(maxsize=1)
def _style() -> str:
    """The style of the published pages, so that the preview looks like them, and that of the cards."""
    published = (files("syndicate.feeds") / "templates/style.css").read_text("utf-8")
    return published + (files("syndicate.editorial") / "templates/review.css").read_text("utf-8")
