"""Every rule by its stable code: what it says, in one sentence, and whether breaking it stops a feed."""

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, str] = MappingProxyType(
    {
        # the document
        "encoding": "A feed is UTF-8, says so or nothing, and JSON has no byte order mark.",
        "control-character": "Control characters (C0 but tab and line ends, DEL, C1) and noncharacters stand nowhere.",
        "mojibake": "Text was not decoded with the wrong encoding on its way (Ã© for é, U+FFFD).",
        "dtd": "A feed has no DOCTYPE: entities are how a document reads files or eats the memory of its reader.",
        "not-well-formed": "XML is well-formed, with every prefix declared, within the usual limits of parsers.",
        "wrong-root": "The outermost element or value is the one of the format.",
        "more-problems": "The list of problems ends here; the document has more.",
        # what must be there
        "missing-element": "An element, attribute or field that the format requires is there and not empty.",
        "repeated-element": "An element that may stand once does not stand twice.",
        "empty-feed-title": "A feed has a title that is not empty.",
        "empty-title": "The title of an entry is not empty where it is there.",
        "missing-author": "An Atom entry has an author, or its source or its feed has one (RFC 4287 §4.1.1, §4.1.2).",
        "missing-content": "An entry has content: Atom without it needs an alternate link, RSS a title or description.",
        "missing-alternate": "An Atom entry without content has an alternate link (RFC 4287 §4.1.2).",
        "missing-summary": "An Atom entry whose content is elsewhere or in Base64 has a summary (RFC 4287 §4.1.2).",
        "missing-guid": "An RSS item has a guid: without it readers guess whether they have seen it.",
        "missing-self": "A feed says under which URL it is published.",
        # identity
        "id-not-iri": "An Atom id is an absolute IRI; a tag: IRI has authority and date (RFC 4287 §4.2.6, RFC 4151).",
        "duplicate-id": "Two entries of one feed have different ids.",
        "repeated-id": "A feed shows one version of an entry, or one tombstone: many readers keep one of the same id.",
        # language
        "language-tag": "A language is a BCP 47 tag that means what it says (pt-BR, not pt_BR; ko, not kr).",
        "language-form": "A language tag is written in the usual case (pt-BR, zh-Hans).",
        "language-missing": "A feed says its language.",
        "language-mismatch": "The content's own lang names the language of its entry.",
        "language-script": "The text of an entry is in a script of its language.",
        "language-script-part": "A title or a long paragraph is in a script of its language.",
        "language-words": "The common words of a text are those of its language (en, es, fr, de, pt).",
        # dates
        "date-format": "A date is RFC 3339 in Atom and JSON, RFC 5322 with English names in RSS, and in the calendar.",
        "date-zone": "A date says its zone, as hours and minutes.",
        "date-weekday": "The weekday of an RSS date is the one of that day.",
        "date-order": "An entry was not updated before it was published.",
        "date-future": "A date does not lie more than a day ahead.",
        # URLs
        "url-not-absolute": "A URL is absolute: most readers do not resolve it.",
        "url-relative-to-base": "A relative URL with an xml:base is valid Atom, but not every reader resolves it.",
        "url-fragment": "A link to a place on the same page leads nowhere in a reader.",
        "url-invalid": "A URL has a host and no spaces or other characters that a URL cannot have.",
        "url-unsafe": "A URL runs no script and carries no document of its own (javascript:, data:).",
        "media-type": "A media type is type/subtype.",
        "number": "A number is a whole number in its range.",
        # HTML
        "html-malformed": "HTML has no stray <, unfinished tag or unfinished comment.",
        "html-unbalanced": "Each HTML element is closed, in the order in which they were opened.",
        "html-unsafe-element": "HTML has nothing that runs, embeds or asks for input (script, iframe, form, style).",
        "html-unsafe-attribute": "HTML has no event handlers, srcdoc or styles that run code or cover the page.",
        "html-double-escaped": "HTML is escaped once: readers see no tags as text.",
        "html-double-escaped-entity": "HTML entities are escaped once: readers see no &amp; as text.",
        "text-markup": "What is declared as plain text has no HTML tags or entities in it.",
        # links and media
        "duplicate-alternate": "An Atom entry or feed has one alternate link per type and language (RFC 4287 §4.1.2).",
        "several-alternates": "An entry has one alternate link: readers take the first, or the last, of several.",
        "enclosure-incomplete": "An enclosure has a URL and a type, in RSS also a length in bytes.",
        "enclosure-length": "An Atom enclosure has a length in bytes, from which readers tell its size.",
        "several-enclosures": "An RSS item has one enclosure: readers take one of several.",
        "media-content": "A media:content has a URL or player, and a medium, expression and numbers of Media RSS.",
        "media-group": "A media:group has several media:content elements to choose from.",
        # Atom
        "atom-text-type": "The type of an Atom text is text, html or xhtml, and text and html have no child elements.",
        "atom-xhtml": "XHTML in Atom is one xhtml:div, and all in it is XHTML (RFC 4287 §3.1.1.3).",
        "atom-content-type": "The type of Atom content is text, html, xhtml or a media type that is not composite.",
        "atom-content-src": "Atom content with src is empty and has a media type (RFC 4287 §4.1.3.2).",
        "atom-grammar": "An Atom document follows the grammar of RFC 4287.",
        "archive": "Archives and complete feeds follow RFC 5005.",
        "archive-current": "An archive document links to the subscription document (RFC 5005 §4).",
        "deleted-entry": "A tombstone has the id of an entry and when, once, no later than that entry (RFC 6721).",
        # RSS
        "rss-version": "The version of RSS is 2.0.",
        "rss-unknown": "Elements and attributes without a namespace are those of RSS 2.0.",
        "rss-guid": "A guid is not empty, and unless isPermaLink is false it is a web URL.",
        "rss-email": "author, managingEditor and webMaster hold an e-mail address; names go into dc:creator.",
        "rss-image": "An RSS image has url, title and link, at most 144 wide and 400 high.",
        "rss-cloud": "A cloud has domain, port, path, registerProcedure and a protocol of RSS.",
        "rss-skip": "skipHours has different hours of 0 to 23, skipDays different English days.",
        # JSON Feed
        "json-invalid": "JSON follows RFC 8259: no NaN, no lone surrogates, no trailing text, not nested without end.",
        "json-duplicate-key": "A JSON object has each key once.",
        "json-version": "The version is the URL of JSON Feed 1 or 1.1.",
        "json-type": "A field of JSON Feed has the type that the format says; an id is a string.",
        "json-value": "A field of JSON Feed has a value that the format allows.",
        "json-unknown-key": "A key that JSON Feed does not know begins with an underscore.",
        "json-deprecated": "JSON Feed 1.1 has authors instead of author.",
        "json-syndicate": "The _syndicate object of a feed or item has the shape that we document.",
    }
)

WARNINGS: frozenset[str] = frozenset(
    {
        "more-problems",
        "empty-title",
        "missing-guid",
        "missing-self",
        "repeated-id",
        "language-form",
        "language-missing",
        "language-script-part",
        "language-words",
        "date-future",
        "url-relative-to-base",
        "url-fragment",
        "html-double-escaped",
        "html-double-escaped-entity",
        "text-markup",
        "enclosure-length",
        "several-alternates",
        "several-enclosures",
        "archive-current",
        "json-deprecated",
    }
)
