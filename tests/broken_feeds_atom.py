"""Mistakes in Atom: a name and the code of the rule that must catch it, then the edits (old ⇒ new)."""

MISTAKES = """\
not well-formed: not-well-formed
  </title> ⇒ </titel>
undeclared prefix: not-well-formed
  <rights> ⇒ <x:y/><rights>
vertical tab: control-character
  Recognizing ⇒ Recog\x0bnizing
C1 control: control-character
  Recognizing ⇒ Recog\x92nizing
C1 control as a reference: control-character
  Recognizing ⇒ Recog&#x92;nizing
Latin-1 declared: encoding
  UTF-8 ⇒ ISO-8859-1
text decoded wrongly: mojibake
  Ana Ruiz ⇒ Ana GÃ³mez
DOCTYPE: dtd
  <feed  ⇒ <!DOCTYPE feed [<!ENTITY a 'b'>]><feed
RSS under another name: wrong-root
  <feed xmlns= ⇒ <feed xmlns:a=
entry without id: missing-element
  <id>tag:example.org,2026:stroke/en</id> ⇒
entry without updated: missing-element
  <updated>2026-02-20T09:00:00Z</updated> ⇒
feed without id: missing-element
  <id>tag:example.org,2026:feed/en</id> ⇒
feed without updated: missing-element
  <updated>2026-03-02T09:00:00Z</updated> ⇒
two titles: repeated-element
  <rights> ⇒ <title>Again</title><rights>
no author anywhere: missing-author
  <author><name>Example Press</name><uri>https://example.org/</uri><email>desk@example.org</email></author> ⇒
author without a name: missing-element
  <name>Ana Ruiz</name> ⇒ <uri>https://example.org/</uri>
id that is no IRI: id-not-iri
  tag:example.org,2026:stroke/en ⇒ article 42
tag: id without a date: id-not-iri
  tag:example.org,2026:stroke/en ⇒ tag:example.org:stroke
id with white space: id-not-iri
  <id>tag:example.org,2026:stroke ⇒ <id> tag:example.org,2026:stroke
two entries with one id and date: duplicate-id
  2026:asthma ⇒ 2026:stroke
  2026-02-20T09:00:00Z</upd ⇒ 2026-03-02T09:00:00Z</upd
two versions of an entry: repeated-id
  2026:asthma ⇒ 2026:stroke
date without a zone: date-zone
  2026-02-20T09:00:00Z</upd ⇒ 2026-02-20T09:00:00</upd
offset with seconds: date-zone
  09:00:00+01:00 ⇒ 09:00:00+00:53:28
RSS date: date-format
  2026-02-20T09:00:00Z</upd ⇒ Fri, 20 Feb 2026 09:00:00 GMT</upd
day that does not exist: date-format
  2026-02-20T09:00:00Z</upd ⇒ 2026-02-30T09:00:00Z</upd
day without a time: date-format
  2026-02-20T09:00:00Z</upd ⇒ 2026-02-20</upd
date with white space: date-format
  2026-02-20T09:00:00Z</upd ⇒  2026-02-20T09:00:00Z</upd
updated before published: date-order
  2026-03-01T09:00:00+01:00 ⇒ 2026-03-02T10:00:01+01:00
future date: date-future
  2026-02-20T09:00:00Z</upd ⇒ 2036-02-20T09:00:00Z</upd
pt_BR: language-tag
  <entry xml:lang="en"> ⇒ <entry xml:lang="pt_BR">
English as a word: language-tag
  <entry xml:lang="en"> ⇒ <entry xml:lang="English">
nonsense language: language-tag
  <entry xml:lang="en"> ⇒ <entry xml:lang="xx-nonsense">
language in unusual case: language-form
  <entry xml:lang="en"> ⇒ <entry xml:lang="en-gb">
feed without a language: language-missing
  1" xml:lang="en"> ⇒ 1">
content in a language of its own: language-mismatch
  lang="en" dir="ltr" ⇒ lang="es" dir="ltr"
Arabic feed with English text: language-script
  <entry xml:lang="en"> ⇒ <entry xml:lang="ar">
Chinese tag without a Chinese letter: language-script
  <entry xml:lang="en"> ⇒ <entry xml:lang="zh-Hans">
English title in an Arabic entry: language-script-part
  <entry xml:lang="en"> ⇒ <entry xml:lang="ar">
  a stroke< ⇒ a stroke in time<
  Face, arms, speech: what to look for, and what to do. ⇒ {arabic}
  lang="en" dir ⇒ lang="ar" dir
empty title: empty-title
  Recognizing a stroke</title> ⇒ </title>
empty feed title: empty-feed-title
  <title>Health library ⇒ <title>
HTML in a plain title: text-markup
  a stroke</title> ⇒ a &lt;b&gt;stroke&lt;/b&gt;</title>
no self: missing-self
  rel="self" ⇒ rel="via"
relative link: url-not-absolute
  https://example.org/en/asthma ⇒ /en/asthma
link with a space: url-invalid
  https://example.org/en/asthma ⇒ https://example.org/en/as thma
link without a host: url-invalid
  https://example.org/en/asthma ⇒ https:///asthma
javascript link: url-unsafe
  https://example.org/en/asthma ⇒ javascript:alert(1)
link without href: missing-element
   href="https://example.org/en/asthma" ⇒
hreflang as pt_BR: language-tag
  hreflang="es" ⇒ hreflang="pt_BR"
two alternates of one kind: duplicate-alternate
  rel="related" type="text/html" hreflang="es" ⇒ rel="alternate" type="text/html" hreflang="en"
two alternates: several-alternates
  rel="related" ⇒ rel="alternate"
enclosure without length: enclosure-length
   length="48213" ⇒
enclosure without type: enclosure-incomplete
   type="image/jpeg" length ⇒  length
enclosure with a word for a length: number
  length="48213" ⇒ length="big"
enclosure with half a type: media-type
  type="image/jpeg" length ⇒ type="image" length
CDATA as a type: atom-content-type
  <content type="html"> ⇒ <content type="CDATA">
CDATA as the type of a title: atom-text-type
  <title>Rec ⇒ <title type="CDATA">Rec
multipart content: atom-content-type
  <content type="html"> ⇒ <content type="multipart/mixed">
content that is no Base64: atom-content-type
  <content type="html"> ⇒ <content type="image/png">
unescaped tags in HTML: atom-text-type
  &lt;h2&gt;Signs&lt;/h2&gt; ⇒ <h2>Signs</h2>
XHTML without div: atom-xhtml
  <div xmlns="http://www.w3.org/1999/xhtml" lang="en"> ⇒
  </p></div> ⇒ </p>
XHTML without its namespace: atom-xhtml
  <div xmlns="http://www.w3.org/1999/xhtml" lang="en"> ⇒ <div>
script behind a comment: html-unsafe-element
  &lt;h2&gt; ⇒ <!-- x -->&lt;script&gt;1&lt;/script&gt;&lt;h2&gt;
script in content of type text/html: html-unsafe-element
  <content type="html"> ⇒ <content type="text/html">
  &lt;h2&gt; ⇒ &lt;script&gt;1&lt;/script&gt;&lt;h2&gt;
script in XML content: html-unsafe-element
  <content type="xhtml"> ⇒ <content type="application/xhtml+xml">
  <b>slowly</b> ⇒ <script>1</script>
script in XHTML: html-unsafe-element
  <b>slowly</b> ⇒ <script>1</script>
relative link in XHTML: url-not-absolute
  https://example.org/en/inhaler ⇒ inhaler
content elsewhere, and here: atom-content-src
  <content type="html"> ⇒ <content type="text/plain" src="https://example.org/x">
content elsewhere without summary: missing-summary
  <summary>Most people with asthma can do sport.</summary> ⇒
  <content type="xhtml"> ⇒ <content type="text/html" src="https://example.org/x">
neither content nor alternate: missing-alternate
  <content type="html"> ⇒ <x:y xmlns:x="urn:x">
  </content> ⇒ </x:y>
  <link rel="alternate" type="text/html" hreflang="en" href="https://example.org/en/s ⇒ <link rel="via" href="urn:s
category without a term: missing-element
  term="D020521"  ⇒
unknown Atom element: atom-grammar
  <rights> ⇒ <modified/><rights>
unknown attribute: atom-grammar
  <rights> ⇒ <rights lang="en">
metadata after the entries: atom-grammar
  </feed> ⇒ <contributor><name>A</name></contributor></feed>
archive and current twice: archive
  <link rel="prev-archive" ⇒ <link rel="prev-archive" href="https://example.org/1"/><link rel="prev-archive"
complete feed with pages: archive
  <rights> ⇒ <fh:complete/><rights>
archive without a way to the present: archive-current
  <rights> ⇒ <fh:archive/><rights>
archive that says it is the current document: archive
  <rights> ⇒ <fh:archive/><link rel="current" href="https://feeds.example.org/en/atom.xml"/><rights>
archive marked in words: archive
  <rights> ⇒ <fh:archive>yes</fh:archive><link rel="current" href="https://feeds.example.org/x"/><rights>
archive page that leads to itself: archive
  en/archive/2/atom.xml ⇒ en/atom.xml
archive page before and after: archive
  <rights> ⇒ <link rel="next-archive" href="https://feeds.example.org/en/archive/2/atom.xml"/><rights>
archive page that is the current document: archive
  <rights> ⇒ <link rel="current" href="https://feeds.example.org/en/archive/2/atom.xml"/><rights>
entry with an archive: archive
  rel="related" ⇒ rel="prev-archive"
tombstone later than its entry: deleted-entry
  ref="tag:example.org,2026:old/en" ⇒ ref="tag:example.org,2026:asthma/en"
tombstone a second later than its entry: deleted-entry
  ref="tag:example.org,2026:old/en" ⇒ ref="tag:example.org,2026:stroke/en"
  when="2026-03-01T08:00:00Z" ⇒ when="2026-03-02T09:00:01Z"
tombstone twice: deleted-entry
  <entry ⇒ <at:deleted-entry ref="tag:example.org,2026:old/en" when="2026-03-01T09:00:00+01:00"/><entry
two tombstones of an entry: repeated-id
  <entry ⇒ <at:deleted-entry ref="tag:example.org,2026:old/en" when="2026-03-02T08:00:00Z"/><entry
tombstone with a day for a date: date-format
  when="2026-03-01T08:00:00Z" ⇒ when="2026-03-01"
tombstone ahead of its time: date-future
  when="2026-03-01T08:00:00Z" ⇒ when="2036-03-01T08:00:00Z"
tombstone with two comments: repeated-element
  <at:comment> ⇒ <at:comment/><at:comment>
tombstone with a comment of type CDATA: atom-text-type
  <at:comment> ⇒ <at:comment type="CDATA">
tombstone with HTML in a plain comment: text-markup
  <at:comment> ⇒ <at:comment>&lt;p&gt;
tombstone without when: deleted-entry
   when="2026-03-01T08:00:00Z" ⇒
tombstone for no id: id-not-iri
  ref="tag:example.org,2026:old/en" ⇒ ref="old"
media group of one: media-group
  <media:content ⇒ <media:group><media:content
  height="800"/> ⇒ height="800"/></media:group>
"""
