"""A withdrawal written into an article's own file, or taken out of it, and every other byte as it was."""

import json
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest
from articles_strategies import LANGUAGES, NASTY, PLAIN, SLUGS, articles
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.articles.inline import to_plain
from syndicate.articles.parsers import JSON, MARKDOWN, YAML, Parsed, Raw, Rules, parse
from syndicate.articles.parsers.dates import read_when
from syndicate.articles.withdrawing import MAX_REASON, plain_reason, with_withdrawal, without_withdrawal
from syndicate.articles.writer import write
from syndicate.errors import UsageError
from syndicate.model import Article, Withdrawal

RULES = Rules(zone=UTC)
DAY = read_when("2026-11-26", UTC)
REASON = 'A "wrong" dose: 5 mg # not <b>50</b>'
SIMPLE = Withdrawal(DAY, plain_reason(REASON))
WHOLE = replace(SIMPLE, replaced_by="fever-2", languages=("es", "no"))
WRITTEN = '"A \\"wrong\\" dose: 5 mg # not \\\\<b>50\\\\</b>"'  # Markdown in quotes
LINES = f"withdrawn:\n  on: 2026-11-26\n  reason: {WRITTEN}\n"
MEMBER = f'"withdrawn": {{"on": "2026-11-26", "reason": {WRITTEN}}}'
HEAD = '---\nid: demo\nlanguage: en\n# a comment\ntitle:   "Title"   # kept\n'
BODY = "---\n\nA text.\n\n---\n\nwithdrawn: no\n"
DOCUMENT = '{"id": "demo", "language": "en", "title": "é"'


def raw(text: str, media_type: str = MARKDOWN) -> Raw:
    return Raw("articles/demo", media_type, text.encode())


def withdrawn(text: str, media_type: str = MARKDOWN, withdrawal: Withdrawal = SIMPLE) -> str:
    return with_withdrawal(raw(text, media_type), RULES, withdrawal).decode()


def restored(text: str, media_type: str = MARKDOWN) -> str:
    return without_withdrawal(raw(text, media_type), RULES).decode()


def read(text: str, media_type: str = MARKDOWN) -> Article:
    article = parse(raw(text, media_type), RULES).article
    assert article is not None
    return article


# ── Markdown and YAML ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", LINES),
        ("# end\n\n", f"# end\n\n{LINES}"),
        ("withdrawn:\n", LINES),
        ("withdrawn: # not yet\nlicense: CC0-1.0\n", f"{LINES.replace(':', ': # not yet', 1)}license: CC0-1.0\n"),
    ],
)
def test_front_matter_gets_the_field_and_keeps_its_lines(before: str, after: str, newline: str, mark: str) -> None:
    text = (mark + HEAD + before + BODY).replace("\n", newline)
    assert withdrawn(text) == (mark + HEAD + after + BODY).replace("\n", newline)


OLD = """\
withdrawn:   # by the board
    on: 2026-11-20
    # as the authors put it
    reason: Wrong *number*.   # short
license: CC0-1.0
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("wanted", "after"),
    [
        ({}, OLD),
        ({"on": DAY}, OLD.replace("2026-11-20", "2026-11-26")),
        ({"reason": SIMPLE.reason}, OLD.replace("Wrong *number*.", WRITTEN)),
        ({"reason": None}, OLD.replace("    reason: Wrong *number*.   # short\n", "")),
        ({"replaced_by": "b"}, OLD.replace("# short\n", '# short\n    replaced_by: "b"\n')),
        (
            {"languages": ("es", "fr"), "reason": None},
            OLD.replace("    reason: Wrong *number*.   # short\n", '    languages: ["es", "fr"]\n'),
        ),
    ],
)
def test_of_a_withdrawal_that_stands_there_only_what_differs_is_written(
    wanted: dict[str, Any], after: str, newline: str
) -> None:
    text = (HEAD + OLD + BODY).replace("\n", newline)
    before = read(text).withdrawn
    assert before is not None
    assert withdrawn(text, withdrawal=replace(before, **wanted)) == (HEAD + after + BODY).replace("\n", newline)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  languages: [fr]  # one\n", '  languages: ["fr", "es"]  # one\n'),
        ("  languages: [fr,\n    de]\n", '  languages: ["fr", "es"]\n'),
        ("  languages:\n  - fr\n  # more?\n", '  languages: ["fr", "es"]\n  # more?\n'),
        ("  languages:\n    - fr\n    - de\n\n", '  languages: ["fr", "es"]\n\n'),
        ("  languages: # none\n", '  languages: ["fr", "es"] # none\n'),
        ("  languages:", '  languages: ["fr", "es"]'),
        (
            "  reason: |\n    Wrong\n    number.\n\n",
            '  reason: |\n    Wrong\n    number.\n  languages: ["fr", "es"]\n\n',
        ),
        ("  reason: 'Wrong\n    number.'", '  reason: \'Wrong\n    number.\'\n  languages: ["fr", "es"]\n'),
    ],
)
def test_languages_may_be_listed_in_any_manner(before: str, after: str) -> None:
    text = f"id: demo\nlanguage: en\ntitle: T\nwithdrawn:\n  on: 2026-11-20\n{before}"
    told = read(text, YAML).withdrawn
    assert told is not None
    made = withdrawn(text, YAML, replace(told, languages=("fr", "es")))
    assert made == text.removesuffix(before) + after


@pytest.mark.parametrize("style", ["|\n    Wrong\n    number.\n", "Wrong\n    number.\n", '"Wrong\n    number."\n'])
def test_a_reason_on_several_lines_gives_way_to_one_line(style: str) -> None:
    text = f"{HEAD}withdrawn:\n  reason: {style}  # when?\n  on: 2026-11-26\n{BODY}"
    made = withdrawn(text)
    assert made == f"{HEAD}withdrawn:\n  reason: {WRITTEN}\n  # when?\n  on: 2026-11-26\n{BODY}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("withdrawn: {on: 2026-11-20} # c\n", f"withdrawn: {{on: 2026-11-26, reason: {WRITTEN}}} # c\n"),
        (
            'withdrawn: {\n  "on": 2026-11-20,\n  replaced_by: b,\n  }\n',
            f"withdrawn: {{\n  on: 2026-11-26,\n  reason: {WRITTEN}\n  }}\n",
        ),
        (
            "withdrawn: {replaced_by: , on:   2026-11-26, languages: ['fr']}\n",
            f"withdrawn: {{on:   2026-11-26, reason: {WRITTEN}}}\n",
        ),
    ],
)
def test_a_map_in_braces_stays_one(before: str, after: str) -> None:
    assert withdrawn(HEAD + before + BODY) == HEAD + after + BODY


@pytest.mark.parametrize(
    "text",
    [
        "id: demo\nlanguage: en\ntitle: T\nbody: |\n  A text.\n\n",
        "id: demo\nlanguage: en\ntitle: T",
        "id: demo\nlanguage: en\ntitle: T\n# end\n",
    ],
)
def test_a_yaml_document_gets_it_at_its_end(text: str) -> None:
    assert withdrawn(text, YAML) == text + ("" if text.endswith("\n") else "\n") + LINES


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{DOCUMENT}}}", f"{DOCUMENT},{MEMBER}}}"),
        (f'{DOCUMENT},\n  "body": "x"\n}}\n', f'{DOCUMENT},\n  "body": "x",{MEMBER}\n}}\n'),
        (
            '{\n  "id": "demo",\n  "language": "en",\n  "title": "T"\n}\n',
            f'{{\n  "id": "demo",\n  "language": "en",\n  "title": "T",\n  {MEMBER}\n}}\n',
        ),
        (f'{DOCUMENT}, "withdrawn": null, "license": "CC0-1.0"}}', f'{DOCUMENT}, {MEMBER}, "license": "CC0-1.0"}}'),
        (
            f'{DOCUMENT}, "withdrawn": {{"on": "2026-11-20", "languages": ["fr"]}}}}',
            f"{DOCUMENT}, {MEMBER}}}",
        ),
        (
            f'{DOCUMENT},\n "withdrawn": {{\n  "replaced_by": "b",\n  "on" : "2026-11-26"\n }}\n}}',
            f'{DOCUMENT},\n "withdrawn": {{\n  "on" : "2026-11-26",\n  "reason": {WRITTEN}\n }}\n}}',
        ),
    ],
)
def test_a_json_document_is_laid_out_as_it_was(before: str, after: str, newline: str) -> None:
    assert withdrawn(before.replace("\n", newline), JSON) == after.replace("\n", newline)


# ── taking it back ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "media_type", "after"),
    [
        (HEAD + OLD + BODY, MARKDOWN, f"{HEAD}license: CC0-1.0\n{BODY}"),
        (f"{HEAD}withdrawn: {{on: 2026-11-20}} # c\n# d\n{BODY}", MARKDOWN, f"{HEAD}# d\n{BODY}"),
        (f"{HEAD}withdrawn:\n  on: 2026-11-20\n  languages:\n  - fr\n\n{BODY}", MARKDOWN, f"{HEAD}\n{BODY}"),
        (
            "id: demo\nlanguage: en\ntitle: T\nwithdrawn:\n  on: 2026-11-20\n  reason: |\n    a\n    b",
            YAML,
            "id: demo\nlanguage: en\ntitle: T\n",
        ),
        ("{withdrawn: {on: 2026-11-20}, id: a, language: en, title: T}", YAML, "{id: a, language: en, title: T}"),
        (f"{DOCUMENT},\n{MEMBER}\n}}", JSON, f"{DOCUMENT}\n}}"),
        (f"{{{MEMBER}, {DOCUMENT[1:]}}}", JSON, f"{DOCUMENT}}}"),
        (f'{DOCUMENT}, {MEMBER}, "license": "CC0-1.0"}}', JSON, f'{DOCUMENT}, "license": "CC0-1.0"}}'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_is_taken_out_with_what_is_said_in_it(text: str, media_type: str, after: str, newline: str) -> None:
    assert restored(text.replace("\n", newline), media_type) == after.replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [(HEAD + BODY, MARKDOWN), (f"{HEAD}withdrawn: # no\n{BODY}", MARKDOWN), (DOCUMENT + "}", JSON)],
)
def test_what_is_not_withdrawn_stays_as_it_is(text: str, media_type: str) -> None:
    assert restored(text, media_type) == text


# ── where it cannot be done ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "media_type", "lines"),
    [
        ("{id: demo, language: en, title: T}", YAML, LINES),
        ("id: demo\nlanguage: en\ntitle: T\n...\n", YAML, LINES),
        (f"{HEAD}withdrawn: {{on: 2026-11-20, # first\n  languages: [fr]}}\n{BODY}", MARKDOWN, LINES),
        (f"{HEAD}withdrawn:\n  on: 2026-11-20\n  languages: [en, # first\n    fr]\n{BODY}", MARKDOWN, ""),
    ],
)
def test_a_person_is_told_what_to_write(text: str, media_type: str, lines: str) -> None:
    with pytest.raises(UsageError) as caught:
        withdrawn(text, media_type, SIMPLE if lines else replace(SIMPLE, languages=("fr",)))
    assert str(caught.value).startswith("articles/demo: ")
    assert str(caught.value).endswith(lines.rstrip("\n") or f'{LINES}  languages: ["fr"]')


@pytest.mark.parametrize(
    ("text", "media_type", "lines"),
    [(f"{HEAD}titel: x\n{BODY}", MARKDOWN, LINES.rstrip("\n")), (f'{DOCUMENT}, "titel": "x"}}', JSON, MEMBER)],
)
def test_of_a_source_that_cannot_be_read_the_faults_are_told_with_the_lines(
    text: str, media_type: str, lines: str
) -> None:
    with pytest.raises(UsageError) as caught:
        withdrawn(text, media_type)
    assert "field-unknown" in str(caught.value)
    assert str(caught.value).endswith(lines)
    with pytest.raises(UsageError, match="syndicate check"):
        restored(text, media_type)


@pytest.mark.parametrize("media_type", [MARKDOWN, JSON])
def test_the_lines_to_write_by_hand_are_what_would_have_been_written(media_type: str) -> None:
    with pytest.raises(UsageError) as caught:
        withdrawn("{id: demo, language: en, title: T}" if media_type == MARKDOWN else "[]", media_type, WHOLE)
    lines = str(caught.value).split("fields:\n")[1]
    text = f"{HEAD}{lines}\n{BODY}" if media_type == MARKDOWN else f"{DOCUMENT}, {lines}}}"
    assert read(text, media_type).withdrawn == WHOLE


# ── the reason ──────────────────────────────────────────────────────────────────────────────────

said = (
    st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), min_size=1, max_size=12)
    .map("".join)
    .map(lambda text: " ".join(text.split()))
)


def codes(parsed: Parsed) -> list[str]:
    return [problem.code for problem in parsed.problems]


def is_accepted(reason: str) -> bool:
    try:
        plain_reason(reason)
    except UsageError:
        return False
    return True


@settings(deadline=None)  # the first call imports the parsers
@given(said.filter(is_accepted), st.sampled_from([MARKDOWN, YAML, JSON]))
def test_whatever_the_reason_says_is_read_back(reason: str, media_type: str) -> None:
    text = {MARKDOWN: HEAD + BODY, YAML: "id: a\nlanguage: en\ntitle: T", JSON: DOCUMENT + "}"}[media_type]
    found = parse(raw(withdrawn(text, media_type, Withdrawal(DAY, plain_reason(reason))), media_type), RULES)
    assert found.article is not None
    assert found.article.withdrawn is not None
    told = found.article.withdrawn.reason
    assert told is not None
    assert (to_plain(told), told.links, told.context) == (reason, (), "")
    assert codes(found) == codes(parse(raw(text, media_type), RULES))  # no mark in it is taken for a slip


@pytest.mark.parametrize("reason", [f"a{'*' * (MAX_REASON - 1)}", f"{'[' * (MAX_REASON - 1)}a", "_a_ " * 250])
def test_the_longest_reason_passes_however_many_marks_it_has(reason: str) -> None:
    told = read(withdrawn(HEAD + BODY, withdrawal=Withdrawal(DAY, plain_reason(reason)))).withdrawn
    assert told is not None
    assert told.reason is not None
    assert to_plain(told.reason) == reason.strip()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "--reason WHY"),
        ("  ", "--reason WHY"),
        ("—!", "tells nobody anything"),
        ("a\nb", "one line"),
        ("a\rb", "one line"),
        ("a\x1b[31mb", "U+001B"),
        ("a\x00", "U+0000"),
        ("a\udcff", "U+DCFF"),
        ("a\u2028b", "U+2028"),
        ("a\u202eb", "U+202E"),
        ("a" * (MAX_REASON + 1), "1,001 characters"),
    ],
)
def test_what_is_no_reason_is_refused(reason: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        plain_reason(reason)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_spaces_are_tidied_and_a_no_break_space_is_text() -> None:
    assert plain_reason("  a   b ").source == "a b"
    assert plain_reason("\u00a05\u00a0mg\u00a0").source == "\u00a05\u00a0mg\u00a0"


# ── any article ─────────────────────────────────────────────────────────────────────────────────

withdrawals = st.builds(
    Withdrawal,
    st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(lambda day: read_when(day.isoformat(), UTC)),
    st.one_of(st.none(), said.filter(is_accepted).map(plain_reason)),
    st.one_of(st.just(""), SLUGS),
    st.lists(LANGUAGES, max_size=3, unique=True).map(tuple),
)


@settings(deadline=None)  # the first call imports the parsers
@given(articles(), withdrawals, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_any_article_is_withdrawn_and_taken_back(
    article: Article, withdrawal: Withdrawal, newline: str, mark: str
) -> None:
    withdrawal = replace(withdrawal, replaced_by="" if withdrawal.replaced_by == article.id else withdrawal.replaced_by)
    text = mark + write(article).replace("\n", newline)
    made = withdrawn(text, withdrawal=withdrawal)
    assert read(made) == replace(read(text), withdrawn=withdrawal)
    assert withdrawn(made, withdrawal=withdrawal) == made
    without = restored(text)
    assert restored(made) == without
    assert read(without) == replace(read(text), withdrawn=None)
    lines = [line for line in text.split(newline) if line not in without.split(newline)]
    assert all(line == "withdrawn:" or line.startswith("  ") for line in lines)


@settings(deadline=None)  # the first call imports the parsers
@given(PLAIN, st.one_of(st.none(), PLAIN), withdrawals, st.sampled_from([None, 1]))
def test_so_is_any_json_document(title: str, summary: str | None, withdrawal: Withdrawal, indent: int | None) -> None:
    fields = {"id": "demo", "language": "en", "title": title, "summary": summary}
    text = json.dumps(fields, indent=indent, ensure_ascii=bool(indent))
    made = withdrawn(text, JSON, withdrawal)
    assert json.loads(made).keys() == {*fields, "withdrawn"}
    assert read(made, JSON) == replace(read(text, JSON), withdrawn=withdrawal)
    assert restored(made, JSON) == text
