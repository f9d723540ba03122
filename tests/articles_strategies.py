"""Hypothesis strategies for texts, contents and articles, as the parsers would make them."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from syndicate.articles import inline
from syndicate.articles.inline import Tag
from syndicate.articles.parsers.blocks import slug
from syndicate.articles.parsers.dates import read_when
from syndicate.articles.parsers.references import read_reference
from syndicate.model import (
    Article,
    Author,
    Block,
    Change,
    Code,
    Content,
    Correction,
    Decision,
    Image,
    Items,
    Paragraph,
    Question,
    Quote,
    Review,
    Section,
    Table,
    Text,
    When,
    Withdrawal,
)

ZONE = ZoneInfo("Europe/Berlin")

# What Markdown, YAML and the notation fight about.
NASTY = [
    *"ab 1.)-+*_`#>[]()!|\\<>&{}=~:'\"\n^",
    *("<b>", "</i>", "&lt;b>", "&nbsp;", "&#32;", "\u00a0", "é", "e\u0301", "中文", "עברית", "😷", "\u200d", "\u2067"),
    *("{ctx=x}", "{#id}", "---", "```", "1. ", "- ", "# ", "> ", "| ", "https://example.org", "[a]: b", "]]>", "null"),
]
LITERALS = st.lists(st.sampled_from(NASTY), min_size=1, max_size=8).map("".join)
WORDS = st.sampled_from(["dose", "Do not stop", "4,000 mg", "fiebre", "体温"])
URLS = st.sampled_from(
    ["https://example.org/a_(b)?c=%20d&e=f*g", "http://example.org/", "mailto:a@example.org", "tel:112"]
)
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
CONTEXTS = st.one_of(st.just(""), st.sampled_from(["x", "row-2", "größe"]))


@cache
def trees(depth: int = 2, inside: frozenset[str] = frozenset()) -> st.SearchStrategy[tuple[inline.Node, ...]]:
    """Inline nodes; links are all number 1 and are numbered by `text`."""
    leaf = st.one_of(WORDS, LITERALS)
    names = [name for name in inline.NAMES if name not in inside]
    if depth == 0:
        return st.lists(leaf, max_size=2).map(tuple)
    tag = st.sampled_from(names).flatmap(lambda name: _tag(name, depth, inside))
    return st.lists(st.one_of(leaf, tag), max_size=4).map(tuple)


@cache
def _tag(name: str, depth: int, inside: frozenset[str]) -> st.SearchStrategy[inline.Node]:
    if name == "code":
        return LITERALS.map(lambda literal: Tag("code", (literal.replace("\n", " "),)))
    return trees(depth - 1, inside | {name}).map(lambda inner: Tag(name, inner, 1 if name == "a" else 0))


@cache
def texts(multiline: bool = True, empty: bool = False) -> st.SearchStrategy[Text]:
    return _texts(multiline, empty)


@st.composite
def _texts(draw: st.DrawFn, multiline: bool, empty: bool) -> Text:
    """A text as Markdown gives it: canonical, spaces collapsed, links numbered in order."""
    links: list[str] = []

    def number(node: inline.Node) -> inline.Node:
        if isinstance(node, str):
            return node if multiline else node.replace("\n", " ")
        if node.name == "a":
            links.append(draw(URLS))
            mine = len(links)
            return Tag("a", tuple(map(number, node.children)), mine)
        return Tag(node.name, tuple(map(number, node.children)))

    nodes = draw(trees())
    source = inline.unparse(inline.tidy([*map(number, inline.tidy(nodes))]))
    if not source and not empty:
        source = draw(WORDS)
    return Text(source, tuple(links), draw(CONTEXTS) if source else "")


PLAIN = st.one_of(WORDS, LITERALS).map(lambda literal: " ".join(literal.split())).filter(bool)
PLAIN_TEXTS = PLAIN.map(lambda literal: Text(inline.escape(literal)))
IMAGES = st.builds(
    Image,
    src=st.sampled_from(["images/a b.jpg", "../images/ü%20.png", "https://example.org/a.png?b=c"]),
    alt=st.one_of(st.just(Text("")), PLAIN_TEXTS),
)
PARAGRAPHS = st.builds(Paragraph, texts())


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 3))
    cells = texts(multiline=False, empty=True)
    header = draw(st.lists(texts(multiline=False), min_size=width, max_size=width))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width).map(tuple), max_size=2))
    align = draw(st.lists(st.sampled_from(["", "left", "center", "right"]), min_size=width, max_size=width))
    return Table(tuple(header), tuple(rows), tuple(align))


@cache
def blocks(depth: int = 2) -> st.SearchStrategy[tuple[Block, ...]]:
    flat: list[st.SearchStrategy[Block]] = [PARAGRAPHS, tables(), IMAGES]
    if not depth:
        return st.lists(st.one_of(flat), min_size=1, max_size=2).map(tuple)
    inner = st.deferred(lambda: blocks(depth - 1))
    ordered = st.builds(
        Items,
        st.lists(inner, min_size=1, max_size=3).map(tuple),
        st.just(True),
        st.sampled_from([0, 1, 9, 999_999_999]),
    )
    bullets = st.builds(Items, st.lists(inner, min_size=1, max_size=3).map(tuple))
    return st.lists(st.one_of(*flat, bullets, ordered, st.builds(Quote, inner)), min_size=1, max_size=3).map(tuple)


@st.composite
def sections(draw: st.DrawFn) -> tuple[Section, ...]:
    made = [Section("", None, draw(blocks(1)))] if draw(st.booleans()) else []
    taken: set[str] = set()
    for _ in range(draw(st.integers(0, 2))):
        heading = draw(texts(multiline=False))
        identifier = slug(inline.to_plain(heading))
        if not identifier or draw(st.booleans()):
            identifier = draw(SLUGS)
        while identifier in taken:
            identifier += "-x"
        taken.add(identifier)
        made.append(Section(identifier, heading, draw(st.one_of(st.just(()), blocks(1))), draw(st.integers(2, 6))))
    return tuple(made)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    return Content(
        title=draw(PLAIN_TEXTS),
        summary=draw(st.one_of(st.none(), PLAIN_TEXTS)),
        sections=draw(sections()),
        faq=tuple(draw(st.lists(st.builds(Question, PLAIN_TEXTS, texts()), max_size=2))),
        takeaways=tuple(draw(st.lists(texts(), max_size=2))),
        references=tuple(map(read_reference, draw(st.lists(PLAIN, max_size=2)))),
        image=draw(st.one_of(st.none(), IMAGES)),
    )


def _day(value: date) -> When:
    return read_when(value.isoformat(), ZONE)


DATES = st.one_of(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(_day),
    st.integers(-2_208_900_000, 7_000_000_000).map(lambda seconds: When(datetime.fromtimestamp(seconds, UTC))),
)
LANGUAGES = st.sampled_from(["en", "es", "no", "pt-BR", "zh-Hans"])
SEVERITIES = st.sampled_from([Change.MINOR, Change.MATERIAL, Change.SAFETY])
ADDRESSES = st.sampled_from(["https://example.org/", "http://example.org/a?b=c#d"])
HASHES = st.from_regex(r"[0-9a-f]{32}", fullmatch=True)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        return st.one_of(st.none(), values)

    def some(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
        return st.lists(values, max_size=2, unique=True).map(tuple)

    identifier = draw(SLUGS)
    others = SLUGS.filter(lambda other: other != identifier)
    plain = st.one_of(st.just(""), PLAIN)
    fields = {
        "published": maybe(DATES),
        "updated": maybe(DATES),
        "reviewed": maybe(st.builds(Review, maybe(DATES), plain, maybe(DATES))),
        "authors": some(st.builds(Author, PLAIN, st.one_of(st.just(""), ADDRESSES), st.sampled_from(["", "a@b.org"]))),
        "topics": some(SLUGS),
        "about": some(st.builds(Code, PLAIN, PLAIN, PLAIN, plain, st.booleans())),
        "audience": some(SLUGS),
        "url": st.one_of(st.just(""), ADDRESSES, st.dictionaries(LANGUAGES, ADDRESSES, min_size=1)),
        "license": plain.filter(lambda text: ":" not in text),  # that would be an address, and is checked as one
        "attribution": plain,
        "related": some(others),
        "disclaimer": st.one_of(st.just(""), SLUGS),
        "promotion": maybe(texts()),
        "status": st.sampled_from(["usable", "withheld"]),
        "withdrawn": maybe(
            st.builds(Withdrawal, DATES, maybe(texts()), st.one_of(st.just(""), others), some(LANGUAGES))
        ),
        "correction": maybe(st.builds(Correction, DATES, SEVERITIES, maybe(texts()))),
        "changes": some(st.builds(Decision, HASHES, SEVERITIES, PLAIN, plain)),
        "embargo": maybe(DATES),
        "expires": maybe(DATES),
    }
    values = draw(st.fixed_dictionaries(fields))
    return Article(identifier, draw(LANGUAGES), draw(contents()), **values)
