"""A decision written into an article's own file: one more of its changes, and every other byte as it was."""

import json
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.articles.decisions import with_decision
from syndicate.articles.parsers import JSON, MARKDOWN, YAML, Raw, Rules, parse
from syndicate.errors import UsageError
from syndicate.model import Change, Decision

RULES = Rules(zone=UTC)
DECISION = Decision("0123456789abcdef", Change.MINOR, "Ana Ruiz", 'a typo: "teh" → “the” # no')
ITEM = '{hash: "0123456789abcdef", severity: minor, by: "Ana Ruiz", why: "a typo: \\"teh\\" → “the” # no"}'
HEAD = '---\nid: demo\nlanguage: en\n# a comment\ntitle:   "Title"   # kept\n'
BODY = "---\n\nA text.\n\n---\n\nchanges: no\n"


def decided(text: str, media_type: str = MARKDOWN) -> str:
    raw = Raw("articles/demo", media_type, text.encode())
    return with_decision(raw, RULES, DECISION).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"changes:\n  - {ITEM}\n"),
        ("changes:\n", f"changes:\n  - {ITEM}\n"),
        ("changes: # none yet\n", f"changes: # none yet\n  - {ITEM}\n"),
        ("changes: []\n", f"changes: [{ITEM}]\n"),
        (
            "changes:\n# first\n- hash: abcdef0123\n  severity: minor\n  by: Eva\nlicense: CC0-1.0\n",
            f"changes:\n- {ITEM}\n# first\n- hash: abcdef0123\n  severity: minor\n  by: Eva\nlicense: CC0-1.0\n",
        ),
        (
            "changes:\n    - {hash: abcdef0123, severity: minor, by: Eva}\n",
            f"changes:\n    - {ITEM}\n    - {{hash: abcdef0123, severity: minor, by: Eva}}\n",
        ),
        (
            "changes: [{hash: abcdef0123, severity: safety, by: Eva}] # old\n",
            f"changes: [{ITEM}, {{hash: abcdef0123, severity: safety, by: Eva}}] # old\n",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_front_matter_gets_one_line_and_keeps_the_others(before: str, after: str, newline: str, mark: str) -> None:
    made = decided((mark + HEAD + before + BODY).replace("\n", newline))
    assert made == (mark + HEAD + after + BODY).replace("\n", newline)


@pytest.mark.parametrize(
    "text",
    [
        "id: demo\nlanguage: en\ntitle: T\nbody: |\n  A text.\n\n",
        "id: demo\nlanguage: en\ntitle: T",
        "id: demo\nlanguage: en\ntitle: T\n# end\n",
    ],
)
def test_a_yaml_document_gets_it_at_its_end(text: str) -> None:
    made = decided(text, YAML)
    assert made == text + ("" if text.endswith("\n") else "\n") + f"changes:\n  - {ITEM}\n"


JSON_ITEM = json.dumps(
    {"hash": DECISION.hash, "severity": "minor", "by": DECISION.by, "why": DECISION.why}, ensure_ascii=False
)
OLD = '{"hash": "abcdef0123", "severity": "minor", "by": "Eva"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '{"id": "demo", "language": "en", "title": "T"}',
            '{{"id": "demo", "language": "en", "title": "T","changes": [{0}]}}',
        ),
        (
            '{\n  "id": "demo",\n  "language": "en",\n  "title": "T"\n}\n',
            '{{\n  "id": "demo",\n  "language": "en",\n  "title": "T",\n  "changes": [{0}]\n}}\n',
        ),
        (
            '{"id": "demo", "changes": [], "language": "en", "title": "T"}',
            '{{"id": "demo", "changes": [{0}], "language": "en", "title": "T"}}',
        ),
        (
            f'{{\n"id": "demo", "language": "en", "title": "é",\n"changes": [\n  {OLD}\n]}}',
            '{{\n"id": "demo", "language": "en", "title": "é",\n"changes": [\n  {0},\n  {1}\n]}}',
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_json_document_is_laid_out_as_it_was(before: str, after: str, newline: str) -> None:
    made = decided(before.replace("\n", newline), JSON)
    assert made == after.format(JSON_ITEM, OLD).replace("\n", newline)


def test_a_list_on_several_lines_stays_on_them() -> None:
    lines = ['"changes": [', "  {hash: abcdef0123, severity: minor, by: Eva}", "]", ""]
    made = decided(HEAD + "\n".join(lines) + BODY)
    assert made == HEAD + "\n".join([f'"changes": [{ITEM}, ', *lines[1:]]) + BODY


@pytest.mark.parametrize(
    ("text", "media_type", "line"),
    [
        ("{id: demo, language: en, title: T}", YAML, f"changes:\n  - {ITEM}"),
        ("id: demo\nlanguage: en\ntitle: T\n...\n", YAML, f"changes:\n  - {ITEM}"),
        ('{"id": "demo", "language": "en", "title": "T", "changes": null}', JSON, f'"changes": [{JSON_ITEM}]'),
    ],
)
def test_where_it_cannot_be_done_a_person_is_told_what_to_write(text: str, media_type: str, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        decided(text, media_type)
    assert str(caught.value).startswith("articles/demo: ")
    assert str(caught.value).endswith(line)


def test_what_is_no_article_is_an_error() -> None:
    with pytest.raises(UsageError, match="syndicate check"):
        decided("---\nid: x\n---\n")


said = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=40).filter(
    str.strip
)


@settings(deadline=None)  # the first call imports the parsers
@given(said, said, st.sampled_from(["", "changes: []\n", "changes:\n"]), st.sampled_from([MARKDOWN, JSON]))
def test_whatever_the_editor_says_is_read_back(by: str, why: str, before: str, media_type: str) -> None:
    text = HEAD + before + BODY if media_type == MARKDOWN else '{"id": "demo", "language": "en", "title": "T"}'
    decision = Decision("0123456789abcdef", Change.MINOR, " ".join(by.split()), " ".join(why.split()))
    data = with_decision(Raw("x", media_type, text.encode()), RULES, decision)
    found = parse(Raw("x", media_type, data), RULES).article
    assert found is not None
    assert found.changes == (decision,)
