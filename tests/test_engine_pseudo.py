"""Pseudo-locales: every article of ours in them, whole, and nothing but letters changed."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from syndicate.articles.inline import to_plain
from syndicate.articles.parsers import Raw, Rules, parse
from syndicate.articles.segments import segments
from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.model import Catalog, Segment, State, Text, Translation
from syndicate.translation.checks import run
from syndicate.translation.engines.pseudo import pseudo

ENGINE = pseudo("pseudo", EngineSettings(use="pseudo"), {})
ARTICLES = sorted((Path(__file__).parents[1] / "articles").glob("*.md"))
PSEUDO = ("en-XA", "ar-XB")
FIGURES = re.compile(r"[0-9](?:[0-9.,:/–-]*[0-9])?(?:\s?(?:mg|mL|mmHg|IU|%|°[CF])\b)?")


def read(path: Path) -> tuple[str, tuple[Segment, ...]]:
    parsed = parse(Raw(path.name, "text/markdown", path.read_bytes()), Rules(ZoneInfo("UTC")))
    assert parsed.article
    return parsed.article.language, segments(parsed.article)


def put(text: str, target: str) -> str:
    (result,) = ENGINE([text], "en", target)
    assert isinstance(result, str)
    return result


@pytest.mark.parametrize("target", PSEUDO)
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_our_own_checks_find_nothing_in_the_articles(path: Path, target: str) -> None:
    """Those that need no words; numbers figure by figure, because nobody's words for them are in there."""
    language, found = read(path)
    assert len(found) > 10
    results = {segment.key: put(segment.text.source, target) for segment in found}
    entries = {key: Translation(result, State.TRANSLATED) for key, result in results.items()}
    assert run(found, Catalog(path.stem, target, entries), language) == ()
    for (_, source), result in results.items():
        assert FIGURES.findall(result) == FIGURES.findall(source)


def test_there_are_eight_articles() -> None:
    assert len(ARTICLES) == 8


def test_en_xa_is_a_third_longer_over_an_article() -> None:
    _, found = read(ARTICLES[0])
    before = sum(len(to_plain(segment.text)) for segment in found)
    after = sum(len(to_plain(Text(put(segment.text.source, "en-XA")))) for segment in found)
    assert 1.25 < after / before < 1.5


def test_ar_xb_has_letters_from_right_to_left_and_no_control() -> None:
    _, found = read(ARTICLES[0])
    letters = [c for segment in found for c in put(segment.text.source, "ar-XB")]
    assert sum("\u0600" <= c <= "\u06ff" for c in letters) > 0.7 * len([c for c in letters if c.isalpha()])
    assert not [c for c in letters if "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"]


@pytest.mark.parametrize("target", PSEUDO)
@pytest.mark.parametrize(
    "kept",
    [
        "<b>",
        "</code>",
        '<a id="1">',
        '<x id="0"/>',
        '<g id="12">',
        "{clinic_name}",
        "{0}",
        "{{n0}}",
        "[[3]]",
        "%(name)s",
        "%s",
        "&amp;",
        "&lt;",
        "https://example.org/a?b=1#c",
        "help@example.org",
        "example.org/where",
        "2.5 mg",
        "0.5 mg/mL",
        "1,000 IU",
        "120/80 mmHg",
        "38.5 °C",
        "7%",
        "B12",
        "COVID-19",
        "L04AG03",
        "1½",
        "\N{LEFT-TO-RIGHT ISOLATE}5\N{POP DIRECTIONAL ISOLATE}",
        "\ue000",
    ],
)
def test_what_is_no_word_stays(kept: str, target: str) -> None:
    result = put(f"Some words, {kept} and more.", target)
    assert f" {kept} " in result
    assert not re.search("Some|words|and|more", result)


@pytest.mark.parametrize(
    ("text", "target", "result"),
    [
        ("Stop.", "en-XA", "[Šţööþ]."),
        ("Why now?", "en-XA", "[Ŵĥý ñööŵ]?"),
        ("<b>Stop.</b>", "en-XA", "[<b>Šţööþ].</b>"),
        ("Rest (now)", "en-XA", "[Ŕééšţ (ñööŵ)]"),
        ("“Rest.”", "en-XA", "[“Ŕééšţ.”]"),
        ("24-hour care", "en-XA", "[24-ĥööûûŕ çååŕéé]"),
        ("120/80", "en-XA", "120/80"),
        ("Stop.\nRest.", "en-XA", "[Šţööþ.\nŔééšţ]."),
        ("Stop.", "fr-XA", "[Šţööþ]."),
        ("Stop 2.", "ar-XB", "ستوپ 2."),
        ("Why?", "ar-XB", "وهى؟"),
        ("See https://example.org/?a=b", "ar-XB", "سعع https://example.org/?a=b"),
        ("Stop 2.", "he-XB", "סתופ 2."),
    ],
)
def test_the_result_is_always_the_same(text: str, target: str, result: str) -> None:
    """Brackets stand within the last punctuation, which tells how the sentence ends."""
    assert put(text, target) == result


@pytest.mark.parametrize("target", ["es", "ar", "ar-XA", "en-XB", "zh-XA", "de-AT"])
def test_a_language_that_people_speak_is_refused(target: str) -> None:
    """Nothing that looks like Spanish may ever come out of it."""
    assert not ENGINE.supports("en", target)
    with pytest.raises(EngineError) as caught:
        ENGINE(["Stop."], "en", target)
    assert (caught.value.code, caught.value.fatal) == ("engine-language", True)


def test_a_source_in_other_letters_is_refused() -> None:
    assert not ENGINE.supports("zh-Hans", "en-XA")
    assert ENGINE.supports("es", "en-XA")
