"""Atom: the grammar of RFC 4287 by itself, places, and documents made to hurt."""

import pytest
from broken_feeds_bases import ATOM, edited
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.feeds.validate import RULES, atom
from syndicate.model import Problem, Severity

ENTRY = '<entry xmlns="http://www.w3.org/2005/Atom"><id>urn:x:1</id><title>x</title><updated>2026-03-01T09:00:00Z</updated>{}</entry>'
AUTHOR = "<author><name>A</name></author>"
LINK = '<link href="https://example.org/"/>'


def codes(document: bytes) -> list[str]:
    return [problem.code for problem in atom(document)]


def of_entry(inside: str) -> list[str]:
    return codes(ENTRY.format(inside).encode())


@pytest.mark.parametrize(
    "inside",
    [
        "<published>2026-03-01T09:00:00Z</published>",
        "<contributor><name>B</name><email>b@example.org</email></contributor>",
        '<category term="x" label="y" xml:lang="en"><z xmlns="urn:z"/></category>',
        '<link rel="related" href="https://example.org/2">text</link>',
        '<z:z xmlns:z="urn:z" z:a="1" b="2">text<z:y><entry/></z:y></z:z>',
        '<rights type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div></rights>',
        "<source><id>urn:x:2</id><title>y</title><updated>2026-03-01T09:00:00Z</updated></source>",
        '<content type="text/csv">a,b</content>',
    ],
)
def test_the_grammar_has_room_for_what_the_rfc_allows(inside: str) -> None:
    assert of_entry(AUTHOR + LINK + inside) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<issued>2026-03-01T09:00:00Z</issued>",
        '<link rel="related" href="https://example.org/2" media="print"/>',
        '<rights type="text" lang="en">x</rights>',
        "<subtitle>x</subtitle>",
        "<entry/>",
        "stray text",
        "<contributor><name>B</name><phone>1</phone></contributor>",
        "<contributor><name>B</name><name>C</name></contributor>",
        '<link rel="" href="https://example.org/2"/>',
        "<source><content>x</content></source>",
    ],
)
def test_the_grammar_has_no_room_for_anything_else(inside: str) -> None:
    assert "atom-grammar" in of_entry(AUTHOR + LINK + inside)


def test_the_grammar_keeps_silent_where_a_rule_of_ours_has_spoken() -> None:
    document = edited(ATOM, ("<id>tag:example.org,2026:stroke/en</id>", ""))
    assert codes(document) == ["missing-element"]


def test_a_problem_says_in_which_line_and_entry_it_is() -> None:
    document = edited(ATOM, ("&lt;h2&gt;Signs", "&lt;h2&gt;Signs\n\n&lt;script&gt;"))
    (line,) = [number for number, text in enumerate(document.decode().splitlines(), 1) if "script" in text]
    problem = next(problem for problem in atom(document, "a.xml") if problem.code == "html-unsafe-element")
    assert (problem.place.path, problem.place.line) == ("a.xml", line)
    assert "entry tag:example.org,2026:stroke/en" in problem.message


def test_a_document_that_is_not_well_formed_says_line_and_column() -> None:
    (problem,) = atom(b"<feed>\n  <id>x</di>\n</feed>")
    assert (problem.code, problem.place.line, problem.place.column) == ("not-well-formed", 2, 13)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE feed [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE feed [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        "<!-- a --><?b c?>\n<!DOCTYPE feed>",
    ],
)
def test_a_doctype_is_refused_before_anything_is_read(prolog: str) -> None:
    assert codes(edited(ATOM, ("<feed ", f"{prolog}<feed "))) == ["dtd"]


def test_a_word_about_doctypes_is_no_doctype() -> None:
    assert codes(edited(ATOM, ("Ana Ruiz", "<!-- <!DOCTYPE x> -->Ana Ruiz &lt;!DOCTYPE>"))) == []


@pytest.mark.parametrize("declared", ["utf-16", "utf-7", "ebcdic-cp-us", "iso-8859-1"])
def test_other_encodings_than_utf_8_are_refused(declared: str) -> None:
    assert codes(edited(ATOM, ("UTF-8", declared))) == ["encoding"]
    assert "encoding" in codes(ATOM.encode("utf-16"))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\x00",
        b"<" * 100_000,
        b"<a>" * 100_000,
        b"<!--" * 100_000,
        b"<?a ?>" * 100_000,
        b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<entry/>" * 10_000 + b"</feed>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>" + b"x" * 10_000_001 + b"</title></feed>",
    ],
    ids=lambda document: repr(document[:12]),
)
def test_hostile_documents_are_refused(document: bytes) -> None:
    found = atom(document)
    assert any(problem.severity is Severity.ERROR for problem in found)
    assert len(found) <= 201


def test_a_message_ends() -> None:
    for old in ('xml:lang="en"', "2026-03-02T09:00:00Z", "Ana Ruiz", "https://example.org/en/asthma"):
        for problem in atom(edited(ATOM, (old, old[:-1] + "&lt;b&gt;" * 20_000 + old[-1]))):
            assert len(problem.message) <= 500


def test_a_list_of_problems_ends() -> None:
    entries = "".join(f"<entry><id>x {number}</id></entry>" for number in range(500))
    found = atom(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode())
    assert len(found) == 201
    assert found[-1].code == "more-problems"


@given(st.binary(max_size=200))
def test_any_bytes_give_problems_and_never_an_error(document: bytes) -> None:
    found = atom(document)
    assert found
    assert all(isinstance(problem, Problem) and problem.code in RULES for problem in found)


@settings(deadline=None)
@given(st.data())
def test_a_feed_cut_and_patched_anywhere_never_raises(data: st.DataObject) -> None:
    document = data.draw(patched(ATOM))
    assert all(problem.code in RULES for problem in atom(document))


@st.composite
def patched(draw: st.DrawFn, base: str) -> bytes:
    """The base with a few pieces of it moved, doubled, dropped or replaced by something nasty."""
    nasty = st.sampled_from(
        ["<", ">", "&", '"', "'", "&#0;", "]]>", "<![CDATA[", "-->", "\\", "\x00", "{", "}", "9" * 20]
    )
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(base))] * 2)))
        piece = base[start : min(end, start + 60)]
        new = draw(st.one_of(st.just(""), st.just(piece * 2), nasty, st.text(max_size=8)))
        base = base[:start] + new + base[start + len(piece) :]
    return base.encode("utf-8", "replace")
