"""Edits that make an unusual feed, and a right one, of the good ones: a name, then the edits (old ⇒ new)."""

ATOM = """\
relative references with xml:base: right
  <entry xml ⇒ <entry xml:base="https://example.org/en/" xml
  href="https://example.org/en/stroke" ⇒ href="stroke"
  "https://example.org/en/fast" ⇒ "fast"
zone of Nepal, fractions of a second: right
  2026-03-01T09:00:00+01:00 ⇒ 2026-03-01T09:00:00.123456789+05:45
zones of Newfoundland and Kiribati: right
  2026-03-01T09:00:00+01:00 ⇒ 2026-03-01T09:00:00-03:30
  2026-02-20T09:00:00Z</p ⇒ 2026-02-20T09:00:00+14:00</p
tombstone between entries: right
  </entry> ⇒ </entry><at:deleted-entry ref="tag:a.org,2026:x" when="2026-03-01T08:00:00Z"/>
tombstone of the moment at which its entry was changed: right
  2026:old/en" when="2026-03-01T08:00:00Z" ⇒ 2026:stroke/en" when="2026-03-02T09:00:00Z"
entry that came back after its tombstone: right
  ref="tag:example.org,2026:old/en" ⇒ ref="tag:example.org,2026:stroke/en"
tombstone with a comment in HTML, and by whom: right
  <at:comment>Withdrawn ⇒ <at:by><name>Ana Ruiz</name></at:by><at:comment type="html">&lt;p&gt;Withdrawn&lt;/p&gt;
archive page in the middle: right
  en/atom.xml ⇒ en/archive/3/atom.xml
  <rights> ⇒ <fh:archive/><link rel="current" href="https://feeds.example.org/en/atom.xml"/><rights>
  <generator ⇒ <link rel="next-archive" href="https://feeds.example.org/en/archive/4/atom.xml"/><generator
subscription document that says that it is the current one: right
  <rights> ⇒ <link rel="current" href="https://feeds.example.org/en/atom.xml"/><rights>
content elsewhere, with a summary: right
  <content type="html"> ⇒ <content type="text/html" src="https://example.org/x"/><x:y xmlns:x="urn:x">
  </content> ⇒ </x:y>
picture in Base64: right
  <content type="html"> ⇒ <content type="image/png">iVBORw0K</content><x:y xmlns:x="urn:x">
  /ul&gt;&lt;/div&gt;</content> ⇒ </x:y>
XML content: right
  <content type="html"> ⇒ <content type="application/xml"><a xmlns="urn:a"><b/></a></content><x:y xmlns:x="urn:x">
  /ul&gt;&lt;/div&gt;</content> ⇒ </x:y>
title of type xhtml: right
  <title>Recognizing a stroke ⇒ <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">H<sub>2</sub>O</div>
XHTML with a prefix: right
  <div xmlns="http://www.w3.org/1999/xhtml" lang="en"> ⇒ <h:div xmlns:h="http://www.w3.org/1999/xhtml">
  <p>Warm ⇒ <h:p>Warm
  <b> ⇒ <h:b>
  </b> ⇒ </h:b>
  <a href="https://example.org/en/inhaler"> ⇒ <h:a href="https://example.org/en/inhaler">
  </a> near.</p></div> ⇒ </h:a> near.</h:p></h:div>
HTML of 1999: capitals, no end tags, unquoted values: right
  &lt;h2&gt;Signs&lt;/h2&gt; ⇒ &lt;P ALIGN=center&gt;A&lt;BR&gt;b&lt;HR NOSHADE&gt;
  &lt;/li&gt;&lt;li&gt;Arms&lt;/li&gt; ⇒ &lt;LI&gt;Arms
HTML with comments, quotes in values and an ampersand: right
  &lt;h2&gt;Signs ⇒ &lt;!-- a - b - c --&gt;&lt;h2 title='a "&gt;" b'&gt;R&amp;amp;D
document that archives itself: right
  <rights> ⇒ <fh:archive/><link rel="current" href="https://feeds.example.org/en/all.xml"/><rights>
international names in IRIs: right
  https://example.org/en/asthma ⇒ https://gesundheit.müller.example/hüfte/علاج?q=ä#ü
IPv6 host and port: right
  https://example.org/en/asthma ⇒ http://[2001:db8::1]:8080/x
id of another kind: right
  tag:example.org,2026:asthma/en ⇒ urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a
comments and instructions everywhere: right
  <feed xmlns ⇒ <!-- <!DOCTYPE feed> --><?xml-stylesheet href='a.xsl'?><feed xmlns
  <id>tag:example.org,2026:asthma ⇒ <id><!-- x -->tag:example.org,2026:asthma
article about HTML: right
  &lt;h2&gt;Signs ⇒ &lt;code&gt;&amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt;&lt;/code&gt; or &amp;lt;br&amp;gt; &lt;h2&gt;Signs
comment in the middle of HTML: right
  &lt;h2&gt;Signs ⇒ <!-- x -->&lt;h2&gt;Signs
"""

RSS = """\
titles in CDATA: right
  <title>Asthma and sport ⇒ <title><![CDATA[Asthma & sport < 5 years]]>
date without weekday and seconds: right
  Fri, 20 Feb 2026 09:00:00 GMT ⇒ 20 Feb 2026 09:00 EST
year of two digits, day of one: right
  Fri, 20 Feb 2026 09:00:00 GMT ⇒ Mon, 2 Feb 26 09:00:00 -0000
item without date, author and guid text: right
  <pubDate>Fri, 20 Feb 2026 09:00:00 GMT</pubDate> ⇒
  <author>ana@example.org (Ana Ruiz)</author> ⇒
item without title: right
  <title>Asthma and sport</title> ⇒
author as in a letter: right
  ana@example.org (Ana Ruiz) ⇒ Ana Ruiz &lt;ana+feeds@example.co.uk&gt;
empty channel description: right
  Articles for patients ⇒
podcast: right
  <ttl> ⇒ <itunes:image xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" href="https://a.example/a.jpg"/><ttl>
  stroke.jpg" type="image/jpeg" length ⇒ stroke.mp3" type="audio/mpeg" length
media group with a choice: right
  <media:content ⇒ <media:group><media:content url="https://a.example/b" bitrate="64.5" isDefault="true"/><media:content
  height="800"/> ⇒ height="800"/></media:group>
description in HTML with an entity: right
  Most people with asthma can do sport. ⇒ &lt;p&gt;Most &amp;eacute;l&amp;egrave;ves &amp;amp; parents&lt;/p&gt;
modules that nobody knows: right
  <ttl> ⇒ <z:zone xmlns:z="urn:z" a="b"><z:y/></z:zone><ttl>
language of an item that is not its channel's: right
  <dc:language>en ⇒ <dc:language>fr-CA
  lang="en" dir="ltr" ⇒ lang="fr" dir="ltr"
"""

JSON = """\
version 1: right
  version/1.1 ⇒ version/1
extensions everywhere: right
  "tags" ⇒ "_x": {"about": null, "lang": 1}, "tags"
  "size_in_bytes" ⇒ "_codec": "x", "size_in_bytes"
  "name": "Ana Ruiz" ⇒ "name": "Ana Ruiz", "_orcid": "0"
note without a title: right
  "title": "Asthma and sport", ⇒
hub and end: right
  "icon" ⇒ "hubs": [{"type": "WebSub", "url": "https://hub.example.org/"}], "expired": false, "icon"
archive page in the middle: right
  en/feed.json ⇒ en/archive/3/feed.json
  "previous" ⇒ "archive": true, "current": "https://feeds.example.org/en/feed.json", "previous"
  "withdrawn" ⇒ "next": "https://feeds.example.org/en/archive/4/feed.json", "withdrawn"
tombstone of the moment at which its item was changed: right
  2026:old/en", "at": "2026-03-01T08:00:00Z ⇒ 2026:stroke/en", "at": "2026-03-02T09:00:00Z
item that came back after its tombstone: right
  2026:old/en ⇒ 2026:stroke/en
notice with a less-than sign: right
  "Withdrawn" ⇒ "5 < 6 mg"
facts of a safety correction: right
  "correction": null ⇒ "correction": null, "corrects": "tag:example.org,2026:stroke/en", "replaced_by": ""
facts for a newsletter: right
  "correction": null ⇒ "audience": ["patient"], "disclaimer": "Ask a doctor.", "license": "", "rights": ""
picture for mail: right
  "correction": null ⇒ "image": {"url": "https://a.org/a", "type": "image/png", "width": 900, "mail": {}}
  "mail": {} ⇒ "mail": {"url": "https://a.org/b", "type": "image/png", "length": 0, "width": 600, "alt": ""}
author with an address: right
  {"name": "Ana Ruiz"} ⇒ {"name": "Ana Ruiz", "url": "mailto:ana@example.org"}
characters beyond the plane, escaped: right
  Recognizing ⇒ \\ud83e\\udde0 Recognizing
withheld entry: title and notice only: right
  "content_text": "Most people with asthma can do sport." ⇒ "content_html": "<p>This article is being reviewed.</p>"
correction and unknown facts: right
  "correction": null ⇒ "correction": {"on": "2026-03-01", "severity": "safety"}, "extra": [1]
"""
