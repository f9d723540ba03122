"""Articles, catalogs and comments for the tests of the translation room."""

from syndicate.model import Article, Content, Paragraph, Question, Section, Segment, State, Text, Translation
from syndicate.translation.catalogs.fingerprints import fingerprint, source_half

HEADER = """msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

"""
DAY = "2026-11-22"


def article(*paragraphs: str, title: str = "Title", heading: str = "", language: str = "en") -> Article:
    """An article with one section; its segments are the title, the heading and the paragraphs."""
    section = Section("s", Text(heading) if heading else None, tuple(Paragraph(Text(p)) for p in paragraphs))
    return Article("demo", language, Content(Text(title), sections=(section,)))


def faq(question: str, answer: str) -> Article:
    return Article("demo", "en", Content(Text("Title"), faq=(Question(Text(question), Text(answer)),)))


def entry(source: str, target: str, *comments: str, context: str = "body") -> str:
    lines = [*comments, f'msgctxt "{context}"', f'msgid "{source}"', f'msgstr "{target}"']
    return "\n".join(lines) + "\n"


def said(kind: str, value: str, source: str, target: str, *, context: str = "body", language: str = "es") -> str:
    """A statement about exactly this text."""
    return f"# {kind}: {value} {DAY} {fingerprint(context, source, language, target)}"


def elsewhere(kind: str, value: str, target: str) -> str:
    """A statement about another segment with this target, as msgmerge copies it onto its guesses."""
    return said(kind, value, "Another text.", target)


def edited_since(kind: str, value: str, source: str) -> str:
    """A statement about this segment with a target that it no longer has."""
    return f"# {kind}: {value} {DAY} {source_half('body', source, 'es')}-00000000"


def pair(source: str, target: str, role: str = "body", **facts: object) -> tuple[Segment, Translation]:
    return Segment(role, Text(source)), Translation(target, State.REVIEWED, **facts)  # type: ignore[arg-type]
