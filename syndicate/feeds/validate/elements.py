"""What HTML elements and attributes may do in a feed, and how they nest."""

import re
from collections.abc import Iterator

from syndicate import languages
from syndicate.feeds.validate.findings import Flaw, shown
from syndicate.feeds.validate.urls import UNSAFE, iri, scheme

Attributes = dict[str, str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _words("area base br col embed hr img input link meta param source track wbr")
# Elements whose end tag may be left out (HTML, "Optional tags").
WITHOUT_END = _words("li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th")
# Elements before which an open p ends by itself.
P_ENDS = _words(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup hr main menu nav ol p pre section table ul"
)
# What no feed may hold: it runs, embeds, asks for input, or restyles the page that shows it. Mail has no use for it.
DANGEROUS = _words(
    "script style iframe object embed applet form input button select textarea link meta base frame frameset"
    " noscript noframes noembed template slot svg math title head html body plaintext xmp listing portal dialog"
)
# Text in these says nothing about the language of an entry.
SKIPPED = _words("code pre kbd samp var")

_URLS = _words(
    "href src cite action formaction background poster longdesc data codebase classid usemap manifest ping lowsrc"
    " dynsrc"
)
_UNSAFE_STYLE = re.compile(
    r"expression\s*\(|javascript:|vbscript:|behavior\s*:|-moz-binding|@import|\\|position\s*:\s*(absolute|fixed)",
    re.IGNORECASE,
)
# What browsers drop from a URL before they read it: the way to hide a scheme.
_DROPPED = str.maketrans("", "", "\t\n\r")
_TRIMMED = "".join(map(chr, range(0x21)))


def check(name: str, attributes: Attributes, *, base: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (code, message) for an element that must not be in a feed, code in attributes, and URLs not absolute."""
    if name in DANGEROUS:
        yield "html-unsafe-element", f"<{name}> must not be in a feed"
    for attribute, value in attributes.items():
        local = attribute.rpartition(":")[2]
        where = f"<{name} {attribute}>"
        if local == "lang":
            yield from _language(value)
        elif local in _URLS:
            yield from _url(value, where, base=base)
        elif attribute.startswith("on") or attribute == "srcdoc":
            yield "html-unsafe-attribute", f"{where} runs code"
        elif attribute == "style":
            if _UNSAFE_STYLE.search(value):
                yield "html-unsafe-attribute", f"the style {shown(value)} can run code or cover the page"
        elif attribute == "srcset":
            for candidate in re.split(r",\s+", value.strip()):
                yield from _url(candidate.split(" ", 1)[0], where, base=base)


def _language(value: str) -> Iterator[tuple[str, str]]:
    try:
        languages.canonical(value)
    except ValueError as error:
        yield "language-tag", str(error)


def _url(value: str, where: str, *, base: bool) -> Iterator[tuple[str, str]]:
    address = value.strip(_TRIMMED).translate(_DROPPED)
    own = scheme(address)
    if own in UNSAFE:
        yield "url-unsafe", f"{where}: {shown(value)} runs or carries code"
    elif own:
        try:
            iri(address)
        except Flaw as flaw:
            yield flaw.code, f"{where}: {flaw.message}"
    elif address.startswith("#") and not base:
        yield "url-fragment", f"{where}: {shown(value)} leads to a place on the page"
    else:
        yield "url-relative-to-base" if base else "url-not-absolute", f"{where}: {shown(value)} is not absolute"
