"""What only all articles together can tell."""

import pytest
from article_files import HEAD, found, front_matter, parse_text

from syndicate.articles.library import cross_check
from syndicate.articles.parsers import Parsed
from syndicate.model import Problem


def file(path: str, identifier: str, fields: str = "") -> Parsed:
    return parse_text(front_matter(fields, head=HEAD.replace("stroke-signs", identifier)), path=path)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.code, str(problem.place), problem.article) for problem in problems]


def test_a_sound_library_has_no_problems() -> None:
    one = file("a.md", "a", "related: [b]\nwithdrawn: {on: 2026-08-19, replaced_by: b}\n")
    assert cross_check([one, file("b.md", "b", "related: [a]\n")]) == ()
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
