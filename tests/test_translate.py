"""``syndicate translate``: what is empty is drafted, from memory, then by a machine; nobody's words are touched."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from libraries import article, library, write
from libraries import translate as translated
from machines import NOW, SPANISH, TABLE, fever, run, sending
from small_library import tree

from syndicate.errors import UsageError
from syndicate.model import Severity, State, Translation
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs import reading as catalogs


def entries(made: Library, identifier: str = "fever", language: str = "es") -> Mapping[tuple[str, str], Translation]:
    return catalogs.read(made.catalog(language, identifier).read_bytes(), "x.po", language).entries


def texts(made: Library, identifier: str = "fever") -> dict[str, str]:
    return {source: said.text for (_, source), said in entries(made, identifier).items() if said.text}


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────


def test_everything_empty_gets_a_draft_that_says_what_it_is(tmp_path: Path) -> None:
    made = fever(tmp_path)
    with sending(SPANISH):
        done = run(made)
    assert texts(made) == {
        "Fever": "Fiebre",
        "A summary.": "Un resumen.",
        "Drink <b>water</b>.": "Beba <b>agua</b>.",
        "Take 500 mg of natalizumab.": "Tome 500 mg de natalizumab.",
        "Dose": "Dosis",
        "1,000 mg": "1000 mg",
    }
    assert {(one.state, one.origin_date) for one in entries(made).values()} == {(State.TRANSLATED, "2026-11-23")}
    assert {one.origin for one in entries(made).values()} == {"machine table", "machine rules"}
    assert all(one.fuzzy for one in po.parse(made.catalog("es", "fever").read_bytes(), "").messages)
    (row,) = done.rows
    assert (row.memory, row.rule, row.machine, row.refused, row.left) == (0, 1, 5, 0, 0)
    assert (done.problems, done.failed, done.requests) == ((), False, 1)


def test_no_draft_of_a_machine_is_published_where_a_person_must_have_reviewed(tmp_path: Path) -> None:
    made = fever(tmp_path)
    with sending(SPANISH):
        run(made)
    publish(made, now=NOW)
    assert "Fever" in (made.feeds / "en" / "atom.xml").read_text("utf-8")
    assert not any("Fiebre" in path.read_text("utf-8") for path in made.feeds.rglob("*.*") if path.suffix != ".png")


def test_memory_comes_first_and_is_not_sent(tmp_path: Path) -> None:
    bodies = {"fever": "Rest.\n\nSleep.", "flu": "Rest.\n\nEat."}
    made = library(
        tmp_path,
        {name: article(name, name.title(), body) for name, body in bodies.items()},
        languages=("en", "es"),
        catalogs={"es": {"flu": {"Rest.": "Repose.", "A summary.": "Un resumen."}}},
        **TABLE,
    )
    with sending({"Sleep.": "Duerma.", "Eat.": "Coma.", "Flu": "Gripe", "Fever": "Fiebre"}) as sent:
        done = run(made, articles=["fever"])
    assert sent == ["Fever", "Sleep."]
    assert texts(made) == {"Fever": "Fiebre", "A summary.": "Un resumen.", "Rest.": "Repose.", "Sleep.": "Duerma."}
    assert entries(made)["body", "Rest."].origin == "memory"
    assert entries(made)["body", "Rest."].state is State.TRANSLATED
    assert [(row.article, row.memory, row.machine) for row in done.rows] == [("fever", 2, 2)]


def test_a_reviewed_text_that_the_checks_would_block_is_not_remembered(tmp_path: Path) -> None:
    made = library(
        tmp_path,
        {name: article(name, body="Wait 3 days.", summary=None) for name in ("a", "b")},
        languages=("en", "es"),
        catalogs={"es": {"a": {"A title": "Un título", "Wait 3 days.": "Espere 30 días."}}},
    )
    run(made)
    assert texts(made, "b") == {"A title": "Un título"}


def test_an_edited_article_is_brought_up_to_date_first(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.\n\nDrink.")
    translated(made, "fever", "es", {"Drink.": "Beba."})
    write(made.articles / "fever.md", article("fever", "Fever", "Rest.\n\nDrink water."))
    with sending(SPANISH) as sent:
        run(made)
    assert "Drink water." not in sent, "the translation of the old text is a person's, and stands there as a hint"
    assert texts(made)["Drink water."] == "Beba."
    assert entries(made)["body", "Drink water."].state is State.INITIAL


# ── nobody's words ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("redo", [False, True])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Fiebre", "Fiebre alta"),  # edited, still fuzzy: a hint
        ("#, fuzzy\n", ""),  # accepted
        ("# origin", "# an origin"),  # whose it is, nobody knows
    ],
)
def test_what_a_person_touched_stays(tmp_path: Path, before: str, after: str, redo: bool) -> None:
    made = fever(tmp_path, "Rest.")
    with sending(SPANISH):
        run(made)
    path = made.catalog("es", "fever")
    text = path.read_text("utf-8")
    at = text.index("# origin")
    write(path, text[:at] + text[at:].replace(before, after, 1))
    touched = texts(made)["Fever"]
    with sending(lambda text: f"{text.upper()} X.") as sent:
        run(made, redo=redo)
    assert "Fever" not in sent
    assert texts(made)["Fever"] == touched


def test_an_unedited_draft_is_made_anew_only_when_asked(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.", engines={**TABLE["engines"], "other": {"use": "machines:table", "url": "x"}})
    with sending(SPANISH):
        run(made)
    with sending({"Rest.": "Repose.", "Fever": "Calentura"}) as sent:
        run(made, engine="other")
        assert sent == []
        run(made, engine="other", redo=True)
    assert sorted(set(sent)) == ["A summary.", "Fever", "Rest."]
    assert texts(made) == {"Fever": "Calentura", "A summary.": "Un resumen.", "Rest.": "Repose."}


def test_a_catalog_that_was_saved_meanwhile_keeps_what_was_saved(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.\n\nDrink.")

    def say(text: str) -> str:
        translated(made, "fever", "es", {"Rest.": "Repose."})
        return SPANISH.get(text, "Beba.")

    with sending(say):
        done = run(made)
    assert texts(made) == {"Fever": "Fiebre", "A summary.": "Un resumen.", "Rest.": "Repose.", "Drink.": "Beba."}
    assert entries(made)["body", "Rest."].state is State.REVIEWED
    assert not done.failed


# ── what is sent, and what it costs ─────────────────────────────────────────────────────────────


def test_nothing_is_sent_anywhere_unless_the_settings_name_an_engine(tmp_path: Path) -> None:
    made = fever(tmp_path, translate={})
    with sending(SPANISH) as sent:
        done = run(made)
    assert sent == []
    assert texts(made) == {"1,000 mg": "1000 mg"}
    assert list(done.lines()) == [
        "es fever: 1 without an engine, 5 left",
        "no engine is used: nothing was sent anywhere",
    ]


def test_memory_alone_is_the_engine_none(tmp_path: Path) -> None:
    with sending(SPANISH) as sent:
        assert run(fever(tmp_path), engine="none").characters == 0
    assert sent == []


def test_references_codes_and_names_are_never_sent(tmp_path: Path) -> None:
    source = article(
        "fever",
        "Fever",
        "Ask about B12.",
        authors=[{"name": "Ana Pérez"}],
        references=["Smith J. On fever. Lancet. 2019;1:2."],
        about=[{"name": "Fever", "system": "mesh", "code": "D005334"}],
        attribution="Our library",
    )
    made = library(tmp_path, {"fever": source}, languages=("en", "es"), **TABLE)
    with sending({}) as sent:
        run(made)
    assert set(sent) == {"Fever", "A summary.", 'Ask about <x id="0"/>.', "Ask about {0}."}


def test_a_rejected_draft_comes_back_until_the_engine_is_asked_again(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.")
    with sending(SPANISH):
        run(made)
    path = made.catalog("es", "fever")
    write(path, path.read_text("utf-8").replace('msgstr "Descanse."', 'msgstr ""'))
    with sending({**SPANISH, "Rest.": "Repose."}) as sent:
        run(made)
        assert (sent, texts(made)["Rest."]) == ([], "Descanse.")
        run(made, redo=True)
    assert "Rest." in sent
    assert texts(made)["Rest."] == "Repose."


def test_a_second_run_sends_nothing_and_changes_nothing(tmp_path: Path) -> None:
    made = fever(tmp_path)
    with sending(SPANISH):
        run(made)
    before = tree(tmp_path)
    with sending(SPANISH) as sent:
        done = run(made, now=NOW.replace(year=2027))
    assert (sent, list(done.lines())) == ([], ["nothing is empty", "0 characters sent in 0 requests (table)"])
    assert tree(tmp_path) == before


def test_what_was_paid_once_is_never_paid_again(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.")
    with sending({**SPANISH, "Fever": "Fever"}) as sent:
        run(made)
    assert sent == ["Fever", "A summary.", "Rest."]
    before = made.catalog("es", "fever").read_bytes()
    made.catalog("es", "fever").unlink()
    with sending(SPANISH) as sent:
        done = run(made)
    assert (sent, done.characters) == ([], 0)
    assert made.catalog("es", "fever").read_bytes() == before


def test_deleting_or_breaking_what_is_kept_is_safe(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.")
    with sending(SPANISH):
        run(made)
    made.catalog("es", "fever").unlink()
    for path, junk in zip(sorted(made.work.glob("machine/*/*")), ['["a"]', "{"], strict=False):
        path.write_text(junk)
    with sending(SPANISH) as sent:
        run(made)
    assert sent == ["Fever", "A summary.", "Rest."]


def test_a_budget_stops_before_more_is_sent_and_the_next_run_goes_on(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.")
    with sending(SPANISH) as sent:
        done = run(made, max_characters=16)
    assert sent == ["Fever", "A summary."]
    assert (done.characters, done.failed, done.rows[0].left) == (15, False, 1)
    assert [(x.code, x.severity) for x in done.problems] == [("translate-budget", Severity.WARNING)]
    with sending(SPANISH) as sent:
        run(made, max_characters=16)
    assert sent == ["Rest."]


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


def test_a_refused_draft_leaves_its_reason_where_the_translator_looks(tmp_path: Path) -> None:
    made = fever(tmp_path, "Wait 3 days.")
    with sending({**SPANISH, "Wait 3 days.": "Espere 30 días.", "Wait {0} days.": "Espere."}):
        done = run(made)
    path = made.catalog("es", "fever")
    lines = path.read_text("utf-8").splitlines()
    note = next(line for line in lines if "not translated" in line)
    assert note.startswith("# not translated: numbers came in or changed places: 30")
    assert note.endswith(" 2026-11-23")
    assert len(note) < 70
    assert entries(made)["body", "Wait 3 days."].state is State.INITIAL
    (problem,) = done.problems
    assert lines[problem.place.line - 1] == 'msgid "Wait 3 days."'
    assert (problem.code, problem.article, problem.language) == ("draft-refused", "fever", "es")
    assert problem.message == "no draft for 'Wait 3 days.': numbers came in or changed places: 30"
    assert (done.failed, done.rows[0].refused, done.rows[0].left) == (True, 1, 0)

    before = path.read_bytes()
    with sending(SPANISH) as sent:
        assert run(made, now=NOW.replace(year=2027)).rows[0].refused == 1
    assert (sent, path.read_bytes()) == ([], before)

    translated(made, "fever", "es", {"Wait 3 days.": "Espere 3 días."})
    write(made.articles / "fever.md", article("fever", "Fever", "Wait 3 days.\n\nRest."))
    with sending(SPANISH):
        run(made)
    assert "not translated" not in path.read_text("utf-8")


# ── what stands in the way ──────────────────────────────────────────────────────────────────────


def test_an_engine_that_the_settings_do_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \[engines\.libre\] in the settings \(there are: table\)"):
        run(fever(tmp_path), engine="libre")


def test_a_broken_catalog_is_told_once_and_costs_the_others_nothing(tmp_path: Path) -> None:
    sources = {name: article(name, "Fever", "Rest.") for name in ("fever", "flu")}
    made = library(tmp_path, sources, languages=("en", "es"), catalogs={"es": {"fever": "<<<<<<< mine\n"}}, **TABLE)
    with sending(SPANISH):
        done = run(made)
    assert [(x.code, x.place.line) for x in done.problems] == [("po-conflict", 1)]
    assert made.catalog("es", "fever").read_text("utf-8") == "<<<<<<< mine\n"
    assert len(texts(made, "flu")) == 3


def test_without_its_glossary_a_language_gets_no_drafts(tmp_path: Path) -> None:
    made = fever(tmp_path)
    write(made.glossary("es"), 'msgctxt "term"\nmsgid "a"\n')
    with sending(SPANISH) as sent:
        done = run(made)
    assert sent == []
    assert [problem.code for problem in done.problems] == ["po-syntax"]


def test_a_glossary_protects_its_terms(tmp_path: Path) -> None:
    made = fever(tmp_path, "MS is not rare.")
    write(made.glossary("es"), 'msgctxt "abbreviation"\nmsgid "MS"\nmsgstr "EM"\n')
    with sending({'<x id="0"/> is not rare.': 'La <x id="0"/> no es rara.'}):
        run(made)
    assert texts(made)["MS is not rare."] == "La EM no es rara."


def test_a_language_that_the_engine_does_not_know_stops_no_other(tmp_path: Path) -> None:
    made = library(tmp_path, {"a": article("a", "Fever", "Rest.")}, languages=("en", "fr", "es"), **TABLE)
    with sending(SPANISH):
        done = run(made)
    assert [(x.code, x.language) for x in done.problems] == [("engine-language", "fr")]
    assert "table does not translate from en to fr; segments left for the next run: 3" in str(done.problems[0])
    assert [row.machine for row in done.rows] == [0, 3]


def test_two_runs_at_once_would_pay_twice(tmp_path: Path) -> None:
    made = fever(tmp_path, "Rest.")

    def say(text: str) -> str:
        with pytest.raises(UsageError, match="another translate of this library"):
            run(made)
        return SPANISH[text]

    with sending(say) as sent:
        run(made)
    assert len(sent) == 3


def test_the_outcome_as_data(tmp_path: Path) -> None:
    with sending(SPANISH):
        data = run(fever(tmp_path)).to_data()
    assert data["articles"] == [
        {"article": "fever", "language": "es", "memory": 0, "rule": 1, "machine": 5, "refused": 0}
        | {"left": 0, "characters": 77}
    ]
    assert (data["engine"], data["requests"], data["characters"], data["problems"]) == ("table", 1, 77, [])
    assert (data["dry_run"], data["interrupted"]) == (False, False)


def test_progress_is_told_batch_by_batch(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    made = fever(tmp_path, "\n\n".join(f"Text {letter}." for letter in "abcdefghijklmnopqrstuvwxyz"))
    with sending(str.upper):
        done = run(made, progress=lambda *what: told.append(what))
    assert told == [("es fever", 20, 28), ("es fever", 28, 28)]
    assert done.requests >= 2
