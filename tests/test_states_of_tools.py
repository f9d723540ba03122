"""The table of states, row by row, in files that translators' tools have really written.

Poedit's and Weblate's were kept (tests/data/tools/README.md tells how they came to be); GNU gettext's are made here.
"""

import subprocess
from pathlib import Path

import pytest
from translation_builders import HEADER, article, entry

from syndicate.model import State, Translation
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.provenance import statements
from syndicate.translation.catalogs.reading import read
from syndicate.translation.updating.update import update

DATA = Path(__file__).parent / "data" / "tools"
BEFORE = (DATA / "before.po").read_bytes()
INIT, T, R, F = State.INITIAL, State.TRANSLATED, State.REVIEWED, State.FINAL

AS_IT_WAS = {
    "Leave me empty.": INIT,  # an empty target
    "Write me.": INIT,
    "Drink a glass of water every hour while the fever lasts, and rest in a cool room until you feel well.": T,
    "Accept this draft as it is.": T,  # fuzzy, with its origin
    "Correct this draft.": T,
    "Empty this draft.": T,
    "Accept this draft, then set it back.": T,
    "What tools do to a catalog": R,  # a person's
    "This was reviewed and stays.": R,
    "Mark this as needing work.": R,
    "The box has a dozen pieces.": R,
    "Do not stop the infusion.": F,  # signed off
    "Edit what was signed off.": F,
    "Doubt what was signed off.": F,
    "Signed off with a long name.": F,
    "Take two tablets a day.": INIT,  # fuzzy, an older source's
    "Ask your nurse first.": INIT,
}
AFTER_A_PERSON = AS_IT_WAS | {
    "Write me.": R,
    "Accept this draft as it is.": T,  # the machine's text still, accepted unedited
    "Correct this draft.": R,
    "Empty this draft.": INIT,
    "Accept this draft, then set it back.": T,  # setting it back rejects nothing
    "Mark this as needing work.": INIT,
    "Edit what was signed off.": T,  # the edit revoked it
    "Doubt what was signed off.": INIT,
    "Ask your nurse first.": R,
}


def entries(data: bytes) -> dict[str, Translation]:
    return {source: found for (_, source), found in read(data, "locales/es/articles/tools.po", "es").entries.items()}


def states(data: bytes) -> dict[str, State]:
    return {source: found.state for source, found in entries(data).items()}


def test_the_catalog_has_an_entry_for_each_row_of_the_table() -> None:
    assert states(BEFORE) == AS_IT_WAS


# ── Poedit and Weblate ──────────────────────────────────────────────────────────────────────────

people = pytest.mark.parametrize("name", ["poedit.po", "weblate-77.po", "weblate-unwrapped.po"])


@people
def test_what_a_person_did_in_an_editor_gives_the_states_of_the_table(name: str) -> None:
    assert states((DATA / name).read_bytes()) == AFTER_A_PERSON


@people
def test_what_is_said_about_a_text_survives_an_editor_and_an_edit_ends_it(name: str) -> None:
    before, after = entries(BEFORE), entries((DATA / name).read_bytes())
    assert after["Signed off with a long name."].signed_by.endswith("<carmen@example.org>")
    assert after["Do not stop the infusion."] == before["Do not stop the infusion."]
    assert after["The box has a dozen pieces."].waivers == before["The box has a dozen pieces."].waivers != {}
    assert after["Accept this draft as it is."].origin == "machine deep/libre"
    assert (before["Correct this draft."].origin, after["Correct this draft."].origin) == ("machine draft", "")
    assert (before["Edit what was signed off."].writer, after["Edit what was signed off."].writer) == ("Eva Ruiz", "")


@people
def test_update_names_the_person_whom_an_editor_put_into_the_header(name: str) -> None:
    data = (DATA / name).read_bytes()
    document = po.parse(data, name)
    bodies = [one.source for one in document.messages if one.context == "body" and not one.obsolete]
    after = entries(update(article(*bodies, title="What tools do to a catalog"), "es", data, "tools.po"))
    written = ["Write me.", "Correct this draft.", "Edit what was signed off.", "Ask your nurse first."]
    assert {after[source].writer for source in written} == {"Bea Soto"}
    assert after["Accept this draft as it is."].writer == ""
    assert {source: found.state for source, found in after.items()} == AFTER_A_PERSON


# ── GNU gettext ─────────────────────────────────────────────────────────────────────────────────

gnu = pytest.mark.slow


def run(tmp_path: Path, command: str, *inputs: bytes) -> bytes:
    """What a tool of GNU gettext makes of a catalog and further files."""
    paths = [tmp_path / f"{number}.po" for number in range(len(inputs))]
    for path, data in zip(paths, inputs, strict=True):
        path.write_bytes(data)
    return subprocess.run([*command.split(), *paths], check=True, capture_output=True).stdout


@gnu
@pytest.mark.parametrize(
    "command",
    [
        "msgcat",
        "msgcat --width=40",
        "msgcat --no-wrap",
        "msgcat --sort-output",
        "msguniq",
        "msgconv -t UTF-8",
        "msgattrib --no-obsolete",
        "msgattrib --clear-previous",
    ],
)
def test_a_tool_that_only_rewrites_changes_no_state_and_nothing_that_is_said(tmp_path: Path, command: str) -> None:
    assert entries(run(tmp_path, command, BEFORE)) == entries(BEFORE)


@gnu
def test_clearing_all_flags_leaves_a_machines_text_and_what_was_signed_off_what_they_were(tmp_path: Path) -> None:
    found = states(run(tmp_path, "msgattrib --clear-fuzzy --clear-previous", BEFORE))
    accepted = {"Take two tablets a day.": R, "Ask your nurse first.": R}  # a person took the hints for right
    assert found == AS_IT_WAS | accepted


@gnu
def test_flagging_all_takes_what_people_did_back_and_no_draft(tmp_path: Path) -> None:
    found = states(run(tmp_path, "msgattrib --set-fuzzy", BEFORE))
    assert found == {source: T if state is T else INIT for source, state in AS_IT_WAS.items()}


@gnu
def test_emptying_what_is_fuzzy_rejects_the_drafts_and_nothing_else(tmp_path: Path) -> None:
    found = states(run(tmp_path, "msgattrib --clear-fuzzy --empty", BEFORE))
    assert found == {source: INIT if state is T else state for source, state in AS_IT_WAS.items()}


def template(source: str) -> bytes:
    return (HEADER + entry(source, "")).encode()


def comments(data: bytes, source: str) -> list[str]:
    """The kinds of the statements that stand at an entry, whether they count there or not."""
    (found,) = (one for one in po.parse(data, "").messages if one.source == source and not one.obsolete)
    return [said.kind for said in statements(found.comments)]


guesses = pytest.mark.parametrize(
    ("source", "copied"),
    [
        ("Do not stop the infusions.", ["signed-off"]),
        ("Edit what was signed off!", ["by", "signed-off"]),
        ("The box has a dozen pieces!", ["waiver"]),
    ],
)


@gnu
@guesses
def test_a_guess_of_msgmerge_is_a_hint_and_what_it_copied_is_ignored(
    tmp_path: Path, source: str, copied: list[str]
) -> None:
    merged = run(tmp_path, "msgmerge --quiet --previous", BEFORE, template(source))
    assert comments(merged, source) == copied
    guess = entries(merged)[source]
    assert guess == Translation(guess.text, INIT)
    assert guess.text


@gnu
@guesses
def test_a_guess_that_a_person_accepted_is_theirs_and_nobody_elses(
    tmp_path: Path, source: str, copied: list[str]
) -> None:
    merged = run(tmp_path, "msgmerge --quiet --previous", BEFORE, template(source))
    accepted = run(tmp_path, "msgattrib --clear-fuzzy --clear-previous", merged)
    assert comments(accepted, source) == copied
    guess = entries(accepted)[source]
    assert guess == Translation(guess.text, R)


@gnu
@guesses
def test_update_takes_away_what_msgmerge_copied(tmp_path: Path, source: str, copied: list[str]) -> None:
    merged = run(tmp_path, "msgmerge --quiet --previous", BEFORE, template(source))
    updated = update(article(source, title="What tools do to a catalog"), "es", merged, "tools.po")
    assert comments(merged, source) == copied
    assert comments(updated, source) == [kind for kind in copied if kind == "by"], "whose words they are stays told"
    assert states(updated)[source] is INIT


@gnu
@pytest.mark.parametrize("is_updated", [False, True])
def test_a_machines_text_that_msgmerge_took_for_a_guess_is_no_persons_when_it_is_accepted(
    tmp_path: Path, *, is_updated: bool
) -> None:
    source = "Correct these drafts."
    merged = run(tmp_path, "msgmerge --quiet --previous", BEFORE, template(source))
    if is_updated:
        merged = update(article(source, title="What tools do to a catalog"), "es", merged, "tools.po")
    accepted = run(tmp_path, "msgattrib --clear-fuzzy --clear-previous", merged)
    assert [entries(data)[source].state for data in (merged, accepted)] == [INIT, T]
    assert entries(accepted)[source].origin == "machine draft"


@gnu
def test_what_msgmerge_made_obsolete_keeps_its_sign_off_for_the_day_when_it_comes_back(tmp_path: Path) -> None:
    merged = run(tmp_path, "msgmerge --quiet --previous --no-fuzzy-matching", BEFORE, template("Another text."))
    assert states(merged) == {"Another text.": INIT}
    text = "Do not stop the infusion."
    back = entries(update(article(text, title="What tools do to a catalog"), "es", merged, "tools.po"))
    assert back[text].state is F
