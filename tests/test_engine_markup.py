"""What goes to an engine and comes back: HTML in one form, plain text for who knows nothing else, sentences whole."""

import re
import time
from contextlib import suppress
from html import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from syndicate.errors import EngineError
from syndicate.translation.engines.cutting import pieces
from syndicate.translation.engines.markup import from_wire, has_words, to_wire

TEXTS = st.text(st.sampled_from('ab. \n&<>{}0"é。'), max_size=30)


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("a &lt; b &amp; c", "a &lt; b &amp; c", "a < b & c"),
        (
            'Take <x id="0"/> <g id="1">now</g>.',
            'Take <x id="0"/> <g id="1">now</g>.',
            'Take <x id="0"/> <g id="1">now</g>.',
        ),
        ("one\ntwo", "one<br/>two", "one\ntwo"),
    ],
)
def test_html_is_sent_as_it_is_and_plain_text_without_its_escapes(text: str, html: str, plain: str) -> None:
    assert to_wire(text, is_html=True) == html
    assert to_wire(text, is_html=False) == plain
    assert from_wire(html, text, is_html=True) == text
    assert from_wire(plain, text, is_html=False) == text


@given(TEXTS, st.booleans())
def test_what_comes_back_as_it_went_is_the_text(literal: str, is_html: bool) -> None:
    assume(is_html or not re.search("<[/a-z]", literal))  # in plain text that is a tag, and the caller refuses it
    lines = (" ".join(line.split()) for line in f"x{literal}x".split("\n"))
    text = escape("\n".join(lines), quote=False)
    assert from_wire(to_wire(text, is_html=is_html), text, is_html=is_html) == text


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        ('Toma <x id="0"></x> ya', 'Toma <x id="0"/> ya'),
        ("Toma <x id='0' /> ya", 'Toma <x id="0"/> ya'),
        ("Toma < X id = “0” / > ya", 'Toma <x id="0"/> ya'),
        ('Toma <x id="0"> ya</x>', 'Toma <x id="0"/> ya'),
        ('<g id="0"/> ya', '<g id="0"></g> ya'),
        ('<G ID="0">ya</ g >', '<g id="0">ya</g>'),
        ("a &quot;b&quot; l&#39;eau", 'a "b" l\'eau'),
        ("sal & agua < 5", "sal &amp; agua &lt; 5"),
        ("a\n  b\tc", "a b c"),
        ("<b>ya</b>", "<b>ya</b>"),
    ],
)
def test_html_of_any_serializer_becomes_the_one_form(reply: str, result: str) -> None:
    """LibreTranslate unescapes its results and collapses white space, HTML parsers do not close <x/>."""
    assert from_wire(reply, "Take it now", is_html=True) == result


def test_a_providers_own_entities_in_plain_text_are_undone_but_not_those_of_the_text() -> None:
    assert from_wire("l&#39;eau", "the water", is_html=False) == "l'eau"
    assert from_wire("&amp; es y", "&amp;amp; is and", is_html=False) == "&amp;amp; es y"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (None, "engine-empty"),
        ("", "engine-empty"),
        (" \n", "engine-empty"),
        (["Beba agua."], "engine-empty"),
        ("...", "engine-empty"),
        ('<x id="0"/> {0} 5', "engine-empty"),
        ("<!DOCTYPE html><title>Sorry</title>", "engine-reply"),
        ("<html><body>Bad gateway</body></html>", "engine-reply"),
        ("Beba\x00 agua.", "engine-reply"),
        ("Beba \ud800 agua.", "engine-reply"),
        ("Beba<br>agua.", "engine-reply"),
    ],
)
def test_what_is_no_translation_is_refused(reply: object, code: str) -> None:
    with pytest.raises(EngineError) as caught:
        from_wire(reply, "Drink water.", is_html=True)
    assert caught.value.code == code


@pytest.mark.parametrize("is_html", [True, False])
@pytest.mark.parametrize("junk", ["<", "<x", "<x id", "<g id="])
def test_a_reply_that_is_made_to_be_slow_to_read_is_not(junk: str, is_html: bool) -> None:
    begun = time.process_time()
    with suppress(EngineError):
        from_wire(junk + " " * 30_000 + "<", "Rest. " * 1000, is_html=is_html)
    assert time.process_time() - begun < 1


def test_a_reply_of_megabytes_is_refused_unread() -> None:
    with pytest.raises(EngineError, match="5,000,000 characters for 5"):
        from_wire("<" * 5_000_000, "Rest.", is_html=False)


@pytest.mark.parametrize("is_html", [True, False])
def test_a_lost_line_break_is_refused(is_html: bool) -> None:
    with pytest.raises(EngineError) as caught:
        from_wire("Calle Mayor 1 Madrid", "Main street 1\nMadrid", is_html=is_html)
    assert caught.value.code == "engine-reply"


@pytest.mark.parametrize(
    ("text", "has"), [("Stop", True), ("120/80", False), ('<x id="0"/> &amp; {0}', False), ("水", True), ("…", False)]
)
def test_words_are_what_is_left_to_translate(text: str, has: bool) -> None:
    assert has_words(text) is has


# ── sentences ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("Stop. Go on.", 20, ["Stop. Go on."]),
        ("Stop. Go on.", 8, ["Stop.", "Go on."]),
        ("One. Two. Three.", 9, ["One. Two.", "Three."]),
        ("See Dr. Smith now. Go.", 18, ["See Dr. Smith now.", "Go."]),
        ("Eat e.g. fish. Rest.", 14, ["Eat e.g. fish.", "Rest."]),
        ("Take vitamin D. Rest now.", 16, ["Take vitamin D.", "Rest now."]),
        ('<g id="0">One. Two.</g> Three.', 24, ['<g id="0">One. Two.</g>', "Three."]),
        ('<g id="0">One. Two.</g> Three.', 12, None),
        ("別停藥。喝水。", 4, ["別停藥。", "喝水。"]),
        ("لا تتوقف؟ اشرب.", 9, ["لا تتوقف؟", "اشرب."]),
        ("no stop\nat all", 7, ["no stop", "at all"]),
        ('Take <x id="0"/>. Rest.', 17, ['Take <x id="0"/>.', "Rest."]),
        ("One endless sentence", 5, None),
    ],
)
def test_a_long_text_is_cut_at_the_ends_of_sentences(text: str, limit: int, parts: list[str] | None) -> None:
    cut = pieces(text, limit, "en")
    assert (None if cut is None else [piece.text for piece in cut]) == parts


@given(TEXTS, st.integers(1, 30))
def test_no_letter_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    cut = pieces(text, limit, "en")
    if cut is not None:
        assert "".join(f"{piece.text}{piece.gap}" for piece in cut) == text
        assert all(len(piece.text) <= limit for piece in cut)


def test_a_size_may_be_of_bytes() -> None:
    assert pieces("Éé. Éé.", 7, "fr") is not None
    assert pieces("Éé. Éé.", 4, "fr", lambda text: len(text.encode())) is None
