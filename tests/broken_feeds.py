"""Broken feeds: each a good one with one mistake, and the code of the rule that must catch it.

The mistakes are those that feed libraries make (feedgen, jpmonette/feed, Django), that partners sent, and that
no other validator sees: a wrong language, a relative URL in content, HTML escaped twice, an update before its date.
"""

from dataclasses import dataclass

from broken_feeds_bases import BASES, edited

ARABIC = (
    "السكتة الدماغية حالة طارئة تحدث عندما ينقطع تدفق الدم إلى جزء من الدماغ، ويجب الاتصال بالطوارئ فورا عند ظهور الأعراض"
)
SPANISH = (
    "El ictus es una urgencia que se produce cuando se corta el flujo de sangre a una parte del cerebro. "
    "Es muy importante que las personas que están con el paciente llamen a los servicios de urgencias, porque el "
    "tiempo es lo que más cuenta para su recuperación. No se debe dar de comer ni de beber al paciente, y hay que "
    "anotar la hora en la que han empezado los síntomas, para que los médicos puedan elegir el tratamiento. Con un "
    "tratamiento a tiempo, muchas de las personas que han tenido un ictus se recuperan por completo en pocos meses."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One broken feed."""

    format: str
    name: str
    document: bytes
    code: str

    def __str__(self) -> str:
        return f"{self.format}: {self.name}"


def _row(kind: str, name: str, code: str, *changes: tuple[str, str]) -> Row:
    return Row(kind, name, edited(BASES[kind], *changes), code)


_CONTENT = "Face, arms, speech: what to look for, and what to do."
_SIGNS = {"atom": "&lt;h2&gt;Signs&lt;/h2&gt;", "rss": "<h2>Signs</h2>", "json": "<h2>Signs</h2>"}
_TITLE = {
    "atom": ("<title>Recognizing a stroke</title>", "<title>{}</title>"),
    "rss": ("<title>Recognizing a stroke</title>", "<title>{}</title>"),
    "json": ('"title": "Recognizing a stroke"', '"title": "{}"'),
}


def _html(kind: str, name: str, code: str, html: str) -> Row:
    """A mistake in HTML, put into the content of the first entry as the format writes HTML."""
    if kind == "atom":
        html = html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    elif kind == "json":
        html = html.replace('"', '\\"')
    return _row(kind, name, code, (_SIGNS[kind], html))


def _title(kind: str, name: str, code: str, text: str) -> Row:
    old, new = _TITLE[kind]
    return _row(kind, name, code, (old, new.format(text)))


_IN_HTML = [
    ("script", "html-unsafe-element", "<script>alert(1)</script>"),
    ("script in capitals, with a slash", "html-unsafe-element", "<SCRIPT/SRC=//evil.example></SCRIPT>"),
    ("iframe", "html-unsafe-element", '<iframe src="https://example.org/"></iframe>'),
    ("event handler", "html-unsafe-attribute", '<p onclick="alert(1)">x</p>'),
    ("event handler behind a slash", "html-unsafe-attribute", "<img/onerror=alert(1)/alt=x>"),
    ("style that runs code", "html-unsafe-attribute", '<p style="width: expression(alert(1))">x</p>'),
    ("javascript link", "url-unsafe", '<a href="javascript:alert(1)">x</a>'),
    ("javascript link in disguise", "url-unsafe", '<a href=" java&#9;script&colon;alert(1)">x</a>'),
    ("data image", "url-unsafe", '<img src="data:image/png;base64,AAAA" alt="">'),
    ("relative link", "url-not-absolute", '<a href="/en/fast">x</a>'),
    ("link without scheme", "url-not-absolute", '<a href="//example.org/fast">x</a>'),
    ("relative image", "url-not-absolute", '<img src="media/x.jpg" alt="">'),
    ("relative image in srcset", "url-not-absolute", '<img srcset="https://example.org/a.jpg 1x, b.jpg 2x" alt="">'),
    ("link with a space", "url-invalid", '<a href="https://example.org/a b">x</a>'),
    ("link to a place on the page", "url-fragment", '<a href="#note">x</a>'),
    ("unclosed element", "html-unbalanced", "<b>bold"),
    ("crossed elements", "html-unbalanced", "<b><i>x</b></i>"),
    ("end without a start", "html-unbalanced", "x</section>"),
    ("stray angle bracket", "html-malformed", "<p>if x < 3</p>"),
    ("unfinished comment", "html-malformed", "<!-- to do"),
    ("comment that ends early and hides a script", "html-unsafe-element", "<!-- --!><script>1</script> -->"),
    ("attribute with an open quote", "html-malformed", '<p title=x"y>z</p><p title="a">b</p>'),
    ("tags escaped twice", "html-double-escaped", "&lt;p&gt;Call 112&lt;/p&gt;"),
    ("entities escaped twice", "html-double-escaped-entity", "Ruiz &amp;amp; Co"),
    ("language of a part as pt_BR", "language-tag", '<span lang="pt_BR">x</span>'),
    ("reference to a control character", "control-character", "x&#11;y"),
    ("text decoded wrongly", "mojibake", "médico".encode().decode("latin-1")),
    ("text in another script", "language-script", f"<p>{ARABIC}</p>" * 20),
    ("text in another language", "language-words", f"<p>{SPANISH}</p>" * 2),
]

ATOM = [
    _row("atom", "not well-formed", "not-well-formed", ("</title>", "</titel>")),
    _row("atom", "undeclared prefix", "not-well-formed", ("<rights>", "<x:y/><rights>")),
    _row("atom", "vertical tab", "control-character", ("Recognizing", "Recog\x0bnizing")),
    _row("atom", "C1 control", "control-character", ("Recognizing", "Recog\x92nizing")),
    _row("atom", "C1 control as a reference", "control-character", ("Recognizing", "Recog&#x92;nizing")),
    Row("atom", "Latin-1 bytes", BASES["atom"].encode("latin-1"), "encoding"),
    _row("atom", "Latin-1 declared", "encoding", ("UTF-8", "ISO-8859-1")),
    _row("atom", "text decoded wrongly", "mojibake", ("Ana Ruiz", "Ana GÃ³mez")),
    _row("atom", "DOCTYPE", "dtd", ("<feed ", "<!DOCTYPE feed [<!ENTITY a 'b'>]><feed ")),
    _row("atom", "RSS under another name", "wrong-root", ("<feed xmlns=", "<feed xmlns:a=")),
    _row("atom", "entry without id", "missing-element", ("<id>tag:example.org,2026:stroke/en</id>", "")),
    _row("atom", "entry without updated", "missing-element", ("<updated>2026-02-20T09:00:00Z</updated>", "")),
    _row("atom", "feed without id", "missing-element", ("<id>tag:example.org,2026:feed/en</id>", "")),
    _row("atom", "feed without updated", "missing-element", ("<updated>2026-03-02T09:00:00Z</updated>", "")),
    _row("atom", "two titles", "repeated-element", ("<rights>", "<title>Again</title><rights>")),
    _row(
        "atom",
        "no author anywhere",
        "missing-author",
        ("<author><name>Example Press</name><uri>https://example.org/</uri><email>desk@example.org</email></author>", ""),
    ),
    _row("atom", "author without a name", "missing-element", ("<name>Ana Ruiz</name>", "<uri>https://example.org/</uri>")),
    _row("atom", "id that is no IRI", "id-not-iri", ("tag:example.org,2026:stroke/en", "article 42")),
    _row("atom", "tag: id without a date", "id-not-iri", ("tag:example.org,2026:stroke/en", "tag:example.org:stroke")),
    _row("atom", "id with white space", "id-not-iri", ("<id>tag:example.org,2026:stroke", "<id> tag:example.org,2026:stroke")),
    _row("atom", "two entries with one id and date", "duplicate-id", ("2026:asthma", "2026:stroke"), ("2026-02-20T09:00:00Z</upd", "2026-03-02T09:00:00Z</upd")),
    _row("atom", "two versions of an entry", "repeated-id", ("2026:asthma", "2026:stroke")),
    _row("atom", "date without a zone", "date-zone", ("2026-02-20T09:00:00Z</upd", "2026-02-20T09:00:00</upd")),
    _row("atom", "offset with seconds", "date-zone", ("09:00:00+01:00", "09:00:00+00:53:28")),
    _row("atom", "RSS date", "date-format", ("2026-02-20T09:00:00Z</upd", "Fri, 20 Feb 2026 09:00:00 GMT</upd")),
    _row("atom", "day that does not exist", "date-format", ("2026-02-20T09:00:00Z</upd", "2026-02-30T09:00:00Z</upd")),
    _row("atom", "day without a time", "date-format", ("2026-02-20T09:00:00Z</upd", "2026-02-20</upd")),
    _row("atom", "date with white space", "date-format", ("2026-02-20T09:00:00Z</upd", " 2026-02-20T09:00:00Z</upd")),
    _row("atom", "updated before published", "date-order", ("2026-03-01T09:00:00+01:00", "2026-03-02T10:00:01+01:00")),
    _row("atom", "future date", "date-future", ("2026-02-20T09:00:00Z</upd", "2036-02-20T09:00:00Z</upd")),
    _row("atom", "pt_BR", "language-tag", ('<entry xml:lang="en">', '<entry xml:lang="pt_BR">')),
    _row("atom", "English as a word", "language-tag", ('<entry xml:lang="en">', '<entry xml:lang="English">')),
    _row("atom", "nonsense language", "language-tag", ('<entry xml:lang="en">', '<entry xml:lang="xx-nonsense">')),
    _row("atom", "language in unusual case", "language-form", ('<entry xml:lang="en">', '<entry xml:lang="en-gb">')),
    _row("atom", "feed without a language", "language-missing", ('1" xml:lang="en">', '1">')),
    _row("atom", "content in a language of its own", "language-mismatch", ('lang="en" dir="ltr"', 'lang="es" dir="ltr"')),
    _row("atom", "Arabic feed with English text", "language-script", ('<entry xml:lang="en">', '<entry xml:lang="ar">')),
    _row("atom", "Chinese tag without a Chinese letter", "language-script", ('<entry xml:lang="en">', '<entry xml:lang="zh-Hans">')),
    _row("atom", "English title in an Arabic entry", "language-script-part", ('<entry xml:lang="en">', '<entry xml:lang="ar">'), ("a stroke<", "a stroke in time<"), (_CONTENT, ARABIC), ('lang="en" dir', 'lang="ar" dir')),
    _row("atom", "empty title", "empty-title", ("Recognizing a stroke</title>", "</title>")),
    _row("atom", "empty feed title", "empty-feed-title", ("Health library", " ")),
    _row("atom", "HTML in a plain title", "text-markup", ("a stroke</title>", "a &lt;b&gt;stroke&lt;/b&gt;</title>")),
    _row("atom", "no self", "missing-self", ('rel="self"', 'rel="via"')),
    _row("atom", "relative link", "url-not-absolute", ("https://example.org/en/asthma", "/en/asthma")),
    _row("atom", "link with a space", "url-invalid", ("https://example.org/en/asthma", "https://example.org/en/as thma")),
    _row("atom", "link without a host", "url-invalid", ("https://example.org/en/asthma", "https:///asthma")),
    _row("atom", "javascript link", "url-unsafe", ("https://example.org/en/asthma", "javascript:alert(1)")),
    _row("atom", "link without href", "missing-element", (' href="https://example.org/en/asthma"', "")),
    _row("atom", "hreflang as pt_BR", "language-tag", ('hreflang="es"', 'hreflang="pt_BR"')),
    _row("atom", "two alternates of one kind", "duplicate-alternate", ('rel="related" type="text/html" hreflang="es"', 'rel="alternate" type="text/html" hreflang="en"')),
    _row("atom", "two alternates", "several-alternates", ('rel="related"', 'rel="alternate"')),
    _row("atom", "enclosure without length", "enclosure-incomplete", (' length="48213"', "")),
    _row("atom", "enclosure without type", "enclosure-incomplete", (' type="image/jpeg" length', " length")),
    _row("atom", "enclosure with a word for a length", "number", ('length="48213"', 'length="big"')),
    _row("atom", "enclosure with half a type", "media-type", ('type="image/jpeg" length', 'type="image" length')),
    _row("atom", "CDATA as a type", "atom-content-type", ('<content type="html">', '<content type="CDATA">')),
    _row("atom", "CDATA as the type of a title", "atom-text-type", ("<title>Rec", '<title type="CDATA">Rec')),
    _row("atom", "multipart content", "atom-content-type", ('<content type="html">', '<content type="multipart/mixed">')),
    _row("atom", "content that is no Base64", "atom-content-type", ('<content type="html">', '<content type="image/png">')),
    _row("atom", "unescaped tags in HTML", "atom-text-type", ("&lt;h2&gt;Signs&lt;/h2&gt;", "<h2>Signs</h2>")),
    _row("atom", "XHTML without div", "atom-xhtml", ('<div xmlns="http://www.w3.org/1999/xhtml" lang="en">', ""), ("</p></div>", "</p>")),
    _row("atom", "XHTML without its namespace", "atom-xhtml", ('<div xmlns="http://www.w3.org/1999/xhtml" lang="en">', "<div>")),
    _row("atom", "script in XHTML", "html-unsafe-element", ("<b>slowly</b>", "<script>1</script>")),
    _row("atom", "relative link in XHTML", "url-not-absolute", ("https://example.org/en/inhaler", "inhaler")),
    _row("atom", "content elsewhere, and here", "atom-content-src", ('<content type="html">', '<content type="text/plain" src="https://example.org/x">')),
    _row("atom", "content elsewhere without summary", "missing-summary", ("<summary>Most people with asthma can do sport.</summary>", ""), ('<content type="xhtml">', '<content type="text/html" src="https://example.org/x">')),
    _row("atom", "neither content nor alternate", "missing-alternate", ('<content type="html">', '<x:y xmlns:x="urn:x">'), ("</content>", "</x:y>"), ('<link rel="alternate" type="text/html" hreflang="en" href="https://example.org', '<link rel="via" href="https://example.org')),
    _row("atom", "category without a term", "missing-element", ('term="D020521" ', "")),
    _row("atom", "unknown Atom element", "atom-grammar", ("<rights>", "<modified/><rights>")),
    _row("atom", "unknown attribute", "atom-grammar", ("<rights>", '<rights lang="en">')),
    _row("atom", "metadata after the entries", "atom-grammar", ("</feed>", "<contributor><name>A</name></contributor></feed>")),
    _row("atom", "archive and current twice", "archive", ('<link rel="prev-archive"', '<link rel="prev-archive" href="https://example.org/1"/><link rel="prev-archive"')),
    _row("atom", "complete feed with pages", "archive", ("<rights>", "<fh:complete/><rights>")),
    _row("atom", "archive without a way to the present", "archive-current", ("<rights>", "<fh:archive/><rights>")),
    _row("atom", "tombstone without when", "deleted-entry", (' when="2026-03-01T08:00:00Z"', "")),
    _row("atom", "tombstone for no id", "id-not-iri", ('ref="tag:example.org,2026:old/en"', 'ref="old"')),
    _row("atom", "media group of one", "media-group", ("<media:content", "<media:group><media:content"), ('height="800"/>', 'height="800"/></media:group>')),
    *(_html("atom", f"HTML: {name}", code, html) for name, code, html in _IN_HTML),
]

RSS = [
    _row("rss", "not well-formed", "not-well-formed", ("&amp; note", "&amp; note]]>&")),
    _row("rss", "vertical tab in CDATA", "control-character", ("<h2>Signs", "<h2>\x0bSigns")),
    _row("rss", "DOCTYPE", "dtd", ("<rss ", "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss ")),
    _row("rss", "version 0.91", "rss-version", ('version="2.0"', 'version="0.91"')),
    _row("rss", "Atom under another name", "wrong-root", ("<rss ", '<rss xmlns="urn:x" ')),
    _row("rss", "channel without description", "missing-element", ("<description>Articles for patients</description>", "")),
    _row("rss", "channel without link", "missing-element", ("<link>https://feeds.example.org/en/</link>", "")),
    _row("rss", "empty channel title", "empty-feed-title", ("<title>Health library</title>", "<title/>")),
    _row("rss", "unknown element", "rss-unknown", ("<ttl>", "<updated>2026</updated><ttl>")),
    _row("rss", "unknown attribute", "rss-unknown", ('isPermaLink="false"', 'isPermalink="false"')),
    _row("rss", "element of the channel in an item", "rss-unknown", ("<link>https://example.org/en/asthma", "<ttl>5</ttl><link>https://example.org/en/asthma")),
    _row("rss", "two guids", "repeated-element", ("<guid>https", "<guid>https://example.org/x</guid><guid>https")),
    _row("rss", "ISO date", "date-format", ("Fri, 20 Feb 2026 09:00:00 GMT", "2026-02-20T09:00:00Z")),
    _row("rss", "French date", "date-format", ("Fri, 20 Feb 2026", "ven., 20 févr. 2026")),
    _row("rss", "Portuguese weekday", "date-format", ("Fri, 20 Feb 2026", "Sex, 20 Fev 2026")),
    _row("rss", "wrong weekday", "date-weekday", ("Fri, 20 Feb", "Thu, 20 Feb")),
    _row("rss", "date without a zone", "date-zone", ("Fri, 20 Feb 2026 09:00:00 GMT", "Fri, 20 Feb 2026 09:00:00")),
    _row("rss", "zone by its name", "date-zone", ("Fri, 20 Feb 2026 09:00:00 GMT", "Fri, 20 Feb 2026 09:00:00 CEST")),
    _row("rss", "offset with seconds", "date-zone", ("09:00:00 +0100", "09:00:00 +005328")),
    _row("rss", "year 999", "date-format", ("Fri, 20 Feb 2026", "20 Feb 0999")),
    _row("rss", "empty date", "date-format", ("Fri, 20 Feb 2026 09:00:00 GMT", "")),
    _row("rss", "modified before published", "date-order", ("2026-03-02T09:00:00Z", "2026-02-02T09:00:00Z")),
    _row("rss", "future date", "date-future", ("Fri, 20 Feb 2026", "Wed, 20 Feb 2036")),
    _row("rss", "francais", "language-tag", ("<language>en", "<language>francais")),
    _row("rss", "pt_BR on an item", "language-tag", ("<dc:language>en", "<dc:language>pt_BR")),
    _row("rss", "channel without a language", "language-missing", ("<language>en</language>", "")),
    _row("rss", "English tag on Arabic text", "language-script", ("Asthma and sport", "السكتة الدماغية"), ("Most people with asthma can do sport.", ARABIC)),
    _row("rss", "content in a language of its own", "language-mismatch", ('lang="en" dir="ltr"', 'lang="ar" dir="rtl"')),
    _row("rss", "permalink that is no URL", "rss-guid", ("<guid>https://example.org/en/asthma", "<guid>tag:example.org,2026:asthma")),
    _row("rss", "empty guid", "rss-guid", ("<guid>https://example.org/en/asthma", "<guid>")),
    _row("rss", "no guid", "missing-guid", ("<guid>https://example.org/en/asthma</guid>", "")),
    _row("rss", "one guid twice", "duplicate-id", ("<guid>https://example.org/en/asthma", '<guid isPermaLink="false">tag:example.org,2026:stroke/en')),
    _row("rss", "author without an address", "rss-email", ("ana@example.org (Ana Ruiz)", "Ana Ruiz")),
    _row("rss", "editor without an address", "rss-email", ("desk@example.org (Example Press)", "Example Press")),
    _row("rss", "item with nothing", "missing-content", ("<title>Asthma and sport</title>", ""), ("<description>Most people with asthma can do sport.</description>", "")),
    _row("rss", "empty title", "empty-title", ("Asthma and sport", "")),
    _row("rss", "HTML in a title", "text-markup", ("Asthma and sport", "Asthma &lt;i&gt;and&lt;/i&gt; sport")),
    _row("rss", "relative link", "url-not-absolute", ("<link>https://example.org/en/asthma", "<link>/en/asthma")),
    _row("rss", "link with a space", "url-invalid", ("<link>https://example.org/en/asthma", "<link>https://example.org/en/as thma")),
    _row("rss", "enclosure without length", "enclosure-incomplete", (' length="48213"', "")),
    _row("rss", "enclosure without type", "enclosure-incomplete", ('.jpg" type="image/jpeg" length', '.jpg" length')),
    _row("rss", "enclosure with a word for a length", "number", ('length="48213"', 'length="abc"')),
    _row("rss", "enclosure with half a type", "media-type", ('type="image/jpeg" length', 'type="audio" length')),
    _row("rss", "two enclosures", "several-enclosures", ("<enclosure ", '<enclosure url="https://example.org/b.mp3" type="audio/mpeg" length="1"/><enclosure ')),
    _row("rss", "alternate link in an item", "several-alternates", ('rel="related"', 'rel="alternate"')),
    _row("rss", "no self", "missing-self", ('rel="self"', 'rel="via"')),
    _row("rss", "image too wide", "rss-image", ("<width>144", "<width>500")),
    _row("rss", "image without a link", "rss-image", ("<link>https://feeds.example.org/en/</link><width>", "<width>")),
    _row("rss", "negative ttl", "number", ("<ttl>60", "<ttl>-5")),
    _row("rss", "cloud with a port below zero", "rss-cloud", ("<ttl>", '<cloud domain="x.example" port="-1" path="/" registerProcedure="" protocol="soap"/><ttl>')),
    _row("rss", "cloud without a domain", "rss-cloud", ("<ttl>", '<cloud port="80" path="/" registerProcedure="r" protocol="soap"/><ttl>')),
    _row("rss", "text input of attributes", "rss-unknown", ("<ttl>", '<textInput title="a" description="b" name="c" link="https://example.org/"/><ttl>')),
    _row("rss", "hour 24", "rss-skip", ("<hour>2", "<hour>24")),
    _row("rss", "an hour twice", "rss-skip", ("<hour>2", "<hour>1")),
    _row("rss", "day in Spanish", "rss-skip", ("<day>Sunday", "<day>domingo")),
    _row("rss", "media group of one", "media-group", ("<media:content", "<media:group><media:content"), ('height="800"/>', 'height="800"/></media:group>')),
    _row("rss", "media without a URL", "media-content", ("<media:content url=\"https://feeds.example.org/media/stroke.jpg\"", "<media:content")),
    _row("rss", "media with an unknown medium", "media-content", ('medium="image"', 'medium="photo"')),
    _row("rss", "media with a width of words", "media-content", ('width="1200"', 'width="wide"')),
    _row("rss", "unreadable dcterms:modified", "date-format", ("<dcterms:modified>2026-03-02T09:00:00Z", "<dcterms:modified>yesterday")),
    *(_html("rss", f"HTML: {name}", code, html) for name, code, html in _IN_HTML),
]

JSON = [
    _row("json", "comma too many", "json-invalid", ('"language": "en",', '"language": "en",,')),
    _row("json", "NaN", "json-invalid", ('"size_in_bytes": 48213', '"size_in_bytes": NaN')),
    _row("json", "lone surrogate", "json-invalid", ("Recognizing", "\\ud83d Recognizing")),
    _row("json", "escaped control", "control-character", ("Recognizing", "\\u000b Recognizing")),
    _row("json", "key twice", "json-duplicate-key", ('"language": "en",', '"language": "en", "language": "es",')),
    Row("json", "byte order mark", b"\xef\xbb\xbf" + BASES["json"].encode(), "encoding"),
    Row("json", "Latin-1 bytes", edited(BASES["json"], ("Press", "Prensa médica")).decode().encode("latin-1"), "encoding"),
    Row("json", "a list", b"[" + BASES["json"].encode() + b"]", "wrong-root"),
    _row("json", "no version", "missing-element", ('"version": "https://jsonfeed.org/version/1.1",', "")),
    _row("json", "version as a number", "json-version", ('"https://jsonfeed.org/version/1.1"', "1.1")),
    _row("json", "no title", "missing-element", ('"title": "Health library",', "")),
    _row("json", "empty feed title", "empty-feed-title", ('"title": "Health library"', '"title": " "')),
    _row("json", "empty title", "empty-title", ('"title": "Asthma and sport"', '"title": ""')),
    _row("json", "integer id", "json-type", ('"tag:example.org,2026:asthma/en"', "42")),
    _row("json", "no id", "missing-element", ('"id": "tag:example.org,2026:asthma/en",', "")),
    _row("json", "empty id", "json-value", ('"tag:example.org,2026:asthma/en"', '""')),
    _row("json", "one id twice", "duplicate-id", ("2026:asthma", "2026:stroke")),
    _row("json", "no content", "missing-content", ('"content_text": "Most people with asthma can do sport.",', "")),
    _row("json", "content that is no string", "json-type", ('"Most people with asthma can do sport."', '["Most"]')),
    _row("json", "items that are no list", "json-type", ('"items": [', '"items": {"0": ['), ("  ]\n}", "  ]}\n}")),
    _row("json", "attachment without a media type", "missing-element", ('"mime_type": "image/jpeg", ', "")),
    _row("json", "attachment with half a media type", "media-type", ("image/jpeg", "image")),
    _row("json", "attachment with a length of words", "json-type", ("48213", '"48213"')),
    _row("json", "unknown key", "json-unknown-key", ('"language": "en",', '"language": "en", "lang": "en",')),
    _row("json", "unknown key of an item", "json-unknown-key", ('"tags"', '"categories": [], "tags"')),
    _row("json", "deprecated author", "json-deprecated", ('"authors": [{"name": "Ana Ruiz"}]', '"author": {"name": "Ana Ruiz"}')),
    _row("json", "empty author", "json-value", ('[{"name": "Ana Ruiz"}]', "[{}]")),
    _row("json", "date in words", "date-format", ('"2026-02-20T09:00:00Z"', '"20 February 2026"')),
    _row("json", "date without a zone", "date-zone", ('"2026-02-20T09:00:00Z"', '"2026-02-20T09:00:00"')),
    _row("json", "modified before published", "date-order", ("2026-03-02T09:00:00Z", "2026-02-02T09:00:00Z")),
    _row("json", "future date", "date-future", ("2026-02-20T09", "2036-02-20T09")),
    _row("json", "relative URL", "url-not-absolute", ("https://example.org/en/asthma", "/en/asthma")),
    _row("json", "URL with a space", "url-invalid", ("https://example.org/en/asthma", "https://example.org/en/as thma")),
    _row("json", "javascript URL", "url-unsafe", ("https://example.org/en/asthma", "javascript:alert(1)")),
    _row("json", "no feed_url", "missing-self", ('"feed_url": "https://feeds.example.org/en/feed.json",', "")),
    _row("json", "no language", "language-missing", ('  "language": "en",\n  "icon"', '  "icon"')),
    _row("json", "pt_BR feed", "language-tag", ('  "language": "en",\n  "icon"', '  "language": "pt_BR",\n  "icon"')),
    _row("json", "pt_BR item", "language-tag", ('"language": "en",\n      "date', '"language": "pt_BR",\n      "date')),
    _row("json", "zh item without a Chinese letter", "language-script", ('"language": "en",\n      "date', '"language": "zh",\n      "date')),
    _row("json", "HTML in a title", "text-markup", ("a stroke", "a <em>stroke</em>")),
    _row("json", "state that is none", "json-syndicate", ('"state": "final"', '"state": "approved"')),
    _row("json", "facts without a hash", "json-syndicate", (', "hash": "0123456789abcdef"', "")),
    _row("json", "fact of the wrong type", "json-syndicate", ('"outdated": false', '"outdated": "no"')),
    *(_html("json", f"HTML: {name}", code, html) for name, code, html in _IN_HTML),
]

ROWS = (*ATOM, *RSS, *JSON)
