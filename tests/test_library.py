"""What only all articles together can tell."""

import pytest
from article_files import HEAD, found, front_matter, parse_text

from syndicate.articles.library import cross_check
from syndicate.articles.parsers import Parsed
from syndicate.model import Problem, Severity


def file(path: str, identifier: str, fields: str = "") -> Parsed:
    return parse_text(front_matter(fields, head=HEAD.replace("stroke-signs", identifier)), path=path)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.code, str(problem.place), problem.article) for problem in problems]


def test_a_sound_library_has_no_problems() -> None:
    one = file("a.md", "a", "related: [b]\nwithdrawn: {on: 2026-08-19, replaced_by: b}\n")
    assert cross_check([one, file("b.md", "b", "related: [c]\n"), file("c.md", "c", "related: [b]\n")]) == ()
    assert cross_check([]) == ()


def test_an_id_that_stands_twice_is_told_at_both_places_whatever_their_order() -> None:
    sources = [file("x/b.md", "a"), file("a.md", "a"), file("c.md", "c")]
    problems = cross_check(sources)
    assert told(problems) == [("id-duplicate", "a.md:2:5", "a"), ("id-duplicate", "x/b.md:2:5", "a")]
    assert "x/b.md:2:5" in problems[0].message
    assert "a.md:2:5" in problems[1].message
    assert cross_check(sources[::-1]) == problems


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ("related: [b, flu-vacine]\n", "related-unknown", "a.md:9:14"),
        ("withdrawn: {on: 2026-08-19, replaced_by: flu-vacine}\n", "replaced-by-unknown", "a.md:9:42"),
    ],
)
def test_an_id_that_nobody_has_is_told_with_the_nearest(fields: str, code: str, place: str) -> None:
    problems = cross_check([file("a.md", "a", fields), file("b.md", "b"), file("c.md", "flu-vaccine")])
    assert told(problems) == [(code, place, "a")]
    assert problems[0].advice == "did you mean 'flu-vaccine'?"
    (other,) = cross_check([file("a.md", "a", fields), file("b.md", "b")])
    assert "flu-vaccine" not in other.advice


def test_an_article_with_faults_of_its_own_is_known_by_its_id_and_checked_all_the_same() -> None:
    broken = file("b.md", "b", "titel: x\nrelated: [c]\n")
    assert broken.article is None
    assert told(cross_check([file("a.md", "a", "related: [b]\n"), broken])) == [("related-unknown", "b.md:10:11", "b")]


def test_an_id_that_is_no_id_is_told_once_by_its_own_file() -> None:
    parsed = file("a.md", "a", "related: [Not Me]\n")
    assert found(parsed) == [("id-invalid", 9, 11)]
    assert cross_check([parsed]) == ()


# ── what is withdrawn ───────────────────────────────────────────────────────────────────────────

GONE = "withdrawn: {on: 2026-08-19}\n"
IN_ES, IN_FR = (f"withdrawn: {{on: 2026-08-19, languages: [{tag}]}}\n" for tag in ("es", "fr"))


@pytest.mark.parametrize(
    ("own", "other", "words"),
    [
        ("", GONE, "'b' is withdrawn"),
        ("", IN_ES, "'b' is withdrawn in es"),
        (IN_ES, GONE, "'b' is withdrawn"),
        (IN_FR, IN_ES, "'b' is withdrawn in es"),
    ],
)
def test_an_article_that_sends_its_readers_to_a_withdrawn_one_is_told(own: str, other: str, words: str) -> None:
    (problem,) = cross_check(
        [file("a.md", "a", f"related: [c, b]\n{own}"), file("b.md", "b", other), file("c.md", "c")]
    )
    assert told((problem,)) == [("related-withdrawn", "a.md:9:14", "a")]
    assert problem.severity is Severity.WARNING
    assert problem.message == f"related: {words}"


@pytest.mark.parametrize(("own", "other"), [(GONE, GONE), (GONE, IN_ES), (IN_ES, IN_ES)])
def test_nobody_is_sent_there_by_an_article_that_is_withdrawn_itself(own: str, other: str) -> None:
    assert cross_check([file("a.md", "a", f"related: [b]\n{own}"), file("b.md", "b", other)]) == ()


@pytest.mark.parametrize(
    ("own", "other", "where"),
    [
        ("", GONE, ""),
        ("", IN_ES, " in es"),
        (", languages: [es]", GONE, " in es"),
        (", languages: [fr, es]", IN_ES, " in es"),
        (", languages: [fr]", IN_ES, None),
        ("", "", None),
    ],
)
def test_what_replaces_an_article_must_be_there_where_that_is_withdrawn(
    own: str, other: str, where: str | None
) -> None:
    one = file("a.md", "a", f"withdrawn: {{on: 2026-08-19, replaced_by: b{own}}}\n")
    problems = cross_check([one, file("b.md", "b", other)])
    assert [(problem.code, problem.message, problem.severity) for problem in problems] == (
        []
        if where is None
        else [("replaced-by-withdrawn", f"withdrawn.replaced_by: 'b' is withdrawn{where}", "warning")]
    )


def replaced(by: str) -> str:
    return f"withdrawn: {{on: 2026-08-19, replaced_by: {by}}}\n"


@pytest.mark.parametrize(
    ("related", "end", "advice"),
    [
        ("b", "", "write 'd', which replaces it, or delete it"),
        ("b, d", "", "name another article, or delete it"),
        ("b", GONE, "name another article, or delete it"),
        ("b", replaced("b"), "name another article, or delete it"),
        ("b", replaced("a"), "name another article, or delete it"),
        ("b", replaced("x"), "name another article, or delete it"),
    ],
)
def test_the_article_that_is_there_at_the_end_of_all_replacements_is_proposed(
    related: str, end: str, advice: str
) -> None:
    sources = [
        file("a.md", "a", f"related: [{related}]\n"),
        file("b.md", "b", replaced("c")),
        file("c.md", "c", replaced("d")),
        file("d.md", "d", end),
    ]
    problems = [problem for problem in cross_check(sources) if problem.code == "related-withdrawn"]
    assert problems[0].advice == advice
