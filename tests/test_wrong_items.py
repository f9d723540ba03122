"""Items and archive pages that somebody edited: what was not published is never told as if it had been."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from damaged_feeds import (
    changed_since,
    edit_item,
    publish,
)
from faults import Killed, watched
from libraries import write
from small_library import DAY, HOUR, NOON, SmallLibrary


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path_factory.mktemp("whole") / "library")
    small.publish()
    return small


@pytest.fixture
def small(whole: SmallLibrary, tmp_path: Path) -> SmallLibrary:
    return changed_since(whole, tmp_path / "library")


# ── items that somebody edited ──────────────────────────────────────────────────────────────────


def keep(small: SmallLibrary) -> None:
    """Let the Spanish `hands` fall below the gate: from now on its body stands in its item alone."""
    with small.po("hands") as entries:
        entries["Dry them with a towel."].markfuzzy()
    small.publish(NOON + HOUR)
    assert small.row("hands")["status"] == "pending"


def _other_words(item: Any) -> None:
    text = json.dumps(item["body"]["content"]).replace("20 segundos", "200 segundos")
    item["body"]["content"] = json.loads(text)


def _another_link(item: Any) -> None:
    item["body"]["content"]["sections"][0]["blocks"].append(
        {"type": "paragraph", "text": {"text": '<a id="1">x</a>', "links": ["https://evil.example/"]}}
    )


BODIES: dict[str, Callable[[Any], object]] = {
    "another dose": _other_words,
    "one paragraph more": _another_link,
    "another title": lambda item: item["body"]["content"].update(title="Otro título"),
    "no hash": lambda item: item["body"].pop("hash"),
    "no content": lambda item: item["body"].pop("content"),
    "content of another type": lambda item: item["body"].update(content=7),
    "segments of another type": lambda item: item["body"].update(segments=7),
    "a segment of another type": lambda item: item["body"].update(segments=[7]),
    "a name that is none": lambda item: item["body"]["segments"][0].update(checked_by=7),
    "a state that there is not": lambda item: item["body"]["segments"][0].update(state="approved"),
    "risks that are none": lambda item: item["body"]["segments"][0].update(risks=[7]),
    "a language that is none": lambda item: item["body"].update(language=7),
    "pictures of another type": lambda item: item["body"].update(pictures={"x": "y"}),
    "a picture without its size": lambda item: item["body"].update(pictures={"x": {"url": 7, "media_type": 7}}),
    "a list for a body": lambda item: item.update(body=[7]),
    "a text for a body": lambda item: item.update(body="Beba agua."),
}


@pytest.mark.parametrize("edit", BODIES.values(), ids=BODIES)
def test_a_kept_body_that_was_edited_is_not_the_one_that_was_published(
    small: SmallLibrary, edit: Callable[[Any], object]
) -> None:
    """Nobody reviewed it: its entry is withheld, and somebody is told."""
    keep(small)
    edit_item(small, edit)
    done = publish(small)
    assert done.exit_code == 1
    assert "error kept-body-missing: " in done.output
    assert small.row("hands")["status"] == "withheld"
    for words in ("200 segundos", "evil.example", "Otro título", "Beba agua", "toalla"):
        assert small.traces(words) == []
    small.translate("hands")
    assert publish(small).exit_code == 0
    assert small.row("hands")["status"] == "usable"


def test_an_item_that_was_edited_is_made_anew_where_its_source_is_there(small: SmallLibrary) -> None:
    small.publish(NOON + HOUR)
    before = small.tree()
    edit_item(small, lambda item: item.update(title="Otro título", content_html="<p>Beba agua.</p>"))
    assert publish(small).exit_code == 0
    assert small.tree() == before


ENTRIES: dict[str, Callable[[Any], object]] = {
    "a title of another type": lambda item: item.update(title=7),
    "no title": lambda item: item.pop("title"),
    "a content of another type": lambda item: item.update(content_html=[7]),
    "an address of another type": lambda item: item.update(url=None),
    "an address that runs": lambda item: item.update(url="javascript:alert(1)"),
    "authors of another type": lambda item: item.update(authors=7),
    "an author of another type": lambda item: item.update(authors=[{"name": 7}]),
    "translations of another type": lambda item: item["_syndicate"].update(translations=[{"language": "en"}]),
    "topics of another type": lambda item: item["_syndicate"].update(categories={"x": 7}),
    "a version of another type": lambda item: item["_syndicate"].update(version="1"),
    "a picture of another type": lambda item: item["_syndicate"].update(image={"url": 7}),
    "a picture that is a text": lambda item: item["_syndicate"].update(image="x"),
    "a date that is none": lambda item: item.update(date_published="yesterday"),
    "the id of another": lambda item: item.update(id="tag:example.org,2026:sleep/es"),
    "facts of another type": lambda item: item.update(_syndicate=[]),
}


@pytest.mark.parametrize("edit", ENTRIES.values(), ids=ENTRIES)
def test_an_entry_without_a_source_whose_item_was_edited_never_stops_the_others(
    small: SmallLibrary, edit: Callable[[Any], object]
) -> None:
    edit_item(small, edit)
    (small.root / "articles/hands.md").unlink()
    done = publish(small)
    assert done.exit_code == 1
    assert "error article-gone: hands" in done.output
    assert small.item("sleep")["summary"] == "Otras palabras."
    assert "sleep" in small.in_feed("es")
    assert small.traces("javascript:") in ([], ["es/items/hands.json"])


def test_an_item_of_endless_lists_is_as_good_as_none(small: SmallLibrary) -> None:
    keep(small)
    write(small.feeds / "es/items/hands.json", b"[" * 200_000)
    done = publish(small)
    assert done.exit_code == 1
    assert "error kept-body-missing: " in done.output


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"items": 7}', b'{"items": [7]}', b"[" * 200_000], ids=str)
def test_an_archive_page_that_was_damaged_is_made_anew(small: SmallLibrary, data: bytes) -> None:
    small.publish(NOON + HOUR)
    write(small.feeds / "es/archive/1/feed.json", data)
    (small.root / "articles/hands.md").unlink()
    assert publish(small).exit_code == 1
    assert small.in_feed("es", "archive/1/") == ["sleep", "hands"]


# ── what a killed publish leaves, and then the source goes as well ──────────────────────────────


def publish_the_ledgers(small: SmallLibrary) -> None:
    """Publish, and die when both ledgers stand."""
    with watched(small.root) as writes:
        real = writes.happens

        def happens(what: str, path: Any) -> None:
            if sum(line.startswith("replace /feeds/") for line in writes.told) == 2:
                raise Killed
            real(what, path)

        writes.happens = happens  # type: ignore[method-assign]
        small.publish(NOON + HOUR)


def kill_after_the_ledgers(small: SmallLibrary) -> None:
    """The ledgers say withdrawn, the items and feeds still show the text; then the source is deleted, as it may be."""
    small.article("hands", withdrawn={"on": "2026-11-22"})
    with pytest.raises(Killed):
        publish_the_ledgers(small)
    assert small.row("hands")["status"] == small.row("hands", "en")["status"] == "withdrawn"
    assert "es/atom.xml" in small.traces("Séqueselas con una toalla")
    (small.root / "articles/hands.md").unlink()


def test_a_text_that_was_taken_back_never_returns_from_an_item_that_was_left_behind(small: SmallLibrary) -> None:
    kill_after_the_ledgers(small)
    small.publish(NOON + DAY)
    left = {*small.traces("Séqueselas con una toalla"), *small.traces("Dry them with a towel")}
    assert {path for path in left if "/items/" not in path and "/archive/" not in path} == set()
    assert small.in_feed("es") == ["sleep", "hands"]
    assert {item["_syndicate"]["status"] for item in small.json("es/feed.json")["items"]} == {"usable", "withdrawn"}


def test_its_item_its_page_and_the_archive_lose_the_text_as_well(small: SmallLibrary) -> None:
    kill_after_the_ledgers(small)
    small.publish(NOON + DAY)
    assert small.traces("Séqueselas con una toalla") == small.traces("Dry them with a towel") == []
