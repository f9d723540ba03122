"""JSON Feed 1.1, with what we say beyond it under one key."""

import json
from typing import Any

import feed_builders as make
import pytest

from syndicate.feeds.formats.jsonfeed import json_feed
from syndicate.model import Author


def made(*entries: object, **changes: object) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json_feed(make.feed(*entries, **changes)))  # type: ignore[arg-type]
    return data


def first(**changes: object) -> dict[str, Any]:
    item: dict[str, Any] = made(make.entry(**changes))["items"][0]
    return item


def test_the_feed_says_its_version_addresses_and_language() -> None:
    data = made()
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert (data["home_page_url"], data["feed_url"]) == (f"{make.ROOT}es/", f"{make.ROOT}es/feed.json")
    assert (data["language"], data["authors"]) == ("es", [{"name": "Demo library"}])


def test_the_feed_names_its_other_languages_and_the_date_it_was_given() -> None:
    data = made()["_syndicate"]
    assert data["updated"] == "2026-05-06T07:08:09Z"
    assert [(other["language"], other["url"]) for other in data["translations"]] == [
        ("en", f"{make.ROOT}en/feed.json"),
        ("ar", f"{make.ROOT}ar/feed.json"),
    ]


def test_an_item_says_the_same_in_html_text_and_summary() -> None:
    item = first()
    entry = make.entry()
    assert (item["id"], item["url"], item["title"], item["language"]) == (entry.id, entry.url, entry.title, "es")
    assert (item["content_html"], item["content_text"], item["summary"]) == (entry.content, entry.text, entry.summary)
    assert (item["date_published"], item["date_modified"]) == ("2026-03-01T00:00:00+01:00", "2026-04-01T10:30:00Z")


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ((Author("Li", url="https://x.org/li"),), [{"name": "Li", "url": "https://x.org/li"}]),
        ((Author("Li", email="li@x.org"),), [{"name": "Li", "url": "mailto:li@x.org"}]),
        ((), [{"name": "Demo library"}]),
    ],
)
def test_an_item_always_has_authors(authors: tuple[Author, ...], expected: list[dict[str, str]]) -> None:
    assert first(authors=authors)["authors"] == expected


def test_tags_are_labels_and_the_codes_are_beside_them() -> None:
    item = first()
    assert item["tags"] == ["Corazón", "Prevención"]
    assert item["_syndicate"]["categories"] == [
        {"key": "heart", "label": "Corazón", "scheme": make.MESH, "code": "D002318"},
        {"key": "prevention", "label": "Prevención", "scheme": "", "code": ""},
    ]


def test_the_picture_is_an_image_and_an_attachment_with_its_size_and_text() -> None:
    item = first()
    url = make.picture().url
    assert item["image"] == url
    assert item["attachments"] == [
        {"url": url, "mime_type": "image/jpeg", "title": "A cuff on an upper arm", "size_in_bytes": 4321}
    ]
    assert item["_syndicate"]["image"]["alt"] == "A cuff on an upper arm"


def test_the_extension_has_the_picture_for_mail_too() -> None:
    item = first(picture=make.picture(mail=make.mail_picture()))
    assert item["image"] == item["attachments"][0]["url"] == make.picture().url
    assert item["_syndicate"]["image"]["mail"] == {
        "url": make.mail_picture().url,
        "type": "image/jpeg",
        "length": 999,
        "width": 600,
        "height": 400,
        "alt": "A cuff on an upper arm",
    }


def test_the_extension_says_for_whom_it_is_and_what_it_does_not_replace() -> None:
    told = first(audience=("patient", "caregiver"), disclaimer="No sustituye al médico.")["_syndicate"]
    assert (told["audience"], told["disclaimer"]) == (["patient", "caregiver"], "No sustituye al médico.")
    plain = first()["_syndicate"]
    assert (plain["audience"], plain["disclaimer"]) == ([], "")


def test_a_safety_correction_leads_to_its_article_and_a_withdrawn_one_to_its_replacement() -> None:
    told = first(facts=make.facts(corrects=make.entry(2).id, replaced_by=make.entry(3).id))["_syndicate"]
    assert (told["corrects"], told["replaced_by"]) == (make.entry(2).id, make.entry(3).id)


def test_a_feed_without_items_is_a_document() -> None:
    assert made()["items"] == []


def test_the_extension_has_every_fact_and_null_where_nobody_signed() -> None:
    told = first()["_syndicate"]
    assert {key: told[key] for key in make.facts().to_data()} == make.facts(article="article-1").to_data()
    assert told["checked_by"] is None
    assert (told["rights"], told["license"], told["direction"]) == ("Licencia: CC BY 4.0", make.BY, "ltr")
    assert told["about"] == [{"system": "mesh", "code": "D006973", "version": "2026"}]
    assert [edition["language"] for edition in told["translations"]] == ["ar", "en"]


def test_a_held_back_item_has_content_but_no_summary_and_no_picture() -> None:
    item = first(facts=make.facts(status="withheld"), summary="", text="", picture=None)
    assert {"summary", "image", "attachments", "content_text"} & set(item) == set()
    assert item["content_html"]


def test_the_bytes_are_utf_8_in_a_fixed_order_with_a_newline_at_the_end() -> None:
    data = json_feed(make.feed(make.entry(title="测量 🩺")))
    assert "测量 🩺".encode() in data
    assert data.endswith(b"}\n")
    assert list(json.loads(data))[:2] == ["version", "title"]


def test_the_order_of_a_mapping_does_not_show() -> None:
    one, two = ({"on": "2026-01-02", "severity": "minor"}, {"severity": "minor", "on": "2026-01-02"})
    assert json_feed(make.feed(make.entry(facts=make.facts(correction=one)))) == json_feed(
        make.feed(make.entry(facts=make.facts(correction=two)))
    )
