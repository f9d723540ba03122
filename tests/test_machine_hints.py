"""A machine's text stays a machine's when its source changes: only an edit or a sign-off makes it anybody's."""

import pytest
from translation_builders import article, said

from syndicate.model import State
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.reading import read
from syndicate.translation.updating.update import update


def drafted(*texts: str) -> bytes:
    """The catalog of an article with these texts, each drafted in capitals."""
    targets = {("body", text): text.upper() for text in texts}
    return fill(update(article(*texts), "es"), targets, language="es", date="2026-11-22", origin="machine deep/libre")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["b"], [["c"]]),
        (["b"], [["c"], ["d"]]),
        (["Rest for a day. Drink water often."], [["Rest for a day.", "Drink water often."]]),
        (["Rest for a day.", "Drink water often."], [["Rest for a day. Drink water often."]]),
        (
            ["Rest for a day.", "Drink water often."],
            [["Rest a day.", "Drink water often."], ["Rest a day. Drink water often."]],
        ),
    ],
    ids=["changed", "changed twice", "split", "joined", "changed and joined"],
)
@pytest.mark.parametrize("was_accepted", [False, True])
def test_a_machines_hint_is_still_a_machines_when_it_is_accepted_as_it_stands(
    before: list[str], after: list[list[str]], *, was_accepted: bool
) -> None:
    data = drafted(*before)
    if was_accepted:
        data = data.replace(b"#, fuzzy\n", b"")
    for texts in after:
        data = update(article(*texts), "es", data)
    keys = [("body", text) for text in after[-1]]
    assert [read(data, "x.po", "es").entries[key].state for key in keys] == [State.INITIAL] * len(keys)
    accepted = po.parse(data, "")
    saved = accepted.write(po.with_fuzzy(e, False) for e in accepted.entries)
    for made in (saved, update(article(*after[-1]), "es", saved)):
        for key in keys:
            found = read(made, "x.po", "es").entries[key]
            assert (found.state, found.origin) == (State.TRANSLATED, "machine deep/libre")


def test_a_text_that_a_machine_wrote_a_part_of_is_no_persons_by_being_joined() -> None:
    empty = update(article("Rest a day.", "Drink water often."), "es")
    noted = said("by", "Eva", "Rest a day.", "Descanse.") + '\n#. body\nmsgctxt "body"\nmsgid "Rest'
    by_hand = empty.replace(b'#. body\nmsgctxt "body"\nmsgid "Rest', noted.encode())
    by_hand = by_hand.replace(b'a day."\nmsgstr ""', b'a day."\nmsgstr "Descanse."')
    data = fill(by_hand, {("body", "Drink water often."): "Beba."}, language="es", date="2026-11-22")
    joined = update(article("Rest a day. Drink water often."), "es", data).replace(b"#, fuzzy\n", b"")
    assert b"# by: Eva" in joined.partition(b"#~")[0]
    found = read(joined, "x.po", "es").entries["body", "Rest a day. Drink water often."]
    assert (found.text, found.state, found.origin) == ("Descanse. Beba.", State.TRANSLATED, "machine draft")


def test_a_machines_hint_that_a_person_edited_is_theirs() -> None:
    hint = update(article("c"), "es", drafted("b"))
    data = update(article("c"), "es", hint.replace(b"#, fuzzy\n", b"").replace(b'msgstr "B"', b'msgstr "BE"', 1))
    found = read(data, "x.po", "es").entries["body", "c"]
    assert (found.text, found.state, found.origin) == ("BE", State.REVIEWED, "")
    assert data.count(b"# origin") == 1, "that of the obsolete entry"
