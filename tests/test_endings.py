"""What ends, moves or is written anew: nothing vanishes silently, nothing stale stays, and no version rises for it.

The rules are DESIGN §6: "Body and frame", "The ledger" and "Endings".
"""

import shutil
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from libraries import article, write
from small_library import ARTICLES, DAY, NOON, TOPICS, TWO_GATES, SmallLibrary, codes, told

import syndicate.feeds.frame
from syndicate.feeds.templates import environment

DECLARED = {"hands": "2026-11-01T00:00:00+00:00", "sleep": "2026-11-02T00:00:00+00:00"}
BODIES = ("Séqueselas con una toalla", "Lávese durante", "El jabón aleja")  # of the Spanish article about hands


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    """Published, with a topic and a feed of another gate."""
    small = SmallLibrary.begin(tmp_path / "library", **TWO_GATES)
    small.publish()
    return small


def rows(small: SmallLibrary, *languages: str) -> dict[str, dict[str, Any]]:
    """The ledgers of the default feed and of the other gate: all that partners can count on."""
    return {
        f"{language}/{folder}": small.rows(language, folder)
        for language in languages or ("en", "es")
        for folder in ("", "reviewed/")
    }


def moved(small: SmallLibrary, before: Mapping[str, dict[str, Any]]) -> dict[str, set[str]]:
    """By folder and article, the facts of the rows of ``before`` that are not as they were."""
    after = rows(small, *{folder.split("/")[0] for folder in before})
    return {
        f"{folder}{identifier}": {name for name in row if row[name] != before[folder][identifier][name]}
        for folder, found in after.items()
        for identifier, row in found.items()
        if row != before[folder].get(identifier, row)
    }


def of(report: Any, code: str) -> set[tuple[str, str]]:
    """The articles and languages of a report's Problems with that code."""
    return {(problem.article, problem.language) for problem in report.problems if problem.code == code}


# ── what changes bytes, and no version ──────────────────────────────────────────────────────────


def rename_the_file(small: SmallLibrary) -> None:
    (small.root / "articles/hands.md").rename(small.root / "articles/another-name.md")


def write_it_in_another_format(small: SmallLibrary) -> None:
    path = small.root / "articles/hands.md"
    front, body = path.read_text("utf-8").removeprefix("---\n").split("\n---\n")
    path.unlink()
    block = "\n".join(f"  {line}" for line in body.strip().split("\n"))
    write(small.root / "articles/hands.yaml", f"{front}\nbody: |\n{block}\n")


def move_catalog_entries(small: SmallLibrary) -> None:
    path = small.library.catalog("es", "hands")
    head, *entries = path.read_text("utf-8").strip("\n").split("\n\n")
    write(path, "\n\n".join([head, *reversed(entries)]) + "\n")


def delete_the_cache(small: SmallLibrary) -> None:
    shutil.rmtree(small.root / ".syndicate")


def reword_an_interface_string(small: SmallLibrary) -> None:
    for language in ("en", "es"):
        small.ui(language, ("disclaimer", "general", f"Other words in {language}."))


def rename_the_publisher(small: SmallLibrary) -> None:
    small.configure(**TWO_GATES, publisher="Another publisher")


def move_to_another_address(small: SmallLibrary) -> None:
    small.configure(**TWO_GATES, base_url="https://elsewhere.example.org/feeds/")


def relabel_a_topic(small: SmallLibrary) -> None:
    for language in ("en", "es"):
        small.ui(language, ("topic", "prevention", "Staying well"))


def review_falls_due(small: SmallLibrary) -> None:
    small.article("hands", reviewed={"on": "2026-01-01", "next": "2026-11-22"})


def relate_articles(small: SmallLibrary) -> None:
    small.article("hands", related=["sleep"])


NO_VERSION: list[tuple[Callable[[SmallLibrary], None], bool]] = [
    (rename_the_file, False),
    (write_it_in_another_format, False),
    (move_catalog_entries, False),
    (delete_the_cache, False),
    (reword_an_interface_string, True),
    (rename_the_publisher, True),
    (relabel_a_topic, True),
    (review_falls_due, True),
    (relate_articles, True),
]


@pytest.mark.parametrize(("change", "is_seen"), NO_VERSION)
def test_what_is_no_change_of_a_body_raises_nothing(
    small: SmallLibrary, change: Callable[[SmallLibrary], None], is_seen: bool
) -> None:
    before, files, items = rows(small), small.tree(), small.item("hands")
    change(small)
    report = small.publish(NOON + DAY)
    assert moved(small, before) == {}
    assert codes(report) == set()
    after = small.item("hands")
    assert (after["body"], after["date_modified"], after["id"]) == (items["body"], items["date_modified"], items["id"])
    assert (small.tree() != files) == is_seen
    assert small.publish(NOON + 2 * DAY).changed == ()


def test_a_library_that_moves_changes_addresses_and_neither_ids_nor_versions(small: SmallLibrary) -> None:
    before, item = rows(small), small.item("hands")
    move_to_another_address(small)
    assert codes(small.publish(NOON + DAY)) == set()
    assert set().union(*moved(small, before).values()) <= {"url"}
    after = small.item("hands")
    assert (after["id"], after["date_modified"]) == (item["id"], item["date_modified"])
    assert after["url"] == "https://elsewhere.example.org/feeds/es/items/hands.html"
    assert small.traces("https://feeds.example.org/") == []


def test_a_release_with_another_template_changes_bytes_and_no_row(
    small: SmallLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, item = rows(small), small.item("hands")
    source, _, _ = environment("syndicate.feeds").loader.get_source(environment("syndicate.feeds"), "frame.html.j2")
    released = environment("syndicate.feeds").from_string(source + "<!-- -->")
    monkeypatch.setattr(syndicate.feeds.frame, "template", lambda name: released)
    delete_the_cache(small)  # what a release does by its code's digest
    small.publish(NOON + DAY)
    assert moved(small, before) == {}
    after = small.item("hands")
    assert after["content_html"] != item["content_html"]
    assert (after["body"], after["date_modified"]) == (item["body"], item["date_modified"])


def test_a_moved_paragraph_is_a_minor_change_in_every_language_and_loses_no_translation(small: SmallLibrary) -> None:
    """The bodies say the same in another order; the catalogs need no touch."""
    body = "## How long\n\nWash for 20 seconds.\n\nDry them with a towel."
    catalog = small.library.catalog("es", "hands").read_bytes()
    before = rows(small)
    small.article("hands", body=body)
    report = small.publish(NOON + DAY)
    assert codes(report) == set()
    assert (told(report)["hands", "en"], told(report)["hands", "es"]) == ("minor", "minor")
    row = small.row("hands")
    assert (row["status"], row["version"], row["published"]) == ("usable", 2, DECLARED["hands"])
    assert small.library.catalog("es", "hands").read_bytes() == catalog
    text = small.item("hands")["content_html"]
    assert text.index("Lávese durante") < text.index("Séqueselas con una toalla")
    assert {name.rpartition("/")[2] for name in moved(small, before)} == {"hands"}


def test_a_new_language_changes_no_row_of_the_others_and_no_archive_page_of_theirs(small: SmallLibrary) -> None:
    before, files = rows(small), small.tree()
    small.configure(**TWO_GATES, languages=["en", "es", "fr"])
    small.translate("hands", "fr")
    report = small.publish(NOON + DAY)
    assert moved(small, before) == {}
    assert told(report)["hands", "fr"] == "new"
    changed = {path for path, data in small.tree().items() if path in files and files[path] != data}
    assert "es/items/hands.json" in changed  # it links to the new edition
    assert [path for path in changed if "archive/" in path or path.endswith("ledger.jsonl")] == []
    row = small.row("hands", "fr")
    assert (row["version"], row["sequence"], row["published"]) == (1, 1, DECLARED["hands"])


# ── sources and catalogs that are not there any more ────────────────────────────────────────────


def test_a_deleted_source_stops_its_entries_with_a_problem_in_each_language(small: SmallLibrary) -> None:
    before, files = rows(small), small.tree()
    (small.root / "articles/hands.md").unlink()
    for day in (1, 2):
        report = small.publish(NOON + day * DAY)
        assert of(report, "article-gone") == {("hands", "en"), ("hands", "es")}
        assert report.failed
        assert report.changed == ()
    assert (rows(small), small.tree()) == (before, files)
    small.article("hands")
    assert codes(small.publish(NOON + 3 * DAY)) == set()
    assert (rows(small), small.tree()) == (before, files)


def test_a_source_that_comes_back_otherwise_goes_on_from_its_last_version(small: SmallLibrary) -> None:
    (small.root / "articles/hands.md").unlink()
    small.publish(NOON + DAY)
    small.article("hands", summary="Bring soap.")
    report = small.publish(NOON + 2 * DAY)
    row = small.row("hands", "en")
    assert told(report)["hands", "en"] == "minor"
    assert (row["version"], row["published"], row["updated"]) == (2, DECLARED["hands"], "2026-11-24T12:00:00Z")


def test_a_deleted_catalog_leaves_the_last_text_marked_and_a_problem(small: SmallLibrary) -> None:
    path = small.library.catalog("es", "hands")
    catalog, before, item = path.read_bytes(), rows(small), small.item("hands")
    path.unlink()
    for day in (1, 2):
        report = small.publish(NOON + day * DAY)
        assert of(report, "catalog-gone") == {("hands", "es")}
        assert report.failed
    facts = {"status", "sequence", "updated", "events"}
    assert moved(small, before) == {"es/hands": facts, "es/reviewed/hands": facts}
    row = small.row("hands")
    assert (row["status"], row["version"], row["updated"]) == ("pending", 1, "2026-11-23T12:00:00Z")
    assert row["sequence"] == before["es/"]["sleep"]["sequence"] + 1
    assert small.item("hands")["body"] == item["body"]
    write(path, catalog)
    assert codes(small.publish(NOON + 3 * DAY)) == set()
    assert (small.row("hands")["status"], small.row("hands")["version"]) == ("usable", 1)


def test_a_deleted_catalog_of_what_was_never_published_is_no_problem(small: SmallLibrary) -> None:
    small.article("towel", title="Towels", body="Dry towels in the sun.")
    report = small.publish(NOON + DAY)
    assert (told(report)["towel", "es"], codes(report)) == ("hold", set())


# ── languages, feeds and topics that the settings give up ───────────────────────────────────────

GIVEN_UP: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a language": (TWO_GATES | {"languages": ["en"]}, "language-gone", "es", "es/"),
    "a feed of another gate": (TWO_GATES | {"feeds": []}, "feed-gone", "es", "es/reviewed/"),
    "a topic": (TWO_GATES | {"topics": {}}, "feed-gone", "es", "es/topics/prevention/"),
}


@pytest.mark.parametrize(("settings", "code", "language", "folder"), GIVEN_UP.values(), ids=GIVEN_UP)
def test_what_the_settings_give_up_stays_published_with_a_problem_until_somebody_decides(
    small: SmallLibrary, settings: dict[str, Any], code: str, language: str, folder: str
) -> None:
    if "topics" in settings:  # no article may name it any more
        for identifier in ARTICLES:
            small.article(identifier, topics=[])
    small.configure(**settings)
    before = {path: data for path, data in small.tree().items() if path.startswith(folder)}
    assert len(before) > 2
    for day in (1, 2):
        report = small.publish(NOON + day * DAY)
        assert (code, language) in {(problem.code, problem.language) for problem in report.problems}
        assert report.failed
        assert {path: data for path, data in small.tree().items() if path.startswith(folder)} == before


@pytest.mark.parametrize(("settings", "code", "language", "folder"), GIVEN_UP.values(), ids=GIVEN_UP)
def test_what_was_given_up_shows_no_text_that_is_withdrawn_afterwards(
    small: SmallLibrary, settings: dict[str, Any], code: str, language: str, folder: str
) -> None:
    topics = {"topics": []} if "topics" in settings else {}
    for identifier in ARTICLES:
        small.article(identifier, **topics)
    small.configure(**settings)
    small.publish(NOON + DAY)
    assert any(path.startswith(folder) for path in small.traces(BODIES[0]))
    small.article("hands", withdrawn={"on": "2026-11-24"}, **topics)
    report = small.publish(NOON + 2 * DAY)
    assert report.failed
    assert {words: small.traces(words) for words in BODIES if small.traces(words)} == {}


@pytest.mark.parametrize("settings", [case[0] for case in GIVEN_UP.values()], ids=GIVEN_UP)
def test_what_was_given_up_and_is_put_back_goes_on_as_if_nothing_had_been(
    small: SmallLibrary, settings: dict[str, Any]
) -> None:
    before, files = rows(small), small.tree()
    ordinals = {folder: {one: row["feeds"] for one, row in found.items()} for folder, found in before.items()}
    small.configure(**settings)
    small.publish(NOON + DAY)
    small.configure(**TWO_GATES)
    report = small.publish(NOON + 2 * DAY)
    assert codes(report) == set()
    after = rows(small)
    assert {folder: {one: row["feeds"] for one, row in found.items()} for folder, found in after.items()} == ordinals
    assert set().union(*moved(small, before).values()) <= set()
    assert {path for path, data in small.tree().items() if files.get(path) != data} <= {"index.json"}


# ── what is closed on purpose ───────────────────────────────────────────────────────────────────

LAST_DAY = "2026-11-26"
CLOSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a language": ({"language": {"es": {"retired": LAST_DAY}}}, ["es/", "es/reviewed/", "es/topics/prevention/"]),
    "a feed": ({"feeds": [TWO_GATES["feeds"][0] | {"retired": LAST_DAY}]}, ["en/reviewed/", "es/reviewed/"]),
    "a topic": (
        {"topics": {"prevention": TOPICS["prevention"] | {"retired": LAST_DAY}}},
        ["en/topics/prevention/", "es/topics/prevention/"],
    ),
}


@pytest.mark.parametrize(("settings", "folders"), CLOSED.values(), ids=CLOSED)
def test_a_feed_that_is_closed_says_so_in_a_last_entry_and_nothing_joins_it(
    small: SmallLibrary, settings: dict[str, Any], folders: list[str]
) -> None:
    feeds = {folder: small.json(f"{folder}feed.json") for folder in folders}
    before = rows(small)
    small.configure(**TWO_GATES | settings)
    small.publish(NOON + 3 * DAY)
    for folder in folders:
        assert small.json(f"{folder}feed.json")["items"] == feeds[folder]["items"]
    small.article("towel", title="Towels", body="Dry towels in the sun.", topics=["prevention"])
    small.translate("towel")
    report = small.publish(NOON + 4 * DAY)
    assert codes(report) == set()
    assert moved(small, before) == {}
    for folder in folders:
        language, _, name = folder.rstrip("/").partition("/")
        items = small.json(f"{folder}feed.json")["items"]
        assert [item["id"] for item in items if item["id"].endswith("/closed")] == [
            f"tag:example.org,2026:feed/{name or 'all'}/{language}/closed"
        ]
        assert {item["id"] for item in items if not item["id"].endswith("/closed")} == {
            item["id"] for item in feeds[folder]["items"]
        }
    assert small.publish(NOON + 5 * DAY).changed == ()


@pytest.mark.parametrize(("settings", "folders"), CLOSED.values(), ids=CLOSED)
def test_a_closed_feed_stays_listed_for_machines_and_is_offered_to_nobody(
    small: SmallLibrary, settings: dict[str, Any], folders: list[str]
) -> None:
    small.configure(**TWO_GATES | settings)
    small.publish(NOON + 4 * DAY)
    listed = {
        feed["json"]: feed.get("retired")
        for language in small.json("index.json")["languages"]
        for feed in language["feeds"]
    }
    tree = small.tree()
    for folder in folders:
        address = f"https://feeds.example.org/{folder}"
        assert str(listed[f"{address}feed.json"]).startswith(LAST_DAY)
        assert f'"{address}atom.xml"'.encode() not in tree["opml.xml"]
        assert f'"{address}atom.xml"'.encode() not in tree["index.html"]
    assert len([address for address, on in listed.items() if not on]) == len(listed) - len(folders)


@pytest.mark.parametrize(("settings", "folders"), CLOSED.values(), ids=CLOSED)
def test_a_closed_feed_still_takes_back_what_is_withdrawn(
    small: SmallLibrary, settings: dict[str, Any], folders: list[str]
) -> None:
    small.configure(**TWO_GATES | settings)
    small.publish(NOON + 4 * DAY)
    small.article("hands", withdrawn={"on": "2026-11-27"})
    small.publish(NOON + 5 * DAY)
    assert {words: small.traces(words) for words in BODIES if small.traces(words)} == {}
    for folder in folders:
        statuses = {
            item["_syndicate"]["article"]: item["_syndicate"]["status"]
            for item in small.json(f"{folder}feed.json")["items"]
        }
        assert statuses["hands"] == "withdrawn"


# ── ids and titles ─────────────────────────────────────────────────────────────────────────────


def test_an_id_that_is_written_otherwise_is_another_article_and_the_first_is_missed(small: SmallLibrary) -> None:
    before = rows(small)
    write(small.root / "articles/hands.md", article("clean-hands", **ARTICLES["hands"]))
    report = small.publish(NOON + DAY)
    assert of(report, "article-gone") == {("hands", "en"), ("hands", "es")}
    assert told(report)["clean-hands", "en"] == "new"
    assert small.row("hands", "en") == before["en/"]["hands"]
    assert small.row("clean-hands", "en")["published"] == "2026-11-23T12:00:00Z"


def test_another_title_is_a_new_version_under_the_same_id(small: SmallLibrary) -> None:
    small.article("hands", title="Soap")
    small.translate("hands")
    report = small.publish(NOON + DAY)
    assert (told(report)["hands", "en"], told(report)["hands", "es"]) == ("minor", "minor")
    assert small.item("hands")["id"] == "tag:example.org,2026:hands/es"
    assert (small.row("hands")["title"], small.row("hands")["published"]) == ("Jabón", DECLARED["hands"])
