"""Whether a text can be in the language of its tag: by its script, and by its common words."""

import pytest
from broken_feeds_html import ARABIC, SPANISH
from broken_feeds_unusual import TEXTS

from syndicate.feeds.validate import language
from syndicate.feeds.validate.findings import Findings
from syndicate.feeds.validate.markup import Reading

PROSE = {
    "en": "A stroke is an emergency that happens when the flow of blood to a part of the brain is cut off. It is "
    "very important that the people who are with the patient call the emergency services at once, because time is what "
    "matters most for the recovery. Do not give the patient anything to eat or to drink, and write down the time "
    "at which the first signs began, so that the doctors can choose the treatment. With the right treatment in "
    "time, many of those who have had a stroke recover within a few months.",
    "es": SPANISH,
    "fr": "L'accident vasculaire cérébral est une urgence : le sang n'arrive plus dans une partie du cerveau. Il est "
    "très important que les personnes qui sont avec le patient appellent les secours sans attendre, car le temps "
    "est ce qui compte le plus pour la guérison. Ne donnez pas à boire ni à manger au patient, et notez l'heure à "
    "laquelle les premiers signes sont apparus, pour que les médecins puissent choisir le traitement. Avec un "
    "traitement à temps, la plupart des personnes qui ont eu un accident se remettent en quelques mois.",
    "de": "Ein Schlaganfall ist ein Notfall, bei dem die Durchblutung eines Teils des Gehirns unterbrochen wird. Es "
    "ist sehr wichtig, dass die Menschen, die bei dem Kranken sind, sofort den Rettungsdienst rufen, denn die Zeit ist "
    "für die Genesung das Wichtigste. Geben Sie dem Kranken nichts zu essen und nichts zu trinken, und schreiben "
    "Sie die Zeit auf, zu der die ersten Zeichen begonnen haben, damit die Ärzte die Behandlung wählen können. Mit "
    "der richtigen Behandlung erholen sich viele von denen, die einen Schlaganfall hatten, in wenigen Monaten.",
    "pt": "O acidente vascular cerebral é uma emergência que acontece quando o fluxo de sangue para uma parte do "
    "cérebro é interrompido. É muito importante que as pessoas que estão com o doente chamem os serviços de urgência, "
    "porque o tempo é o que mais conta para a recuperação. Não se deve dar de comer nem de beber ao doente, e é "
    "preciso anotar a hora em que os primeiros sinais começaram, para que os médicos possam escolher o tratamento. "
    "Com um tratamento a tempo, muitas das pessoas que tiveram um acidente recuperam em poucos meses.",
}


def codes(tag: str, text: str, title: str = "") -> list[str]:
    report = Findings("x")
    language.entry(tag, title, [(Reading(running=[text]), 1)], report)
    return [problem.code for problem in report.all()]


@pytest.mark.parametrize("spoken", PROSE)
@pytest.mark.parametrize("tag", PROSE)
def test_running_text_in_another_of_five_languages_is_told_by_its_words(tag: str, spoken: str) -> None:
    assert codes(tag, PROSE[spoken]) == ([] if tag == spoken else ["language-words"])


@pytest.mark.parametrize("tag", ["es-419", "es-MX", "pt-BR", "pt-PT", "de-AT", "fr-CA", "en-GB"])
def test_a_region_does_not_change_the_words(tag: str) -> None:
    assert codes(tag, PROSE[tag.partition("-")[0]]) == []


@pytest.mark.parametrize("tag", ["ca", "it", "gl", "nl", "vi"])
def test_a_language_without_a_profile_is_not_judged_by_words(tag: str) -> None:
    assert codes(tag, PROSE["es"]) == []


def test_a_short_text_is_not_judged_by_words() -> None:
    assert codes("en", PROSE["es"][:300]) == []


@pytest.mark.parametrize("spoken", TEXTS)
def test_each_script_is_right_for_its_own_languages(spoken: str) -> None:
    assert codes(spoken, TEXTS[spoken]) == []


@pytest.mark.parametrize(
    "tag", ["ar", "fa", "ur", "he", "ru", "uk", "el", "zh", "zh-Hant", "ja", "ko", "hi", "th", "sr"]
)
def test_english_prose_is_in_none_of_these_languages(tag: str) -> None:
    assert codes(tag, PROSE["en"]) == ["language-script"]


@pytest.mark.parametrize("spoken", ["he", "ru", "el", "zh-Hans", "ja", "ko", "hi", "th"])
def test_no_other_script_is_english(spoken: str) -> None:
    assert codes("en", TEXTS[spoken] * 2) == ["language-script"]
    assert codes("en", ARABIC) == ["language-script"]


def test_chinese_and_japanese_are_told_apart() -> None:
    assert codes("ja", TEXTS["zh-Hans"] * 2) == ["language-script"]
    assert codes("zh-Hans", TEXTS["ja"] * 2) == ["language-script"]


def test_a_script_in_the_tag_counts_more_than_the_language() -> None:
    assert codes("sr-Latn", TEXTS["sr"]) == ["language-script"]
    assert codes("sr", TEXTS["sr-Latn"]) == ["language-script"]


def test_names_of_drugs_and_short_texts_are_not_judged() -> None:
    assert codes("ar", "Paracetamol", "Ibuprofen 400 mg") == []
    assert codes("zh", "Omeprazole, Amoxicillin", "GERD") == []


def test_an_english_body_inside_arabic_notices_is_still_english() -> None:
    notice = "هذه الترجمة آلية ولم يراجعها مختص."
    assert codes("ar", f"{notice} {PROSE['en'] * 4} {notice}") == ["language-script"]


def test_half_of_a_text_in_another_script_is_worth_a_warning() -> None:
    assert codes("ar", f"{TEXTS['ar']} {PROSE['en'] * 2}") == ["language-script-part"]


def test_a_script_that_we_do_not_know_is_not_judged() -> None:
    assert codes("chr", PROSE["en"]) == []


def test_no_language_no_judgement() -> None:
    assert codes("", PROSE["en"]) == []
