"""References to the literature: the raw text is kept, and parsed only where the whole of it fits the grammar.

The grammar is Vancouver style as journals write it, and a looser form of it without the period behind the journal::

    Authors. Title. Journal. YYYY;volume(issue):pages. doi:10.…
    Authors. Title. Journal YYYY; volume:page.

``Authors`` are surname and initials, separated by commas, ``et al`` at the end. Nothing is ever completed or guessed.
"""

import re

from syndicate.model import Reference

_LONGEST = 2_000  # longer than any reference; so no text can make the patterns slow
_AUTHOR = r"(?:[^\W\d_][\w'’.\-]*\s){1,4}[A-Z]{1,4}(?:\s(?:Jr|Sr|2nd|3rd|II|III))?"
_AUTHORS = re.compile(rf"(?P<names>{_AUTHOR}(?:,\s{_AUTHOR})*)(?P<more>,?\set\sal)?\.\s+")
_SOURCE = re.compile(
    r"(?P<journal>[^\W\d_][^.;:?!]{0,118}[\w)])\.?\s+(?P<year>1[89]\d\d|20\d\d)(?:\s[A-Z][a-z]{2}(?:\s\d{1,2})?)?"
    r"(?:\s?;\s?(?P<volume>\d{1,5}[A-Za-z]?)?(?:\((?P<issue>[\w\s.-]{1,20})\))?\s?"
    r":\s?(?P<pages>[A-Za-z]{0,3}\d{1,9}[A-Za-z]?(?:[-–][A-Za-z]{0,3}\d{1,9}[A-Za-z]?)?))?\.?"
)
_DOI = re.compile(r"(?:\bdoi:\s?|https?://(?:dx\.)?doi\.org/)(?P<doi>10\.\d{4,9}/\S*[^\s.,;)\]])", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;)\]]")
_TITLE_END = re.compile(r"[.?!]\s+")


def read_reference(raw: str) -> Reference:
    """The reference with the parts that the grammar finds; only ``raw``, ``doi`` and ``url`` where it does not fit."""
    doi, url = _DOI.search(raw), _URL.search(raw)
    found = Reference(raw, doi=doi["doi"] if doi else "", url=url[0] if url else "")
    if len(raw) > _LONGEST:
        return Reference(raw)
    rest = _URL.sub("", _DOI.sub("", raw)).rstrip(" .")
    authors = _AUTHORS.match(rest) if raw.startswith(rest) else None  # addresses stand at the end, or nothing fits
    if not authors:
        return found
    for end in _TITLE_END.finditer(rest, authors.end()):
        source = _SOURCE.fullmatch(rest, end.end())
        if source:
            return Reference(
                raw=raw,
                authors=tuple(name.strip() for name in authors["names"].split(",")),
                et_al=bool(authors["more"]),
                title=rest[authors.end() : end.start()] + end[0].strip().replace(".", ""),
                journal=source["journal"],
                year=int(source["year"]),
                volume=source["volume"] or "",
                pages=source["pages"] or "",
                doi=found.doi,
                url=found.url,
            )
    return found
