"""Make a library of any size: ``python -m benchmarks.library FOLDER --articles 200 --languages 8``.

The texts are those of the demo library, so that prose, numbers, links, scripts and line lengths are real: each
article is put together anew from its headings, paragraphs, lists, tables, questions and take-aways. The last word of
every long text is a name that stands nowhere else, in the script of its language, so that nothing can be kept from one
article to the next. The catalogs say for every text what the demo's say, as if a person had written it: complete, and
reviewed. The same arguments make the same bytes.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from syndicate import config
from syndicate.articles.content import count_words
from syndicate.articles.inline import to_plain
from syndicate.articles.parsers import Raw as Source
from syndicate.articles.parsers import Rules, media_type_of, parse
from syndicate.articles.segments import segments
from syndicate.articles.writer import write
from syndicate.languages import chain, primary, to_posix
from syndicate.model import (
    Article,
    Author,
    Block,
    Catalog,
    Content,
    Image,
    Items,
    Paragraph,
    Question,
    Quote,
    Reference,
    Review,
    Section,
    Segment,
    State,
    Table,
    Text,
    Translation,
    When,
)
from syndicate.translation.catalogs import po
from syndicate.translation.checks import run as run_checks

DEMO = Path(__file__).parents[1]
SOURCE = "en"
LANGUAGES = ("en", "es", "fr", "de", "pt-BR", "ar", "zh-Hans", "es-419", "es-MX", "fr-CA", "de-AT")
"""In the order in which they are taken; the demo has the first seven, the others say what a relative says."""
WORDS = 850
EPOCH = datetime(2026, 12, 1, tzinfo=UTC)
"""T of a publish: after every date of the library and before the next review of any article."""

_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_DAYS = 1000
_MARKED = 30  # characters from which on a text gets its name
_SYLLABLES = tuple(f"{letter}a" for letter in "bdfghjklmnprstvz")
_LETTERS = {"ar": "بتثجحدرسشصطعفقكل", "zh": "安巴达恩法高海加卡拉马娜帕萨塔瓦"}
_Item = TypeVar("_Item")


# ── what the demo says ──────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Phrases:
    """The parts that articles are made of; ``said`` has per language the lines of msgstr for each (role, text)."""

    titles: list[Text] = field(default_factory=list)
    summaries: list[Text] = field(default_factory=list)
    headings: list[Text] = field(default_factory=list)
    paragraphs: list[Block] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    takeaways: list[Text] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    said: dict[str, dict[tuple[str, str], tuple[str, ...]]] = field(default_factory=dict)
    sources: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def phrases(demo: Path = DEMO) -> Phrases:
    """Everything in the demo that is translated without a Problem into all its languages."""
    settings = config.load(demo)
    found = Phrases(said={tag: {} for tag in settings.languages if tag != SOURCE})
    rules = Rules(zone=settings.zone, topics=frozenset(settings.topics))
    for path in sorted((demo / settings.articles).iterdir()):
        if (media_type := media_type_of(path.name)) is None:
            continue
        article = parse(Source(path.name, media_type, path.read_bytes()), rules).article
        if article is not None and article.language == SOURCE:
            _collect(found, article, demo / settings.locales)
    return found


def _collect(found: Phrases, article: Article, locales: Path) -> None:
    known = segments(article)
    for language, said in found.said.items():
        path = locales / to_posix(language) / "articles" / f"{article.id}.po"
        targets = {entry.key: entry.target for entry in po.parse(path.read_bytes(), path.name).messages}
        for segment in known:
            target = targets.get(segment.key, "")
            as_reviewed = {segment.key: Translation(target, State.REVIEWED)}
            if target and not run_checks((segment,), Catalog(article.id, language, as_reviewed), SOURCE):
                said[segment.key] = po.quoted("msgstr", target)
    found.sources |= {segment.key: po.quoted("msgid", segment.text.source) for segment in known}

    def usable(role: str, *texts: Text) -> bool:
        return all((role, text.source) in said for text in texts for said in found.said.values())

    content = article.content
    found.titles += [text for text in [content.title] if usable("title", text)]
    found.summaries += [text for text in [content.summary] if text and usable("summary", text)]
    found.takeaways += [text for text in content.takeaways if usable("takeaway", text)]
    found.questions += [
        item for item in content.faq if usable("faq.question", item.question) and usable("faq.answer", item.answer)
    ]
    found.references += content.references
    found.images += [image for image in [content.image] if image and usable("image.alt", image.alt)]
    for section in content.sections:
        found.headings += [text for text in [section.heading] if text and usable("heading", text)]
        for block in section.blocks:
            if all(usable(role, text) for role, text in _texts(block)):
                (found.paragraphs if isinstance(block, Paragraph) else found.others).append(block)


def _texts(block: Block) -> Iterator[tuple[str, Text]]:
    match block:
        case Paragraph(text):
            yield "body", text
        case Items(items):
            yield from (each for item in items for inner in item for each in _texts(inner))
        case Quote(inner):
            yield from (each for one in inner for each in _texts(one))
        case Table(header, rows):
            yield from (("cell", cell) for row in (header, *rows) for cell in row)
        case Image(_, alt):
            yield "image.alt", alt


# ── articles ────────────────────────────────────────────────────────────────────────────────────


class _Deck:
    """Parts in random order; none comes twice before all have come."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._left: dict[int, list[int]] = {}

    def draw(self, parts: Sequence[_Item]) -> _Item:
        left = self._left.setdefault(id(parts), [])
        if not left:
            left += self._dice.sample(range(len(parts)), len(parts))
        return parts[left.pop()]


def article(number: int, known: Phrases, topics: Sequence[str], words: int = WORDS) -> Article:
    """The article of that number: what it says depends on the number alone."""
    dice = random.Random(number)
    deck = _Deck(dice)
    mark = _Marker(number)
    content = Content(
        title=mark(deck.draw(known.titles)),
        summary=mark(deck.draw(known.summaries)),
        faq=tuple(
            Question(mark(item.question), mark(item.answer)) for item in (deck.draw(known.questions) for _ in range(3))
        ),
        takeaways=tuple(mark(deck.draw(known.takeaways)) for _ in range(4)),
        references=tuple(deck.draw(known.references) for _ in range(4)),
        image=deck.draw(known.images) if known.images and number % 4 == 0 else None,
    )
    left = words - sum(map(_count, (content.title, content.summary, *content.takeaways)))
    left -= sum(_count(item.question) + _count(item.answer) for item in content.faq)
    sections: list[Section] = []
    while left > 0:
        drawn = [deck.draw(known.paragraphs) for _ in range(dice.randint(2, 3))]
        if known.others and len(sections) % 2 == 0:
            drawn.insert(dice.randint(1, len(drawn)), deck.draw(known.others))
        blocks = tuple(_marked(block, mark) for block in drawn)
        left -= sum(_count(text) for block in blocks for _, text in _texts(block))
        heading = mark(deck.draw(known.headings)) if sections else None
        sections.append(Section("", heading, blocks))
    day = When(_FIRST_DAY + timedelta(days=number * 7 % _DAYS), is_day=True)
    return Article(
        f"article-{number:05}",
        SOURCE,
        replace(content, sections=tuple(sections)),
        published=day,
        reviewed=Review(day, "Dr. A. Example", When(EPOCH + timedelta(days=365), is_day=True)),
        authors=(Author("Editorial team"),),
        topics=tuple(dice.sample(topics, min(2, len(topics)))),
        audience=("patient",),
        license="CC-BY-4.0",
        attribution="Health library",
    )


@dataclass(slots=True)
class _Marker:
    """Puts a name of its own behind each long text of an article."""

    article: int
    used: int = 0

    def __call__(self, text: Text) -> Text:
        if len(text.source) < _MARKED:
            return text
        self.used += 1
        return replace(text, source=f"{text.source} ({_name(_first_name(self.article) + self.used, SOURCE)})")


def _first_name(article: int) -> int:
    return article * 256


def _name(number: int, language: str) -> str:
    """A word for a number: five letters or syllables, as the script has it."""
    letters = _LETTERS.get(primary(language), _SYLLABLES)
    return "".join(letters[int(digit, 16)] for digit in f"{number:05x}")


def _number(name: str) -> int:
    """The number of a name in the source language."""
    digits = (f"{_SYLLABLES.index(name[at : at + 2]):x}" for at in range(0, len(name), 2))
    return int("".join(digits), 16)


def _marked(block: Block, mark: Callable[[Text], Text]) -> Block:
    match block:
        case Paragraph(text):
            return Paragraph(mark(text))
        case Items(items):
            return replace(block, items=tuple(tuple(_marked(inner, mark) for inner in item) for item in items))
        case Quote(inner):
            return Quote(tuple(_marked(one, mark) for one in inner))
    return block


def _count(text: Text | None) -> int:
    return count_words(to_plain(text)) if text else 0


# ── files ───────────────────────────────────────────────────────────────────────────────────────

_MARK = re.compile(rf" \(((?:{'|'.join(_SYLLABLES)}){{5,}})\)$")


def generate(folder: Path, *, articles: int, languages: int, words: int = WORDS, demo: Path = DEMO) -> tuple[str, ...]:
    """Write a library into an empty folder; its languages. ValueError for more languages than there are."""
    if not 1 <= languages <= len(LANGUAGES):
        raise ValueError(f"from 1 to {len(LANGUAGES)} languages")
    tags = LANGUAGES[:languages]
    known = phrases(demo)
    topics = sorted(config.load(demo).topics)
    _write(folder / "syndicate.toml", _settings(tags, topics))
    for image in known.images:
        _write(folder / "articles" / image.src, (demo / "articles" / image.src).read_bytes())
    targets = {tag: known.said[_spoken(tag, known.said)] for tag in tags if tag != SOURCE}
    for number in range(articles):
        made = article(number, known, topics, words)
        _write(folder / "articles" / f"{made.id}.md", write(made).encode())
        wanted = segments(made)
        for tag, said in targets.items():
            path = folder / "locales" / to_posix(tag) / "articles" / f"{made.id}.po"
            _write(path, _catalog(made, wanted, tag, known.sources, said))
    return tags


def change(folder: Path, number: int) -> None:
    """Edit one article, and its translations with it: the last name in it becomes another."""
    article = folder / "articles" / f"article-{number:05}.md"
    words = re.findall(r"\((\w+)\)", article.read_text())
    old = max(_number(word) for word in words if _MARK.fullmatch(f" ({word})"))
    new = old + 1
    for path in (article, *folder.glob(f"locales/*/articles/{article.stem}.po")):
        text = path.read_text()
        for language in (SOURCE, *_LETTERS):
            text = text.replace(_name(old, language), _name(new, language))
        path.write_text(text)


def _spoken(language: str, said: Iterable[str]) -> str:
    return next(tag for tag in chain(language) if tag in said)


def _settings(languages: Sequence[str], topics: Iterable[str]) -> bytes:
    return "\n".join(
        [
            'title = "Benchmark"',
            'publisher = "Editorial team"',
            'base_url = "https://feeds.example.org/"',
            'authority = "example.org,2026"',
            'timezone = "UTC"',
            f'source_language = "{SOURCE}"',
            f"languages = {list(languages)}",
            *(f"\n[topics.{topic}]" for topic in topics),
            "",
        ]
    ).encode()


def _catalog(
    made: Article,
    wanted: Iterable[Segment],
    language: str,
    sources: Mapping[tuple[str, str], tuple[str, ...]],
    said: Mapping[tuple[str, str], tuple[str, ...]],
) -> bytes:
    """The PO file; strings are wrapped once for all articles, because wrapping takes most of the time."""
    lines = [
        'msgid ""',
        'msgstr ""',
        f'"Project-Id-Version: {made.id}\\n"',
        f'"Language: {to_posix(language)}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"X-Syndicate-Article: {made.id}\\n"',
        f'"X-Syndicate-Source-Language: {SOURCE}\\n"',
    ]
    for segment in wanted:
        source = segment.text.source
        mark = _MARK.search(source)
        key = segment.role, source[: mark.start()] if mark else source
        lines += ["", f"#. {segment.role}", f'msgctxt "{segment.role}"', *sources[key]]
        lines += [f'" ({mark[1]})"'] if mark else []
        lines += said[key]
        lines += [f'" ({_name(_number(mark[1]), language)})"'] if mark else []
    return ("\n".join(lines) + "\n").encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def main() -> None:
    """Write a library, or change one article of one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.library", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--languages", type=int, default=8)
    parser.add_argument("--change", type=int, metavar="NUMBER", help="only change the article of that number")
    wanted = parser.parse_args()
    if wanted.change is None:
        generate(wanted.folder, articles=wanted.articles, languages=wanted.languages)
    else:
        change(wanted.folder, wanted.change)


if __name__ == "__main__":
    main()
