"""Mistakes in RSS: a name and the code of the rule that must catch it, then the edits (old ⇒ new)."""

MISTAKES = """\
not well-formed: not-well-formed
  &amp; note ⇒ &amp; note]]>&
vertical tab in CDATA: control-character
  <h2>Signs ⇒ <h2>\x0bSigns
DOCTYPE: dtd
  <rss ⇒ <!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss
version 0.91: rss-version
  version="2.0" ⇒ version="0.91"
Atom under another name: wrong-root
  <rss version ⇒ <rss xmlns="urn:x" version
channel without description: missing-element
  <description>Articles for patients</description> ⇒
channel without link: missing-element
  <link>https://feeds.example.org/en/</link> ⇒
empty channel title: empty-feed-title
  <title>Health library</title> ⇒ <title/>
unknown element: rss-unknown
  <ttl> ⇒ <updated>2026</updated><ttl>
unknown attribute: rss-unknown
  isPermaLink="false" ⇒ isPermalink="false"
element of the channel in an item: rss-unknown
  <link>https://example.org/en/asthma ⇒ <ttl>5</ttl><link>https://example.org/en/asthma
two guids: repeated-element
  <guid>https ⇒ <guid>https://example.org/x</guid><guid>https
ISO date: date-format
  Fri, 20 Feb 2026 09:00:00 GMT ⇒ 2026-02-20T09:00:00Z
French date: date-format
  Fri, 20 Feb 2026 ⇒ ven., 20 févr. 2026
Portuguese weekday: date-format
  Fri, 20 Feb 2026 ⇒ Sex, 20 Fev 2026
wrong weekday: date-weekday
  Fri, 20 Feb ⇒ Thu, 20 Feb
date without a zone: date-zone
  Fri, 20 Feb 2026 09:00:00 GMT ⇒ Fri, 20 Feb 2026 09:00:00
zone by its name: date-zone
  Fri, 20 Feb 2026 09:00:00 GMT ⇒ Fri, 20 Feb 2026 09:00:00 CEST
offset with seconds: date-zone
  09:00:00 +0100 ⇒ 09:00:00 +005328
year 999: date-format
  Fri, 20 Feb 2026 ⇒ 20 Feb 0999
empty date: date-format
  Fri, 20 Feb 2026 09:00:00 GMT ⇒
modified before published: date-order
  2026-03-02T09:00:00Z ⇒ 2026-02-02T09:00:00Z
future date: date-future
  Fri, 20 Feb 2026 ⇒ Wed, 20 Feb 2036
francais: language-tag
  <language>en ⇒ <language>francais
pt_BR on an item: language-tag
  <dc:language>en ⇒ <dc:language>pt_BR
channel without a language: language-missing
  <language>en</language> ⇒
English tag on Arabic text: language-script
  Asthma and sport ⇒ السكتة الدماغية
  Most people with asthma can do sport. ⇒ {arabic}
content in a language of its own: language-mismatch
  lang="en" dir="ltr" ⇒ lang="ar" dir="rtl"
permalink that is no URL: rss-guid
  <guid>https://example.org/en/asthma ⇒ <guid>tag:example.org,2026:asthma
empty guid: rss-guid
  <guid>https://example.org/en/asthma ⇒ <guid>
no guid: missing-guid
  <guid>https://example.org/en/asthma</guid> ⇒
one guid twice: duplicate-id
  <guid>https://example.org/en/asthma ⇒ <guid isPermaLink="false">tag:example.org,2026:stroke/en
author without an address: rss-email
  ana@example.org (Ana Ruiz) ⇒ Ana Ruiz
editor without an address: rss-email
  desk@example.org (Example Press) ⇒ Example Press
item with nothing: missing-content
  <title>Asthma and sport</title> ⇒
  <description>Most people with asthma can do sport.</description> ⇒
empty title: empty-title
  Asthma and sport ⇒
HTML in a title: text-markup
  Asthma and sport ⇒ Asthma &lt;i&gt;and&lt;/i&gt; sport
relative link: url-not-absolute
  <link>https://example.org/en/asthma ⇒ <link>/en/asthma
link with a space: url-invalid
  <link>https://example.org/en/asthma ⇒ <link>https://example.org/en/as thma
enclosure without length: enclosure-incomplete
   length="48213" ⇒
enclosure without type: enclosure-incomplete
  .jpg" type="image/jpeg" length ⇒ .jpg" length
enclosure with a word for a length: number
  length="48213" ⇒ length="abc"
enclosure with half a type: media-type
  type="image/jpeg" length ⇒ type="audio" length
two enclosures: several-enclosures
  <enclosure url ⇒ <enclosure url="https://example.org/b.mp3" type="audio/mpeg" length="1"/><enclosure url
alternate link in an item: several-alternates
  rel="related" ⇒ rel="alternate"
script in an XHTML body: html-unsafe-element
  <ttl> ⇒ <body xmlns="http://www.w3.org/1999/xhtml"><script>1</script></body><ttl>
no self: missing-self
  rel="self" ⇒ rel="via"
image too wide: rss-image
  <width>144 ⇒ <width>500
image without a link: rss-image
  <link>https://feeds.example.org/en/</link><width> ⇒ <width>
negative ttl: number
  <ttl>60 ⇒ <ttl>-5
cloud with a port below zero: rss-cloud
  <ttl> ⇒ <cloud domain="x.example" port="-1" path="/" registerProcedure="" protocol="soap"/><ttl>
cloud without a domain: rss-cloud
  <ttl> ⇒ <cloud port="80" path="/" registerProcedure="r" protocol="soap"/><ttl>
text input of attributes: rss-unknown
  <ttl> ⇒ <textInput title="a" description="b" name="c" link="https://example.org/"/><ttl>
hour 24: rss-skip
  <hour>2 ⇒ <hour>24
an hour twice: rss-skip
  <hour>2 ⇒ <hour>1
day in Spanish: rss-skip
  <day>Sunday ⇒ <day>domingo
archive without a way to the present: archive-current
  <ttl> ⇒ <fh:archive/><ttl>
archive that says it is the current document: archive
  <ttl> ⇒ <fh:archive/><atom:link rel="current" href="https://feeds.example.org/en/rss.xml"/><ttl>
tombstone without ref: deleted-entry
  <ttl> ⇒ <at:deleted-entry when="2026-03-01T08:00:00Z"/><ttl>
tombstone later than the update of its item: deleted-entry
  <ttl> ⇒ <at:deleted-entry ref="tag:example.org,2026:stroke/en" when="2026-03-02T09:00:01Z"/><ttl>
tombstone later than the date of its item: deleted-entry
  <ttl> ⇒ <at:deleted-entry ref="https://example.org/en/asthma" when="2026-02-20T09:00:01Z"/><ttl>
media group of one: media-group
  <media:content ⇒ <media:group><media:content
  height="800"/> ⇒ height="800"/></media:group>
media without a URL: media-content
  <media:content url="https://feeds.example.org/media/stroke.jpg" ⇒ <media:content
media with an unknown medium: media-content
  medium="image" ⇒ medium="photo"
media with a width of words: media-content
  width="1200" ⇒ width="wide"
unreadable dcterms:modified: date-format
  <dcterms:modified>2026-03-02T09:00:00Z ⇒ <dcterms:modified>yesterday
"""
