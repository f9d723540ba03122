"""``syndicate update --trivial``: one typo, all languages, an editor's name, and the article's own file."""

from pathlib import Path

import pytest
from faults import Killed, watched
from libraries import NOW, article, library, read, write
from test_update_command import files, restore

from syndicate.articles.content import content_hash
from syndicate.commands.trivial import waive
from syndicate.commands.update import Updated, update
from syndicate.errors import UsageError
from syndicate.model import Change, State
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library
from syndicate.translation.catalogs.reading import read as read_catalog

TYPO = "Drink watr often.\n\nTake 650 mg, never more."
RIGHT = "Drink water often.\n\nTake 650 mg, never more."
TARGETS = {
    "es": {
        "Fever": "Fiebre", "A summary.": "Un resumen.", "Drink watr often.": "Beba agua a menudo.",
        "Take 650 mg, never more.": "Tome 650 mg, nunca más.",
    },
    "fr": {
        "Fever": "Fièvre", "A summary.": "Un résumé.", "Drink watr often.": "Buvez souvent de l’eau.",
        "Take 650 mg, never more.": "Prenez 650 mg, jamais plus.",
    },
}  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Library:
    """A library whose only article has a typo, and is translated all the same."""
    made = library(
        tmp_path,
        articles={"fever": article("fever", "Fever", TYPO)},
        languages=("en", "es", "fr"),
        catalogs={tag: {"fever": targets} for tag, targets in TARGETS.items()},
    )
    update(made)
    return made


def mend(made: Library, body: str = RIGHT) -> None:
    write(made.articles / "fever.md", article("fever", "Fever", body))


def waived(made: Library) -> Updated:
    return waive(made, "fever", by="Ana Ruiz", why="a typo in water")


def states(made: Library, language: str) -> set[State]:
    path = made.catalog(language, "fever")
    return {translation.state for translation in read_catalog(path.read_bytes(), path.name, language).entries.values()}


@pytest.mark.parametrize("is_updated", [False, True], ids=["at once", "after an update"])
def test_every_language_keeps_its_translation_and_the_article_says_who_decided(made: Library, is_updated: bool) -> None:
    mend(made)
    if is_updated:
        update(made)
        assert states(made, "es") == {State.INITIAL, State.REVIEWED}
    done = waived(made)
    assert done.problems == ()
    assert set(done.changed) == {
        "articles/fever.md", "locales/es/articles/fever.po", "locales/fr/articles/fever.po",
        "locales/templates/articles/fever.pot",
    }  # fmt: skip
    assert states(made, "es") == states(made, "fr") == {State.REVIEWED}
    (decision,) = read(made, "fever").changes
    assert (decision.severity, decision.by, decision.why) == (Change.MINOR, "Ana Ruiz", "a typo in water")
    assert content_hash(read(made, "fever").content).startswith(decision.hash)
    assert update(made).changed == ()


def test_doing_it_again_changes_nothing(made: Library) -> None:
    mend(made)
    waived(made)
    assert waived(made).changed == ()


def test_it_reaches_readers_as_a_minor_change_with_nothing_withheld(made: Library) -> None:
    publish(made, now=NOW)
    mend(made, RIGHT.replace("more.", "more.."))  # a text of risk, whose change counts as material
    waived(made)
    report = publish(made, now=NOW)
    assert {(verdict.language, verdict.change) for verdict in report.verdicts} == {
        ("en", "minor"),
        ("es", ""),
        ("fr", ""),
    }


def refused(made: Library, *words: str, by: str = "Ana", why: str = "a typo") -> None:
    """Nothing is written, and the message has the words."""
    before, source = files(made), (made.articles / "fever.md").read_bytes()
    with pytest.raises(UsageError) as caught:
        waive(made, "fever", by=by, why=why)
    assert all(word in str(caught.value) for word in words), str(caught.value)
    assert files(made) == before
    assert (made.articles / "fever.md").read_bytes() == source


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (RIGHT.replace("650", "65"), "a number differs"),
        (RIGHT.replace(", never more", ""), "a cue of risk differs"),
        (f"{RIGHT}\n\nSleep well.", "a text is new: “Sleep well.”"),
        ("Drink water often.", "a text is gone"),
        (RIGHT.replace("water", "tea"), "more than a typo"),
    ],
)
def test_what_is_not_trivial_is_refused_and_nothing_is_written(made: Library, body: str, words: str) -> None:
    mend(made, body)
    refused(made, words, "locales/es/articles/fever.po", "not trivial", "syndicate update")


def test_without_a_change_there_is_nothing_to_waive(made: Library) -> None:
    refused(made, "nothing to waive")


@pytest.mark.parametrize("said", ["", " ", "—", "An\x9ba"])
def test_a_name_and_a_reason_are_needed(made: Library, said: str) -> None:
    mend(made)
    refused(made, "say who decides: --by NAME", by=said)
    refused(made, "say why it is trivial: --why REASON", why=said)


def test_an_unknown_article_is_an_error(made: Library) -> None:
    with pytest.raises(UsageError, match="no article 'flu'"):
        waive(made, "flu", by="Ana", why="a typo")


def test_a_catalog_that_cannot_be_read_stops_it_before_anything_is_written(made: Library) -> None:
    mend(made)
    made.catalog("fr", "fever").write_bytes(b"<<<<<<< ours\n")
    refused(made, "locales/fr/articles/fever.po:1", "nothing was written")


def test_a_decision_that_says_otherwise_is_not_overruled(made: Library) -> None:
    mend(made)
    hash_ = content_hash(read(made, "fever").content)[:12]
    text = article("fever", "Fever", RIGHT, changes=[{"hash": hash_, "severity": "safety", "by": "Eva"}])
    write(made.articles / "fever.md", text)
    refused(made, "Eva decided that this change is safety")


def test_a_file_that_we_cannot_edit_is_told_with_the_lines_to_write(made: Library) -> None:
    (made.articles / "fever.md").unlink()
    write(
        made.articles / "fever.yaml",
        '{id: fever, language: en, title: Fever, summary: A summary., published: 2026-11-01, body: "'
        + RIGHT.replace("\n", "\\n")
        + '"}',
    )
    before = files(made)
    with pytest.raises(UsageError, match=r"articles/fever\.yaml: .*\nchanges:\n  - \{hash: "):
        waived(made)
    assert files(made) == before


def test_a_linked_article_stays_a_link(made: Library) -> None:
    source = made.articles / "fever.md"
    real = made.articles / ".kept" / "fever.md"
    write(real, article("fever", "Fever", RIGHT))
    source.unlink()
    source.symlink_to(real)
    waived(made)
    assert source.is_symlink()
    assert b"Ana Ruiz" in real.read_bytes()


# ── what readers saw last ───────────────────────────────────────────────────────────────────────


def test_an_earlier_change_that_readers_have_not_seen_is_not_excused(made: Library) -> None:
    publish(made, now=NOW)
    mend(made, TYPO.replace("650", "500"))
    update(made)  # and no publish: readers have 650 mg
    mend(made, RIGHT.replace("650", "500"))
    done = waived(made)
    assert {problem.code for problem in done.problems} == {"trivial-not-recorded"}
    assert {problem.language for problem in done.problems} == {"en", "es", "fr"}
    assert "a number differs: “Take 500 mg, never more.”" in done.problems[0].message
    assert read(made, "fever").changes == ()
    assert "locales/es/articles/fever.po" in done.changed
    told = {verdict.language: (verdict.status, verdict.change) for verdict in publish(made, now=NOW).verdicts}
    assert told == {"en": ("usable", "material"), "es": ("withheld", "withheld"), "fr": ("withheld", "withheld")}


def test_a_language_that_is_withheld_for_an_earlier_change_stays_so(made: Library) -> None:
    publish(made, now=NOW)
    mend(made, TYPO.replace("650", "500"))
    update(made)
    publish(made, now=NOW)
    mend(made, RIGHT.replace("650", "500"))
    assert waived(made).problems == ()
    told = {verdict.language: (verdict.status, verdict.change) for verdict in publish(made, now=NOW).verdicts}
    assert told == {"en": ("usable", "minor"), "es": ("withheld", ""), "fr": ("withheld", "")}


# ── killed ──────────────────────────────────────────────────────────────────────────────────────


def test_killed_at_any_write_it_is_finished_by_the_next_run(made: Library) -> None:
    mend(made)
    source = made.articles / "fever.md"
    before, text = files(made), source.read_bytes()
    waived(made)
    after, decided = files(made), source.read_bytes()
    fatal = 0
    while True:
        fatal += 1
        source.write_bytes(text)
        restore(made, before)
        with watched(made.root, fatal) as writes:
            try:
                waived(made)
            except Killed:
                pass
            else:
                break
        half = files(made)
        assert source.read_bytes() in (text, decided), writes.told
        assert all(half[name] in (before[name], after[name]) for name in before), writes.told
        waived(made)
        assert (files(made), source.read_bytes()) == (after, decided), writes.told
    assert fatal > 12
