"""Plural-Forms: wrong ones are told with their line, other tools' right ones are fine, and no entry is lost by them."""

import pytest
from translation_builders import HEADER, entry

from syndicate.errors import CatalogError
from syndicate.translation.catalogs.plurals import plural_forms
from syndicate.translation.catalogs.reading import read

PATH = "locales/es/articles/demo.po"


def file(declared: str | None, *forms: int, kind: str = "") -> str:
    header = HEADER if declared is None else HEADER.replace('"Content', f'"Plural-Forms: {declared}\\n"\n"Content')
    if not forms:
        return header + entry("a", "A")
    lines = [f'{kind}msgid "{{n}} day"', f'{kind}msgid_plural "{{n}} days"', *(f'{kind}msgstr[{n}] "x"' for n in forms)]
    return header + "\n".join(lines) + "\n"


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(CatalogError) as caught:
        read(text.encode(), PATH, "es")
    assert all(problem.advice for problem in caught.value.problems)
    return [(problem.code, problem.place.line) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "declared",
    [
        "nplurals=INTEGER; plural=EXPRESSION;",
        "nplurals=2; plural=n != ;",
        "nplurals=2; plural=(n != 1;",
        "nplurals=2; plural=os.system(n);",
        "nplurals=2; plural=n ** 2;",
        "nplurals=two; plural=n != 1;",
        "nplurals=0; plural=0;",
        "plural=n != 1;",
        "nplurals=2;",
        r"nplurals=2; plural=n != 1;\\n",
        "nplurals=2; plural=" + "(" * 60 + "n" + ")" * 60 + ";",
    ],
)
@pytest.mark.parametrize("forms", [(), (0, 1)])
def test_what_is_no_rule_is_refused_even_where_nothing_is_plural(declared: str, forms: tuple[int, ...]) -> None:
    assert refused(file(declared, *forms)) == [("po-plural-forms", 1)]


@pytest.mark.parametrize("declared", ["nplurals=1; plural=n;", "nplurals=2; plural=n > 3 ? 2 : n > 1;"])
def test_a_rule_that_picks_a_form_that_is_not_there_counts_only_where_something_is_plural(declared: str) -> None:
    assert refused(file(declared, 0)) == [("po-plural-forms", 1)]
    read(file(declared).encode(), PATH, "es")


@pytest.mark.parametrize(
    "declared",
    [
        None,
        "nplurals=2; plural=(n != 1);",
        "nplurals=2; plural=n!=1",
        "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;",
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
        "nplurals=1; plural=0;",
    ],
)
def test_another_languages_rule_is_fine_where_nothing_is_plural(declared: str | None) -> None:
    assert len(read(file(declared).encode(), PATH, "es").entries) == 1


def test_two_and_three_forms_of_spanish_are_both_right() -> None:
    read(file("nplurals=2; plural=n != 1;", 0, 1).encode(), PATH, "es")
    read(file("nplurals=3; plural=n == 1 ? 0 : n % 1000000 == 0 ? 1 : 2;", 0, 1, 2).encode(), PATH, "es")


@pytest.mark.parametrize("forms", [(0,), (0, 2), (1, 0), (0, 1, 2)])
def test_forms_that_the_header_does_not_promise_are_refused_at_the_entry(forms: tuple[int, ...]) -> None:
    assert refused(file("nplurals=2; plural=n != 1;", *forms)) == [("po-plural-forms", 7)]


def test_an_obsolete_entry_may_have_any_forms() -> None:
    read(file("nplurals=2; plural=n != 1;", 0, kind="#~ ").encode(), PATH, "es")


def test_plural_forms_without_a_rule_are_refused_with_the_line_to_write() -> None:
    with pytest.raises(CatalogError) as caught:
        read(file(None, 0, 1).encode(), PATH, "es")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("po-plural-forms", 1)
    assert problem.advice == "write Plural-Forms: nplurals=2; plural=(n != 1);"


def test_a_text_with_one_form_among_plural_ones_is_refused() -> None:
    text = file("nplurals=2; plural=n != 1;", 0, 1).replace('msgstr[0] "x"\n', 'msgstr "x"\n')
    assert ("po-plural-forms", 7) in refused(text)


@pytest.mark.parametrize("language", ["es", "ar", "zh-Hans", "pt-BR", "prs", "es-419"])
def test_what_we_write_ourselves_is_never_refused(language: str) -> None:
    header = HEADER.replace("es", language.replace("-", "_"), 1)
    read(header.replace('"Content', f'"Plural-Forms: {plural_forms(language)}\\n"\n"Content').encode(), PATH, language)
