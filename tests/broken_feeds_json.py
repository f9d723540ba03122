"""Mistakes in JSON Feed: a name and the code of the rule that must catch it, then the edits (old ⇒ new)."""

MISTAKES = """\
comma too many: json-invalid
  "language": "en", ⇒ "language": "en",,
NaN: json-invalid
  "size_in_bytes": 48213 ⇒ "size_in_bytes": NaN
lone surrogate: json-invalid
  Recognizing ⇒ \\ud83d Recognizing
escaped control: control-character
  Recognizing ⇒ \\u000b Recognizing
key twice: json-duplicate-key
  "language": "en", ⇒ "language": "en", "language": "es",
no version: missing-element
  "version": "https://jsonfeed.org/version/1.1", ⇒
version as a number: json-version
  "https://jsonfeed.org/version/1.1" ⇒ 1.1
no title: missing-element
  "title": "Health library", ⇒
empty feed title: empty-feed-title
  "title": "Health library" ⇒ "title": " "
empty title: empty-title
  "title": "Asthma and sport" ⇒ "title": ""
integer id: json-type
  "tag:example.org,2026:asthma/en" ⇒ 42
no id: missing-element
  "id": "tag:example.org,2026:asthma/en", ⇒
empty id: json-value
  "tag:example.org,2026:asthma/en" ⇒ ""
one id twice: duplicate-id
  2026:asthma ⇒ 2026:stroke
no content: missing-content
  "content_text": "Most people with asthma can do sport.", ⇒
content that is no string: json-type
  "Most people with asthma can do sport." ⇒ ["Most"]
items that are no list: json-type
  "items": [ ⇒ "items": 3, "_items": [
attachment without a media type: missing-element
  "mime_type": "image/jpeg",  ⇒
attachment with half a media type: media-type
  image/jpeg ⇒ image
attachment with a length of words: json-type
  48213 ⇒ "48213"
unknown key: json-unknown-key
  "language": "en", ⇒ "language": "en", "lang": "en",
unknown key of an item: json-unknown-key
  "tags" ⇒ "categories": [], "tags"
deprecated author: json-deprecated
  "authors": [{"name": "Ana Ruiz"}] ⇒ "author": {"name": "Ana Ruiz"}
empty author: json-value
  [{"name": "Ana Ruiz"}] ⇒ [{}]
date in words: date-format
  "2026-02-20T09:00:00Z" ⇒ "20 February 2026"
date without a zone: date-zone
  "2026-02-20T09:00:00Z" ⇒ "2026-02-20T09:00:00"
modified before published: date-order
  "date_modified": "2026-03-02 ⇒ "date_modified": "2026-02-02
future date: date-future
  2026-02-20T09 ⇒ 2036-02-20T09
relative URL: url-not-absolute
  https://example.org/en/asthma ⇒ /en/asthma
URL with a space: url-invalid
  https://example.org/en/asthma ⇒ https://example.org/en/as thma
javascript URL: url-unsafe
  https://example.org/en/asthma ⇒ javascript:alert(1)
no feed_url: missing-self
  "feed_url": "https://feeds.example.org/en/feed.json", ⇒
no language: language-missing
  "language": "en", ⇒
pt_BR feed: language-tag
  "language": "en" ⇒ "language": "pt_BR"
pt_BR item: language-tag
  "language": "en", "date ⇒ "language": "pt_BR", "date
zh item without a Chinese letter: language-script
  "language": "en", "date ⇒ "language": "zh", "date
HTML in a title: text-markup
  a stroke ⇒ a <em>stroke</em>
next page that is this very document: archive
  en/archive/2/feed.json ⇒ en/feed.json
next page that is not the previous archive: archive
  en/archive/2/feed.json ⇒ en/archive/1/feed.json
archive without a way to the present: archive-current
  "previous" ⇒ "archive": true, "previous"
archive that says it is the current document: archive
  "previous" ⇒ "archive": true, "current": "https://feeds.example.org/en/feed.json", "previous"
archive page that is this very document: archive
  "previous" ⇒ "next": "https://feeds.example.org/en/feed.json", "previous"
archive page before and after: archive
  "previous" ⇒ "next": "https://feeds.example.org/en/archive/2/feed.json", "previous"
archive marked in words: json-syndicate
  "previous" ⇒ "archive": "yes", "previous"
relative archive page: json-syndicate
  "previous" ⇒ "next": "archive/2/feed.json", "previous"
feed of no id: json-syndicate
  tag:example.org,2026:feed/en ⇒ feed en
tombstone later than its item: deleted-entry
  2026:old/en ⇒ 2026:asthma/en
tombstone a second later than its item: deleted-entry
  2026:old/en", "at": "2026-03-01T08:00:00Z ⇒ 2026:stroke/en", "at": "2026-03-02T09:00:01Z
tombstone twice: deleted-entry
  "withdrawn": [ ⇒ "withdrawn": [{"id": "tag:example.org,2026:old/en", "at": "2026-03-01T09:00:00+01:00"},
two tombstones of an item: repeated-id
  "withdrawn": [ ⇒ "withdrawn": [{"id": "tag:example.org,2026:old/en", "at": "2026-03-02T09:00:00Z"},
tombstone without a date: json-syndicate
  "at": "2026-03-01T08:00:00Z",  ⇒
tombstone with a day for a date: json-syndicate
  "at": "2026-03-01T08:00:00Z" ⇒ "at": "2026-03-01"
tombstone for no id: json-syndicate
  tag:example.org,2026:old/en ⇒ old
tombstone ahead of its time: date-future
  "at": "2026 ⇒ "at": "2036
tombstone with HTML in its notice: text-markup
  "Withdrawn" ⇒ "<p>Withdrawn</p>"
correction of no id: json-syndicate
  "correction": null ⇒ "correction": null, "corrects": "stroke"
replacement with a space: json-syndicate
  "correction": null ⇒ "correction": null, "replaced_by": "tag:example.org,2026:a b"
audience in one word: json-syndicate
  "correction": null ⇒ "correction": null, "audience": "patient"
picture for mail without a type: json-syndicate
  "correction": null ⇒ "image": {"url": "https://a.org/a", "type": "image/png", "mail": {"url": "https://a.org/b"}}
state that is none: json-syndicate
  "state": "final" ⇒ "state": "approved"
facts without a hash: json-syndicate
  , "hash": "0123456789abcdef" ⇒
fact of the wrong type: json-syndicate
  "outdated": false ⇒ "outdated": "no"
"""
