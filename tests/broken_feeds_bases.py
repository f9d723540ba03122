"""One good feed in each format, from which the broken and the unusual ones are made by editing."""

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"
    xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns:media="http://search.yahoo.com/mrss/"
    xmlns:syn="urn:syndicate:feed:1" xml:lang="en">
  <id>tag:example.org,2026:feed/en</id>
  <title>Health library</title>
  <subtitle>Articles for patients</subtitle>
  <updated>2026-03-02T09:00:00Z</updated>
  <author><name>Example Press</name><uri>https://example.org/</uri><email>desk@example.org</email></author>
  <link rel="self" type="application/atom+xml" href="https://feeds.example.org/en/atom.xml"/>
  <link rel="alternate" type="text/html" hreflang="en" href="https://feeds.example.org/en/"/>
  <link rel="prev-archive" href="https://feeds.example.org/en/archive/2/atom.xml"/>
  <generator uri="https://example.org/syndicate">syndicate</generator>
  <rights>© 2026 Example Press</rights>
  <icon>https://feeds.example.org/icon.png</icon>
  <at:deleted-entry ref="tag:example.org,2026:old/en" when="2026-03-01T08:00:00Z">
    <at:comment>Withdrawn</at:comment>
  </at:deleted-entry>
  <entry xml:lang="en">
    <id>tag:example.org,2026:stroke/en</id>
    <title>Recognizing a stroke</title>
    <published>2026-03-01T09:00:00+01:00</published>
    <updated>2026-03-02T09:00:00Z</updated>
    <author><name>Ana Ruiz</name></author>
    <category term="D020521" scheme="https://id.nlm.nih.gov/mesh/" label="Stroke"/>
    <link rel="alternate" type="text/html" hreflang="en" href="https://example.org/en/stroke"/>
    <link rel="related" type="text/html" hreflang="es" title="Reconocer un ictus" href="https://example.org/es/ictus"/>
    <link rel="enclosure" type="image/jpeg" length="48213" href="https://feeds.example.org/media/stroke.jpg"/>
    <media:content url="https://feeds.example.org/media/stroke.jpg" type="image/jpeg" medium="image"
      width="1200" height="800"/>
    <summary>Face, arms, speech: what to look for, and what to do.</summary>
    <content type="html">&lt;div lang="en" dir="ltr"&gt;&lt;h2&gt;Signs&lt;/h2&gt;
      &lt;p&gt;Call &lt;a href="tel:112"&gt;112&lt;/a&gt; at once &amp;amp; note the time.&lt;br&gt;
      See &lt;a href="https://example.org/en/fast"&gt;FAST&lt;/a&gt;.&lt;/p&gt;
      &lt;ul&gt;&lt;li&gt;Face&lt;/li&gt;&lt;li&gt;Arms&lt;/li&gt;&lt;/ul&gt;&lt;/div&gt;</content>
    <syn:state>reviewed</syn:state>
  </entry>
  <entry xml:lang="en">
    <id>tag:example.org,2026:asthma/en</id>
    <title type="html">Asthma &amp;amp; sport</title>
    <published>2026-02-20T09:00:00Z</published>
    <updated>2026-02-20T09:00:00Z</updated>
    <link rel="alternate" type="text/html" href="https://example.org/en/asthma"/>
    <summary>Most people with asthma can do sport.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" lang="en">
      <p>Warm up <b>slowly</b>, keep the <a href="https://example.org/en/inhaler">inhaler</a> near.</p></div></content>
  </entry>
</feed>
"""

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
    xmlns:media="http://search.yahoo.com/mrss/" xmlns:fh="http://purl.org/syndication/history/1.0"
    xmlns:at="http://purl.org/atompub/tombstones/1.0">
  <channel>
    <title>Health library</title>
    <link>https://feeds.example.org/en/</link>
    <description>Articles for patients</description>
    <language>en</language>
    <copyright>© 2026 Example Press</copyright>
    <managingEditor>desk@example.org (Example Press)</managingEditor>
    <pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate>
    <lastBuildDate>Mon, 02 Mar 2026 09:00:00 +0000</lastBuildDate>
    <category>Health</category>
    <docs>https://www.rssboard.org/rss-specification</docs>
    <ttl>60</ttl>
    <image><url>https://feeds.example.org/icon.png</url><title>Health library</title><link>https://feeds.example.org/en/</link><width>144</width><height>144</height></image>
    <skipHours><hour>1</hour><hour>2</hour></skipHours>
    <skipDays><day>Sunday</day></skipDays>
    <atom:link rel="self" type="application/rss+xml" href="https://feeds.example.org/en/rss.xml"/>
    <item>
      <title>Recognizing a stroke</title>
      <link>https://example.org/en/stroke</link>
      <description>Face, arms, speech: what to look for, and what to do.</description>
      <content:encoded><![CDATA[<div lang="en" dir="ltr"><h2>Signs</h2>
        <p>Call <a href="tel:112">112</a> at once &amp; note the time.<br>
        See <a href="https://example.org/en/fast">FAST</a>.</p></div>]]></content:encoded>
      <dc:creator>Ana Ruiz</dc:creator>
      <dc:language>en</dc:language>
      <dcterms:modified>2026-03-02T09:00:00Z</dcterms:modified>
      <category domain="https://id.nlm.nih.gov/mesh/">D020521</category>
      <enclosure url="https://feeds.example.org/media/stroke.jpg" type="image/jpeg" length="48213"/>
      <media:content url="https://feeds.example.org/media/stroke.jpg" type="image/jpeg" medium="image"
      width="1200" height="800"/>
      <guid isPermaLink="false">tag:example.org,2026:stroke/en</guid>
      <pubDate>Sun, 01 Mar 2026 09:00:00 +0100</pubDate>
      <atom:link rel="related" hreflang="es" href="https://example.org/es/ictus"/>
    </item>
    <item>
      <title>Asthma and sport</title>
      <link>https://example.org/en/asthma</link>
      <description>Most people with asthma can do sport.</description>
      <author>ana@example.org (Ana Ruiz)</author>
      <guid>https://example.org/en/asthma</guid>
      <pubDate>Fri, 20 Feb 2026 09:00:00 GMT</pubDate>
    </item>
  </channel>
</rss>
"""

JSON = """{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Health library",
  "home_page_url": "https://feeds.example.org/en/",
  "feed_url": "https://feeds.example.org/en/feed.json",
  "description": "Articles for patients",
  "language": "en",
  "icon": "https://feeds.example.org/icon.png",
  "authors": [{"name": "Example Press", "url": "https://example.org/"}],
  "next_url": "https://feeds.example.org/en/archive/2/feed.json",
  "_syndicate": {
    "id": "tag:example.org,2026:feed/en", "updated": "2026-03-02T09:00:00Z", "direction": "ltr",
    "previous": "https://feeds.example.org/en/archive/2/feed.json",
    "withdrawn": [{"id": "tag:example.org,2026:old/en", "at": "2026-03-01T08:00:00Z", "notice": "Withdrawn"}]
  },
  "items": [
    {
      "id": "tag:example.org,2026:stroke/en",
      "url": "https://example.org/en/stroke",
      "title": "Recognizing a stroke",
      "summary": "Face, arms, speech: what to look for, and what to do.",
      "content_html": "<div lang=\\"en\\" dir=\\"ltr\\"><h2>Signs</h2><p>Call <a href=\\"tel:112\\">112</a></p></div>",
      "language": "en", "date_published": "2026-03-01T09:00:00+01:00",
      "date_modified": "2026-03-02T09:00:00Z",
      "authors": [{"name": "Ana Ruiz"}],
      "tags": ["Stroke"],
      "image": "https://feeds.example.org/media/stroke.jpg",
      "attachments": [
        {"url": "https://feeds.example.org/media/stroke.jpg", "mime_type": "image/jpeg", "size_in_bytes": 48213}
      ],
      "_syndicate": {
        "article": "stroke", "source_language": "en", "source_version": 3, "source_published": "2026-03-01",
        "source_updated": "", "state": "final", "origin": "source", "engine": "", "reviewed_on": "2026-02-27",
        "reviewed_by": "Dr. Ruiz", "checked_by": null, "status": "usable", "outdated": false, "pending": false,
        "version": 1, "change": "new", "correction": null, "hash": "0123456789abcdef",
        "translations": [{"language": "es", "url": "https://example.org/es/ictus", "title": "Reconocer un ictus"}]
      }
    },
    {
      "id": "tag:example.org,2026:asthma/en",
      "url": "https://example.org/en/asthma",
      "title": "Asthma and sport",
      "content_text": "Most people with asthma can do sport.",
      "date_published": "2026-02-20T09:00:00Z"
    }
  ]
}
"""

BASES = {"atom": ATOM, "rss": RSS, "json": JSON}


def edited(base: str, *changes: tuple[str, str]) -> bytes:
    """The base with the first of each old text replaced by the new; an old text that is not there is a mistake."""
    for old, new in changes:
        assert old in base, f"the base document has no {old!r}"
        base = base.replace(old, new, 1)
    return base.encode()
