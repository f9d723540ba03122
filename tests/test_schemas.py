"""The JSON Schemas that we publish: documents by themselves, kept by what we publish, and not by anything else."""

import json
from pathlib import Path
from typing import Any

import feed_builders as make
import pytest
from jsonschema import Draft202012Validator

from syndicate.feeds import schemas
from syndicate.feeds.formats.jsonfeed import item, json_feed

FEEDS = Path(__file__).parents[1] / "feeds"
ITEMS = sorted(FEEDS.glob("*/items/*.json")) + sorted(FEEDS.glob("*/*/items/*.json"))


def problems(name: str, document: object) -> list[str]:
    """What a partner's validator says, which knows nothing of our formats: JSON pointers and messages."""
    found = Draft202012Validator(schemas.load(name)).iter_errors(document)
    return [f"{''.join(f'/{part}' for part in error.absolute_path)}: {error.message}" for error in found]


def references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(references, schema))
    if not isinstance(schema, dict):
        return set()
    return set().union(*(references(value) for value in schema.values()), {schema.get("$ref", "")}) - {""}


def an_item() -> dict[str, Any]:
    """An item with everything that an entry can have."""
    entry = make.entry(
        picture=make.picture(mail=make.mail_picture()),
        audience=("patient",),
        disclaimer="No sustituye al médico.",
        facts=make.facts(
            checked_by="Dr. Roe",
            source_version=3,
            correction={"on": "2026-01-02", "severity": "safety", "note": "5 mg"},
            corrects=make.entry(2).id,
            replaced_by=make.entry(3).id,
        ),
    )
    return {"schema": "syndicate.item/1", "body": None} | item(entry, "Demo library")


def an_index() -> dict[str, Any]:
    """A catalog with two feeds, one of them closed."""
    closed = {
        "retired": "2026-11-26",
        "topic": "heart",
        "content": "summary",
        "formats": ["json"],
        "json": "https://x.org/",
    }
    feeds = [
        {"id": "all", "title": "T", "description": "D", "entries": 3} | make.addresses("es"),
        {"id": "topics/heart", "title": "T", "description": "D", "entries": 0} | closed,
    ]
    file = {"type": "text/html", "sha256": "0" * 64, "length": 9, "modified": "2026-11-22T18:04:35Z"}
    return {
        "schema": "syndicate.index/1",
        "title": "Demo",
        "built": "2026-11-22T18:04:35Z",
        "due": None,
        "languages": [{"language": "es", "direction": "ltr", "home": "https://x.org/es/", "feeds": feeds}],
        "files": {"es/index.html": file},
    }


@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_is_a_schema_with_a_name_and_a_title(name: str) -> None:
    schema = schemas.load(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:syndicate:schema:{name}"
    assert schema["title"]


@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_is_a_document_by_itself_without_anything_to_spare(name: str) -> None:
    schema = schemas.load(name)
    assert references(schema) == {f"#/$defs/{one}" for one in schema.get("$defs", {})}


def test_what_is_loaded_is_the_callers_own() -> None:
    first = schemas.load("item")
    first["$defs"].clear()
    assert schemas.load("item")["$defs"]


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        schemas.load("../item")


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.relative_to(FEEDS).as_posix())
def test_the_published_items_keep_theirs(path: Path) -> None:
    assert problems("item", json.loads(path.read_bytes())) == []


def test_the_published_catalog_keeps_its_own() -> None:
    assert problems("index", json.loads((FEEDS / "index.json").read_bytes())) == []


def test_there_are_published_items_to_look_at() -> None:
    assert len(ITEMS) > 20


def test_the_published_feeds_keep_theirs() -> None:
    found = sorted(FEEDS.glob("**/feed.json"))
    assert found
    for path in found:
        assert problems("jsonfeed", json.loads(path.read_bytes())) == [], path


def test_an_item_and_a_catalog_with_everything_keep_theirs() -> None:
    assert problems("item", an_item()) == []
    assert problems("index", an_index()) == []
    made = make.archive(2, make.entry(picture=make.picture(mail=make.mail_picture())), of=3)
    assert problems("jsonfeed", json.loads(json_feed(made))) == []
    assert problems("jsonfeed", json.loads(json_feed(make.feed(tombstones=(make.tombstone(),))))) == []


def test_keys_that_nobody_knows_yet_are_no_mistake() -> None:
    assert problems("item", an_item() | {"json_ld": {"@type": "MedicalWebPage"}, "new": 1}) == []
    assert problems("index", an_index() | {"new": []}) == []


WRONG: list[tuple[str, str, Any]] = [
    ("item", "schema", "syndicate.item/2"),
    ("item", "title", ""),
    ("item", "authors", []),
    ("item", "authors", [{"nome": "Ana"}]),
    ("item", "attachments", [{"url": "https://x.org/a.jpg"}]),
    ("item", "body", "text"),
    ("item", "body", {"language": "es"}),
    ("item", "json_ld", "{}"),
    ("item", "_syndicate", {}),
    ("item", "_syndicate.article", "Not A Key"),
    ("item", "_syndicate.state", "approved"),
    ("item", "_syndicate.status", "gone"),
    ("item", "_syndicate.version", 0),
    ("item", "_syndicate.source_version", "3"),
    ("item", "_syndicate.correction", {"severity": "safety"}),
    ("item", "_syndicate.correction", {"on": "2026-01-02", "severity": "huge"}),
    ("item", "_syndicate.replaced_by", None),
    ("item", "_syndicate.audience", "patient"),
    ("item", "_syndicate.disclaimer", None),
    ("item", "_syndicate.direction", "right"),
    ("item", "_syndicate.translations", [{"language": "es"}]),
    ("item", "_syndicate.about", [{"code": "D006973"}]),
    ("item", "_syndicate.image", {"url": "https://x.org/a.jpg"}),
    ("item", "_syndicate.image.mail", {"url": "https://x.org/a.jpg"}),
    ("item", "_syndicate.image.width", -1),
    ("index", "schema", "syndicate.index/2"),
    ("index", "built", 0),
    ("index", "files", {"es/index.html": {"sha256": "00"}}),
    ("index", "files", {"/etc/passwd": an_index()["files"]["es/index.html"]}),
    ("index", "languages", {}),
    ("index", "languages.0.direction", "up"),
    ("index", "languages.0.feeds.0.id", "All Articles"),
    ("index", "languages.0.feeds.0.entries", -1),
    ("index", "languages.0.feeds.1.formats", ["opml"]),
    ("index", "languages.0.feeds.1.content", "half"),
    ("index", "languages.0.feeds.1.retired", True),
    ("index", "languages.0.feeds", [{"id": "all", "title": "T", "description": "D", "entries": 3}]),
]


@pytest.mark.parametrize(("name", "key", "value"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_found_where_it_is(name: str, key: str, value: object) -> None:
    document = an_item() if name == "item" else an_index()
    *parents, last = (int(part) if part.isdigit() else part for part in key.split("."))
    place: Any = document
    for part in parents:
        place = place[part]
    place[last] = value
    found = problems(name, document)
    assert found
    assert all(problem.startswith(f"/{key.replace('.', '/')}") for problem in found), found


@pytest.mark.parametrize("name", ["item", "index"])
def test_what_is_missing_is_missed(name: str) -> None:
    for key in schemas.load(name)["required"]:
        document = an_item() if name == "item" else an_index()
        del document[key]
        assert len(problems(name, document)) == 1, key
