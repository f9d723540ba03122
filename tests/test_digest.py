"""What an issue of a newsletter holds, and how it is written: HTML, text, JSON and a mail."""

import email
import email.policy
import json
import re
from email.message import EmailMessage
from typing import Any

import feed_builders as make
import jsonschema
import mail_html
import newsletter_builders as build
import pytest
from lxml import html as lxml_html

from syndicate.feeds import schemas
from syndicate.feeds.ledger import Row, Slot
from syndicate.feeds.newsletter import issue as issues
from syndicate.feeds.newsletter.cursor import Cursor
from syndicate.feeds.newsletter.issue import Issue
from syndicate.feeds.newsletter.selection import Selection, Since, select
from syndicate.model import Change, Status

AT = make.instant(2026, 11, 26, 8).at


def since(sequence: int) -> Cursor:
    return Cursor(build.IDENTITY, sequence)


def chosen(rows: list[Row], start: Since, **options: Any) -> Selection:
    return select(build.ledger(*rows), "all", since=start, **options)


def ids(rows: tuple[Row, ...]) -> list[str]:
    return [row.id for row in rows]


def rows(*numbers: int) -> list[Row]:
    return [build.row(number) for number in numbers]


def edited(number: int, at: int, **changes: Any) -> Row:
    """An entry that was edited after it had joined."""
    values = {"sequence": at, "version": 2, "change": Change.MINOR, "updated": make.day(2026, 3, at)}
    return build.row(number, **(values | changes))


# ── which rows ──────────────────────────────────────────────────────────────────────────────────


def test_new_is_what_joined_after_the_cursor_the_newest_first() -> None:
    found = chosen(rows(1, 2, 3), since(1))
    assert ids(found.new) == ["article-3", "article-2"]
    assert (found.cursor, found.waiting) == (since(3), 0)
    assert chosen(rows(1, 2, 3), found.cursor).is_empty


@pytest.mark.parametrize("change", list(Change))
def test_an_edit_of_any_kind_is_no_news(change: Change) -> None:
    found = chosen([edited(1, 9, change=change), build.row(2)], since(2))
    assert found.is_empty
    assert found.cursor == since(9)


def test_the_changes_are_told_apart_where_they_are_wanted_and_no_row_stands_twice() -> None:
    history = [
        edited(1, 9),
        build.row(2, sequence=8, status=Status.WITHDRAWN),
        edited(3, 10),
        build.row(4, status=Status.PENDING, sequence=11),
        build.row(5),
    ]
    found = chosen(history, since(2), changes=True)
    assert ids(found.new) == ["article-5", "article-4", "article-3"]
    assert ids(found.changed) == ["article-1"]
    assert ids(found.withdrawn) == ["article-2"]


def test_a_safety_correction_stands_apart_and_is_news_without_asking_for_changes() -> None:
    found = chosen([edited(1, 3), build.correction(4, of=1), build.row(5)], since(2))
    assert ids(found.safety) == ["article-1/correction/2026-03-20"]
    assert ids(found.new) == ["article-5"]


@pytest.mark.parametrize("status", [Status.WITHHELD, Status.WITHDRAWN])
def test_what_came_and_went_since_the_cursor_is_never_mailed(status: Status) -> None:
    found = chosen([build.row(1), build.row(2, sequence=3, status=status)], since(1), changes=True)
    assert found.is_empty


def test_an_entry_that_left_the_feed_or_stands_in_another_is_no_news_there() -> None:
    left = build.row(2, feeds={"all": Slot(2, left=make.instant(2026, 4, 1))})
    topical = build.row(3, feeds={"all": Slot(3), "topics/heart": Slot(1)})
    ledger = build.ledger(build.row(1), left, topical)
    assert ids(select(ledger, "all", since=since(0)).new) == ["article-3", "article-1"]
    assert ids(select(ledger, "topics/heart", since=since(0)).new) == ["article-3"]
    assert select(ledger, "topics/lungs", since=since(0)).is_empty


def test_a_day_counts_itself_and_an_instant_does_not() -> None:
    assert ids(chosen(rows(1, 2, 3), make.day(2026, 3, 2)).new) == ["article-3", "article-2"]
    late = [build.row(1, published=make.instant(2026, 3, 2, 8)), build.row(2, published=make.instant(2026, 3, 2, 9))]
    assert ids(chosen(late, make.instant(2026, 3, 2, 8)).new) == ["article-2"]


def test_since_a_date_as_well_an_edit_is_no_news() -> None:
    history = [edited(1, 9), build.row(2)]
    assert ids(chosen(history, make.day(2026, 3, 2)).new) == ["article-2"]
    assert ids(chosen(history, make.day(2026, 3, 2), changes=True).changed) == ["article-1"]


def test_since_a_date_nobody_can_know_who_got_what_went_again() -> None:
    history = [build.row(1, status=Status.WITHDRAWN)]
    assert ids(chosen(history, make.day(2026, 3, 1), changes=True).withdrawn) == ["article-1"]


def test_without_a_beginning_it_is_what_joined_last() -> None:
    assert ids(chosen([edited(1, 9), *rows(2, 3, 4)], None, window=2).new) == ["article-4", "article-3"]


def test_a_limit_takes_the_oldest_first_and_the_others_come_with_the_next_issue() -> None:
    start, told = since(0), []
    for _ in range(3):
        found = chosen(rows(1, 2, 3, 4, 5), start, limit=2)
        told.append(ids(found.new))
        start = found.cursor
    assert told == [["article-2", "article-1"], ["article-4", "article-3"], ["article-5"]]
    assert (found.waiting, chosen(rows(1, 2, 3, 4, 5), start, limit=2).is_empty) == (0, True)


def test_no_limit_makes_a_safety_correction_wait() -> None:
    history = [*rows(1, 2, 3), build.correction(4, of=1), *rows(5, 6)]
    found = chosen(history, since(0), limit=1)
    assert ids(found.safety) == ["article-1/correction/2026-03-20"]
    assert ids(found.new) == ["article-3", "article-2", "article-1"], "or the cursor would lose or repeat them"
    assert (found.cursor, found.waiting) == (since(4), 2)
    dated = chosen(history, make.day(2026, 3, 1), limit=1)
    assert (ids(dated.safety), ids(dated.new)) == (["article-1/correction/2026-03-20"], ["article-6"])


def test_with_a_limit_a_change_waits_for_its_cursor_too() -> None:
    history = [edited(1, 9), *rows(3, 4, 5)]
    found = chosen(history, since(2), limit=2, changes=True)
    assert (ids(found.new), ids(found.changed), found.cursor) == (["article-4", "article-3"], [], since(4))
    found = chosen(history, found.cursor, limit=2, changes=True)
    assert (ids(found.new), ids(found.changed), found.cursor) == (["article-5"], ["article-1"], since(9))


def test_a_cursor_of_another_ledger_is_refused() -> None:
    with pytest.raises(ValueError, match="another ledger"):
        chosen(rows(1), Cursor("f" * 16, 0))


# ── as HTML ─────────────────────────────────────────────────────────────────────────────────────

EVERYTHING: dict[str, Any] = {
    "new": (build.part(build.row(5)), build.part(build.row(4))),
    "safety": (build.part(build.correction(6, of=1), title="Corrección de seguridad: Artículo 1"),),
    "changed": (build.part(edited(2, 7)),),
    "withdrawn": (build.part(build.row(3, sequence=8, status=Status.WITHDRAWN)),),
}


def page(issue: Issue, **options: Any) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(issues.html(issue, **options))


def shown_headings(root: lxml_html.HtmlElement) -> list[tuple[str, str]]:
    return [(one.tag, one.text_content()) for one in root.iter("h1", "h2", "h3", "h4")]


def test_new_articles_alone_stand_under_the_feeds_name_without_a_heading_of_their_kind() -> None:
    root = page(build.issue(new=(build.part(build.row(2)), build.part(build.row(1)))))
    assert shown_headings(root) == [("h1", "Biblioteca de salud"), ("h2", "Artículo 2"), ("h2", "Artículo 1")]
    assert root.findtext(".//title") == "Artículo 2 (+1)"
    assert (root.get("lang"), root.get("dir")) == ("es", "ltr")


def test_safety_corrections_stand_first_and_each_kind_has_its_heading() -> None:
    root = page(build.issue(**EVERYTHING))
    assert shown_headings(root) == [
        ("h1", "Biblioteca de salud"),
        ("h2", make.ui("es").text("Safety corrections", "heading")),
        ("h3", "Corrección de seguridad: Artículo 1"),
        ("h2", make.ui("es").text("New articles", "heading")),
        ("h3", "Artículo 5"),
        ("h3", "Artículo 4"),
        ("h2", make.ui("es").text("Changed articles", "heading")),
        ("h3", "Artículo 2"),
        ("h2", make.ui("es").text("Taken back or held back", "heading")),
        ("h3", "Artículo 3"),
    ]
    text = root.text_content()
    assert "Actualizado" in text
    assert "Este artículo se retiró." in text
    assert "Texto 3" not in text


@pytest.mark.parametrize("language", ["es", "ar", "zh-Hans"])
@pytest.mark.parametrize("extent", ["full", "summary"])
def test_the_whole_document_is_of_what_mail_clients_keep(language: str, extent: issues.Extent) -> None:
    framed = make.framed(language, notices=[make.Notice("machine", "!")])
    parts = (build.Part(build.row(1), framed),)
    for html in (issues.html(build.issue(language=language, new=parts), extent),):
        root = lxml_html.document_fromstring(html)
        (body,) = root.iter("body")
        inner = body.xpath(".//td//td/div")[0]
        assert mail_html.faults(lxml_html.tostring(inner, encoding="unicode"), frozenset({"h1"})) == []
        assert not root.xpath("//script | //style | //link | //form | //*[@class or @id]")
        for table in root.xpath("//table[@role='presentation']"):
            assert table.get("width") in ("100%", "600")
        assert root.get("dir") == ("rtl" if language == "ar" else "ltr")
        for cell in root.xpath("//td[@align='right']"):
            assert language == "ar" or "presentation" not in cell.getparent().getparent().get("role", "")


def test_a_hostile_title_is_text_and_a_hostile_address_no_link() -> None:
    hostile = "</title><script>alert(1)</script>\r\nBcc: x ]]> \u202e\x00"
    parts = (build.part(build.row(1), title=hostile, url="javascript:alert(1)"),)
    for extent in ("full", "summary"):
        root = page(build.issue(new=parts), extent=extent)
        assert not root.xpath("//script | //a[starts-with(@href, 'javascript')]")
        assert "<script>alert(1)</script>" in root.findtext(".//title")
        assert [one.tag for one in root.iter("h2")] == ["h2"]


def test_a_teaser_has_no_text_but_a_correction_is_always_whole() -> None:
    parts = {"new": (build.part(build.row(5)),), "safety": (build.part(build.correction(6, of=1)),)}
    text = page(build.issue(**parts), extent="summary").text_content()
    assert "Resumen 5" in text
    assert "Texto 5" not in text
    assert "Texto 6" in text
    assert "Texto 5" not in issues.text(build.issue(**parts), "summary")


# ── as text, data and a mail ────────────────────────────────────────────────────────────────────


def test_the_text_has_the_same_in_the_same_order_and_no_control_characters() -> None:
    text = issues.text(build.issue(**EVERYTHING))
    wanted = ["Biblioteca", "Corrección de seguridad: Artículo 1", "Artículo 5", "Texto 5", "Artículo 4", "Artículo 2"]
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)
    assert "https://example.org/es/article-5" in text
    hostile = issues.text(build.issue(new=(build.part(build.row(1), title="A\r\n\x00-- \nB"),)))
    assert "A -- B" in hostile
    assert "-- \n" not in hostile, "or mail clients take the rest for a signature"


def test_the_data_are_those_of_the_latest_document_and_the_changes_stand_apart() -> None:
    told = json.loads(issues.json(build.issue(**EVERYTHING)))
    jsonschema.validate(told, schemas.load("latest"))
    assert [item["article"] for item in told["items"]] == ["article-1", "article-5", "article-4"]
    assert [item["article"] for item in told["changed"]] == ["article-2"]
    assert [one["article"] for one in told["withdrawn"]] == ["article-3"]
    assert (told["count"], told["cursor"], told["next"]) == (3, f"{build.IDENTITY}.9", None)
    assert told["subject"] == "Corrección de seguridad: Artículo 1 (+2)"


def read(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [*message.defects, *(defect for part in message.walk() for defect in part.defects)] == []
    return message


def contents(message: EmailMessage) -> tuple[str, str]:
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert {part.get_content_charset() for part in (text, html)} == {"utf-8"}
    return text.get_content(), html.get_content()


@pytest.mark.parametrize("language", ["es", "ar", "zh-Hans"])
def test_the_mail_holds_both_forms_and_comes_through_as_it_was(language: str) -> None:
    parts = (build.Part(build.row(1), make.framed(language)), build.part(build.row(2), language))
    made = build.issue(language=language, new=parts)
    data = issues.mail(made, at=AT, sender="Salud <news@example.org>", recipient="list@example.org")
    message = read(data)
    assert message.get_content_type() == "multipart/alternative"
    text, html = contents(message)
    assert text.replace("\r\n", "\n") == issues.text(made)
    assert html.replace("\r\n", "\n").strip() == issues.html(made).strip()
    assert message["Subject"] == made.subject
    assert (str(message["From"]), str(message["To"])) == ("Salud <news@example.org>", "list@example.org")
    assert message["Date"].datetime == AT
    assert (message["Content-Language"], message["X-Syndicate-Cursor"]) == (language, f"{build.IDENTITY}.9")
    lines = data.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998, "RFC 5322 §2.1.1"
    assert data.isascii(), "so that it passes a server that has no 8BITMIME"


def test_the_same_issue_is_the_same_mail_and_another_has_another_id() -> None:
    one, again = (issues.mail(build.issue(), at=AT) for _ in range(2))
    assert one == again
    others = [
        build.issue(cursor=since(10)),
        build.issue(feed="topics/heart"),
        build.issue(new=(build.part(build.row(2)),)),
        build.issue(language="ar"),
    ]
    ids_ = {read(issues.mail(made, at=AT))["Message-ID"] for made in others} | {read(one)["Message-ID"]}
    assert len(ids_) == 5
    assert all(re.fullmatch(r"<[0-9a-f]{24}@feeds\.example\.org>", one) for one in ids_)


def test_a_hostile_title_adds_no_header() -> None:
    hostile = "Fever\r\nBcc: all@example.org\r\n\r\n<b>body</b>"
    message = read(issues.mail(build.issue(new=(build.part(build.row(1), title=hostile),)), at=AT))
    assert message["Bcc"] is None
    assert message["Subject"] == "Fever Bcc: all@example.org <b>body</b>"
    assert len(contents(message)) == 2


@pytest.mark.parametrize("address", ["nobody", "a@", "<a@b.org", "a@b.org\nBcc: c@d.org", "A <a@b.org>, x", "\x00"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - two libraries' words
        issues.mail(build.issue(), at=AT, recipient=address)


def test_the_subject_counts_what_is_new_else_says_what_kind_of_news_there_is() -> None:
    long = build.part(build.row(5), title="Tratamiento por infusión para la esclerosis múltiple: qué esperar")
    told = build.issue(new=(long, *EVERYTHING["new"])).subject
    assert told == "Tratamiento por infusión para la esclerosis múltiple… (+2)"
    assert len(told) <= 60
    changed = build.issue(changed=EVERYTHING["changed"])
    assert changed.subject == f"{make.ui('es').text('Changed articles', 'heading')} (1)"
    withdrawn = build.issue(withdrawn=EVERYTHING["withdrawn"])
    assert withdrawn.subject == f"{make.ui('es').text('Taken back or held back', 'heading')} (1)"
