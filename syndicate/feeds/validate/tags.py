"""Language tags in a feed: attributes and elements alike."""

from syndicate import languages
from syndicate.feeds.validate.findings import Findings, shown


def tag(text: str, report: Findings, line: int = 0) -> str:
    """The tag in its canonical form, or ``""`` where it is none; both ways of being wrong are reported."""
    try:
        canonical = languages.canonical(text)
    except ValueError as error:
        report.add("language-tag", str(error), line)
        return ""
    if canonical != text:
        report.add("language-form", f"{shown(text)} is written {canonical!r}", line)
    return canonical
