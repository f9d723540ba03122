"""A foreign page becomes an article with all that is certain; what is not is listed, and holds it back."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from page_dump_words import EN, PAGES
from page_dumps import VERSIONS, Damage, build, damages

from syndicate.articles.importing import Import, import_file
from syndicate.articles.inline import to_plain
from syndicate.articles.parsers import Raw, Rules, parse
from syndicate.articles.segments import segments

SEED = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))
RULES = Rules(zone=ZoneInfo("Europe/Berlin"), topics=frozenset({"lungs", "neurology"}))
FACTS = """\
id: inhalers-every-puff
language: {language}
authors: [Ada Marlowe]
license: CC-BY-4.0
topics: [lungs]
"""


def page(damage: Damage, facts: str | None = None) -> Import:
    data, _ = build(damage)
    return import_file(Raw("page.txt", "text/plain", data), facts and facts.encode(), RULES, "facts.yaml")


def basic(damage: Damage | None = None) -> str:
    return FACTS.format(language=damage.language if damage else "en")


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


def front_matter(markdown: str) -> dict:
    return yaml.load(markdown.split("---\n")[1], Loader=yaml.BaseLoader)


# ── what is certain ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", PAGES)
def test_with_its_facts_a_whole_page_becomes_an_article_that_lacks_nothing(language):
    words, done = PAGES[language], page(Damage(language=language), FACTS.format(language=language))
    article = done.article
    assert done.missing == done.problems == ()
    assert (article.id, article.language, article.license) == ("inhalers-every-puff", language, "CC-BY-4.0")
    assert (article.status, article.disclaimer, article.topics) == ("usable", "general", ("lungs",))
    assert str(article.published) == "2024-03-05T00:00:00+01:00"
    assert (article.updated.declared(), article.reviewed.on.declared()) == ("2024-04-01", "2024-04-01")
    content = article.content
    assert to_plain(content.title) == words.title
    assert to_plain(content.summary) == words.lead
    assert [(item.question.source, item.answer.source) for item in content.faq] == list(words.faq[:3])
    assert [takeaway.source for takeaway in content.takeaways] == list(words.takeaways)
    assert [to_plain(section.heading) for section in content.sections] == [heading for heading, _ in words.sections]
    assert content.sections[0].blocks[0].text.source == words.sections[0][1]
    assert [reference.year for reference in content.references] == [2019, 2019]
    assert "# line" in done.markdown
    assert words.disclaimer in done.markdown.split("---\n")[1]


@given(damages())
def test_the_file_says_the_same_as_the_article_and_is_always_front_matter(damage):
    done = page(damage, basic(damage))
    assert parse(Raw("again.md", "text/markdown", done.markdown.encode()), RULES).article == done.article
    assert front_matter(done.markdown)["title"] == to_plain(done.article.content.title)
    assert (done.article.status == "withheld") == bool(done.missing)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029")))
@example("# no heading")
@example("1. no list, *no stars*, [no](link), <b>no tag</b> &amp; {ctx=no}, `no code`")
@example("- --- ![no](x.png) ~~no~~ | no | https://example.org \\")
@example("no tag: &lt;b>")
def test_the_words_of_the_page_stay_words(text):
    line = f"{text} - the end of the paragraph."
    data = f"A title\n2024\nContents\nThe heading\nThe heading\n{line}\nKey Takeaways\n{line}\n"
    done = import_file(Raw("p", "", data.encode()), FACTS.format(language="en").encode(), RULES)
    same = " ".join(line.split())
    assert " ".join(to_plain(done.article.content.sections[-1].blocks[0].text).split()) == same
    assert [" ".join(to_plain(takeaway).split()) for takeaway in done.article.content.takeaways] == [same]


# ── what is not ─────────────────────────────────────────────────────────────────────────────────


def test_what_a_person_must_supply_is_marked_in_the_file_and_listed():
    done = page(VERSIONS["as a careless tool leaves it"])
    open_codes = {"id-missing", "lang-undeclared", "author-missing", "licence-missing"}
    assert codes(page(Damage(header=(), declared=False)).missing) == open_codes
    assert codes(done.missing) == open_codes | {"heading-untyped", "faq-question-missing"}
    marked = re.findall(r"^# (\w+): MISSING", done.markdown, re.MULTILINE)
    assert sorted(marked) == ["authors", "id", "language", "license"]
    assert all(f'"{answer}"' in done.markdown for _, answer in EN.faq[:4])
    assert done.article is None
    again = parse(Raw("page.md", "text/markdown", done.markdown.encode()), RULES)
    assert {"id-missing", "language-missing"} <= codes(again.problems)


def test_a_page_that_nobody_has_gone_through_is_withheld():
    done = page(Damage(toc="empty"), basic())
    assert codes(done.missing) == {"heading-untyped"}
    assert done.article.status == "withheld"


@pytest.mark.parametrize(
    ("fact", "damage", "settled"),
    [
        ("title: Another title", Damage(), set()),
        ("published: 2024-03-05", Damage(published="numbers"), {"date-ambiguous"}),
        ("published: 2024-03-05", Damage(published="missing"), {"date-published-missing"}),
        ("published: 2024-03-05", Damage(published="words"), {"date-text"}),
        ("updated: 2024-03-05", Damage(header=("author", "reviewed")), {"date-updated-missing"}),
        ("reviewed: {on: 2024-03-05, by: Dr. Reed}", Damage(header=("author", "updated")), {"review-missing"}),
        ("summary: In short.", Damage(lead=False), {"lead-missing"}),
        ("related: [peak-flow]", Damage(related="titles"), {"related-unlinked"}),
        ("faq: []", Damage(faq="answers"), {"faq-question-missing", "faq-count-odd"}),
        ("headings: [8, 10, 12]", Damage(toc="empty"), {"heading-untyped"}),
    ],
)
def test_a_fact_settles_what_it_answers_and_nothing_else(fact, damage, settled):
    before, after = page(damage, basic(damage)), page(damage, basic(damage) + fact)
    assert codes(before.problems) - codes(after.problems) == settled
    name, value = fact.split(": ", 1)
    if name not in ("headings", "faq"):
        assert front_matter(after.markdown)[name] == yaml.load(value, Loader=yaml.BaseLoader)


def test_confirmed_headings_are_headings_and_leave_nothing_open():
    headings = "".join(f"  - {heading!r}\n" for heading, _ in EN.sections)
    done = page(Damage(toc="empty"), basic() + "headings:\n" + headings)
    assert done.missing == ()
    assert [to_plain(section.heading) for section in done.article.content.sections] == [h for h, _ in EN.sections]


def test_a_faq_without_questions_never_becomes_a_faq():
    for name, damage in VERSIONS.items():
        if damage.faq == "answers":
            done = page(damage, FACTS.format(language=damage.language))
            assert done.article.content.faq == (), name
            assert not [segment for segment in segments(done.article) if segment.role.startswith("faq")]
            assert "faq:" not in re.sub(r"(?m)^#.*$", "", done.markdown)


def test_a_lost_question_is_supplied_with_its_answer_or_with_the_line_of_its_answer():
    damage = Damage(faq="answers")
    line = next(p.place.line for p in page(damage, basic()).missing if p.code == "faq-question-missing")
    asked = f"faq:\n  - {{question: How often?, answer: {line}}}\n  - {{question: And to whom?, answer: To nobody.}}\n"
    done = page(damage, basic() + asked)
    assert [(item.question.source, item.answer.source) for item in done.article.content.faq] == [
        ("How often?", EN.faq[0][1]),
        ("And to whom?", "To nobody."),
    ]
    unused = [problem.place.line for problem in done.problems if problem.code == "faq-answer-unused"]
    assert unused == [line + 1, line + 2]
    assert done.missing == ()


@given(damages())
def test_a_brands_call_to_action_is_the_promotion_and_no_part_of_the_body(damage):
    article = page(damage, basic(damage)).article
    body = [segment for segment in segments(article) if not segment.frame]
    assert not any("Breathwell" in segment.text.source for segment in body)
    assert (article.promotion is not None) == bool(damage.call)
    assert not article.promotion or article.promotion.source == PAGES[damage.language].call


def test_a_joined_heading_is_told_but_leaves_nothing_to_do():
    done = page(Damage(glued=frozenset({"takeaways"})), basic())
    assert codes(done.problems) == {"heading-glued"}
    assert done.missing == ()


def test_equal_headings_get_ids_of_their_own():
    data = "T\nPublished: 2024-01-01\nA lead.\nContents\nTwice\nTwice\nA first text of it.\nTwice\nA second text.\n"
    done = import_file(Raw("p", "", data.encode()), (basic() + "headings: [6, 8]\n").encode(), RULES)
    assert [section.id for section in done.article.content.sections] == ["twice", "twice-2"]
    assert done.missing == ()


# ── faults in the facts, in the page, in the settings ───────────────────────────────────────────


@pytest.mark.parametrize(
    ("fact", "code", "place", "advice"),
    [
        ("licence: CC0", "field-unknown", (6, 1), "license"),
        ("heading: [1]", "field-unknown", (6, 1), "headings"),
        ("body: text", "field-unknown", (6, 1), ""),
        ("published: yesterday", "date-invalid", (6, 12), "2023-11-06"),
        ("headings: all", "type-invalid", (6, 11), "list"),
        ("headings: [Nowhere at all]", "fact-unmatched", (6, 12), "number"),
        ("leave_out: [999]", "fact-unmatched", (6, 13), "number"),
        ("faq: [{question: Why?, answer: 999}]", "fact-unmatched", (6, 0), "answers are in"),
        ("topics: [x]", "key-duplicate", (6, 1), ""),
        ("a: [", "yaml-syntax", (7, 1), ""),
    ],
)
def test_a_wrong_fact_is_told_with_its_place_and_what_to_write(fact, code, place, advice):
    done = page(Damage(), basic() + fact + "\n")
    problem = next(problem for problem in done.missing if problem.code == code)
    assert (problem.place.path, problem.place.line, problem.place.column) == ("facts.yaml", *place)
    assert advice in problem.advice
    assert front_matter(done.markdown)["status"] == "withheld"


def test_facts_with_a_fault_are_not_used_at_all():
    done = page(Damage(), basic() + "licence: CC0")
    assert "id" not in front_matter(done.markdown)
    assert "lang-undeclared" in codes(done.problems)


def test_without_a_time_zone_a_day_of_the_page_is_not_published_as_another():
    data, _ = build(Damage())
    done = import_file(Raw("page.txt", "", data), basic().encode(), Rules())
    assert "date-no-zone" in codes(done.missing)
    assert "published" not in front_matter(done.markdown)


def test_a_page_in_another_language_than_declared_is_held_back():
    done = page(Damage(language="en"), FACTS.format(language="es"))
    assert "lang-contradicted" in codes(done.missing)
    assert done.article.status == "withheld"


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"\xff", "not-utf-8"), (b"a" * 101, "file-too-large")])
def test_what_cannot_be_read_is_not_written(data, code):
    done = import_file(Raw("x.txt", "", data), basic().encode(), Rules(max_bytes=100))
    assert (done.markdown, done.article, codes(done.missing)) == ("", None, {code})


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.one_of(st.none(), st.binary()))
@example(b"---\n---\n\xef\xbb\xbf#", b"title: '---'")
@example("T\nFAQ\nx\ufeff\x85 y\x00".encode(), b"id: a\nlanguage: en\n")
def test_no_page_and_no_facts_make_it_fail(data, facts):
    done = import_file(Raw("x.txt", "", data), facts, RULES)
    assert done.missing
    if done.markdown:
        assert front_matter(done.markdown)["status"] == "withheld"


# ── the page that we were given ─────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not SEED, reason="the page that we were given is not here")
def test_the_page_that_we_were_given_needs_a_person_and_then_goes_its_way():
    raw = Raw("seed.txt", "text/plain", SEED[0].read_bytes())
    alone = import_file(raw, None, RULES)
    assert codes(alone.missing) == {
        "id-missing",
        "lang-undeclared",
        "author-missing",
        "licence-missing",
        "heading-untyped",
        "faq-question-missing",
    }
    assert alone.article is None
    facts = "id: ms\nlanguage: en\nauthors: [A]\nlicense: CC0-1.0\ntopics: [neurology]\nheadings: [5, 7, 10]\nfaq: []\n"
    done = import_file(raw, facts.encode(), RULES)
    article = done.article
    assert done.missing == ()
    assert article.status == "usable"
    assert (article.published.declared(), article.updated, article.reviewed) == ("2023-11-06", None, None)
    assert len(article.content.sections) == 3
    assert len(article.content.takeaways) == 1
    assert article.content.faq == article.related == ()
    assert [(ref.et_al, ref.pages) for ref in article.content.references] == [(True, "748"), (True, "736")]
    lines = raw.data.decode().split("\n")
    assert lines[18].startswith(article.promotion.source)
    assert not any(
        article.promotion.source in segment.text.source for segment in segments(article) if not segment.frame
    )
