"""Interface strings: what counts, what overrides what, plural forms, and what a ui.po may get wrong."""

import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import CatalogError, LocaleError
from syndicate.localization.interface import Interface, interface
from syndicate.localization.shipped import shipped
from syndicate.model import Problem

GERMANIC = "nplurals=2; plural=(n != 1);"
ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"


def po(body: str, language: str = "es", plurals: str = GERMANIC) -> bytes:
    """A ui.po: six lines of header and an empty one, then the body from line 8 on."""
    header = rf"""msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: {plurals}\n"

"""
    return (header + body).encode()


def spanish(*bodies: str, language: str = "es") -> Interface:
    return interface(language, [po(body) for body in bodies])


def problems(data: bytes, language: str = "es") -> tuple[Problem, ...]:
    with pytest.raises(CatalogError) as caught:
        interface(language, [data])
    return caught.value.problems


TOPICS = 'msgctxt "heading"\nmsgid "Topics"\nmsgstr "Temas"\n'
PUBLISHED = 'msgctxt "byline"\nmsgid "Published: {date}"\nmsgstr "Publicado: {date}"\n'


# ── what is shown ───────────────────────────────────────────────────────────────────────────────


def test_a_string_is_found_by_its_context_and_source() -> None:
    ui = spanish(TOPICS + '\nmsgid "Topics"\nmsgstr "Asuntos"\n')
    assert ui.text("Topics", "heading") == "Temas"
    assert ui.text("Topics") == "Asuntos"
    assert ui.has("Topics", "heading")
    assert not ui.has("Topics", "page")


def test_values_are_inserted_as_they_are() -> None:
    ui = spanish(PUBLISHED)
    assert (
        ui.text("Published: {date}", "byline", date="<b>{date} {0} %s \\1</b>") == "Publicado: <b>{date} {0} %s \\1</b>"
    )


def test_a_string_that_is_missing_is_an_error_that_names_it() -> None:
    with pytest.raises(LocaleError, match=r"ui\.po of es .*'Topics'.*'heading'") as caught:
        spanish(PUBLISHED).text("Topics", "heading")
    assert (caught.value.context, caught.value.source, caught.value.language) == ("heading", "Topics", "es")


@pytest.mark.parametrize(
    "entry", ['msgid "a"\nmsgstr ""\n', '#, fuzzy\nmsgid "a"\nmsgstr "b"\n', '#~ msgid "a"\n#~ msgstr "b"\n']
)
def test_an_empty_fuzzy_or_obsolete_string_is_missing(entry: str) -> None:
    ui = spanish(entry)
    assert not ui.has("a")
    with pytest.raises(LocaleError):
        ui.text("a")


@pytest.mark.parametrize("values", [{}, {"day": "x"}, {"date": "x", "day": "x"}])
def test_the_wrong_values_are_a_mistake_of_the_program(values: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="date"):
        spanish(PUBLISHED).text("Published: {date}", "byline", **values)


def test_language_and_direction_come_with_it() -> None:
    ui = interface("AR", [po(TOPICS, language="ar", plurals=ARABIC)])
    assert (ui.language, ui.direction) == ("ar", "rtl")
    assert spanish(TOPICS).direction == "ltr"


def test_it_survives_pickling() -> None:
    ui = spanish(TOPICS)
    assert pickle.loads(pickle.dumps(ui)) == ui


def test_drafts_are_the_strings_that_no_person_has_looked_at() -> None:
    ui = spanish("# origin: machine draft\n" + TOPICS + "\n" + PUBLISHED)
    assert ui.drafts == (("heading", "Topics"),)
    assert spanish("# origin: machine draft\n" + TOPICS, TOPICS).drafts == ()


# ── several catalogs ────────────────────────────────────────────────────────────────────────────


def test_later_catalogs_win_string_by_string() -> None:
    ui = spanish(TOPICS + "\n" + PUBLISHED, TOPICS.replace("Temas", "Materias"))
    assert ui.text("Topics", "heading") == "Materias"
    assert ui.text("Published: {date}", "byline", date="hoy") == "Publicado: hoy"


@pytest.mark.parametrize("weak", ["#, fuzzy\n" + TOPICS.replace("Temas", "Materias"), TOPICS.replace("Temas", "")])
def test_a_fuzzy_or_empty_string_overrides_nothing(weak: str) -> None:
    assert spanish(TOPICS, weak).text("Topics", "heading") == "Temas"


def test_a_regional_interface_takes_the_rest_from_its_parents() -> None:
    mexican = po(TOPICS.replace("Temas", "Tópicos"), language="es_MX")
    ui = interface("es-MX", [po(TOPICS + "\n" + PUBLISHED), mexican])
    assert ui.text("Topics", "heading") == "Tópicos"
    assert ui.text("Published: {date}", "byline", date="hoy") == "Publicado: hoy"


@pytest.mark.parametrize(
    ("language", "header"), [("fr", "es"), ("es", "es_MX"), ("zh-Hans", "zh_Hant"), ("es-MX", "es_ES")]
)
def test_a_catalog_of_another_language_is_refused(language: str, header: str) -> None:
    (problem,) = problems(po(TOPICS, language=header), language)
    assert problem.code == "po-language"
    assert header in problem.message


def test_a_language_header_that_is_no_language_is_refused_with_advice() -> None:
    (problem,) = problems(po(TOPICS, language="zh_CN"), "zh-Hans")
    assert problem.code == "po-language"
    assert "zh-Hans" in problem.message


def test_a_catalog_without_a_language_header_is_taken() -> None:
    assert interface("es", [b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n']).text("a") == "b"


def test_the_places_of_problems_are_called_as_the_caller_calls_the_files() -> None:
    with pytest.raises(CatalogError) as caught:
        interface("es", [po(TOPICS), po("nonsense")], ["shipped/ui.po", "own/ui.po"])
    assert [str(problem.place) for problem in caught.value.problems] == ["own/ui.po:8"]


# ── plural forms ────────────────────────────────────────────────────────────────────────────────

ARTICLES = 'msgctxt "plural"\nmsgid "{n} article"\nmsgid_plural "{n} articles"\n'
ARABIC_ARTICLES = ARTICLES + "".join(
    f'msgstr[{i}] "{form}"\n'
    for i, form in enumerate(["لا مقالات", "مقال واحد", "مقالان", "{n} مقالات", "{n} مقالًا", "{n} مقال"])
)


def articles(ui: Interface, n: int) -> str:
    return ui.plural("{n} article", "{n} articles", n)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "لا مقالات"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "3 مقالات"),
        (10, "10 مقالات"),
        (11, "11 مقالًا"),
        (99, "99 مقالًا"),
        (100, "100 مقال"),
        (102, "102 مقال"),
        (103, "103 مقالات"),
    ],
)
def test_arabic_has_six_forms(n: int, expected: str) -> None:
    assert articles(interface("ar", [po(ARABIC_ARTICLES, "ar", ARABIC)]), n) == expected


def test_a_rule_comes_from_the_catalogs_own_header() -> None:
    french = po(ARTICLES + 'msgstr[0] "{n} article"\nmsgstr[1] "{n} articles"\n', "fr", "nplurals=2; plural=(n > 1);")
    assert articles(interface("fr", [french]), 0) == "0 article"
    english = po(ARTICLES + 'msgstr[0] "{n} article"\nmsgstr[1] "{n} articles"\n', "en")
    assert articles(interface("en", [english]), 0) == "0 articles"


def test_each_catalog_of_a_chain_keeps_its_own_rule() -> None:
    three = "nplurals=3; plural=(n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2);"
    minutes = (
        'msgctxt "plural"\nmsgid "{n} min"\nmsgid_plural "{n} mins"\nmsgstr[0] "{n} minuto"\nmsgstr[1] "{n} minutos"\n'
    )
    forms = 'msgstr[0] "{n} artículo"\nmsgstr[1] "{n} de artículos"\nmsgstr[2] "{n} artículos"\n'
    ui = interface("es-MX", [po(minutes), po(ARTICLES + forms, "es_MX", three)])
    assert ui.plural("{n} min", "{n} mins", 2) == "2 minutos"
    assert articles(ui, 2) == "2 artículos"
    assert articles(ui, 1_000_000) == "1,000,000 de artículos"


def test_without_a_header_it_is_cldrs_rule() -> None:
    data = b'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n\n' + (ARTICLES + 'msgstr[0] "{n}篇文章"\n').encode()
    assert articles(interface("zh-Hans", [data]), 1) == "1篇文章"


def test_the_number_is_in_the_languages_own_symbols() -> None:
    assert (
        articles(spanish(ARTICLES + 'msgstr[0] "{n} artículo"\nmsgstr[1] "{n} artículos"\n'), 12345)
        == "12.345 artículos"
    )


@pytest.mark.parametrize(
    ("forms", "code", "words"),
    [
        ('msgstr[0] "{n} artículo"\nmsgstr[1] ""\n', "ui-plural", r"msgstr\[1\] is empty"),
        ('msgstr[0] "{n} artículo"\n', "ui-plural", r"msgstr\[1\] is empty"),
        ('msgstr[0] "{n} artículo"\nmsgstr[1] "artículos"\n', "ui-placeholder", r"msgstr\[1\].*{n} is missing"),
        ('msgstr[0] "un artículo"\nmsgstr[1] "{m} artículos"\n', "ui-placeholder", r"{m} is too much"),
        ('msgstr[0] "a"\nmsgstr[1] "{n}"\nmsgstr[2] "{n}"\n', "po-syntax", "more translations"),
    ],
)
def test_plural_forms_that_do_not_fit_are_reported(forms: str, code: str, words: str) -> None:
    (problem,) = problems(po(ARTICLES + forms))
    assert problem.code == code
    assert re.search(words, problem.message)
    assert problem.place.line == 9


@pytest.mark.parametrize(
    "rule",
    [
        "nplurals=INTEGER; plural=EXPRESSION;",
        "nplurals=1; plural=(n != 1);",
        "nplurals=2; plural=n/0;",
        "nplurals=2; plural=__import__('os');",
    ],
)
def test_a_plural_rule_that_does_not_work_is_reported(rule: str) -> None:
    (problem,) = problems(po(TOPICS, plurals=rule))
    assert problem.code == "po-plural-forms"


# ── what a file may get wrong ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("Publicado: {fecha}", "{date} is missing, {fecha} is too much"),
        ("Publicado", "{date} is missing"),
        ("Publicado: {date} {name}", "{name} is too much"),
        ("Publicado: {date", "{date} is missing, { is too much"),
        ("Publicado: {date}}", "} is too much"),
        ("Publicado: { date }", "{date} is missing"),
        ("Publicado: {date.__class__}", "{date} is missing"),
        ("Publicado: {DATE}", "{date} is missing"),
    ],
)
def test_a_placeholder_that_differs_is_reported_with_its_line(target: str, words: str) -> None:
    (problem,) = problems(po(TOPICS + "\n" + PUBLISHED.replace("Publicado: {date}", target)))
    assert problem.code == "ui-placeholder"
    assert words in problem.message
    assert str(problem.place) == "locales/es/LC_MESSAGES/ui.po:13"


def test_a_placeholder_may_stand_elsewhere_or_twice() -> None:
    ui = spanish(PUBLISHED.replace('"Publicado: {date}"', '"{date}: publicado ({date})"'))
    assert ui.text("Published: {date}", "byline", date="hoy") == "hoy: publicado (hoy)"


def test_wrong_placeholders_in_a_fuzzy_string_do_no_harm() -> None:
    assert not spanish("#, fuzzy\n" + PUBLISHED.replace("Publicado: {date}", "x")).has("Published: {date}", "byline")


def test_every_problem_of_every_catalog_is_reported_at_once() -> None:
    wrong = PUBLISHED.replace("Publicado: {date}", "x")
    with pytest.raises(CatalogError) as caught:
        interface("es", [po(wrong), po("nonsense\n"), po(wrong)], ["a.po", "b.po", "c.po"])
    assert [str(problem.place) for problem in caught.value.problems] == ["a.po:9", "b.po:8", "c.po:9"]


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ('msgid "a"\nmsgstr "b\n', "po-syntax", 9),  # Babel would read the text without its last letter
        ('msgid "a"\nmsgstr b"\n', "po-syntax", 9),
        ('msgid "a"\nmsgstr "b" c\n', "po-syntax", 9),
        ('msgid "a"\nmsgstr "b\\q"\n', "po-syntax", 9),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', "po-syntax", 10),  # Babel would take the first
        ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', "po-syntax", 10),
        ('msgid "a"\nmsgstr "b"\nmsgid "c"\n', "po-syntax", 10),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', "po-syntax", 10),
        ('msgctxt "a"\nmsgstr "b"\n', "po-syntax", 9),
        ('msgid\nmsgstr "b"\n', "po-syntax", 8),
        ('msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n', "po-conflict", 9),
        ('msgid "a"\nmsgstr "b"\n=======\n', "po-conflict", 10),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "po-duplicate", 11),
        ('msgid "a"\nmsgstr "b"\n\n#, fuzzy\nmsgid "a"\nmsgstr "c"\n', "po-duplicate", 12),
    ],
)
def test_a_damaged_file_is_reported_with_its_line(body: str, code: str, line: int) -> None:
    problem = problems(po(body))[0]
    assert problem.code == code
    assert problem.place.path == "locales/es/LC_MESSAGES/ui.po"
    assert problem.place.line == line


def test_a_file_that_is_not_utf_8_is_reported_with_the_line_of_its_first_wrong_byte() -> None:
    (problem,) = problems(po(TOPICS + "\n" + PUBLISHED).decode().replace("Temas", "Témas").encode("latin-1"))
    assert (problem.code, problem.place.line) == ("po-charset", 10)


def test_a_header_with_another_charset_is_refused() -> None:
    (problem,) = problems(po(TOPICS).replace(b"charset=UTF-8", b"charset=ISO-8859-1"))
    assert problem.code == "po-charset"


@pytest.mark.parametrize("change", [b"\xef\xbb\xbf", b"\r"], ids=["byte order mark", "CRLF"])
def test_a_byte_order_mark_and_crlf_do_no_harm(change: bytes) -> None:
    data = po(TOPICS)
    data = change + data if change == b"\xef\xbb\xbf" else data.replace(b"\n", b"\r\n")
    assert interface("es", [data]).text("Topics", "heading") == "Temas"


def test_wrapped_strings_escapes_and_comments_are_read() -> None:
    comments = '# by a person\n#. a hint\n#: x.py:3\n#| msgid "old"\n'
    body = comments + 'msgid ""\n"a "\n"b"\nmsgstr ""\n"c \\"d\\"\\\\\\n"\n"e\\t"\n'
    assert spanish(body).text("a b") == 'c "d"\\\ne\t'


def test_percent_signs_are_nothing_special() -> None:
    assert (
        spanish('#, python-format\nmsgid "20% of all"\nmsgstr "El 20 % de todos"\n').text("20% of all")
        == "El 20 % de todos"
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_an_interface_or_a_catalog_error(data: bytes) -> None:
    try:
        ui = interface("es", [data])
    except CatalogError:
        return
    assert ui.language == "es"


PIECES = st.sampled_from(
    [
        'msgid "a"\n',
        'msgid_plural "b"\n',
        'msgstr "c"\n',
        'msgstr[0] "d"\n',
        'msgstr[1] "e"\n',
        'msgctxt "f"\n',
        '"g"\n',
        "\n",
        "#, fuzzy\n",
        "# x\n",
        '#~ msgid "h"\n',
        '#~ msgstr "i"\n',
        '#| msgid "j"\n',
        'msgid ""\n',
        "#: \u2069a\n",
    ]
)


@given(st.lists(PIECES, max_size=12))
def test_statements_in_any_order_are_an_interface_or_a_catalog_error(pieces: list[str]) -> None:
    try:
        ui = interface("es", ["".join(pieces).encode()])
    except CatalogError:
        return
    assert ui.has("a") in {True, False}


# ── the strings of the wheel ────────────────────────────────────────────────────────────────────


def test_shipped_strings_come_general_ones_first() -> None:
    (spanish_only,) = shipped("es-MX")
    assert b"Language: es\\n" in spanish_only
    assert interface("es-MX", shipped("es-MX")).text("Topics", "heading") == "Temas"


def test_a_language_that_is_not_shipped_has_none_and_borrows_none() -> None:
    assert shipped("ca") == ()
    assert shipped("zh-Hant") == ()
    assert not interface("ca", shipped("ca")).has("Topics", "heading")
