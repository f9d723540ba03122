"""The part of schema.org that our JSON-LD speaks, and a check that it speaks nothing else."""

import re
from collections.abc import Iterator
from typing import Any

# The types that we use with what they inherit from, as of schema.org's vocabulary of August 2026.
WORK = ("CreativeWork",)
PAGE = ("WebPage", *WORK)
TERM = ("DefinedTerm",)
COMMENT = ("Comment", *WORK)
AUDIENCE = ("Audience",)
TYPES: dict[str, tuple[str, ...]] = {
    "WebPage": PAGE,
    "MedicalWebPage": ("MedicalWebPage", *PAGE),
    "FAQPage": ("FAQPage", *PAGE),
    "CollectionPage": ("CollectionPage", *PAGE),
    "CorrectionComment": ("CorrectionComment", *COMMENT),
    "Question": ("Question", *COMMENT),
    "Answer": ("Answer", *COMMENT),
    "CreativeWork": WORK,
    "ScholarlyArticle": ("ScholarlyArticle", "Article", *WORK),
    "Periodical": ("Periodical", "CreativeWorkSeries", *WORK),
    "ImageObject": ("ImageObject", "MediaObject", *WORK),
    "ItemList": ("ItemList",),
    "ListItem": ("ListItem",),
    "Organization": ("Organization",),
    "Patient": ("Patient", "MedicalAudience", "PeopleAudience", *AUDIENCE, "Person"),
    "MedicalAudience": ("MedicalAudience", "PeopleAudience", *AUDIENCE),
    "PeopleAudience": ("PeopleAudience", *AUDIENCE),
    "DefinedTerm": TERM,
    "MedicalEntity": ("MedicalEntity",),
    "MedicalCode": ("MedicalCode", "CategoryCode", "MedicalEntity", *TERM),
    "CategoryCodeSet": ("CategoryCodeSet", "DefinedTermSet", *WORK),
}
# property → the types that have it, and what its values may be. "name" alone is a node whose type nobody declared.
PROPERTIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name": (("Thing",), ("Text",)),
    "description": (("Thing",), ("Text",)),
    "url": (("Thing",), ("URL",)),
    "image": (("Thing",), ("ImageObject",)),
    "inLanguage": (WORK, ("Language",)),
    "datePublished": (WORK, ("Date",)),
    "dateModified": (WORK, ("Date",)),
    "lastReviewed": (("WebPage",), ("Date",)),
    "reviewedBy": (("WebPage",), ("name", "Organization", "Person")),
    "author": (WORK, ("name", "Organization", "Person")),
    "publisher": (WORK, ("Organization",)),
    "license": (WORK, ("URL",)),
    "creditText": (WORK, ("Text",)),
    "creativeWorkStatus": (WORK, ("Text",)),
    "version": (WORK, ("Number", "Text")),
    "audience": (WORK, AUDIENCE),
    "audienceType": (AUDIENCE, ("Text",)),
    "about": ((*WORK, *TERM), ("MedicalEntity", "WebPage")),
    "keywords": (WORK, ("DefinedTerm", "Text")),
    "termCode": (TERM, ("Text",)),
    "inDefinedTermSet": (TERM, ("URL",)),
    "code": (("MedicalEntity",), ("MedicalCode",)),
    "codingSystem": (("MedicalCode",), ("Text",)),
    "codeValue": (("CategoryCode",), ("Text",)),
    "inCodeSet": (("CategoryCode",), ("CategoryCodeSet",)),
    "contentUrl": (("MediaObject",), ("URL",)),
    "encodingFormat": (WORK, ("Text",)),
    "width": (("MediaObject",), ("Number",)),
    "height": (("MediaObject",), ("Number",)),
    "workTranslation": (WORK, WORK),
    "translationOfWork": (WORK, WORK),
    "isBasedOn": (WORK, ("URL",)),
    "isPartOf": (WORK, WORK),
    "hasPart": (WORK, WORK),
    "correction": (WORK, ("CorrectionComment",)),
    "citation": (WORK, ("CreativeWork", "Text")),
    "text": (WORK, ("Text",)),
    "mainEntity": (WORK, ("Question", "ItemList")),
    "acceptedAnswer": (("Question",), ("Answer",)),
    "numberOfItems": (("ItemList",), ("Number",)),
    "itemListElement": (("ItemList",), ("ListItem",)),
    "position": (("ListItem",), ("Number",)),
    "item": (("ListItem",), ("WebPage", "Comment")),
}
LITERALS = {
    "Text": re.compile(r"(?s)[^\u2066-\u2069]+"),
    "URL": re.compile(r"https?://\S+"),
    "Date": re.compile(r"\d{4}(-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?)?"),
    "Language": re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*"),
}


def types(node: dict[str, Any]) -> tuple[str, ...]:
    """The types of a node with all that they inherit from."""
    told = node.get("@type", [])
    return tuple(kind for name in ([told] if isinstance(told, str) else told) for kind in TYPES[name])


def faults(node: dict[str, Any], path: str = "") -> Iterator[str]:
    """What schema.org has no word for, or another."""
    own = {*types(node), "Thing"}
    for name, value in node.items():
        if name in ("@context", "@type", "@id"):
            continue
        if name not in PROPERTIES or not own & {*PROPERTIES[name][0]}:
            yield f"{path}.{name}: no property of {sorted(own)}"
            continue
        values = value if isinstance(value, list) else [value]
        if not values:
            yield f"{path}.{name}: empty"
        for one in values:
            if isinstance(one, dict):
                if not {*(types(one) or ["name"])} & {*PROPERTIES[name][1]}:
                    yield f"{path}.{name}: {one.get('@type')}"
                yield from faults(one, f"{path}.{name}")
            elif not is_literal(one, PROPERTIES[name][1]):
                yield f"{path}.{name}: {one!r}"


def is_literal(value: object, kinds: tuple[str, ...]) -> bool:
    if isinstance(value, int) and not isinstance(value, bool):
        return "Number" in kinds and value > 0
    return isinstance(value, str) and any(kind in LITERALS and LITERALS[kind].fullmatch(value) for kind in kinds)
