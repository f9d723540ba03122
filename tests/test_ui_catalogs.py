"""The interface strings that are shipped, tested as code: every string in every language, well formed and complete."""

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from syndicate.languages import direction, from_posix
from syndicate.localization.interface import interface
from syndicate.localization.messages import Message, Messages, read

ROOT = Path(__file__).parents[1]
SHIPPED = ["en", "es", "fr", "de", "pt_BR", "ar", "zh_Hans"]
TRANSLATED = SHIPPED[1:]
FORMS = {"en": 2, "es": 2, "fr": 2, "de": 2, "pt_BR": 2, "ar": 6, "zh_Hans": 1}

# The same word in English: right, and looked at.
SAME_WORD = {
    ("es", "Original"), ("fr", "Original"), ("de", "Original"), ("pt_BR", "Original"),
    ("es", "Diabetes"), ("de", "Diabetes"), ("pt_BR", "Diabetes"),
    ("fr", "Infections"), ("fr", "{n} article"), ("fr", "{n} articles"),
    ("fr", "Version {number}"), ("de", "Version {number}"),
}  # fmt: skip

# Names and marks that stay as they are in every script.
LATIN_EVERYWHERE = re.compile(r"\{[a-z]+\}|\b(?:Atom|RSS|JSON Feed|JSON)\b")
OTHER_SCRIPTS = {"ar": r"[\u0600-\u06ff]", "zh_Hans": r"[\u4e00-\u9fff]"}
ANY_OTHER_SCRIPT = r"[\u0370-\u1fff\u2e80-\uffef]"


def path(language: str) -> Path:
    return ROOT / "locales" / language / "LC_MESSAGES" / "ui.po"


@cache
def catalog(language: str) -> Messages:
    return read(path(language).read_bytes(), from_posix(language), str(path(language)))


def messages(language: str) -> dict[tuple[str, str], Message]:
    return {(message.context, message.source): message for message in catalog(language).messages}


def english(message: Message) -> tuple[str, ...]:
    return messages("en")[message.context, message.source].targets


def targets(language: str) -> list[tuple[str, str]]:
    """Every text of a language with the English one that it stands for, plural forms too."""
    return [
        (target, english(message)[min(index, len(english(message)) - 1)])
        for message in catalog(language).messages
        for index, target in enumerate(message.targets)
    ]


def found(pattern: str, language: str) -> list[str]:
    """Every text of a language in which the pattern is found."""
    return [target for target, _ in targets(language) if re.search(pattern, target)]


def test_the_shipped_languages_are_these() -> None:
    assert sorted(file.parts[-3] for file in (ROOT / "locales").glob("*/LC_MESSAGES/ui.po")) == sorted(SHIPPED)


@pytest.mark.parametrize("language", SHIPPED)
def test_every_string_of_english_is_there_in_the_same_order_and_no_other(language: str) -> None:
    assert list(messages(language)) == list(messages("en"))
    assert [m.plural for m in catalog(language).messages] == [m.plural for m in catalog("en").messages]


@pytest.mark.parametrize("language", SHIPPED)
def test_an_interface_can_be_made_of_it(language: str) -> None:
    ui = interface(
        from_posix(language), [path(language).read_bytes()]
    )  # placeholders and plural forms are checked here
    assert ui.direction == direction(from_posix(language))
    assert all(ui.has(source, context) for context, source in messages("en"))


@pytest.mark.parametrize("language", SHIPPED)
def test_no_string_is_fuzzy_obsolete_or_left_by_a_merge(language: str) -> None:
    text = path(language).read_text(encoding="utf-8")
    assert not re.search(r"^#(,.*fuzzy|~|\|)", text, re.MULTILINE)
    assert text.count("\nmsgid ") == len(messages(language)) + 1


@pytest.mark.parametrize("language", SHIPPED)
def test_the_number_of_plural_forms_is_the_languages(language: str) -> None:
    assert catalog(language).plurals.forms == FORMS[language]
    for message in catalog(language).messages:
        assert len(message.targets) == (FORMS[language] if message.plural else 1)


@pytest.mark.parametrize("language", SHIPPED)
def test_the_header_says_what_it_is(language: str) -> None:
    text = path(language).read_text(encoding="utf-8")
    for field in ("Project-Id-Version: syndicate", f"Language: {language}", "Content-Type: text/plain; charset=UTF-8"):
        assert f'"{field}\\n"' in text


def test_english_says_what_its_msgids_say_unless_they_are_keys() -> None:
    keyed = {"disclaimer", "feed", "feed description", "topic"}
    for message in catalog("en").messages:
        if message.context not in keyed:
            assert message.targets[0] == message.source
        else:
            assert re.fullmatch("[a-z]+(-[a-z]+)*", message.source)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_draft_is_marked_as_one_until_a_person_has_looked_at_it(language: str) -> None:
    assert not any(message.is_draft for message in catalog("en").messages)
    comments = re.findall(r"^# (.*)$", path(language).read_text(encoding="utf-8"), re.MULTILINE)
    assert {comment for comment in comments if "origin" in comment} <= {"origin: machine draft"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_string_is_a_copy_of_the_english(language: str) -> None:
    copies = {(language, target) for target, source in targets(language) if target == source}
    assert copies == {(tag, word) for tag, word in SAME_WORD if tag == language}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_string_is_in_the_script_of_its_language(language: str) -> None:
    wanted = OTHER_SCRIPTS.get(language, "[A-Za-z]")
    foreign = "[A-Za-z\u00c0-\u024f]" if language in OTHER_SCRIPTS else ANY_OTHER_SCRIPT
    words = [LATIN_EVERYWHERE.sub("", target) for target, _ in targets(language)]
    assert [word for word in words if not re.search(wanted, word) or re.search(foreign, word)] == []


ENDS = {".": ".。", ":": ":：", "?": "?؟？", "!": "!！"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_mark_at_the_end_is_kept_and_none_is_added(language: str) -> None:
    for target, source in targets(language):
        if source[-1] in ENDS:
            assert target[-1] in ENDS[source[-1]], target
        else:
            assert target[-1] not in "".join(ENDS.values()), target


@pytest.mark.parametrize("language", SHIPPED)
def test_no_space_is_at_an_end_or_doubled_and_quotes_are_typographic(language: str) -> None:
    assert found(r"^\s|\s$|\s\s|[\t\n]|[\"'`]|\.\.\.", language) == []


def test_french_has_its_narrow_space_before_high_marks() -> None:
    assert found("(?<!\u202f)[:;!?»]|«(?!\u202f)", "fr") == []
    assert found("\u202f:", "fr")


def test_arabic_has_its_own_comma_semicolon_and_question_mark() -> None:
    assert found("[,;?]", "ar") == []
    assert found("،", "ar")


def test_chinese_has_full_width_punctuation_and_no_spaces() -> None:
    texts = [LATIN_EVERYWHERE.sub("", target) for target, _ in targets("zh_Hans")]
    assert [text for text in texts if re.search(r"[,;:?!.()\s]", text)] == []
    assert found("。$", "zh_Hans")


INFORMAL = {
    "es": r"(?i)\b(?:tú|ti|tu|tus|te|consulta|lee|leas|copia|pega|selecciona|llama)\b",
    "fr": r"(?i)\b(?:tu|toi|ton|ta|tes|te)\b",
    "de": r"(?i)\b(?:du|dein\w*|dir|dich)\b",
}
FORMAL = {"es": "Consulte", "fr": "votre", "de": "Fragen Sie"}


@pytest.mark.parametrize("language", INFORMAL)
def test_readers_are_addressed_formally(language: str) -> None:
    assert found(INFORMAL[language], language) == []
    assert found(FORMAL[language], language)


# A negation that gets lost turns advice into its opposite.
NEGATION = {
    "en": r"\b(?:not|no|without)\b",
    "es": r"\b(?:no|ni|sin)\b",
    "fr": r"\b(?:ne|non|sans)\b|\bn’",
    "de": r"\b(?:nicht|keine?[nm]?|ohne)\b",
    "pt_BR": r"\b(?:não|nem|sem)\b",
    "ar": r"\b[وف]?(?:لا|لم|لن)\b|\bدون\b",
    "zh_Hans": r"未|不|勿|没有",
}


def negations(text: str, language: str) -> int:
    return len(re.findall(NEGATION[language], text, re.IGNORECASE))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_negation_is_kept_and_none_is_added(language: str) -> None:
    for message in catalog(language).messages:
        if message.plural:
            continue  # Arabic says "no articles" for 0
        wanted, got = negations(english(message)[0], "en"), negations(message.targets[0], language)
        assert got >= wanted, message.targets
        assert bool(got) == bool(wanted), message.targets


def test_every_string_that_the_program_asks_for_exists() -> None:
    asked = set()
    for file in sorted((ROOT / "syndicate").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "text":
                literals = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                if len(literals) == 2:
                    asked.add((literals[1], literals[0]))
    assert ("heading", "References") in asked
    assert asked <= set(messages("en"))


@pytest.mark.slow
@pytest.mark.parametrize("language", SHIPPED)
def test_gettext_finds_no_fault_and_would_write_it_as_it_stands(language: str) -> None:
    assert shutil.which("msgfmt"), "gettext is missing here"
    checked = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path(language)], capture_output=True, check=True)
    assert checked.stderr == b""
    written = subprocess.run(["msgcat", "--width=79", path(language)], capture_output=True, check=True)
    assert written.stdout == path(language).read_bytes()
