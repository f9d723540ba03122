"""What must not stop a publish, and what must not go out: failing articles, missing strings, withheld bodies."""

from datetime import timedelta

import pytest
from libraries import write
from small_library import DAY, NOON, PIXEL, SmallLibrary, codes, told

from syndicate.localization.shipped import shipped
from syndicate.publishing.work import work


@pytest.fixture
def small(tmp_path) -> SmallLibrary:
    return SmallLibrary.begin(tmp_path / "library")


# ── a failing article ───────────────────────────────────────────────────────────────────────────

BROKEN_SOURCES = {
    "no front matter": "Only text.",
    "broken YAML": '---\nid: hands\ntitle: "open\n---\n\nText.\n',
    "not UTF-8": b"---\nid: hands\ntitle: \xff\n---\n\nText.\n",
    "an unknown key": "---\nid: hands\nlanguage: en\ntitle: T\nsumary: S\n---\n\nText.\n",
    "a missing picture": "---\nid: hands\nlanguage: en\ntitle: T\nimage: {src: no.png, alt: A}\n---\n\nText.\n",
    "an empty file": "",
}


@pytest.mark.parametrize("source", BROKEN_SOURCES.values(), ids=BROKEN_SOURCES)
def test_a_broken_source_is_left_out_and_the_rest_publishes(small, source):
    write(small.root / "articles/hands.md", source)
    report = small.publish()
    assert report.failed
    assert [p for p in report.problems if p.severity == "error" and p.place.path == "articles/hands.md"]
    assert small.in_feed("en") == small.in_feed("es") == ["sleep"]
    assert small.traces("Dry them with a towel") == []


@pytest.mark.parametrize("source", [*BROKEN_SOURCES.values(), None], ids=[*BROKEN_SOURCES, "deleted"])
def test_what_was_published_stays_as_it_was_while_its_source_is_broken_or_gone(small, source):
    small.publish()
    before = small.tree()
    path = small.root / "articles/hands.md"
    path.unlink() if source is None else write(path, source)
    report = small.publish(NOON + DAY)
    assert small.tree() == before
    assert [(p.code, p.article, p.language) for p in report.problems if p.code == "article-gone"] == [
        ("article-gone", "hands", "en"),
        ("article-gone", "hands", "es"),
    ]
    assert report.failed


def test_a_mistake_in_the_program_fails_its_article_and_not_the_batch(small, monkeypatch):
    def mistaken(unit):
        if unit.article == "hands":
            raise ZeroDivisionError("a text of the article")
        return work(unit)

    monkeypatch.setattr("syndicate.publishing.cache.work", mistaken)
    report = small.publish()
    assert codes(report) == {"internal-error"}
    assert "a text of the article" not in str(report.problems)
    assert small.in_feed("en") == small.in_feed("es") == ["sleep"]
    monkeypatch.undo()
    assert not small.publish(NOON + DAY).failed


def test_what_stays_as_it_was_keeps_its_picture(small):
    write(small.root / "articles/soap.png", PIXEL)
    small.article("hands", image={"src": "soap.png", "alt": "Soap"}, status="usable")
    small.translate("hands")
    small.publish()
    before = small.tree()
    (small.root / "articles/hands.md").unlink()
    report = small.publish(NOON + DAY)
    assert codes(report) == {"article-gone"}
    assert small.tree() == before


def test_what_stays_as_it_was_is_told_in_feeds_that_change(small):
    small.publish()
    (small.root / "articles/hands.md").unlink()
    small.article("sleep", summary="Other words.")
    small.publish(NOON + DAY)
    assert small.in_feed("en") == ["sleep", "hands"]
    assert "en/atom.xml" in small.traces("Dry them with a towel")
    small.article("hands")
    assert "article-gone" not in codes(small.publish(NOON + 2 * DAY))


def test_a_withdrawn_article_may_lose_its_source_without_a_word(small):
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22"})
    small.publish(NOON + DAY)
    before = small.tree()
    (small.root / "articles/hands.md").unlink()
    report = small.publish(NOON + 2 * DAY)
    assert not report.failed
    assert small.tree() == before


def test_an_id_that_two_sources_claim_is_published_from_neither(small):
    small.publish()
    before = small.tree()
    write(small.root / "articles/other.md", (small.root / "articles/hands.md").read_bytes().replace(b"Soap", b"Water"))
    report = small.publish(NOON + DAY)
    assert {"id-duplicate", "article-gone"} <= codes(report)
    assert small.tree() == before


@pytest.mark.parametrize(
    "front",
    [
        'title: "Bring a card, id: none"\nid: towel\nlanguage: en',
        "title: T\n? id\n: towel\nlanguage: en",
        "title: T\nlanguage: en\nid:\n  towel",
        "{title: T, 'id': towel, language: en}",
    ],
)
def test_an_id_is_found_however_it_is_written(small, front):
    write(small.root / "articles/towel.md", f"---\n{front}\n---\n\nKeep it dry.\n")
    small.translate("towel")
    report = small.publish()
    assert told(report)["towel", "en"] == told(report)["towel", "es"] == "new"


NO_ENTRY = {
    "a license": {"license": "https://x y"},
    "an address": {"url": "https://example.org/hände"},
    "an address in one language": {"url": {"es": "https://münchen.example/manos"}},
}


@pytest.mark.parametrize("change", NO_ENTRY.values(), ids=NO_ENTRY)
def test_an_entry_that_no_format_takes_stops_no_other(small, change):
    """Whether such a source is refused, put right or left out: the withdrawal beside it goes out in every format."""
    small.publish()
    small.article("hands", **change)
    small.article("sleep", withdrawn={"on": "2026-11-22"})
    report = small.publish(NOON + DAY)
    assert small.in_feed("en") == small.in_feed("es") == ["sleep", "hands"]
    assert small.traces("Keep the room dark") == small.traces("Mantenga el cuarto") == []
    assert report.failed or told(report)["hands", "en"] == "publish"


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/hände?tag=grün", "https://example.org/h%C3%A4nde?tag=gr%C3%BCn"),
        ("https://münchen.example/a|b", "https://xn--mnchen-3ya.example/a%7Cb"),
        ("HTTPS://example.org/", "https://example.org/"),
    ],
)
def test_an_address_that_feeds_cannot_carry_is_told_at_its_place_with_the_one_to_write(small, url, written):
    small.article("hands", url=url)
    found = next(problem for problem in small.publish().problems if problem.severity == "error")
    assert (found.code, found.place.line, found.advice) == ("url-invalid", 8, f"write {written}")
    small.article("hands", url=written)
    assert not small.publish().failed


def test_a_broken_catalog_holds_back_its_own_language_only(small):
    write(small.library.catalog("es", "hands"), 'msgid "open\n')
    report = small.publish()
    assert {p.place.path for p in report.problems if p.severity == "error"} == {"locales/es/articles/hands.po"}
    assert (small.in_feed("en"), small.in_feed("es")) == (["sleep", "hands"], ["sleep"])


def test_a_blocking_difference_in_numbers_holds_back_a_translation(small):
    with small.po("hands") as entries:
        entries["Wash for 20 seconds."].target = "Lávese durante 200 segundos."
    report = small.publish()
    found = [problem for problem in report.problems if problem.blocking]
    assert [(p.place.path, p.article, p.language) for p in found] == [("locales/es/articles/hands.po", "hands", "es")]
    assert found[0].place.line > 1
    assert (small.in_feed("en"), small.in_feed("es")) == (["sleep", "hands"], ["sleep"])
    assert small.traces("200 segundos") == []


def test_a_blocking_difference_withholds_what_was_published(small):
    small.publish()
    with small.po("hands") as entries:
        entries["Wash for 20 seconds."].target = "Lávese durante 200 segundos."
    report = small.publish(NOON + DAY)
    assert report.failed
    assert told(report)["hands", "es"] == "withheld"
    assert small.in_feed("es") == ["sleep", "hands"]
    assert small.traces("segundos") == small.traces("Séqueselas") == []


# ── interface strings that are missing ──────────────────────────────────────────────────────────


@pytest.fixture
def italian(tmp_path) -> SmallLibrary:
    """A library in a language that the program does not speak, with interface strings of its own."""
    small = SmallLibrary.begin(tmp_path / "library", languages=["en", "it"])
    _write_italian(small)
    for article in ("hands", "sleep"):
        small.translate(article, "it")
    return small


def _write_italian(small: SmallLibrary, *, without: str = "") -> None:
    write(small.root / "locales/it/LC_MESSAGES/ui.po", shipped("es")[-1].replace(b"Language: es", b"Language: it"))
    if without:
        path = small.root / "locales/it/LC_MESSAGES/ui.po"
        path.write_text(path.read_text("utf-8").replace(f'msgid "{without}"', f'#, fuzzy\nmsgid "{without}"'), "utf-8")


def test_a_language_without_a_needed_string_stays_at_its_last_good_version(italian):
    assert not italian.publish().failed
    before = italian.tree()
    _write_italian(italian, without="Key takeaways")
    italian.article("sleep", body="Keep the room dark and cool.")
    italian.translate("sleep", "it")
    report = italian.publish(NOON + DAY)
    after = italian.tree()
    assert {path: data for path, data in after.items() if path.startswith("it/")} == {
        path: data for path, data in before.items() if path.startswith("it/")
    }
    assert after["en/feed.json"] != before["en/feed.json"]
    found = [problem for problem in report.problems if problem.code == "ui-missing"]
    assert [(p.place.path, p.language) for p in found] == [("locales/it/LC_MESSAGES/ui.po", "it")]
    assert "Key takeaways" in found[0].message
    _write_italian(italian)
    assert told(italian.publish(NOON + 2 * DAY))["sleep", "it"] == "minor"


def test_a_new_language_without_a_needed_string_is_not_begun(italian):
    _write_italian(italian, without="Key takeaways")
    assert italian.publish().failed
    assert not [path for path in italian.tree() if path.startswith("it/")]


@pytest.mark.parametrize("change", [{"withdrawn": {"on": "2026-11-22"}}, {"status": "withheld"}])
def test_a_missing_string_does_not_hold_back_a_withdrawal(italian, change):
    italian.publish()
    _write_italian(italian, without="Key takeaways")
    italian.article("sleep", **change)
    italian.publish(NOON + DAY)
    assert italian.row("sleep", "it")["status"] in ("withdrawn", "withheld")
    assert italian.in_feed("it") == ["sleep", "hands"]
    assert italian.traces("Tenga la stanza") == []


def test_a_topic_without_a_label_is_left_out(small):
    small.configure(topics={"prevention": {}, "zebras": {}})
    small.article("sleep", topics=["prevention", "zebras"])
    report = small.publish()
    assert small.item("sleep", "en")["tags"] == ["Prevention"]
    assert {(p.code, p.language) for p in report.problems if "zebras" in p.message} == {
        ("ui-missing", "en"),
        ("ui-missing", "es"),
    }
    assert report.failed


def test_a_feed_without_a_name_is_left_out_and_the_others_publish(small):
    small.configure(feeds=[{"id": "zebras"}])
    small.ui("es", ("feed", "zebras", "Cebras"))
    report = small.publish()
    assert (small.feeds / "es/zebras/atom.xml").is_file()
    assert not (small.feeds / "en/zebras").exists()
    assert [p.language for p in report.problems if p.code == "ui-missing"] == ["en"]
    assert small.in_feed("en") == small.in_feed("es", "zebras/") == ["sleep", "hands"]


def test_an_article_that_asks_for_an_unknown_disclaimer_stops_no_other(small):
    small.publish()
    small.article("hands", disclaimer="zebras")
    small.article("sleep", summary="Other words.")
    small.translate("sleep")
    report = small.publish(NOON + DAY)
    assert "ui-missing" in codes(report)
    assert small.in_feed("en") == ["sleep", "hands"]


# ── bodies that must not go out ─────────────────────────────────────────────────────────────────

UNAVAILABLE = {
    "embargo": {"embargo": "2026-12-24"},
    "expired": {"expires": "2026-11-22"},
    "withheld": {"status": "withheld"},
    "withdrawn": {"withdrawn": {"on": "2026-11-22"}},
    "published in future": {"published": "2026-12-24"},
}
BODY = ("Dry them", "towel", "Wash for", "Soap", "Séqueselas", "toalla", "Lávese", "jabón")


@pytest.mark.parametrize("change", UNAVAILABLE.values(), ids=UNAVAILABLE)
def test_what_is_not_available_and_was_never_published_leaves_no_trace(small, change):
    write(small.root / "articles/suds.png", PIXEL)
    small.configure(feeds=[{"id": "reviewed", "min_state": "final"}])
    small.article("hands", image={"src": "suds.png", "alt": "Suds"}, **change)
    small.article("sleep", related=["hands"])
    small.translate("hands")
    report = small.publish()
    assert told(report)["hands", "en"] == told(report)["hands", "es"] == "hold"
    for words in ("hands", "Washing", "Lavarse", "suds", "Suds", *BODY):
        assert small.traces(words) == []
    assert not report.failed


@pytest.mark.parametrize("change", UNAVAILABLE.values(), ids=UNAVAILABLE)
def test_what_is_no_more_available_leaves_its_title_and_a_notice_in_every_feed(small, change):
    write(small.root / "articles/suds.png", PIXEL)
    small.configure(feeds=[{"id": "reviewed", "min_state": "final"}])
    small.article("hands", image={"src": "suds.png", "alt": "Suds"}, takeaways=["Bring soap."])
    small.translate("hands")
    small.sign_off("hands")
    small.publish()
    assert {"en/feed.json", "es/reviewed/atom.xml", "es/items/hands.json"} <= set(small.traces("Lavarse")) | set(
        small.traces("Soap keeps")
    )
    small.article("hands", **{"image": {"src": "suds.png", "alt": "Suds"}, "takeaways": ["Bring soap."]} | change)
    small.publish(NOON + DAY)
    for words in ("suds", "Suds", "Bring soap", *BODY):
        assert small.traces(words) == []
    status = "withdrawn" if "withdrawn" in change else "withheld"
    for folder in ("", "reviewed/"):
        assert small.row("hands", folder=folder)["status"] == status
        assert small.in_feed("es", folder) == (["sleep", "hands"] if not folder else ["hands"])
        item = small.item("hands", folder=folder)
        assert (item["title"], item["body"], item["_syndicate"]["status"]) == ("Lavarse las manos", None, status)
        assert not item.get("summary")
        assert "copias anteriores" in item["content_html"]


def test_a_body_comes_back_when_it_is_available_again(small):
    small.publish()
    before = small.item("hands")
    small.article("hands", status="withheld")
    small.publish(NOON + DAY)
    small.article("hands")
    assert told(small.publish(NOON + 2 * DAY))["hands", "es"] == "usable"
    after = small.item("hands")
    assert after["body"] == before["body"]
    assert after["_syndicate"]["version"] == 1
    assert after["date_modified"] == "2026-11-24T12:00:00Z"


def test_a_withdrawal_in_one_language_leaves_the_others_alone(small):
    small.publish()
    small.article("hands", withdrawn={"on": "2026-11-22", "languages": ["es"]})
    small.publish(NOON + DAY)
    assert small.item("hands", "en")["_syndicate"]["translations"] == []
    assert (small.row("hands")["status"], small.row("hands", "en")["status"]) == ("withdrawn", "usable")
    assert small.traces("toalla") == []
    assert "en/atom.xml" in small.traces("towel")


# ── what time alone changes ─────────────────────────────────────────────────────────────────────


def test_due_is_the_next_moment_when_time_alone_changes_something(small):
    small.article("hands", expires="2026-12-31")
    small.article("sleep", embargo="2026-12-24T06:00:00Z", reviewed={"on": "2026-01-01", "next": "2027-01-01"})
    report = small.publish()
    assert "next due by time alone: 2026-12-24T06:00:00Z" in list(report.lines())
    assert small.json("index.json")["due"] == "2026-12-24T06:00:00Z"
    assert small.in_feed("en") == ["hands"]

    assert report.due is not None
    early = small.publish(report.due.replace(hour=5, minute=59, second=59))
    assert early.changed == ()
    second = small.publish(report.due)
    assert told(second)["sleep", "en"] == "new"
    assert small.in_feed("en") == ["sleep", "hands"]

    assert second.due is not None
    third = small.publish(second.due)
    assert told(third)["hands", "en"] == "withheld"

    assert third.due is not None
    fourth = small.publish(third.due)
    assert (str(third.due)[:10], fourth.changed) == ("2027-01-01", fourth.changed)
    assert "review of this article was due" in small.item("sleep", "en")["content_html"]
    assert small.row("sleep", "en")["version"] == 1


def test_a_notice_leaves_a_full_feed_after_its_days_and_stays_in_its_item(small):
    small.configure(limit=1, notice_days=30)
    small.article("hands", published="2026-10-01")
    small.publish()
    small.article("hands", published="2026-10-01", withdrawn={"on": "2026-11-22"})
    report = small.publish(NOON + DAY)
    for day, title in ((2, "Sleeping longer"), (3, "Sleeping long")):
        small.article("sleep", title=title)
        small.publish(NOON + day * DAY)
    assert small.in_feed("en") == ["sleep", "hands"]
    second = timedelta(seconds=1)
    assert report.due == NOON + 31 * DAY + second
    small.publish(report.due - second)
    assert small.in_feed("en") == ["sleep", "hands"]  # the last second counts
    small.publish(report.due)
    assert small.in_feed("en") == ["sleep"]
    assert small.item("hands", "en")["_syndicate"]["status"] == "withdrawn"
