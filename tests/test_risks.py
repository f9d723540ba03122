"""Which source texts can harm a patient when they are translated wrongly."""

import pytest

from syndicate.model import Text
from syndicate.translation.medicine.risks import ALL_RISKS, Risk, risks

DOSE, NEGATION, CONTRA, EMERGENCY = Risk.DOSE, Risk.NEGATION, Risk.CONTRAINDICATION, Risk.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "Take 650 mg.",
        "Regular tablet, 325mg",
        "written as 160 mg/5 mL",
        "1,000 IU",
        "0.5 mcg or 0.5 µg or 0.5 μg",
        "above 140/90 mmHg",
        "eGFR below 30 mL/min/1.73 m²",
        "126 mg/dL (7.0 mmol/L)",
        "40 °C or more",
        "cut relapses by 68%",
        "24 to 35 pounds",
        "two tablets",
        "2 extra tablets",
        "half a tablet",
        "every 4 to 6 hours",
        "once or twice a day",
        "within 4.5 hours",
        "10 tablets",
        "Wait at least 1 minute.",
        "140 or higher",
        "below 120",
        "120 to 129",
        "up to 24 hours later",
        "3 times a day",
        "<b>2 doses</b>",
    ],
)
def test_a_number_with_a_unit_and_a_limit_are_a_dose(text: str) -> None:
    assert DOSE in risks(text, "en")


@pytest.mark.parametrize(
    "text",
    ["Stay calm.", "Call 911.", "In 2026, advice changed.", "one of them", "vitamin B12", "It takes about 1 hour.", ""],
)
def test_a_number_alone_or_a_bare_duration_is_no_dose(text: str) -> None:
    assert DOSE not in risks(text, "en")


@pytest.mark.parametrize(
    "text",
    [
        "Do not stop.",
        "Don't stop.",
        "Don’t drive.",
        "You cannot drive.",
        "never alone",
        "without food",
        "Neither is right.",
        "No one knows.",
        "unless a doctor tells you to",
        "avoid alcohol",
        "Do <b>not</b> drive",
        "NOT NOW",
    ],
)
def test_a_negation_is_found_in_any_dress(text: str) -> None:
    assert NEGATION in risks(text, "en")


@pytest.mark.parametrize("text", ["Take note.", "a noble cause", "Nora", "Anodyne", "a knot", "stone", "the noon meal"])
def test_a_word_that_only_holds_a_cue_is_none(text: str) -> None:
    assert NEGATION not in risks(text, "en")


@pytest.mark.parametrize(
    ("text", "risk"),
    [
        ("It must not be used in pregnancy.", CONTRA),
        ("Ask first if you have an allergy.", CONTRA),
        ("contraindicated", CONTRA),
        ("if you are breastfeeding", CONTRA),
        ("Call your local emergency number at once.", EMERGENCY),
        ("Call 911.", EMERGENCY),
        ("Get help right away for trouble breathing.", EMERGENCY),
        ("thoughts of suicide", EMERGENCY),
        ("an overdose", EMERGENCY),
    ],
)
def test_contraindications_and_emergencies_are_told_apart(text: str, risk: Risk) -> None:
    assert risk in risks(text, "en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tome 650 mg cada 6 horas.", {DOSE}),
        ("dos comprimidos", {DOSE}),
        ("40 °C o más", {DOSE}),
        ("No espere.", {NEGATION}),
        ("Nunca deje a un niño solo.", {NEGATION}),
        ("sin esperar", {NEGATION}),
        ("No dé aspirina.", {NEGATION, CONTRA}),
        ("Evite el alcohol.", {NEGATION, CONTRA}),
        ("las embarazadas", {CONTRA}),
        ("Llame a emergencias de inmediato.", {EMERGENCY}),
        ("un golpe de calor", {EMERGENCY}),
        ("Use ropa ligera.", set()),
        ("una nota, un sinónimo y un nopal", set()),
    ],
)
def test_spanish_has_its_own_cues(text: str, expected: set[Risk]) -> None:
    assert risks(text, "es") == expected
    assert risks(Text(text), "es-MX") == expected


def test_a_language_without_cues_has_every_risk_so_that_nothing_slips_through() -> None:
    assert risks("Hyvää päivää", "fi") == ALL_RISKS
