"""JSON-LD: only what schema.org knows, only what is declared, and every text marked that must be."""

from dataclasses import replace
from typing import Any

import feed_builders as make
import pytest
from page_builders import INDEX, described, safety, withdrawn
from schema_org import faults

from syndicate.errors import LocaleError
from syndicate.feeds.entry import Category, Edition, Entry
from syndicate.feeds.formats import jsonld
from syndicate.feeds.frame import notice
from syndicate.localization.interface import interface
from syndicate.model import Author, Code, Content, Question, Reference, Text


def full(**facts: object) -> Entry:
    """A Spanish entry of which everything is known."""
    values: dict[str, object] = {
        "source_version": 3,
        "source_updated": "2026-03-05",
        "reviewed_on": "2026-02-01",
        "reviewed_by": "Dr. Rosa Gil",
        "version": 2,
    }
    told = make.facts(**(values | facts))
    return replace(make.framed("es", with_facts=told), audience=("patient", "caregiver", "clinician"))


def source(**changes: object) -> Entry:
    """The same in its own language."""
    told = make.facts(origin="source", state="final", reviewed_on="2026-02-01", reviewed_by="Dr. Rosa Gil")
    return replace(make.framed("en", with_facts=told), **changes)  # type: ignore[arg-type]


# ── the words ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "entry",
    [full(), source(), make.framed("ar"), make.entry(), make.entry(facts=make.facts(state="translated"))],
    ids=["full", "source", "ar", "plain", "unreviewed"],
)
def test_every_word_is_schema_orgs(entry: Entry) -> None:
    made = described(entry, make.content())
    assert made["@context"] == "https://schema.org"
    assert {"@id": made["@id"], "url": made["url"], "inLanguage": made["inLanguage"]} == {
        "@id": entry.id,
        "url": entry.url,
        "inLanguage": entry.language,
    }


@pytest.mark.parametrize(
    "node",
    [
        {"@type": "MedicalWebPage", "headlines": "x"},
        {"@type": "Organization", "lastReviewed": "2026-01-01"},
        {"@type": "MedicalWebPage", "datePublished": "1 May 2026"},
        {"@type": "MedicalWebPage", "license": "CC BY 4.0"},
        {"@type": "MedicalWebPage", "audience": {"@type": "Organization", "name": "x"}},
        {"@type": "MedicalWebPage", "about": []},
        {"@type": "MedicalWebPage", "name": "a \u2068b\u2069"},
    ],
)
def test_the_check_of_the_words_finds_what_is_wrong(node: dict[str, Any]) -> None:
    assert list(faults(node))


# ── facts ───────────────────────────────────────────────────────────────────────────────────────


def test_dates_keep_the_precision_that_was_declared() -> None:
    made = described(make.entry(1, updated=make.instant(2026, 4, 1, 10, 30)))
    assert (made["datePublished"], made["dateModified"]) == ("2026-03-01", "2026-04-01T10:30:00Z")


def test_what_nobody_declared_is_not_there() -> None:
    bare = replace(
        make.entry(), summary="", authors=(), categories=(), about=(), rights="", license="", editions=(), picture=None
    )
    made = described(replace(bare, facts=make.facts(source_published="", source_language="es")))
    assert sorted(made) == sorted(
        [
            "@context",
            "@type",
            "@id",
            "url",
            "name",
            "inLanguage",
            "datePublished",
            "dateModified",
            "version",
            "publisher",
        ]
    )


def test_the_medical_review_is_told_with_its_date_and_name() -> None:
    made = described(full())
    assert made["lastReviewed"] == "2026-02-01"
    assert made["reviewedBy"] == {"name": "Dr. Rosa Gil"}


@pytest.mark.parametrize(
    ("facts", "against"),
    [
        ({"state": "translated", "origin": "machine"}, ["unreviewed-machine-translation"]),
        ({"state": "translated", "origin": "human"}, ["unreviewed-translation"]),
        ({"pending": True, "status": "pending"}, ["pending"]),
        ({"outdated": True, "status": "outdated"}, ["outdated"]),
    ],
)
def test_a_review_is_not_told_of_a_text_that_was_not_reviewed_or_is_older(
    facts: dict[str, object], against: list[str]
) -> None:
    made = described(full(**facts))
    assert made["creativeWorkStatus"] == against
    assert "lastReviewed" not in made
    assert "reviewedBy" not in made
    assert made["translationOfWork"]["lastReviewed"] == "2026-02-01"


def test_whom_it_is_for() -> None:
    assert described(full())["audience"] == [
        {"@type": "Patient"},
        {"@type": "PeopleAudience", "audienceType": "caregiver"},
        {"@type": "MedicalAudience", "audienceType": "Clinician"},
    ]


def test_a_code_is_told_with_its_system_and_edition_and_a_name_in_its_own_language_only() -> None:
    codes = (
        Code("Acetaminophen", "atc", "N02BE01", "2026", True),
        Code("Acetaminophen", "mesh", "D000082", "", True),
        Code("", "mesh", "D008099", "", True),
    )
    told = [
        {
            "@type": "MedicalCode",
            "codingSystem": "atc",
            "codeValue": "N02BE01",
            "inCodeSet": {"@type": "CategoryCodeSet", "name": "atc", "version": "2026"},
        },
        {"@type": "MedicalCode", "codingSystem": "mesh", "codeValue": "D000082"},
    ]
    other = {
        "@type": "MedicalEntity",
        "code": [{"@type": "MedicalCode", "codingSystem": "mesh", "codeValue": "D008099"}],
    }
    named = {"@type": "MedicalEntity", "name": "Acetaminophen", "code": told}
    assert described(source(about=codes))["about"] == [named, other]
    assert described(replace(full(), about=codes))["about"] == [{"@type": "MedicalEntity", "code": told}, other]


def test_a_topic_is_a_term_where_it_has_a_code() -> None:
    topics = (Category("heart", "Corazón", make.MESH, "D002318"), Category("prevention", "Prevención"))
    assert described(make.entry(categories=topics))["keywords"] == [
        {"@type": "DefinedTerm", "name": "Corazón", "termCode": "D002318", "inDefinedTermSet": make.MESH},
        "Prevención",
    ]


def test_an_author_has_the_address_of_a_page_and_no_type() -> None:
    authors = (Author("Ana Pérez", "https://example.org/ana"), Author("Editorial team", "mailto:a@example.org"))
    assert described(make.entry(authors=authors))["author"] == [
        {"name": "Ana Pérez", "url": "https://example.org/ana"},
        {"name": "Editorial team"},
    ]


def test_the_image_is_told_with_its_size() -> None:
    assert described(full())["image"] == {
        "@type": "ImageObject",
        "contentUrl": make.picture().url,
        "encodingFormat": "image/jpeg",
        "width": 1200,
        "height": 800,
        "description": "A cuff on an upper arm",
    }
    assert "width" not in described(make.entry(picture=make.picture(width=0, height=0)))["image"]


def test_a_reference_is_told_as_far_as_it_is_known() -> None:
    references = (
        Reference("A leaflet."),
        Reference("Doe J. Cuffs. Heart. 2020.", title="Cuffs", journal="Heart", year=2020, doi="10.1000/xyz"),
        Reference("A report. https://example.org/r", url="https://example.org/r"),
    )
    assert described(full(), make.content(references=references))["citation"] == [
        "A leaflet.",
        {
            "@type": "ScholarlyArticle",
            "name": "Cuffs",
            "url": "https://doi.org/10.1000/xyz",
            "datePublished": "2020",
            "isPartOf": {"@type": "Periodical", "name": "Heart"},
        },
        {"@type": "CreativeWork", "name": "A report. https://example.org/r", "url": "https://example.org/r"},
    ]


# ── languages ───────────────────────────────────────────────────────────────────────────────────


def test_an_original_names_its_translations() -> None:
    made = described(source())
    assert [(one["inLanguage"], one["url"]) for one in made["workTranslation"]] == [
        (edition.language, edition.url) for edition in source().editions
    ]
    assert "translationOfWork" not in made
    assert "isBasedOn" not in made


def test_a_translation_names_its_original_and_that_the_other_translations() -> None:
    entry = full()
    made = described(entry)
    (english,) = (edition for edition in entry.editions if edition.language == "en")
    original = made["translationOfWork"]
    assert {name: value for name, value in original.items() if name != "workTranslation"} == {
        "@type": "MedicalWebPage",
        "url": english.url,
        "name": english.title,
        "inLanguage": "en",
        "datePublished": "2026-03-04",
        "dateModified": "2026-03-05",
        "lastReviewed": "2026-02-01",
        "reviewedBy": {"name": "Dr. Rosa Gil"},
        "version": 3,
    }
    assert [one["inLanguage"] for one in original["workTranslation"]] == ["ar", "zh-Hans"]
    assert made["isBasedOn"] == english.url
    assert "workTranslation" not in made


def test_an_original_that_is_not_published_is_told_without_an_address() -> None:
    entry = replace(full(), editions=(Edition("ar", "https://example.org/ar/x", "مقال"),))
    made = described(entry)
    assert made["translationOfWork"]["inLanguage"] == "en"
    assert "url" not in made["translationOfWork"]
    assert "isBasedOn" not in made


def test_isolates_stay_in_the_feeds() -> None:
    entry = make.framed("ar", told=make.content(title=Text("جرعة ibuprofen 200 mg")))
    assert "\u2068" in entry.title
    assert described(entry)["name"] == "جرعة ibuprofen 200 mg"


# ── questions ───────────────────────────────────────────────────────────────────────────────────


def test_a_page_with_questions_is_an_faq_page_too() -> None:
    asked = (Question(Text("Which <b>arm</b>?"), Text('The <a id="1">left</a> one.', ("https://x.org",))),)
    made = described(full(), make.content(faq=asked))
    assert made["@type"] == ["MedicalWebPage", "FAQPage"]
    answer = {"@type": "Answer", "text": "The left one."}
    assert made["mainEntity"] == [{"@type": "Question", "name": "Which arm?", "acceptedAnswer": answer}]


@pytest.mark.parametrize("content", [None, make.content(faq=())])
def test_a_page_without_questions_is_none(content: Content | None) -> None:
    made = described(full(), content)
    assert made["@type"] == "MedicalWebPage"
    assert "mainEntity" not in made


@pytest.mark.parametrize(("origin", "kind"), [("machine", "machine"), ("human", "unreviewed")])
def test_an_answer_that_nobody_reviewed_never_goes_out_unmarked(origin: str, kind: str) -> None:
    made = described(full(state="translated", origin=origin), make.content())
    for asked in made["mainEntity"]:
        assert asked["acceptedAnswer"]["text"].endswith(f"\n\n{notice(kind, make.ui('es')).text}")


def test_an_answer_that_cannot_be_marked_does_not_go_out() -> None:
    silent = interface("es", [])
    with pytest.raises(LocaleError):
        jsonld.medical_page(full(state="translated"), make.content(), publisher="Demo library", interface=silent)


# ── corrections and withdrawals ─────────────────────────────────────────────────────────────────


def test_a_correction_is_told_with_its_date_and_note() -> None:
    correction = {"on": "2026-11-07", "severity": "safety", "note": "10 mg, not 100 mg."}
    told = {"@type": "CorrectionComment", "datePublished": "2026-11-07"}
    assert described(full(correction=correction))["correction"] == told | {"text": "10 mg, not 100 mg."}
    assert described(full(correction={"on": "2026-11-07", "severity": "minor"}))["correction"] == told


def test_a_safety_corrections_own_entry_speaks_of_the_corrected_one() -> None:
    entry = safety()
    made = described(entry)
    assert made["@type"] == "CorrectionComment"
    assert made["@id"] == entry.id
    assert made["about"] == {
        "@type": "MedicalWebPage",
        "@id": make.framed("es").id,
        "url": make.framed("es").url,
        "inLanguage": "es",
    }
    assert "10 mg, not 100 mg." in made["text"]
    assert "creativeWorkStatus" not in made


@pytest.mark.parametrize("status", ["withdrawn", "withheld"])
def test_what_was_taken_back_is_told_by_name_and_status_alone(status: str) -> None:
    taken = full(status=status, correction={"on": "2026-11-07", "severity": "safety", "note": "a note"})
    entry = replace(withdrawn(), facts=taken.facts, summary="A summary", about=taken.about, picture=make.picture())
    assert described(entry, make.content()) == {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": entry.id,
        "url": entry.url,
        "name": entry.title,
        "inLanguage": "es",
        "creativeWorkStatus": status,
    }


# ── a feed ──────────────────────────────────────────────────────────────────────────────────────


def test_a_feeds_page_is_the_list_of_its_entries() -> None:
    entries = (safety(), make.framed("es"), make.entry(facts=make.facts(state="translated", origin="machine")))
    feed = make.feed(*entries, withdrawn())
    made = jsonld.feed_page(feed, index_url=INDEX)
    assert list(faults(made)) == []
    assert (made["@type"], made["@id"], made["url"]) == ("CollectionPage", feed.id, feed.home)
    assert made["dateModified"] == "2026-05-06T07:08:09Z"
    assert made["publisher"] == {"@type": "Organization", "name": "Demo library"}
    listed = made["mainEntity"]
    assert listed["numberOfItems"] == 4
    assert [one["position"] for one in listed["itemListElement"]] == [1, 2, 3, 4]
    told = [one["item"] for one in listed["itemListElement"]]
    assert [one["@id"] for one in told] == [entry.id for entry in feed.entries]
    assert [one["@type"] for one in told] == ["CorrectionComment", "MedicalWebPage", "MedicalWebPage", "WebPage"]
    assert told[2]["creativeWorkStatus"] == ["unreviewed-machine-translation"]
    assert sorted(told[3]) == ["@id", "@type", "creativeWorkStatus", "inLanguage", "name", "url"]


def test_a_feeds_page_names_its_other_languages_but_no_closed_one() -> None:
    editions = (make.listing("en"), replace(make.listing("ar"), retired="2026-11-26"))
    made = jsonld.feed_page(make.feed(editions=editions), index_url=INDEX)
    assert list(faults(made["isPartOf"])) == []
    assert [(part["inLanguage"], part["url"]) for part in made["isPartOf"]["hasPart"]] == [("en", f"{make.ROOT}en/")]
