"""The frame: what we say about a body, in the reader's language, and what an entry then is."""

import re
from dataclasses import replace

import pytest
from feed_builders import article, content, day, facts, framed, instant, picture, placing, ui

from syndicate.errors import LocaleError
from syndicate.feeds.entry import Edition
from syndicate.feeds.frame import frame, license_name, license_url, notice
from syndicate.feeds.render import body, sanitize
from syndicate.localization.interface import interface
from syndicate.localization.shipped import shipped
from syndicate.model import Review, Text

KINDS = ["machine", "unreviewed", "pending", "outdated", "overdue", "withheld", "withdrawn", "correction", "closed"]
LANGUAGES = ["en", "es", "ar", "zh-Hans"]


# ── the entry ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("ar", "rtl")])
def test_the_content_says_its_language_and_direction(language: str, direction: str) -> None:
    entry = framed(language)
    assert (entry.language, entry.direction) == (language, direction)
    assert entry.content.startswith(f'<div lang="{language}" dir="{direction}">')
    assert entry.content.endswith("</div>")


def test_the_body_stands_in_the_frame_unchanged() -> None:
    assert body(content(), ui("es"), picture=picture(), source_language="en") in framed("es").content


def test_a_framed_entry_needs_no_further_sanitizing() -> None:
    entry = framed("ar", notices=[notice("machine", ui("ar"))], promotion=Text("<b>Call</b>"))
    assert sanitize(entry.content) == entry.content


def test_title_and_summary_are_plain_text() -> None:
    told = content(title=Text("Take <b>less</b> & x < 5"), summary=Text('See <a id="1">it</a>', ("https://x.org",)))
    entry = framed("es", told=told)
    assert (entry.title, entry.summary) == ("Take less & x < 5", "See it")


def test_latin_names_in_a_right_to_left_title_are_isolated() -> None:
    assert framed("ar", told=content(title=Text("دواء natalizumab هنا"))).title == "دواء \u2068natalizumab\u2069 هنا"


def test_what_the_article_and_its_place_declare_is_carried_over() -> None:
    entry = framed("es")
    at = placing("es")
    assert (entry.id, entry.url, entry.published, entry.updated) == (at.id, at.url, at.published, at.updated)
    assert (entry.editions, entry.categories, entry.picture) == (at.editions, at.categories, at.picture)
    assert (entry.article, entry.authors) == ("blood-pressure", article().authors)
    assert entry.facts == facts()


def test_only_verified_codes_are_published() -> None:
    assert [code.code for code in framed("es").about] == ["D006973"]


# ── dates ───────────────────────────────────────────────────────────────────────────────────────


def test_the_date_of_the_original_stays_visible_where_the_entry_has_another() -> None:
    late = framed("es", at=placing("es", published=instant(2026, 9, 1), updated=instant(2026, 9, 1)))
    expected = ui("es").text("Original published: {date}", "byline", date="4 de marzo de 2026")
    assert expected in late.content
    assert expected in late.text
    assert "4 de marzo" not in framed("es").content


def test_the_medical_review_is_told_with_who_and_when_and_until_when() -> None:
    reviewed = article(reviewed=Review(day(2026, 1, 2), "Dr. Roe", day(2027, 1, 2)))
    for text in (framed("en", of=reviewed).content, framed("en", of=reviewed).text):
        assert "Medically reviewed: January 2, 2026, Dr. Roe · Next review: January 2, 2027" in text
    unnamed = framed("en", of=article(reviewed=Review(day(2026, 1, 2))))
    assert "Medically reviewed: January 2, 2026<" in unnamed.content


def test_an_instant_is_shown_as_its_day_in_the_zone_of_the_library() -> None:
    from zoneinfo import ZoneInfo

    late = article(published=instant(2026, 3, 31, 23, 30))
    at = placing("en", published=instant(2026, 9, 1), updated=instant(2026, 9, 1), zone=ZoneInfo("Europe/Berlin"))
    assert "Original published: April 1, 2026" in framed("en", of=late, at=at).content


# ── disclaimer, attribution, license ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["", "medicines", "emergency"])
def test_the_disclaimer_of_the_article_stands_in_the_readers_language(language: str, key: str) -> None:
    entry = framed(language, of=article(disclaimer=key))
    expected = ui(language).text(key or "general", "disclaimer")
    assert expected in entry.content
    assert expected in entry.text


def test_a_translation_names_its_language_of_origin_and_links_to_the_original() -> None:
    entry = framed("es")
    link = '<a href="https://example.org/en/blood-pressure" hreflang="en" lang="en">Measure your blood pressure</a>'
    source = "Translated from {language}. Read the original: {title}"
    assert ui("es").text(source, "attribution", language="inglés", title=f"<bdi>{link}</bdi>") in entry.content
    assert "Measure your blood pressure (https://example.org/en/blood-pressure)" in entry.text


def test_a_translation_without_a_published_original_still_names_its_language() -> None:
    entry = framed("en", of=article(language="es"), at=placing("en", original=None))
    assert "Translated from: Spanish" in entry.content


def test_an_article_in_its_own_language_is_no_translation() -> None:
    assert "Translated" not in framed("en").content


def test_source_and_license_are_told_and_linked() -> None:
    entry = framed("en")
    assert "<p>Source: Demo library</p>" in entry.content
    assert '<a href="https://creativecommons.org/licenses/by/4.0/" rel="license">CC BY 4.0</a>' in entry.content
    assert entry.rights == "Source: Demo library · License: CC BY 4.0"
    assert entry.license == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("written", "name", "url"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-sa-3.0-igo", "CC BY-NC-SA 3.0 IGO", "https://creativecommons.org/licenses/by-nc-sa/3.0/igo/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://x.org/terms", "https://x.org/terms", "https://x.org/terms"),
        ("All rights reserved", "All rights reserved", ""),
        ("", "", ""),
    ],
)
def test_a_license_has_a_name_for_readers_and_an_address_for_machines(written: str, name: str, url: str) -> None:
    assert (license_name(written), license_url(written)) == (name, url)


def test_a_license_without_an_address_is_told_without_a_link() -> None:
    entry = framed("en", of=article(license="All rights reserved"))
    assert "<p>License: All rights reserved</p>" in entry.content
    assert entry.license == ""


def test_related_articles_are_linked_under_the_body() -> None:
    entry = framed("en", at=placing("en", related=(Edition("en", "https://x.org/stroke", "Stroke & you"),)))
    assert (
        '<h2>Related articles</h2>\n<ul>\n<li><a href="https://x.org/stroke">Stroke &amp; you</a></li>' in entry.content
    )
    assert "Related articles\n- Stroke & you (https://x.org/stroke)" in entry.text


def test_promotion_is_left_out_unless_it_is_given() -> None:
    promoted = Text('<b>Book</b> <a id="1">a visit</a>', ("https://x.org/book",))
    assert "Book" not in framed("en", of=article(promotion=promoted)).content
    asked = framed("en", promotion=promoted)
    assert '<p><strong>Book</strong> <a href="https://x.org/book">a visit</a></p>' in asked.content
    assert "Book a visit (https://x.org/book)" in asked.text


# ── notices ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_stands_visibly_above_everything_in_html_and_text(kind: str, language: str) -> None:
    said = notice(kind, ui(language), day(2026, 11, 6))
    assert said.kind == kind
    entry = framed(language, notices=[said])
    assert re.search(r'^<div [^>]*>\n<div role="note">\n<p><strong>', entry.content)
    assert entry.text.startswith(said.text)


@pytest.mark.parametrize(
    ("language", "date"),
    [
        ("en", "November 6, 2026"),
        ("es", "6 de noviembre de 2026"),
        ("ar", "6 نوفمبر 2026"),
        ("zh-Hans", "2026年11月6日"),
    ],
)
def test_the_date_of_a_notice_is_in_the_words_of_its_language(language: str, date: str) -> None:
    assert date in notice("withdrawn", ui(language), day(2026, 11, 6)).text


def test_a_safety_correction_says_so_and_is_a_correction() -> None:
    said = notice("safety", ui("en"), day(2026, 11, 6), note="The dose is 5 mg.")
    assert said.kind == "correction"
    assert said.text.startswith("Safety correction of November 6, 2026")
    assert said.text.endswith("\nThe dose is 5 mg.")


def test_a_withdrawn_article_points_to_what_replaces_it() -> None:
    new = Edition("en", "https://x.org/new", "New & better")
    entry = framed("en", notices=[notice("withdrawn", ui("en"), day(2026, 11, 6), replaced_by=new)])
    expected = '<a href="https://x.org/new">This article was replaced by: New &amp; better</a>'
    assert expected in entry.content


def test_an_editors_note_cannot_bring_markup() -> None:
    said = notice("correction", ui("en"), day(2026, 11, 6), note="<script>alert(1)</script>")
    assert "&lt;script&gt;" in framed("en", notices=[said]).content


def test_a_notice_that_needs_a_date_is_not_written_without_one() -> None:
    with pytest.raises(ValueError, match="needs its date"):
        notice("withdrawn", ui("en"))


# ── what is held back ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", ["withheld", "withdrawn"])
def test_a_held_back_entry_has_title_link_and_notice_and_nothing_of_the_body(status: str) -> None:
    said = notice(status, ui("es"), day(2026, 11, 6))
    entry = framed("es", with_facts=facts(status=status), notices=[said], promotion=Text("Buy"))
    assert (entry.title, entry.url) == (content().title.source, placing("es").url)
    assert (entry.summary, entry.picture, entry.rights, entry.license) == ("", None, "", "")
    assert re.sub("<[^>]*>|\\s+", " ", entry.content).split() == said.text.split()
    assert entry.text == said.text
    assert not entry.has_body


def test_a_withdrawal_goes_out_in_a_language_that_lacks_every_string() -> None:
    silent = interface("fi", [])
    entry = frame(
        "",
        "",
        article=article(),
        content=content(title=Text("Mittaa <b>x</b>")),
        interface=silent,
        placing=placing("fi", updated=day(2026, 11, 6)),
        facts=facts(status="withdrawn"),
    )
    assert "Mittaa x" in entry.content
    assert "2026-11-06" in entry.content
    assert entry.text == "2026-11-06"


def test_an_entry_with_a_body_is_not_made_where_a_string_is_missing() -> None:
    catalog = shipped("es")[-1].decode()
    broken = re.sub(r'(msgid "general"\nmsgstr) "[^"]*"(\n"[^"]*")*', r'\1 ""', catalog)
    assert broken != catalog
    with pytest.raises(LocaleError, match="general"):
        frame(
            "<p>x</p>",
            "x",
            article=article(),
            content=content(),
            interface=interface("es", [broken.encode()]),
            placing=placing("es"),
            facts=facts(),
        )


# ── body and frame are apart ────────────────────────────────────────────────────────────────────


def test_a_kept_body_gets_todays_frame() -> None:
    before = framed("es")
    after = framed("es", with_facts=facts(status="outdated"), notices=[notice("outdated", ui("es"), day(2026, 3, 4))])
    kept = body(content(), ui("es"), picture=picture(), source_language="en")
    assert kept in before.content
    assert kept in after.content
    assert replace(after, content="", text="", facts=before.facts) == replace(before, content="", text="")
