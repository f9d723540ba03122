"""Trivial changes of a source: typos pass, and nothing that a patient could be harmed by."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.translation.updating.trivial import compare, objection

FINE = [
    ("Take teh tablet.", "Take the tablet."),
    ("You will recieve a letter.", "You will receive a letter."),
    ("Ask your docter.", "Ask your doctor."),
    ("It ocurred in spring.", "It occurred in spring."),
    ("Your health care team", "Your healthcare team"),
    ("a follow up visit", "a follow-up visit"),
    ("This is a older person.", "This is an older person."),
    ("Drink the the tea.", "Drink the tea."),
    ("the colour of the skin", "the color of the skin"),
    ("He said: it's", "He said: it’s"),
    ("Rest well!! Then sleep.", "Rest well! Then sleep."),
    ("“Quoted” here", "'Quoted' here"),
    ("Rest well  and\nsleep.", "Rest well and sleep."),
    ("<b>Rest</b> then slep", "<b>Rest</b> then sleep"),
    ("Take 5 mg with watr.", "Take 5 mg with water."),
    ("Do not stop without adivce.", "Do not stop without advice."),
]
GRAVE = [
    ("Do not stop.", "Do now stop."),
    ("You are not able to.", "You are notable to."),
    ("You can swim.", "You can't swim."),
    ("You can swim.", "You cant swim."),
    ("Take it with food.", "Take it without food."),
    ("Avoid grapefruit.", "Avold grapefruit."),
    ("Take 5 mg.", "Take 50 mg."),
    ("Take 5 mg.", "Take 5 mcg."),
    ("Take 5 mg.", "Take 5 g."),
    ("Take 1.5 mg.", "Take 15 mg."),
    ("Wait 5-10 minutes.", "Wait 5 10 minutes."),
    ("Wait 5 – 10 minutes.", "Wait 5 10 minutes."),
    ("It is -5 °C.", "It is 5 °C."),
    ("Stop at 38.5 °C.", "Stop at 38.5 °F."),
    ("About 50% of people.", "About 50 of people."),
    ("below 120/80", "below 120/8"),
    ("Call 911.", "Call 912."),
    ("Call +1 800 555 0100.", "Call +1 800 555 0101."),
    ("Take one tablet.", "Take two tablets."),
    ("Take it once daily.", "Take it one daily."),
    ("every hour", "every hours"),
    ("increase the dose", "decrease the dose"),
    ("signs of hypotension", "signs of hypertension"),
    ("typical signs", "atypical signs"),
    ("able to walk", "unable to walk"),
    ("before meals", "after meals"),
    ("aspirin or tea", "aspirin of tea"),
    ("Take natalizumab.", "Take natalizumbab."),
    ("Take ibuprofen.", "Take ibuprofin."),
    ("People with Parkinson come.", "People with Parkinsom come."),
    ("what MS is", "what Ms is"),
    ("the Doctor says", "the doctor says"),
    ("a weight in kg", "a weight in g"),
    ("doses in mgc", "doses in mcg"),
    ("acetylsalicylic acid", "acetylsalicylic accid"),
    (
        "Call 911 at once in any emergency, and if you have truble breathing.",
        "Call 911 at once in any emergency, and if you have trouble breathing.",
    ),
    ("Drink water.", "Drink much water."),
    ("Drink much water.", "Drink water."),
    ("<b>Rest</b> now", "Rest now"),
    ('See <a id="1">this</a>.', 'See <a id="2">this</a>.'),
    ("See example.org/a.", "See example.org/b."),
    ("It is an emergancy.", "It is an emergency."),
    ("its an infection", "it's an infection"),
    ("The drug is in active form.", "The drug is inactive form."),
    ("a typical rash", "atypical rash"),
    ("an over dose", "a nover dose"),
    ("haemorrhage", "hemorrhage"),
    ("Doctors prescribe it.", "Doctors proscribe it."),
    ("the hip abductor", "the hip adductor"),
    ("pain in the ileum", "pain in the ilium"),
    ("once a month", "once a mouth"),
    ("the left arm", "the lift arm"),
    ("Swallow the tablets whole.", "Swallow the tablet whole."),
    ("Wash your hand.", "Wash your hands."),
    ("You may wait.", "You may want."),
    ("Lower your arm.", "Lover your arm."),
    ("sheets from home", "sheets form home"),
    ("Eat, taking your time.", "Eat taking your time."),
    ("Stop, taking it home.", "Stop taking it home."),
    ("No, more than one came.", "No more than one came."),
    ("Sit; then wait", "Sit, then wait"),
    ("Rest, if you can swim.", "Rest if you can, swim."),
    ("Rest, and drink water.", "Rest and drink water."),
    ("Symptoms last for days; see below.", "Symptoms last for days: see below."),
    ("Rest.", "Rest?"),
    ("two (or more) days", "two or more days"),
    ("the musculus xyzzyab", "the musculus xyzzyabc"),
]


@pytest.mark.parametrize(("old", "new"), FINE)
def test_a_slip_of_the_pen_that_is_mended_is_trivial(old: str, new: str) -> None:
    assert objection(old, new, "en") == ""


def test_a_typo_that_comes_is_not() -> None:
    assert "the → teh is more than a typo" in objection("Take the tablet.", "Take teh tablet.", "en")


@pytest.mark.parametrize(("old", "new"), GRAVE)
def test_what_a_patient_could_be_harmed_by_never_is(old: str, new: str) -> None:
    assert objection(old, new, "en")
    assert objection(new, old, "en")


def test_in_a_language_without_cues_only_spaces_are_trivial() -> None:
    old = "Nehmen Sie das Medikament, und trinken Sie Waser."
    assert objection(old, old.replace(" ", "  "), "de") == ""
    assert "punctuation" in objection(old, old.replace(",", ""), "de")
    assert "in de we know no cues of risk" in objection(old, old.replace("Waser", "Wasser"), "de")
    assert objection("Nehmen Sie kein Wasser.", "Nehmen Sie ein Wasser.", "de")


def test_spanish_has_its_own_cues_and_numbers() -> None:
    assert objection("Beba aqua con calma.", "Beba agua con calma.", "es") == ""
    assert objection("Tome agua con azúcar.", "Tome agua sin azúcar.", "es")
    assert objection("Tome dos al día.", "Tome doce al día.", "es")
    assert objection("Tome 1.000 mg.", "Tome 1,000 mg.", "es")


texts = st.text("ab 5.,-<b/>mgno'’", max_size=40) | st.sampled_from([text for pair in FINE + GRAVE for text in pair])


@settings(deadline=None)  # the first call reads tables
@given(texts)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert objection(text, text, "en") == ""


@pytest.mark.parametrize(
    "text", ["a" * 2_900, "a." * 1_400, ", die die" * 300, "'" * 2_900, "1 " * 1_400, "a'" * 1_400]
)
def test_no_text_takes_long(text: str) -> None:
    started = process_time()
    objection(text, text + "b", "en")
    assert process_time() - started < 10


def test_a_text_that_is_too_long_to_compare_is_not_trivial() -> None:
    assert objection("Rest " * 800, "Rest  " * 800, "en") == "it has more than 3,000 characters"


# ── a whole article ─────────────────────────────────────────────────────────────────────────────


def objections(old: list[str], new: list[str]) -> list[str]:
    keys = [[("body", text) for text in texts] for texts in (old, new)]
    return list(compare(*keys, "en").objections)


def test_each_trivial_change_has_its_old_text() -> None:
    found = compare([("body", "Drnk tea."), ("body", "b")], [("body", "Drink tea."), ("body", "b")], "en")
    assert found == ({("body", "Drink tea."): ("body", "Drnk tea.")}, ())


def test_an_order_that_changes_is_trivial() -> None:
    assert objections(["a", "b"], ["b", "a"]) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (["a"], ["a", "b c"], "is new: “b c”"),
        (["a", "b c"], ["a"], "is gone: “b c”"),
        (["Rest well. Then sleep."], ["Rest well.", "Then sleep."], "split or joined"),
        (["Rest well.", "Then sleep."], ["Rest well. Then sleep."], "split or joined"),
        (["Take 5 mg."], ["Take 50 mg."], "a number differs: “Take 50 mg.”"),
    ],
)
def test_what_came_went_or_changed_otherwise_is_told(old: list[str], new: list[str], words: str) -> None:
    assert words in "\n".join(objections(old, new))


def test_another_context_is_no_typo() -> None:
    found = compare([("cell|cold", "Cold")], [("cell|chill", "Colds")], "en")
    assert "context differs" in found.objections[0]
