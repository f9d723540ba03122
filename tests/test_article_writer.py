"""An article written as a Markdown file parses back to the same article."""

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
@settings(max_examples=60, deadline=None)
def test_blocks_come_back_from_their_markdown(inside: tuple[Block, ...]) -> None:
    findings = Findings("x")
    written = sections_to_markdown([Section("", None, inside)])
    back = read_body(written, 1, findings, lambda _: None)
    assert [section.blocks for section in back] == [inside], written


@given(articles())
@settings(max_examples=30, deadline=None)
def test_an_article_comes_back_from_its_file(article: Article) -> None:
    parsed = parse(Raw("articles/a/b.md", MARKDOWN, write(article).encode()), RULES)
    assert [problem for problem in parsed.problems if problem.severity == "error"] == []
    assert parsed.article == article


def test_a_file_is_written_as_a_person_would() -> None:
    text = """\
---
id: stroke-signs
language: "no"
title: "Stroke: the signs"
published: 2026-08-18
updated: 2026-08-19T08:30:00Z
reviewed:
  on: 2026-08-17
  by: Dr. Haddad
authors:
  - Ana Ruiz
  - name: B. Ott
    url: "https://example.org/ott"
topics: [heart, neurology]
about:
  - name: Stroke
    system: mesh
    code: D020521
    version: "2026"
    verified: true
image:
  src: images/face.jpg
  alt: A face
url:
  en: "https://example.org/en"
  "no": "https://example.org/no"
faq:
  - question: "Why?"
    answer: "Because **it** is. {ctx=a}"
takeaways:
  - Act now
references:
  - "Smith A. T. J 2020."
status: withheld
withdrawn:
  on: 2026-08-20
  reason: Wrong
  languages: [es, pt-BR]
changes:
  - hash: "0123456789abcdef"
    severity: minor
    by: Ana
---

Call **112**\\
or [911](tel:911). 5 < 6 & 7, snake\\_case

## What *to* do {#do ctx=x}

1. One

2. Two

   * Deep

> Wait!

| Sign | No. |
| :--- | ---: |
| a\\|b |  |

![A hand](<images/a hand.jpg>)
"""
    parsed = parse(Raw("articles/a.md", MARKDOWN, text.encode()), RULES)
    assert parsed.article is not None
    assert write(parsed.article) == text


def test_a_draft_may_lack_everything() -> None:
    assert write(Article("", "", Content(Text("")))) == "---\n---\n"
