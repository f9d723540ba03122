"""An article written as a Markdown file parses back to the same article."""

import pytest
from articles_strategies import ZONE, articles, blocks, texts
from hypothesis import given, settings

from syndicate.articles.markup import sections_to_markdown, text_to_markdown
from syndicate.articles.parsers import MARKDOWN, Raw, Rules, parse
from syndicate.articles.parsers.blocks import read_body
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.spans import read_inline
from syndicate.articles.writer import write
from syndicate.model import Article, Block, Content, Section, Text

RULES = Rules(ZONE)


@given(texts())
@settings(max_examples=300, deadline=None)
def test_a_text_comes_back_from_its_markdown(text: Text) -> None:
    findings = Findings("x")
    back = read_inline(text_to_markdown(text), (1, 1), findings)
    assert back == text
    assert not findings.has_errors


@given(blocks())
@settings(deadline=None)
def test_blocks_come_back_from_their_markdown(inside: tuple[Block, ...]) -> None:
    findings = Findings("x")
    written = sections_to_markdown([Section("", None, inside)])
    back = read_body(written, 1, findings, lambda _: None)
    assert [section.blocks for section in back] == [inside], written


@given(articles())
@settings(deadline=None)
def test_an_article_comes_back_from_its_file(article: Article) -> None:
    parsed = parse(Raw("articles/a/b.md", MARKDOWN, write(article).encode()), RULES)
    assert [problem for problem in parsed.problems if problem.severity == "error"] == []
    assert parsed.article == article
