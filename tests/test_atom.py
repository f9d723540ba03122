"""Atom: what RFC 4287 asks for, and what partners need on top of it."""

from dataclasses import replace

import feed_builders as make
import pytest
from lxml import etree

from syndicate.feeds.formats.xml import NAMESPACE, atom
from syndicate.model import Author, When

NS = {"a": "http://www.w3.org/2005/Atom", "media": "http://search.yahoo.com/mrss/", "syn": NAMESPACE}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def root(*entries: object, **changes: object) -> etree._Element:
    return etree.fromstring(atom(make.feed(*entries, **changes)))  # type: ignore[arg-type]


def first(**changes: object) -> etree._Element:
    return root(make.entry(**changes)).find("a:entry", NS)


def links(element: etree._Element) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in element.findall("a:link", NS)]


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.findall(path, NS)]


def test_the_document_is_utf_8_and_says_so() -> None:
    data = atom(make.feed(make.entry(title="測量 🩺")))
    assert data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")
    assert "測量 🩺".encode() in data


def test_the_feed_has_its_identity_and_author_and_the_date_it_was_given() -> None:
    made = root(make.entry())
    feed = make.feed()
    assert texts(made, "a:id") == [feed.id]
    assert texts(made, "a:title") == [feed.title]
    assert texts(made, "a:subtitle") == [feed.description]
    assert texts(made, "a:updated") == ["2026-05-06T07:08:09Z"]
    assert texts(made, "a:author/a:name") == ["Demo library"]
    assert texts(made, "a:rights") == ["CC BY 4.0"]
    assert texts(made, "a:generator") == ["syndicate"]


def test_the_feed_links_to_itself_its_page_and_its_other_languages() -> None:
    assert links(root()) == [
        {"rel": "self", "href": f"{make.ROOT}es/atom.xml", "type": "application/atom+xml"},
        {"rel": "alternate", "href": f"{make.ROOT}es/", "type": "text/html", "hreflang": "es"},
        *(
            {
                "rel": "related",
                "href": f"{make.ROOT}{language}/atom.xml",
                "type": "application/atom+xml",
                "hreflang": language,
                "title": make.listing(language).title,
            }
            for language in ("en", "ar")
        ),
    ]


def test_language_stands_on_the_feed_and_on_each_entry() -> None:
    made = root(make.entry())
    assert [element.get(LANG) for element in (made, made.find("a:entry", NS))] == ["es", "es"]


def test_an_entry_has_one_alternate_link_and_its_other_languages_are_related() -> None:
    made = links(first())
    assert [link["href"] for link in made if link["rel"] == "alternate"] == ["https://example.org/es/article-1"]
    assert [(link["hreflang"], link["href"], link["title"]) for link in made if link["rel"] == "related"] == [
        ("ar", "https://example.org/ar/article-1", "مقال"),
        ("en", "https://example.org/en/article-1", "Article"),
    ]


def test_an_entry_has_summary_and_full_content() -> None:
    made = first(summary="5 < 6 & 7", content="<div><p>5 &lt; 6</p></div>")
    assert (made.find("a:summary", NS).text, made.find("a:summary", NS).get("type")) == ("5 < 6 & 7", "text")
    assert (made.find("a:content", NS).text, made.find("a:content", NS).get("type")) == (
        "<div><p>5 &lt; 6</p></div>",
        "html",
    )


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (make.day(2023, 11, 6), "2023-11-06T00:00:00+01:00"),
        (make.instant(2023, 11, 6, 12, 0, 1), "2023-11-06T12:00:01Z"),
        (When(make.instant(2023, 11, 6, 12).at.replace(microsecond=999_999)), "2023-11-06T12:00:00Z"),
    ],
)
def test_dates_keep_their_precision(when: When, written: str) -> None:
    made = first(published=when, updated=when)
    assert texts(made, "a:published") + texts(made, "a:updated") == [written, written]


def test_authors_keep_their_address_and_the_publisher_stands_in_where_nobody_is_named() -> None:
    made = first(authors=(Author("Li", url="https://example.org/li", email="li@example.org"), Author("Ana")))
    assert texts(made, "a:author/a:name") == ["Li", "Ana"]
    assert texts(made, "a:author/a:uri") + texts(made, "a:author/a:email") == [
        "https://example.org/li",
        "li@example.org",
    ]
    assert texts(first(authors=()), "a:author/a:name") == ["Demo library"]


def test_categories_have_code_scheme_and_label() -> None:
    assert [dict(found.attrib) for found in first().findall("a:category", NS)] == [
        {"term": "D002318", "scheme": make.MESH, "label": "Corazón"},
        {"term": "prevention", "label": "Prevención"},
    ]


def test_rights_and_license_stand_on_each_entry() -> None:
    made = first()
    assert texts(made, "a:rights") == ["Licencia: CC BY 4.0"]
    assert {"rel": "license", "href": make.BY} in links(made)


def test_the_picture_is_an_enclosure_and_media_content_with_its_text() -> None:
    made = first()
    url = make.picture().url
    assert {"rel": "enclosure", "href": url, "type": "image/jpeg", "length": "4321"} in links(made)
    content = made.find("media:content", NS)
    expected = {
        "url": url,
        "type": "image/jpeg",
        "medium": "image",
        "fileSize": "4321",
        "width": "1200",
        "height": "800",
    }
    assert dict(content.attrib) == expected
    assert texts(content, "media:description") == ["A cuff on an upper arm"]


def test_a_wide_picture_and_its_rendition_for_mail_are_one_group_and_the_enclosure_is_the_picture() -> None:
    made = first(picture=make.picture(mail=make.mail_picture()))
    contents = made.findall("media:group/media:content", NS)
    assert [(found.get("url"), found.get("width"), found.get("isDefault")) for found in contents] == [
        (make.picture().url, "1200", "true"),
        (make.mail_picture().url, "600", None),
    ]
    assert [texts(found, "media:description") for found in contents] == [["A cuff on an upper arm"]] * 2
    assert made.find("media:content", NS) is None
    assert [link["href"] for link in links(made) if link["rel"] == "enclosure"] == [make.picture().url]


def test_the_facts_stand_in_our_namespace_under_the_names_that_they_have_in_json() -> None:
    correction = {"on": "2026-01-02", "severity": "safety", "note": "5 mg"}
    known = make.facts(checked_by="Dr. Roe", pending=True, source_version=3, correction=correction)
    made = first(facts=known)
    told = {
        element.tag.removeprefix(f"{{{NAMESPACE}}}"): element.text
        for element in made
        if element.tag.startswith(f"{{{NAMESPACE}}}") and element.text
    }
    assert told == {
        "article": "blood-pressure",
        "source_language": "en",
        "source_version": "3",
        "source_published": "2026-03-04",
        "state": "reviewed",
        "origin": "human",
        "checked_by": "Dr. Roe",
        "status": "usable",
        "outdated": "false",
        "pending": "true",
        "version": "1",
        "change": "new",
        "correction": "5 mg",
        "hash": "00112233445566778899aabbccddeeff",
    }
    assert dict(made.find("syn:correction", NS).attrib) == {"on": "2026-01-02", "severity": "safety"}


def test_a_safety_correction_leads_to_its_article_and_a_withdrawn_one_to_its_replacement() -> None:
    ids = {"corrects": make.entry(2).id, "replaced_by": make.entry(3).id}
    made = first(facts=make.facts(**ids))
    assert {name: made.findtext(f"syn:{name}", namespaces=NS) for name in ids} == ids


def test_each_audience_is_an_element() -> None:
    assert texts(first(audience=("patient", "caregiver")), "syn:audience") == ["patient", "caregiver"]


def test_the_disclaimer_is_part_of_the_content_and_stands_nowhere_else() -> None:
    assert "No sustituye" not in atom(make.feed(make.entry(disclaimer="No sustituye al médico."))).decode()


def test_nobody_is_named_where_nobody_checked() -> None:
    assert first().find("syn:checked_by", NS) is None


def test_codes_stand_there_without_a_name_in_another_language() -> None:
    assert dict(first().find("syn:about", NS).attrib) == {"system": "mesh", "code": "D006973", "version": "2026"}


def test_entries_stand_in_the_order_that_was_given() -> None:
    made = root(*(make.entry(number) for number in (3, 1, 2)))
    assert texts(made, "a:entry/a:title") == ["Artículo 3", "Artículo 1", "Artículo 2"]


def test_a_held_back_entry_has_its_notice_and_no_summary() -> None:
    notice = "<div><p>Retirado</p></div>"
    made = first(facts=make.facts(status="withdrawn"), summary="", content=notice, picture=None)
    assert made.find("a:summary", NS) is None
    assert texts(made, "a:content") == [notice]
    assert texts(made, "syn:status") == ["withdrawn"]


def test_a_feed_without_entries_is_a_document() -> None:
    assert root().findall("a:entry", NS) == []


def test_an_optional_thing_that_is_missing_leaves_no_empty_element() -> None:
    bare = make.entry(summary="", rights="", license="", editions=(), categories=(), about=(), picture=None)
    made = root(replace(bare, authors=()), rights="", editions=())
    assert [element.tag for element in made.iter() if not (element.text or len(element) or element.attrib)] == []
