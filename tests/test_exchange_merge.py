"""What comes back from other tools goes into the catalog: a person's words do, guesses do not, nothing is lost."""

from dataclasses import replace
from types import ModuleType

import pytest
from translation_builders import DAY, HEADER, edited_since, elsewhere, entry, said

from syndicate.model import Severity, State, Translation
from syndicate.translation.catalogs.reading import read
from syndicate.translation.exchange import xliff1, xliff2
from syndicate.translation.exchange.merge import Merged, Outcome, merge
from syndicate.translation.exchange.units import Bundle, Note, Unit, bundle

STOP, NO = "Do not stop.", "No lo deje."
DRAFT = said("origin", "machine draft", STOP, NO)
SIGNED = said("signed-off", "Ana", STOP, NO)
GONE = '# kept by Ana\n#~ msgctxt "body"\n#~ msgid "gone"\n#~ msgstr "ido"\n'


def catalog(*comments: str, target: str = NO) -> bytes:
    return (HEADER + entry(STOP, target, *comments) + "\n" + entry("Other.", "Otro.") + "\n" + GONE).encode()


def exported(data: bytes) -> Bundle:
    return bundle(data, "demo.po", "demo", "en", "es")


def merged(data: bytes, made: Bundle, **options: object) -> Merged:
    return merge(data, made, path="demo.po", date=DAY, **{"writer": "Eva", **options})  # type: ignore[arg-type]


def changed(made: Bundle, **fields: object) -> Bundle:
    """The bundle with its first unit as a tool left it."""
    return replace(made, units=(replace(made.units[0], **fields), *made.units[1:]))


def now(done: Merged) -> Translation:
    return read(done.data, "demo.po", "es").entries["body", STOP]


# ── nothing is raised, nothing is lost ──────────────────────────────────────────────────────────


@pytest.mark.parametrize("comments", [(), (DRAFT, "#, fuzzy"), (DRAFT,), (SIGNED,), ("#, fuzzy", '#| msgid "Stop."')])
@pytest.mark.parametrize("state", list(State))
def test_a_text_that_comes_back_as_it_was_never_gets_a_higher_state(comments: tuple[str, ...], state: State) -> None:
    data = catalog(*comments)
    before = read(data, "demo.po", "es").entries["body", STOP].state
    done = merged(data, changed(exported(data), state=state))
    assert now(done).state <= before
    if state >= State.REVIEWED or before <= State.TRANSLATED:
        assert done.data == data


@pytest.mark.parametrize("comments", [(), (DRAFT, "#, fuzzy"), (SIGNED,), ("# a note",)])
def test_a_round_trip_without_an_edit_changes_no_byte(comments: tuple[str, ...]) -> None:
    data = catalog(*comments)
    (found,) = xliff1.read(xliff1.write(exported(data)), "demo.xlf")
    done = merged(data, found)
    assert done.data == data
    assert done.problems == ()


def test_an_edit_is_the_only_thing_that_changes_and_obsolete_entries_and_comments_stay() -> None:
    data = catalog("# a note of mine")
    done = merged(data, changed(exported(data), target="No deje de tomarlo."))
    new = "No deje de tomarlo."
    own = f"# a note of mine\n{said('by', 'Eva', STOP, new)}"
    assert done.data.decode() == data.decode().replace(NO, new).replace("# a note of mine", own)
    assert done.outcomes == (Outcome.WRITTEN, Outcome.SAME)


def test_a_persons_edit_of_a_draft_is_reviewed_and_says_who_wrote_it() -> None:
    data = catalog(DRAFT, "#, fuzzy")
    done = merged(data, changed(exported(data), target="No deje de tomarlo.", state=State.REVIEWED, origin=""))
    assert (now(done).state, now(done).writer, now(done).origin) == (State.REVIEWED, "Eva", "")


def test_an_edit_revokes_a_sign_off_here_too() -> None:
    data = catalog(SIGNED)
    done = merged(data, changed(exported(data), target="Déjelo.", state=State.FINAL))
    assert now(done).state is State.TRANSLATED


@pytest.mark.parametrize("comments", [(), (SIGNED,)])
def test_a_text_that_is_sent_back_for_more_work_does_not_count_any_more(comments: tuple[str, ...]) -> None:
    data = catalog(*comments)
    done = merged(data, changed(exported(data), state=State.TRANSLATED))
    assert done.outcomes[0] is Outcome.REJECTED
    assert (now(done).state, now(done).text) == (State.INITIAL, NO)
    assert [(problem.code, problem.severity) for problem in done.problems] == [("merge-rejected", Severity.WARNING)]


@pytest.mark.parametrize("form", [xliff1, xliff2])
@pytest.mark.parametrize(
    "edits", [[], [(b' state="needs-review-translation"', b""), (b' state="translated" sub', b" sub")]]
)
def test_an_older_export_revokes_no_sign_off(form: ModuleType, edits: list[tuple[bytes, bytes]]) -> None:
    data = form.write(exported(catalog(DRAFT, "#, fuzzy")))
    for edit in edits:
        data = data.replace(*edit)
    (older,) = form.read(data, "demo.xlf")
    signed = catalog(DRAFT, SIGNED)
    done = merged(signed, older)
    assert (done.data, done.outcomes[0], done.problems) == (signed, Outcome.SAME, ())


def test_what_was_edited_since_the_export_is_not_sent_back_by_it() -> None:
    done = merged(catalog(), changed(exported(catalog(target="No.")), target=NO, state=State.TRANSLATED))
    assert (done.data, done.outcomes[0]) == (catalog(), Outcome.SAME)


@pytest.mark.parametrize(
    "target", ["No  lo deje.", " No lo deje.", "No\u00a0lo deje.", "<b></b>No lo deje.", "No lo deje.<i>"]
)
def test_white_space_and_empty_tags_make_no_machines_text_a_persons(target: str) -> None:
    data = catalog(DRAFT, "#, fuzzy")
    done = merged(data, changed(exported(data), target=target, state=State.FINAL, origin=""))
    assert (done.data, done.outcomes[0]) == (data, Outcome.SAME)


def test_what_our_own_way_of_writing_tags_changes_is_no_edit() -> None:
    data = catalog(said("signed-off", "Ana", STOP, "<b>No</b><b> lo</b> deje."), target="<b>No</b><b> lo</b> deje.")
    (found,) = xliff1.read(xliff1.write(exported(data)), "demo.xlf")
    assert found.units[0].target == "<b>No lo</b> deje."
    assert merged(data, found).data == data


@pytest.mark.parametrize("target", ["No\u00a0lo deje.", " No lo deje."])
def test_a_person_may_mend_the_spaces_of_a_persons_text(target: str) -> None:
    done = merged(catalog(), changed(exported(catalog()), target=target))
    assert (done.outcomes[0], now(done).text) == (Outcome.WRITTEN, target)


# ── drafts ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "options", "origin"),
    [
        ({"state": State.TRANSLATED}, {}, "draft"),
        ({"state": State.REVIEWED}, {"as_draft": True}, "draft"),
        ({"state": State.FINAL, "origin": "machine"}, {}, "machine"),
        ({"state": State.FINAL, "origin": "memory"}, {}, "memory"),
    ],
)
def test_what_no_person_stands_behind_goes_in_as_a_draft(
    fields: dict[str, object], options: dict[str, object], origin: str
) -> None:
    data = catalog(target="")
    done = merged(data, changed(exported(data), target=NO, **fields), **options)
    assert done.outcomes[0] is Outcome.DRAFTED
    assert (now(done).state, now(done).origin) == (State.TRANSLATED, origin)
    assert b"#, fuzzy" in done.data


@pytest.mark.parametrize("comments", [(), (SIGNED,), ("#, fuzzy",), (edited_since("origin", "machine draft", STOP),)])
def test_a_draft_never_takes_the_place_of_a_persons_text(comments: tuple[str, ...]) -> None:
    data = catalog(*comments)
    done = merged(data, changed(exported(data), target="Déjelo.", state=State.REVIEWED), as_draft=True)
    assert (done.data, done.outcomes[0]) == (data, Outcome.REFUSED)
    assert done.problems[0].code == "merge-conflict"


def test_a_draft_takes_the_place_of_a_machines_text_for_an_older_source() -> None:
    data = catalog(elsewhere("origin", "machine draft", NO), "#, fuzzy", '#| msgid "Another text."')
    done = merged(data, changed(exported(data), target="No pare.", state=State.TRANSLATED, is_hint=False))
    assert (now(done).text, now(done).state, b"#|" in done.data) == ("No pare.", State.TRANSLATED, False)


# ── what cannot be merged ───────────────────────────────────────────────────────────────────────


def test_what_the_catalog_got_since_the_export_is_not_lost_to_an_older_file() -> None:
    old, new = catalog(target="No."), catalog(target="No lo deje nunca.")
    done = merged(new, changed(exported(old), target="No pare.", state=State.FINAL, line=7))
    assert done.data == new
    (problem,) = done.problems
    assert (problem.code, problem.place.line) == ("merge-conflict", 7)


def test_a_file_that_does_not_say_what_it_replaces_replaces_no_persons_text() -> None:
    data = catalog()
    foreign = changed(exported(data), target="No pare.", base="", state=State.FINAL)
    assert merged(data, foreign).data == data
    empty = catalog(target="")
    done = merged(empty, foreign)
    assert (now(done).text, now(done).state) == ("No pare.", State.REVIEWED)


@pytest.mark.parametrize("target", ["a\x7fb", "a\u2028b", "a\ufdd0b", "a\x85b"])
@pytest.mark.parametrize("as_draft", [True, False])
def test_a_character_that_is_none_of_text_never_gets_into_a_catalog(target: str, as_draft: bool) -> None:
    data = catalog(target="")
    noted = changed(exported(data), target=target, state=State.REVIEWED, notes=(Note("translator", "a\u2028b\x7fc"),))
    done = merged(data, noted, as_draft=as_draft)
    assert (done.outcomes[0], done.problems[0].code) == (Outcome.REFUSED, "control-character")
    assert now(done).text == ""
    assert b"# b c\n" in done.data


def test_a_text_of_nobody_goes_in_as_a_draft_only() -> None:
    data = catalog(target="")
    back = changed(exported(data), target=NO, state=State.REVIEWED)
    done = merged(data, back, writer="")
    assert (done.data, done.outcomes[0], done.problems[0].code) == (data, Outcome.REFUSED, "merge-nameless")
    assert merged(data, back, writer="", as_draft=True).outcomes[0] is Outcome.DRAFTED


@pytest.mark.parametrize("comments", [("#, fuzzy",), ("#, fuzzy", edited_since("origin", "machine draft", STOP))])
def test_a_file_that_does_not_say_what_it_replaces_replaces_no_text_that_waits_for_a_person(
    comments: tuple[str, ...],
) -> None:
    data = catalog(*comments)
    done = merged(data, changed(exported(data), target="No pare.", base="", state=State.FINAL))
    assert (done.data, done.problems[0].code) == (data, "merge-conflict")


def test_where_a_text_came_from_is_never_read_as_something_else() -> None:
    data = catalog(target="")
    text = xliff1.write(
        changed(exported(data), target=NO, state=State.TRANSLATED, origin=f"machine {'x' * 90} {SIGNED}")
    )
    (found,) = xliff1.read(text, "demo.xlf")
    assert now(merged(data, found)).origin == "machine"


def test_a_guess_that_nobody_confirmed_stays_out() -> None:
    data = catalog(target="")
    done = merged(data, changed(exported(data), target=NO, is_hint=True, origin="draft"))
    assert (done.data, done.outcomes[0]) == (data, Outcome.REFUSED)


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        (Unit("body", "Never there.", "Nunca."), "merge-unknown"),
        (Unit("title", STOP, "No."), "merge-unknown"),
        (Unit("body", "gone", "ido"), "merge-obsolete"),
    ],
)
def test_units_that_the_catalog_does_not_have_are_told_and_never_guessed(unit: Unit, code: str) -> None:
    data = catalog()
    done = merged(data, Bundle("demo", "en", "es", (unit,), "demo.xlf"))
    assert (done.data, done.problems[0].code, done.problems[0].article) == (data, code, "demo")


def test_a_source_that_a_tool_has_touched_is_told() -> None:
    data = catalog()
    done = merged(data, changed(exported(data), source="Do  not stop.", target="No pare."))
    assert (done.data, done.problems[0].code) == (data, "merge-changed")


# ── notes ───────────────────────────────────────────────────────────────────────────────────────


def test_a_new_note_of_the_translator_becomes_a_comment_once() -> None:
    data = catalog("#. body")
    noted = changed(exported(data), notes=(Note("developer", "body"), Note("translator", "Ask the pharmacist " * 6)))
    done = merged(data, noted)
    assert b"# Ask the pharmacist Ask" in done.data
    assert max(len(line) for line in done.data.decode().splitlines() if line.startswith("# ")) < 70
    assert merged(done.data, noted).data == done.data


def test_a_note_that_is_part_of_another_comment_is_a_note_of_its_own() -> None:
    data = catalog("# not with milk, Ana says")
    done = merged(data, changed(exported(data), notes=(Note("translator", "not with milk"),)))
    assert b"# not with milk, Ana says\n# not with milk\n" in done.data


@pytest.mark.parametrize("text", [SIGNED[2:], f"by someone\n{SIGNED[2:]}", "\n".join(SIGNED[2:].split())])
def test_a_note_can_never_sign_anything_off(text: str) -> None:
    data = catalog()
    done = merged(data, changed(exported(data), notes=(Note("translator", text),)))
    assert done.data != data
    assert now(done).state is State.REVIEWED
