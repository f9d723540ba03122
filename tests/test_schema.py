"""The JSON Schema of an article's document accepts what the parser accepts, and refuses its faults."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from article_files import parse_text
from articles_strategies import ZONE, articles
from hypothesis import given, settings

from syndicate.articles.parsers import JSON, Rules
from syndicate.articles.parsers.schema import SCHEMA_ID, Document, json_schema
from syndicate.articles.writer import write
from syndicate.model import Article

VALIDATOR = jsonschema.Draft202012Validator(json_schema())
LEAST = {"id": "a", "language": "en", "title": "T"}
OURS = sorted((Path(__file__).parent.parent / "articles").glob("*.md"))


def accepts(document: Any) -> bool:
    return VALIDATOR.is_valid(document)


def parses(document: Any) -> bool:
    return parse_text(json.dumps(document), JSON, Rules(ZONE)).article is not None


def test_it_is_a_schema_of_draft_2020_12_with_an_id_and_words_for_every_field() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert (schema["$id"], schema["title"]) == (SCHEMA_ID, "Article")
    assert list(schema["properties"]) == list(Document.model_fields)
    for part in (schema, *schema["$defs"].values()):
        assert part["description"]
        assert part["additionalProperties"] is False
        assert all(field.get("description") for field in part["properties"].values())
    assert json_schema() == schema


@given(articles())
@settings(max_examples=20, deadline=None)
def test_it_accepts_every_article(article: Article) -> None:
    front_matter = write(article).split("---\n")[1]
    VALIDATOR.validate(yaml.load(front_matter, Loader=yaml.BaseLoader) | {"body": "Text"})


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_it_accepts_the_articles_of_this_library(path: Path) -> None:
    front_matter = path.read_text(encoding="utf-8").split("---\n")[1]
    VALIDATOR.validate(yaml.load(front_matter, Loader=yaml.BaseLoader))


@pytest.mark.parametrize(
    "fields",
    [
        {"published": "2026-08-18"},
        {"published": "2026-08-18T09:30:00.5+02:00"},
        {"url": "https://example.org/"},
        {"url": {"en": "https://example.org/"}},
        {"authors": ["Ana", {"name": "B", "email": "b@example.org"}]},
        {"about": [{"name": "a", "system": "b", "code": 1.1, "version": 2026, "verified": True}]},
        {"reviewed": {}},
        {"body": "# T"[2:]},
    ],
)
def test_it_accepts_what_the_parser_accepts(fields: dict[str, Any]) -> None:
    assert accepts(LEAST | fields)
    assert parses(LEAST | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "Not An Id"},
        {"id": "a" * 81},
        {"language": "pt_BR"},
        {"titel": "T"},
        {"published": "18.08.2026"},
        {"topics": "neurology"},
        {"url": "/page"},
        {"url": {"en": "/page"}},
        {"image": "a.png"},
        {"image": {"alt": "a"}},
        {"status": "gone"},
        {"reviewed": {"buy": "me"}},
        {"correction": {"on": "2026-08-18", "severity": "new"}},
        {"changes": [{"hash": "xyz", "severity": "minor", "by": "a"}]},
        {"authors": [{"url": "https://example.org/"}]},
        {"faq": [{"question": "a"}]},
    ],
)
def test_it_refuses_what_the_parser_refuses(fields: dict[str, Any]) -> None:
    assert not accepts(LEAST | fields)
    assert not parses(LEAST | fields)


@pytest.mark.parametrize("name", LEAST)
def test_it_wants_what_the_parser_wants(name: str) -> None:
    document = {key: value for key, value in LEAST.items() if key != name}
    assert not accepts(document)
    assert not parses(document)
