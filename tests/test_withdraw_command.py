"""``syndicate withdraw``: an article's own source says that it is taken back, in which languages and why."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from libraries import NOW, article, configure, library, read, write

from syndicate.articles.inline import to_plain
from syndicate.cli import cli
from syndicate.files import TEMPORARY
from syndicate.model import Withdrawal
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library, open_library

TODAY, WHY = "2026-11-22", 'The dose is wrong: "5 mg" # not <b>50</b>'
ES = {"Fever": "Fiebre", "A summary.": "Un resumen.", "Rest.": "Descanse."}
FRONT = {"language": "en", "summary": "A summary.", "published": "2026-11-01"}
SOURCES = {
    "fever.md": article("fever", "Fever", "Rest."),
    "fever.yaml": "\n".join(
        ("id: fever", "title: Fever", *(f"{key}: {value}" for key, value in FRONT.items()), "body: |", "  Rest.", "")
    ),
    "fever.json": json.dumps({"id": "fever", "title": "Fever", **FRONT, "body": "Rest."}, indent=2),
}


@pytest.fixture
def made(tmp_path: Path) -> Library:
    """Two articles of three languages: fever in English and Spanish, cough in English alone."""
    return library(
        tmp_path,
        articles={"fever": SOURCES["fever.md"], "cough": article("cough", "Cough", related=["fever"])},
        languages=("en", "es", "fr"),
        catalogs={"es": {"fever": ES}},
    )


def run(made: Library, *arguments: str, at: str = str(int(NOW.timestamp()))) -> Result:
    command = ["withdraw", *arguments, "--library", str(made.root)]
    return CliRunner().invoke(cli, command, env={"SOURCE_DATE_EPOCH": at})


def done(made: Library, *arguments: str) -> str:
    result = run(made, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def withdrawn(made: Library, *arguments: str) -> Withdrawal | None:
    """What the source of fever says after a command that went well."""
    done(made, "fever", *arguments)
    return read(made, "fever").withdrawn


def refused(made: Library, *arguments: str) -> str:
    """The message of a command that exits with 2 and writes nothing."""
    before = files(made)
    result = run(made, *arguments)
    assert (result.exit_code, files(made)) == (2, before), result.output
    return result.output


def files(made: Library) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in made.articles.iterdir() if not path.name.startswith(TEMPORARY)}


# ── taking back ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SOURCES)
def test_the_source_says_so_and_keeps_every_other_line(tmp_path: Path, name: str) -> None:
    made = library(tmp_path, {name: SOURCES[name], "b": article("b", "B")}, languages=("en", "es"))
    said = done(made, "fever", "--reason", WHY, "--replaced-by", "b")
    told = read(made, "fever").withdrawn
    assert told is not None
    assert told.reason is not None
    assert (told.on.declared(), told.replaced_by, told.languages) == (TODAY, "b", ())
    assert (to_plain(told.reason), told.reason.links) == (WHY, ())
    assert said.startswith(f"articles/{name}: fever is withdrawn since {TODAY} in every language, replaced by b\n")
    assert "next: `syndicate publish`" in said
    assert "`syndicate update` gives the reason to the translators" in said
    after = files(made)
    lost = [line for line in SOURCES[name].splitlines() if line not in after[name].decode().splitlines()]
    assert lost == (['  "body": "Rest."'] if name.endswith("json") else [])  # a comma stands behind it now

    again = done(made, "fever", "--reason", WHY, "--replaced-by", "b", "--on", "2026-11-20")
    assert files(made) == after
    assert f"is withdrawn since {TODAY} in every language, replaced by b: nothing to do" in again

    done(made, "fever", "--undo")
    assert files(made)[name] == SOURCES[name].encode()


def test_nothing_is_published_by_it_and_the_next_publish_tells_the_partners(made: Library) -> None:
    publish(made, now=NOW)
    before = {path: path.read_bytes() for path in made.feeds.rglob("*") if path.is_file()}
    done(made, "fever", "--reason", WHY)
    assert {path: path.read_bytes() for path in made.feeds.rglob("*") if path.is_file()} == before
    publish(made, now=NOW)
    assert json.loads((made.feeds / "es/items/fever.json").read_bytes())["_syndicate"]["status"] == "withdrawn"


def test_a_day_begins_in_the_zone_of_the_library(made: Library) -> None:
    configure(made.root, languages=["en"], timezone="Pacific/Auckland")
    assert run(made, "fever", "--reason", WHY).exit_code == 0
    assert "on: 2026-11-23\n" in files(made)["fever.md"].decode()


def test_the_day_may_be_named_but_not_lie_ahead(made: Library) -> None:
    assert "2026-11-23 is yet to come" in refused(made, "fever", "--reason", WHY, "--on", "2026-11-23")
    assert "--on" in refused(made, "fever", "--reason", WHY, "--on", "soon")
    assert "1850" in refused(made, "fever", "--reason", WHY, "--on", "1850-01-01")
    told = withdrawn(made, "--reason", WHY, "--on", "2026-11-20")
    assert told is not None
    assert told.on.declared() == "2026-11-20"


def test_other_articles_that_lead_readers_there_are_named(made: Library) -> None:
    write(made.articles / "old.md", article("old", withdrawn={"on": "2026-11-01", "replaced_by": "fever"}))
    said = done(made, "fever", "--reason", WHY)
    assert "articles/cough.md:7:11: cough lists it as related" in said
    assert "articles/old.md:7:48: old names it as what to read instead" in said
    assert "articles/" not in done(made, "fever", "--undo").partition("\n")[2]


def test_a_source_with_lesser_faults_is_withdrawn_all_the_same(made: Library) -> None:
    write(made.articles / "fever.md", article("fever", "<i>Fever</i>", related=["nowhere"]))
    assert withdrawn(made, "--reason", WHY) is not None


def test_a_dry_run_shows_the_change_and_writes_nothing(made: Library) -> None:
    before = files(made)
    said = done(made, "fever", "--reason", "Wrong dose.", "--dry-run")
    assert '\n+withdrawn:\n+  on: 2026-11-22\n+  reason: "Wrong dose."\n' in said
    assert said.startswith("--- a/articles/fever.md\n+++ b/articles/fever.md\n")
    assert "articles/fever.md: fever would be withdrawn since" in said
    assert files(made) == before
    assert not made.work.exists()


def test_it_is_told_as_json(made: Library) -> None:
    told: dict[str, Any] = json.loads(done(made, "fever", "--reason", WHY, "--lang", "es", "--json"))
    assert told.pop("diff")[0] == "--- a/articles/fever.md"
    assert len(told.pop("remarks")) == 3
    withdrawal = {"on": TODAY, "reason": WHY, "replaced_by": None, "languages": ["es"]}
    rest = {"article": "fever", "path": "articles/fever.md", "changed": True, "dry_run": False}
    assert told == {**rest, "withdrawn": withdrawal}
    undone = json.loads(done(made, "fever", "--undo", "--json"))
    assert (undone["withdrawn"], undone["changed"]) == (None, True)


def test_a_link_to_the_source_stays_a_link(made: Library) -> None:
    target = made.articles / ".store" / "fever.md"
    write(target, SOURCES["fever.md"])
    (made.articles / "fever.md").unlink()
    (made.articles / "fever.md").symlink_to(target)
    done(made, "fever", "--reason", WHY)
    assert (made.articles / "fever.md").is_symlink()
    assert b"withdrawn:" in target.read_bytes()


# ── languages ───────────────────────────────────────────────────────────────────────────────────


def test_a_language_is_added_to_others_for_the_same_reason_and_the_later_day_counts(made: Library) -> None:
    first = withdrawn(made, "--reason", WHY, "--lang", "es", "--on", "2026-11-20")
    assert first is not None
    assert first.languages == ("es",)
    both = withdrawn(made, "--reason", WHY, "--lang", "en")
    assert both is not None
    assert (both.languages, both.on.declared()) == (("es", "en"), TODAY)
    before = files(made)
    assert withdrawn(made, "--reason", WHY, "--lang", "es") == both
    assert files(made) == before
    everywhere = withdrawn(made, "--reason", WHY)
    assert everywhere is not None
    assert everywhere.languages == ()
    assert withdrawn(made, "--reason", WHY, "--lang", "es") == everywhere  # never narrowed by the way


def test_another_reason_needs_all_languages_that_are_withdrawn(made: Library) -> None:
    withdrawn(made, "--reason", WHY, "--lang", "es", "--on", "2026-11-20")
    said = refused(made, "fever", "--reason", "Out of date.", "--lang", "en")
    assert WHY in said
    assert "name es, too, to change it" in said
    assert "one replacement" in refused(made, "fever", "--reason", WHY, "--lang", "en", "--replaced-by", "cough")
    for languages in (["--lang", "es"], ["--lang", "es", "--lang", "en"], []):
        reason = f"Out of date in {len(languages)}."
        told = withdrawn(made, "--reason", reason, *languages)
        assert told is not None
        assert told.reason is not None
        assert told.reason.source == reason
    assert "leave --lang out" in refused(made, "fever", "--reason", WHY, "--lang", "en")


def test_a_new_reason_keeps_the_day_and_the_replacement(made: Library) -> None:
    withdrawn(made, "--reason", WHY, "--replaced-by", "cough", "--on", "2026-11-20")
    told = withdrawn(made, "--reason", "Out of date.")
    assert told is not None
    assert told.reason is not None
    assert (told.on.declared(), told.replaced_by, told.reason.source) == ("2026-11-20", "cough", "Out of date.")


def test_a_reason_with_markup_that_says_the_same_stays(made: Library) -> None:
    marked = article("fever", "Fever", "Rest.", withdrawn={"on": "2026-11-20", "reason": "The *dose* is wrong."})
    write(made.articles / "fever.md", marked)
    assert "nothing to do" in done(made, "fever", "--reason", "The dose is wrong.")
    assert files(made)["fever.md"] == marked.encode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "'de' is not among the published languages: en, es, fr"),
        ("es_419", "write 'es-419'"),
        ("xx-", "names no language"),
        ("fr", "locales/fr/articles/fever.po is not there"),
    ],
)
def test_a_language_that_the_article_does_not_have_is_refused(made: Library, language: str, words: str) -> None:
    assert words in refused(made, "fever", "--reason", WHY, "--lang", language)


def test_a_language_that_was_published_may_lose_its_catalog_first(made: Library) -> None:
    publish(made, now=NOW)
    made.catalog("es", "fever").unlink()
    told = withdrawn(made, "--reason", WHY, "--lang", "ES")
    assert told is not None
    assert told.languages == ("es",)


def test_a_damaged_ledger_does_not_stop_a_withdrawal(made: Library) -> None:
    write(made.feeds / "fr/ledger.jsonl", "nonsense\n")
    assert withdrawn(made, "--reason", WHY, "--lang", "fr") is not None


# ── undoing ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_withdrawn_needs_no_undoing(made: Library) -> None:
    before = files(made)
    for languages in ([], ["--lang", "es"]):
        assert done(made, "fever", "--undo", *languages) == (
            "articles/fever.md: fever is not withdrawn: nothing to do\n"
        )
    withdrawn(made, "--reason", WHY, "--lang", "es")
    there = files(made)
    assert "in es: nothing to do" in done(made, "fever", "--undo", "--lang", "en")
    assert files(made) == there
    assert "fever is no longer withdrawn" in done(made, "fever", "--undo", "--lang", "es")
    assert files(made) == before


def test_one_language_is_given_back_and_the_others_stay(made: Library) -> None:
    withdrawn(made, "--reason", WHY)
    said = done(made, "fever", "--undo", "--lang", "es")
    assert "in en, fr\n" in said
    assert "a language that the library publishes later is not among these" in said
    told = withdrawn(made, "--undo", "--lang", "fr")
    assert told is not None
    assert told.languages == ("en",)
    assert withdrawn(made, "--undo", "--lang", "en") is None


def test_a_language_that_is_published_no_more_can_be_given_back(made: Library) -> None:
    withdrawn(made, "--reason", WHY, "--lang", "es", "--lang", "en")
    configure(made.root, languages=["en"])
    told = withdrawn(open_library(made.root), "--undo", "--lang", "es")
    assert told is not None
    assert told.languages == ("en",)


def test_a_withdrawal_that_is_undone_is_told_to_the_partners_by_the_next_publish(made: Library) -> None:
    done(made, "fever", "--reason", WHY)
    publish(made, now=NOW)
    assert "brings the article back" in done(made, "fever", "--undo")
    publish(made, now=NOW)
    assert json.loads((made.feeds / "en/items/fever.json").read_bytes())["_syndicate"]["status"] == "usable"


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--reason WHY"),
        (["--reason", "  "], "--reason WHY"),
        (["--reason", "a\nb"], "one line"),
        (["--reason", "a\x1b[2Jb"], "U+001B"),
        (["--reason", "a" * 1_001], "1,001 characters"),
        (["--undo", "--reason", "a"], "--undo takes no"),
        (["--undo", "--on", TODAY], "--undo takes no"),
        (["--undo", "--lang", "de"], "not among the published languages"),
        (["--reason", "a", "--replaced-by", "fever"], "cannot replace itself"),
        (["--reason", "a", "--replaced-by", "coughs"], "did you mean 'cough'?"),
        (["--reason", "a", "--replaced-by", "x\x1b"], "no such article"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_written(made: Library, options: list[str], words: str) -> None:
    said = refused(made, "fever", *options)
    assert words in said
    assert "\x1b" not in said


def test_an_id_that_nobody_has_is_told_with_those_like_it(made: Library) -> None:
    assert "did you mean 'fever'?" in refused(made, "fewer", "--reason", WHY)
    assert "syndicate status" in refused(made, "zzz", "--undo")
    write(made.articles / "x.md", "no front matter")
    assert "no id could be read in articles/x.md" in refused(made, "zzz", "--undo")


def test_an_id_is_what_it_reads_as_however_it_is_written(made: Library) -> None:
    (made.articles / "fever.md").unlink()
    write(made.articles / "fever.json", SOURCES["fever.json"].replace('"fever"', '"f\\u0065ver"'))
    assert withdrawn(made, "--reason", WHY) is not None


def test_an_id_that_two_articles_have_is_told_with_both(made: Library) -> None:
    write(made.articles / "other.yaml", SOURCES["fever.yaml"])
    assert "articles/fever.md, articles/other.yaml" in refused(made, "fever", "--reason", WHY)


@pytest.mark.parametrize(
    ("theirs", "languages", "is_fine"),
    [
        ({}, [], False),
        ({}, ["--lang", "es"], False),
        ({"languages": ["es"]}, ["--lang", "es"], False),
        ({"languages": ["es"]}, ["--lang", "es", "--lang", "en"], True),
        ({"languages": ["fr"]}, [], True),
    ],
)
def test_what_replaces_it_must_not_be_withdrawn_where_it_is_needed(
    made: Library, theirs: dict[str, Any], languages: list[str], is_fine: bool
) -> None:
    there = {"on": "2026-11-20", "replaced_by": "fever", **theirs}
    write(made.articles / "cough.md", article("cough", "Cough", withdrawn=there))
    arguments = ["fever", "--reason", WHY, "--replaced-by", "cough", *languages]
    if is_fine:
        done(made, *arguments)
    else:
        assert "is withdrawn since 2026-11-20" in refused(made, *arguments)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SOURCES["fever.md"].replace("title:", "titel:"), "field-unknown"),
        ("---\nid: fever\na: [\n---\n", "yaml-syntax"),
    ],
)
def test_a_source_that_cannot_be_read_is_told_with_its_faults_and_the_lines_to_add(
    made: Library, text: str, code: str
) -> None:
    write(made.articles / "fever.md", text)
    said = refused(made, "fever", "--reason", "Wrong dose.")
    assert code in said
    assert said.endswith('withdrawn:\n  on: 2026-11-22\n  reason: "Wrong dose."\n')
    assert "syndicate check" in refused(made, "fever", "--undo")
