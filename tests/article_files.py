"""Files of articles for the tests of the parsers, as an author would write them."""

from zoneinfo import ZoneInfo

from syndicate.articles.parsers import MARKDOWN, Parsed, Raw, Rules, parse
from syndicate.model import Article, Block, Text

RULES = Rules(ZoneInfo("Europe/Berlin"), topics=frozenset({"neurology", "medicines"}))
# Every fact that would be reported where it is missing.
HEAD = """\
id: stroke-signs
language: en
title: Signs of a stroke
published: 2026-08-18
reviewed: {on: 2026-08-17, by: Dr. Haddad}
authors: [Ana Ruiz]
license: CC-BY-4.0
"""


def front_matter(fields: str = "", body: str = "", head: str = HEAD) -> str:
    """A Markdown file; ``fields`` begin in line 9, and without any ``body`` begins in line 10."""
    return f"---\n{head}{fields}---\n{body}"


def parse_text(text: str, media_type: str = MARKDOWN, rules: Rules = RULES, path: str = "articles/a.md") -> Parsed:
    return parse(Raw(path, media_type, text.encode()), rules)


def article(text: str, media_type: str = MARKDOWN, rules: Rules = RULES) -> Article:
    """The article of a file that nothing is wrong with."""
    parsed = parse_text(text, media_type, rules)
    assert parsed.problems == ()
    assert parsed.article is not None
    return parsed.article


def found(parsed: Parsed) -> list[tuple[str, int, int]]:
    """What was found, as (code, line, column)."""
    return [(problem.code, problem.place.line, problem.place.column) for problem in parsed.problems]


def faults(fields: str = "", body: str = "", rules: Rules = RULES) -> list[tuple[str, int, int]]:
    return found(parse_text(front_matter(fields, body), rules=rules))


def blocks(body: str) -> tuple[Block, ...]:
    """The blocks of a body without headings."""
    sections = article(front_matter(body=body)).content.sections
    assert [section.heading for section in sections] == [None]
    return sections[0].blocks


def text_of(body: str) -> Text:
    """The text of a body that is one paragraph."""
    (block,) = blocks(body)
    return block.text  # type: ignore[union-attr]
