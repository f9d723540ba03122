"""The engine `apertium`: with a stand-in for the program, and (slow) the real one, dangerous sentences and all."""

import os
import select
import stat
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from translation_servers import libretranslate

from syndicate.articles.parsers import Raw, Rules, parse
from syndicate.articles.segments import segments
from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.translation.drafting.machine import Direction, to_send
from syndicate.translation.engines.apertium import Apertium, apertium
from syndicate.translation.engines.resolve import engine

MODES = "  eng-spa\n  eng-cat\n  eng-cat_valencia\n  spa-eng_US\n  en-gl\n  hbs_HR-eng\n"


def stand_in(folder: Path, script: str = "cat", **settings: object) -> Apertium:
    """An apertium that lists its modes and does with a run's text what the script does."""
    program = folder / "apertium"
    program.write_text(f'#!/bin/sh\ncase "$1" in -l) printf "{MODES}" ;; *) {script} ;; esac\n'.replace("\n  ", "\\n"))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    written = EngineSettings(use="apertium", **settings)  # type: ignore[arg-type]
    return apertium("mine", written, {"PATH": f"{folder}:{os.environ['PATH']}"})


def failure(made: Apertium, *texts: str, target: str = "es") -> EngineError:
    try:
        result = made(texts or ("Rest.",), "en", target)[0]
    except EngineError as error:
        return error
    assert isinstance(result, EngineError)
    return result


@pytest.mark.parametrize(
    ("source", "target", "mode"),
    [
        ("en", "es", "eng-spa"),
        ("en-GB", "es-MX", "eng-spa"),
        ("en", "ca", "eng-cat"),
        ("en", "ca-valencia", "eng-cat_valencia"),
        ("es", "en", ""),
        ("es", "en-US", "spa-eng_US"),
        ("en", "gl", "en-gl"),
        ("hr", "en", "hbs_HR-eng"),
        ("en", "pt-BR", ""),
        ("en", "zh-Hans", ""),
    ],
)
def test_a_pair_has_the_name_that_is_installed(tmp_path: Path, source: str, target: str, mode: str) -> None:
    made = stand_in(tmp_path)
    assert made._mode(source, target) == mode
    assert made.supports(source, target) is bool(mode)


def test_the_settings_have_the_last_word_on_names(tmp_path: Path) -> None:
    assert stand_in(tmp_path, codes={"es": "cat_valencia"})._mode("en", "es-MX") == "eng-cat_valencia"


def test_it_is_told_what_to_install(tmp_path: Path) -> None:
    made = apertium("mine", EngineSettings(use="apertium"), {"PATH": str(tmp_path)})
    assert not made.supports("en", "es")
    assert (failure(made).code, failure(made).fatal) == ("engine-missing", True)
    assert "apt-get install apertium" in str(failure(made))
    error = failure(stand_in(tmp_path), target="fr")
    assert error.code == "engine-language"
    assert "no pair from en to fr among the installed ones (en-gl, eng-cat," in str(error)


def test_tags_escapes_and_line_breaks_go_through_it(tmp_path: Path) -> None:
    texts = ['Take <x id="0"/> &amp; <g id="1">rest</g>.', "Main street 1\nMadrid", "5 &lt; 6", "120/80"]
    assert stand_in(tmp_path)(texts, "en", "es") == texts


def test_many_texts_are_one_run_and_each_stands_by_itself(tmp_path: Path) -> None:
    made = stand_in(tmp_path, f"tee -a {tmp_path}/sent; echo >> {tmp_path}/runs")
    texts = [f"Text {'x' * n}." for n in range(150)]
    assert made(texts, "en", "es") == texts
    assert (tmp_path / "runs").read_text().count("\n") == 2
    assert (tmp_path / "sent").read_bytes().startswith(b'<p id="0">Text .</p>\n\0<p id="1">Text x.</p>\n\0')


@pytest.mark.parametrize(
    "script",
    ["sed 's/<p id=.1.>.*//'", "sed 's/id=.1./id=\"7\"/'", "head -c 28"],
    ids=["lost", "mangled", "truncated"],
)
def test_what_is_lost_moves_no_other_text(tmp_path: Path, script: str) -> None:
    first, second, *_ = stand_in(tmp_path, script)(["Rest.", "Sleep."], "en", "es")
    assert first == "Rest."
    assert isinstance(second, EngineError)


def test_a_run_that_fails_is_tried_text_by_text(tmp_path: Path) -> None:
    script = 'text=$(tr "\\\\0" " "); case "$text" in *poison*) exit 3 ;; *) echo "$text" ;; esac'
    results = stand_in(tmp_path, script)(["Rest.", "poison", "Sleep."], "en", "es")
    assert (results[0], results[2]) == ("Rest.", "Sleep.")
    assert isinstance(results[1], EngineError)
    assert str(results[1]) == "apertium ended with status 3 → mend the engine"


def test_a_run_has_an_end_and_so_have_its_children(tmp_path: Path) -> None:
    made = stand_in(tmp_path, f"sleep 60 & echo $! >> {tmp_path}/child; wait", timeout=1)
    error = failure(made)
    assert (error.code, error.passing) == ("engine-timeout", True)
    for child in (tmp_path / "child").read_text().split():
        assert has_ended(int(child))


def has_ended(process: int) -> bool:
    """Whether it has, or does so at once: a killed process may still be on its way out."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    with os.fdopen(handle) as waiting:
        return bool(select.select([waiting], [], [], 30)[0])


def test_words_that_it_does_not_know_may_be_too_many(tmp_path: Path) -> None:
    """The run with -u hides the marks, the one without shows them."""
    script = "case \"$*\" in *-u*) cat ;; *) sed 's/zumab/*zumab/g' ;; esac"
    strict = stand_in(tmp_path, script, options={"max_unknown": 0.3})
    known, unknown = strict(["Drink a zumab a day.", "zumab zumab now"], "en", "es")
    assert known == "Drink a zumab a day."
    assert isinstance(unknown, EngineError)
    assert str(unknown).startswith("apertium does not know 2 of the words")
    assert stand_in(tmp_path, script)(["zumab zumab now"], "en", "es") == ["zumab zumab now"]


# ── the real one ────────────────────────────────────────────────────────────────────────────────

DANGEROUS = [
    ("Do not stop natalizumab.", "No para natalizumab."),
    ("MS is a disease of the brain.", "La señora es una enfermedad del cerebro."),
    ("The drugs are safe.", "Las drogas son seguras."),
]


@pytest.mark.slow
@pytest.mark.parametrize(("source", "target"), DANGEROUS)
def test_apertium_says_dangerous_things(source: str, target: str) -> None:
    """Why nothing of it may reach a reader before a person has rewritten it."""
    made = engine("mine", EngineSettings(use="apertium"), os.environ)
    assert made([source], "en", "es") == [target]


@pytest.mark.slow
def test_the_real_one_keeps_markup_and_letters_even_without_a_locale() -> None:
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    made = engine("mine", EngineSettings(use="apertium"), bare)
    texts = [
        'Take <x id="0"/> of <g id="1">water</g> if 5 &lt; 6 &amp; 7.',
        "Rest now.\nSleep.",
        "The café — “open”.",
    ]
    first, second, third = made(texts, "en", "es-MX")
    assert first == 'Toma <x id="0"/> de <g id="1">abrevar</g> si 5 &lt; 6 &amp; 7.'
    assert isinstance(second, str)
    assert second.count("\n") == 1
    assert isinstance(third, str)
    assert "cafetería" in third
    assert "—" in third


@pytest.mark.slow
def test_many_texts_in_one_run_say_what_each_says_by_itself() -> None:
    made = engine("mine", EngineSettings(use="apertium"), os.environ)
    texts = ["Benefits and infusion", "Considerations", "Stop", "natalizumab now.", "The", "patient sleeps."]
    assert list(made(texts, "en", "es")) == [made([text], "en", "es")[0] for text in texts]


@pytest.mark.slow
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("target", ["es", "ca"])
def test_through_deep_and_a_server_comes_what_apertium_says(target: str) -> None:
    path = Path(__file__).parents[1] / "articles" / "ms-infusion-therapies.md"
    parsed = parse(Raw(path.name, "text/markdown", path.read_bytes()), Rules(ZoneInfo("UTC")))
    assert parsed.article
    direction = Direction("en", target)
    texts = [to_send(segment, direction) for segment in segments(parsed.article)]
    assert [text for text in texts if '<x id="0"/>' in text]
    with libretranslate() as server:
        through = engine("libre", EngineSettings(use="deep", provider="libre", url=server.url), {})
        results = list(through(texts, "en", target))
    assert len(results) == len(texts) > 30
    assert all(isinstance(result, str) for result in results)
    assert results == list(engine("direct", EngineSettings(use="apertium"), os.environ)(texts, "en", target))
