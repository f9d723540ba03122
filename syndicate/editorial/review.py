"""The review pages: one per article and language, source and target side by side, and an index of them all.

Static HTML without scripts, for any browser and for paper. Pure: what is known comes in, bytes come out. The article
as its readers will see it is made by who publishes, and comes in as HTML.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from textwrap import shorten

from markupsafe import Markup

from syndicate.articles.inline import to_plain
from syndicate.articles.segments import segments
from syndicate.config import Policy
from syndicate.editorial.differences import marked
from syndicate.editorial.queue import Item, items, queue
from syndicate.feeds.render import inline
from syndicate.feeds.templates import environment
from syndicate.languages import direction
from syndicate.localization.names import language_name
from syndicate.model import Article, Problem, Segment, State, Text, Translation
from syndicate.translation.catalogs.hints import previous_source
from syndicate.translation.catalogs.provenance import notes
from syndicate.translation.catalogs.reading import checked, read, translation
from syndicate.translation.checks import run
from syndicate.translation.glossary import Glossary, Term

_NOTHING = Translation("", State.INITIAL)


@dataclass(frozen=True, slots=True)
class Card:
    """One segment as a reviewer sees it. ``previous`` is the older source with its difference marked, or empty.

    ``problems`` has the waived ones, too; ``terms`` are the glossary's in this segment, ``notes`` the translators'.
    """

    item: Item
    segment: Segment
    translation: Translation
    source: Markup
    previous: Markup
    target: Markup
    problems: tuple[Problem, ...]
    terms: tuple[Term, ...]
    notes: tuple[str, ...]

    @property
    def is_hint(self) -> bool:
        """Whether the target is only a hint: a tool's guess, or of an older source."""
        return self.item.state is State.INITIAL and bool(self.item.target.strip())

    @property
    def is_grave(self) -> bool:
        """Whether it can do harm as it stands: a risk, a finding, or a text of an older source."""
        return bool(self.item.risks or self.item.problems or self.is_hint)

    @property
    def beginning(self) -> str:
        """The first words of the source, to know it by."""
        return shorten(to_plain(self.segment.text), 60, placeholder="…")


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
        return Counter(card.item.state for card in self.cards)

    @property
    def findings(self) -> int:
        """How many Problems nobody has waived."""
        return sum(len(card.item.problems) for card in self.cards)

    @property
    def is_final(self) -> bool:
        """Whether every segment is signed off."""
        return all(card.item.state is State.FINAL for card in self.cards)

    @property
    def waiting(self) -> tuple[Card, ...]:
        """The segments that wait for a person, the most dangerous first."""
        by_number = {card.item.number: card for card in self.cards}
        return tuple(by_number[item.number] for item in queue(card.item for card in self.cards))


def sheet(article: Article, data: bytes, path: str, language: str, *, glossary: Glossary, policy: Policy) -> Sheet:
    """What a catalog says about an article; CatalogError where it cannot be read."""
    live = checked(data, path, language).live
    own = segments(article)
    found = run(own, read(data, path, language), article.language, glossary)
    listed = items(article, language, data, path, problems=found, policy=policy)
    by_line: dict[int, list[Problem]] = {}
    for problem in found:
        by_line.setdefault(problem.place.line, []).append(problem)
    cards = []
    for item, segment in zip(listed, own, strict=True):
        entry = live.get(segment.key)
        previous = previous_source(entry) if entry and entry.fuzzy else ""
        terms = dict.fromkeys(hit.term for hit in glossary.hits(segment.text.source, article.language))
        cards.append(
            Card(
                item=item,
                segment=segment,
                translation=translation(entry, language) if entry else _NOTHING,
                source=_shown(segment.text, article.language),
                previous=marked(previous, segment.text.source) if previous else Markup(""),
                target=_shown(Text(item.target, segment.text.links), language),
                problems=tuple(by_line.get(item.line, ())),
                terms=tuple(terms),
                notes=tuple(filter(None, notes(entry.comments))) if entry else (),
            )
        )
    return Sheet(article.id, article.content.title.source, article.language, language, path, tuple(cards))


def _shown(text: Text, language: str) -> Markup:
    return inline(direction(language))(text)


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
