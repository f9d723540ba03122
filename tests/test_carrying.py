"""Carrying translations over a trivial change: every entry keeps its target, its state and what was said about it."""

import pytest
from test_update import translated
from translation_builders import DAY, article, edited_since, elsewhere, entry, said

from syndicate.errors import CatalogError
from syndicate.model import State, Translation
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.reading import read
from syndicate.translation.updating.carrying import carry
from syndicate.translation.updating.update import update

TYPO, RIGHT, TARGET = "Drink watr.", "Drink water.", "Beba agua."
OLD, NEW = article("a", TYPO, "c"), article("a", RIGHT, "c")
HYPHEN = "Drink-watr."  # trivial both ways; a typo is only mended

REVIEWED = ((), False, State.REVIEWED)
STATES = {
    "reviewed": REVIEWED,
    "final": ((said("signed-off", "Ana", TYPO, TARGET),), False, State.FINAL),
    "edited since its sign-off": ((edited_since("signed-off", "Ana", TYPO),), False, State.TRANSLATED),
    "a draft": ((said("origin", "machine draft", TYPO, TARGET),), True, State.TRANSLATED),
    "an accepted draft": ((said("origin", "machine draft", TYPO, TARGET),), False, State.TRANSLATED),
    "needs editing": (("# ask Eva",), True, State.INITIAL),
    "signed off elsewhere": ((elsewhere("signed-off", "Ana", TARGET),), False, State.REVIEWED),
    "by somebody, waived": (
        (said("by", "Eva", TYPO, TARGET), said("waiver", "tags-differ they do", TYPO, TARGET)),
        False,
        State.REVIEWED,
    ),
}


def catalog(comments: tuple[str, ...], fuzzy: bool) -> bytes:
    data = translated(update(OLD, "es"), {TYPO: TARGET}, *comments)
    document = po.parse(data, "")
    return document.write(po.with_fuzzy(e, fuzzy) if e.source == TYPO else e for e in document.entries)


def worth(data: bytes, source: str) -> Translation:
    return read(data, "x.po", "es").entries["body", source]


@pytest.mark.parametrize("is_updated", [False, True], ids=["before an update", "after an update"])
@pytest.mark.parametrize("kind", [kind for kind in STATES if kind != "needs editing"])
def test_every_state_stays_with_all_that_was_said(kind: str, is_updated: bool) -> None:
    comments, fuzzy, state = STATES[kind]
    before = catalog(comments, fuzzy)
    assert worth(before, TYPO).state is state
    done = carry(update(NEW, "es", before) if is_updated else before, NEW, "es")
    assert (done.count, done.objections) == (1, ())
    after = worth(done.data, RIGHT)
    assert after == worth(before, TYPO)
    assert TYPO.encode() not in done.data
    assert update(NEW, "es", done.data) == done.data


def test_what_needs_editing_still_does_and_keeps_its_note() -> None:
    done = carry(catalog(*STATES["needs editing"][:2]), NEW, "es")
    assert worth(done.data, RIGHT).state is State.INITIAL
    assert b"# ask Eva\n#. body\n#, fuzzy\nmsgctxt" in done.data


def test_only_the_msgid_and_the_fingerprints_change() -> None:
    before = catalog(*STATES["final"][:2])
    after = carry(before, NEW, "es").data.splitlines()
    went = [line for line in before.splitlines() if line not in after]
    assert [line[:13] for line in went] == [b"# signed-off:", b'msgid "Drink ']
    assert len(after) == len(before.splitlines())


def test_a_hint_that_was_edited_since_stays_a_hint() -> None:
    hinted = update(NEW, "es", catalog(*REVIEWED[:2])).replace(
        b'msgstr "Beba agua."', b'msgstr "Beba m\xc3\xa1s agua."', 1
    )
    done = carry(hinted, NEW, "es")
    assert (done.count, done.data) == (0, hinted)


def test_a_note_that_was_added_to_the_hint_is_kept() -> None:
    hinted = update(NEW, "es", catalog(*STATES["final"][:2])).replace(
        b"#. body\n#, fuzzy", b"# new\n#. body\n#, fuzzy", 1
    )
    done = carry(hinted, NEW, "es")
    assert b"# new\n# signed-off: Ana" in done.data
    assert worth(done.data, RIGHT).state is State.FINAL


def test_a_text_that_comes_back_takes_the_translation_that_was_made_for_it() -> None:
    reviewed = catalog(*REVIEWED[:2])
    away = translated(update(article("a", HYPHEN, "c"), "es", reviewed), {HYPHEN: "Beba más agua."})
    away = away.replace(b"#, fuzzy\n", b"")
    assert worth(away, HYPHEN).state is State.REVIEWED
    done = carry(away, OLD, "es")
    assert (worth(done.data, TYPO).text, worth(done.data, TYPO).state) == (TARGET, State.REVIEWED)


def test_a_text_that_comes_back_with_a_better_translation_keeps_that() -> None:
    signed = catalog(*STATES["final"][:2])
    away = fill(update(article("a", HYPHEN, "c"), "es", signed), {("body", "a"): "A"}, language="es", date=DAY)
    done = carry(away, OLD, "es")
    assert worth(done.data, TYPO).state is State.FINAL


@pytest.mark.parametrize(
    "changed",
    [
        article("a", "Drink 2 waters.", "c"),
        article("a", RIGHT),
        article("a", RIGHT, "c", "d"),
        article("Do not.", RIGHT, "c"),
    ],
    ids=["a number", "a text is gone", "a text is new", "two changes, one grave"],
)
def test_what_is_not_trivial_leaves_the_file_as_it_was(changed: object) -> None:
    before = catalog(*REVIEWED[:2])
    done = carry(before, changed, "es")  # type: ignore[arg-type]
    assert done.objections
    assert (done.data, done.count) == (before, 0)


def test_an_older_change_that_waits_for_a_translator_goes_on_waiting() -> None:
    waiting = update(
        article("a", TYPO, "Take 5 mg."),
        "es",
        translated(update(article("a", TYPO, "Take 4 mg."), "es"), {TYPO: TARGET, "Take 4 mg.": "Tome 4 mg."}),
    )
    done = carry(waiting, article("a", RIGHT, "Take 5 mg."), "es")
    found = read(done.data, "x.po", "es").entries
    assert found["body", RIGHT].state is State.REVIEWED
    assert found["body", "Take 5 mg."].state is State.INITIAL


def test_without_a_change_nothing_changes() -> None:
    before = catalog(*STATES["final"][:2])
    done = carry(before, OLD, "es")
    assert (done.data, done.count, done.objections) == (before, 0, ())


def test_a_file_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(CatalogError):
        carry(b"<<<<<<< ours\n" + entry("a", "A").encode(), NEW, "es")


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("other", [HYPHEN, "Drink  watr.", "Drink watr.."])
def test_there_and_back_leaves_the_file_as_it_was(kind: str, other: str) -> None:
    start = update(OLD, "es", catalog(*STATES[kind][:2]))
    away = carry(start, article("a", other, "c"), "es")
    assert away.count == 1
    assert carry(away.data, OLD, "es").data == start
