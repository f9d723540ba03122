"""JSON-LD in the words of schema.org: what search engines and assistants are told of an entry and of a feed.

A fact that is not known is not there, and nothing says more than the feeds do. Texts are plain and in the entry's
language.

- A name has no type: nobody declared whether an author or reviewer is a person or a team, and schema.org takes both.
- The medical review is told of a text that was reviewed: not of an unreviewed translation, nor of a body that is older
  than its source. There it stands with the original.
- A translation names its original (``translationOfWork``), and the original its other translations: they are no
  translations of each other.
- ``creativeWorkStatus`` has what stands against a text: ``unreviewed-machine-translation``,
  ``unreviewed-translation``, ``pending``, ``outdated``, ``withheld``, ``withdrawn``. A machine is no ``translator``
  (those are people and organizations), and ``digitalSourceType`` would say which kind of algorithm it is, which nobody
  declared.
- Search engines show an answer alone. In an unreviewed translation it ends with the notice that says so.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from syndicate.articles.inline import to_plain
from syndicate.feeds.entry import Category, Edition, Entry, Facts, Feed, Listing, Picture
from syndicate.feeds.frame import notice
from syndicate.feeds.render import reference_url
from syndicate.localization.interface import Interface
from syndicate.model import Author, Code, Content, Question, Reference, Text

CONTEXT = "https://schema.org"
MEDICAL = "MedicalWebPage"

_Node = dict[str, Any]

# The isolates are for a display (UAX #9); the values are compared and searched.
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
# Inside <script> an end tag or a comment within a title would count as one (HTML, "Restrictions for contents of script
# elements"); U+2028 and U+2029 end a line for older parsers of JavaScript.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

# schema.org has a type for patients and an enumeration that begins with clinicians; anybody else is named.
_AUDIENCES: Mapping[str, Mapping[str, str]] = {
    "patient": {"@type": "Patient"},
    "clinician": {"@type": "MedicalAudience", "audienceType": "Clinician"},
    "researcher": {"@type": "MedicalAudience", "audienceType": "MedicalResearcher"},
}


def medical_page(entry: Entry, content: Content | None, *, publisher: str, interface: Interface) -> _Node:
    """The entry as a MedicalWebPage, and as a FAQPage besides where its content has questions.

    ``content`` is the body's, in the entry's language; without it (a kept entry) there are neither questions nor
    references. What was withheld or withdrawn has identity, address, title, language and status, and nothing else.
    A safety correction's own entry is a CorrectionComment. LocaleError where an unreviewed translation has questions
    and the interface has no notice for it.
    """
    return {"@context": CONTEXT} | _kept(_page(entry, content, publisher, interface))


def feed_page(feed: Feed, *, index_url: str = "") -> _Node:
    """The page of a feed as a CollectionPage with the list of its entries in the feed's order.

    ``index_url`` is the page of all languages, of which this page and its ``editions`` are parts.
    """
    entries = [
        {"@type": "ListItem", "position": place, "item": _kept(_listed(entry))}
        for place, entry in enumerate(feed.entries, 1)
    ]
    others = [_collection(listing) for listing in feed.editions if not listing.retired]
    node = _collection(feed.listing) | {
        "@id": feed.id,
        "description": _said(feed.description),
        "dateModified": feed.updated.declared(),
        "publisher": _organization(feed.author),
        "creditText": _said(feed.rights),
        "isPartOf": _kept({"@type": "CollectionPage", "url": index_url, "hasPart": others}) if index_url else None,
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(entries), "itemListElement": entries},
    }
    return {"@context": CONTEXT} | _kept(node)


def script(data: Mapping[str, Any]) -> Markup:
    """The data as the content of ``<script type="application/ld+json">``: JSON that can hold no markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return Markup(text)  # noqa: S704 - no "<", ">" or "&" is left


def _page(entry: Entry, content: Content | None, publisher: str, interface: Interface) -> _Node:
    facts = entry.facts
    if not entry.has_body:
        return _listed(entry)
    if facts.corrects:
        about = {"@type": MEDICAL, "@id": facts.corrects, "url": entry.url, "inLanguage": entry.language}
        return _listed(entry) | {"text": _said(entry.text), "publisher": _organization(publisher), "about": about}
    questions = content.faq if content else ()
    warning = _warning(facts, interface) if questions else ""
    review = {} if any(_against(facts)) else _review(facts)
    return (
        _listed(entry)
        | {"@type": [MEDICAL, "FAQPage"] if questions else MEDICAL, "description": _said(entry.summary)}
        | review
        | {
            "version": facts.version,
            "author": [_named(author) for author in entry.authors],
            "publisher": _organization(publisher),
            "license": entry.license,
            "creditText": _said(entry.rights),
            "audience": [_audience(key) for key in entry.audience],
            "about": list(_about(entry)),
            "keywords": [_keyword(category) for category in entry.categories],
            "image": _image(entry.picture) if entry.picture else None,
        }
        | _translations(entry)
        | {
            "correction": _correction(facts.correction) if facts.correction else None,
            "mainEntity": [_question(question, warning) for question in questions],
            "citation": [_citation(reference) for reference in (content.references if content else ())],
        }
    )


def _listed(entry: Entry) -> _Node:
    """What a list tells of an entry, too: who it is, since when, and what stands against it."""
    facts = entry.facts
    kind = "WebPage" if not entry.has_body else "CorrectionComment" if facts.corrects else MEDICAL
    names = {"@type": kind, "@id": entry.id, "url": entry.url, "name": _said(entry.title), "inLanguage": entry.language}
    if not entry.has_body:
        return names | {"creativeWorkStatus": facts.status}
    dates = {"datePublished": entry.published.declared(), "dateModified": entry.updated.declared()}
    return names | dates | {"creativeWorkStatus": [] if facts.corrects else list(_against(facts))}


def _against(facts: Facts) -> Iterator[str]:
    if not _is_reviewed(facts):
        yield "unreviewed-machine-translation" if facts.origin == "machine" else "unreviewed-translation"
    if facts.pending:
        yield "pending"
    if facts.outdated:
        yield "outdated"


def _is_reviewed(facts: Facts) -> bool:
    """Whether a person has written or reviewed the text."""
    return facts.origin == "source" or facts.state in ("reviewed", "final")


def _warning(facts: Facts, interface: Interface) -> str:
    if _is_reviewed(facts):
        return ""
    return notice("machine" if facts.origin == "machine" else "unreviewed", interface).text


def _review(facts: Facts) -> _Node:
    by = {"name": _said(facts.reviewed_by)} if facts.reviewed_by else None
    return {"lastReviewed": facts.reviewed_on, "reviewedBy": by}


def _translations(entry: Entry) -> _Node:
    """The other languages: of an original its translations, of a translation its original with the others."""
    facts = entry.facts
    others = [_edition(edition) for edition in entry.editions if edition.language != facts.source_language]
    if entry.language == facts.source_language:
        return {"workTranslation": others}
    known = [_edition(edition) for edition in entry.editions if edition.language == facts.source_language]
    original = (known[0] if known else {"@type": MEDICAL, "inLanguage": facts.source_language}) | {
        "datePublished": facts.source_published,
        "dateModified": facts.source_updated,
        **_review(facts),
        "version": facts.source_version,
        "workTranslation": others,
    }
    return {"translationOfWork": _kept(original), "isBasedOn": original.get("url")}


def _edition(edition: Edition) -> _Node:
    return {"@type": MEDICAL, "url": edition.url, "name": _said(edition.title), "inLanguage": edition.language}


def _collection(listing: Listing) -> _Node:
    names = {"name": _said(listing.title), "inLanguage": listing.language}
    return {"@type": "CollectionPage", "url": listing.home, **names}


def _organization(name: str) -> _Node:
    return {"@type": "Organization", "name": _said(name)}


def _named(author: Author) -> _Node:
    is_page = author.url.startswith(("https://", "http://"))
    return {"name": _said(author.name)} | ({"url": author.url} if is_page else {})


def _audience(key: str) -> _Node:
    return dict(_AUDIENCES.get(key, {"@type": "PeopleAudience", "audienceType": key}))


def _about(entry: Entry) -> Iterator[_Node]:
    """The verified codes; what one thing is called in several systems is one thing.

    Its name is the source's, and stands only in the source's language.
    """
    things: dict[str | int, list[Code]] = {}
    for number, code in enumerate(entry.about):
        things.setdefault(code.name or number, []).append(code)
    for codes in things.values():
        name = codes[0].name if entry.language == entry.facts.source_language else ""
        yield _kept({"@type": "MedicalEntity", "name": _said(name), "code": [_code(code) for code in codes]})


def _code(code: Code) -> _Node:
    edition = {"@type": "CategoryCodeSet", "name": code.system, "version": code.version} if code.version else None
    return _kept({"@type": "MedicalCode", "codingSystem": code.system, "codeValue": code.code, "inCodeSet": edition})


def _keyword(category: Category) -> _Node | str:
    if not category.scheme:
        return _said(category.label)
    codes = {"termCode": category.term, "inDefinedTermSet": category.scheme}
    return {"@type": "DefinedTerm", "name": _said(category.label), **codes}


def _image(picture: Picture) -> _Node:
    # Width and height as numbers of pixels: schema.org has distances, and all who read images read numbers.
    return _kept(
        {
            "@type": "ImageObject",
            "contentUrl": picture.url,
            "encodingFormat": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "description": _said(picture.alt),
        }
    )


def _correction(correction: Mapping[str, str]) -> _Node:
    text = _said(correction.get("note", ""))
    return _kept({"@type": "CorrectionComment", "datePublished": correction["on"], "text": text})


def _question(question: Question, warning: str) -> _Node:
    answer = "\n\n".join(part for part in (_plain(question.answer), _said(warning)) if part)
    accepted = {"@type": "Answer", "text": answer}
    return {"@type": "Question", "name": _plain(question.question), "acceptedAnswer": accepted}


def _citation(reference: Reference) -> _Node | str:
    """A reference with what is known of it; as it was written where that is all."""
    url = reference_url(reference)
    if not (url or reference.title):
        return _said(reference.raw)
    journal = {"@type": "Periodical", "name": _said(reference.journal)} if reference.journal else None
    return _kept(
        {
            "@type": "ScholarlyArticle" if reference.journal else "CreativeWork",
            "name": _said(reference.title or reference.raw),
            "url": url,
            "datePublished": str(reference.year) if reference.year else "",
            "isPartOf": journal,
        }
    )


def _plain(text: Text) -> str:
    return _said(to_plain(text))


def _said(text: str) -> str:
    return text.translate(_ISOLATES)


def _kept(node: _Node) -> _Node:
    """The node without what is unknown or empty."""
    return {name: value for name, value in node.items() if value}
