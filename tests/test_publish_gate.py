"""The publish gate: what is not valid never takes the place of what is, and holds back nothing that must go out.

Faults come in where they really could: by a source, a catalog, an interface string or the settings.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from libraries import write
from small_library import DAY, NOON, SmallLibrary

from syndicate.cli import cli
from syndicate.feeds import validate
from syndicate.model import Place, Problem, Severity
from syndicate.publishing import validation

ARABIC = "اغسل يديك بالماء والصابون لمدة عشرين ثانية ثم جففهما بمنشفة نظيفة. "


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path / "library")
    small.publish()
    return small


def publish(small: SmallLibrary) -> Result:
    """Publish a day later, as people do it; a crash is a failed test."""
    environment = {"SOURCE_DATE_EPOCH": str(int((NOON + DAY).timestamp()))}
    done = CliRunner().invoke(cli, ["publish", "--library", str(small.root)], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def change_the_other(small: SmallLibrary) -> None:
    """What must be published beside whatever is wrong."""
    small.article("sleep", summary="Other words.")
    small.translate("sleep")


def the_other_is_published(small: SmallLibrary) -> bool:
    told = (small.item("sleep", "en")["summary"], small.item("sleep")["summary"])
    return bool(told == ("Other words.", "Otras palabras."))


def valid(small: SmallLibrary) -> bool:
    """Whether no document that stands in feeds/ breaks a rule."""
    readers: dict[str, Callable[[bytes, str], Any]] = {
        "atom.xml": validate.atom,
        "rss.xml": validate.rss,
        "feed.json": validate.json_feed,
    }
    found = [
        problem
        for path, data in small.tree().items()
        if (read := readers.get(path.rpartition("/")[2]))
        for problem in read(data, path)
        if problem.severity is Severity.ERROR
    ]
    assert found == []
    return True


# ── a fault in one article ──────────────────────────────────────────────────────────────────────


def article(**fields: Any) -> Callable[[SmallLibrary], object]:
    return lambda small: small.article("hands", **fields)


def target(text: str, source: str = "Dry them with a towel.") -> Callable[[SmallLibrary], None]:
    def edit(small: SmallLibrary) -> None:
        with small.po("hands") as entries:
            entries[source].target = text

    return edit


# What an editor or translator does, the code that is told, and its place up to the line.
FAULTS: dict[str, tuple[Callable[[SmallLibrary], object], str, str]] = {
    "a source in another script": (article(body=ARABIC * 200), "language-script", "articles/hands.md"),
    "a target in another script": (target("جففهما بمنشفة."), "script-wrong", "locales/es/articles/hands.po:"),
    "a relative address": (article(url="/hands"), "url-invalid", "articles/hands.md:8:"),
    "a relative link": (article(body="See [this](/soap)."), "link-relative", "articles/hands.md:"),
    "a relative address of an author": (
        article(authors=[{"name": "A", "url": "/a"}]),
        "url-invalid",
        "articles/hands.md:",
    ),
    "escaped tags in a target": (target("Séqueselas &lt;b&gt;con&lt;/b&gt; toalla."), "tags-differ", "locales/es/"),
    "text that was decoded wrongly": (article(body="PrevenciÃ³n y cuidado."), "mojibake", "articles/hands.md"),
    "an enclosure that is not there": (
        article(image={"src": "x.png", "alt": "A"}),
        "image-missing",
        "articles/hands.md:",
    ),
    "an enclosure without TLS": (
        article(image={"src": "http://example.org/x.png", "alt": "A"}),
        "image-unsafe",
        "articles/hands.md:",
    ),
    "a control character in a source": (article(body="Dry\u0007 them."), "control-character", "articles/hands.md:10:4"),
    "a noncharacter in a title": (article(title="Soap\ufffe"), "control-character", "articles/hands.md:3:"),
    "a control character in a target": (target("Séqueselas\u0007 con una toalla."), "control-character", "locales/es/"),
    "a date that no feed can write": (article(published="1066-10-14"), "date-invalid", "articles/hands.md:6:"),
    "a language that is none": (article(language="spanish"), "language-invalid", "articles/hands.md:"),
    "an author without a name": (article(authors=[{"name": " "}]), "value-empty", "articles/hands.md:"),
}


@pytest.mark.parametrize(("spoil", "code", "place"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_one_article_is_told_with_its_place_and_the_rest_publishes(
    small: SmallLibrary, spoil: Callable[[SmallLibrary], object], code: str, place: str
) -> None:
    spoil(small)
    change_the_other(small)
    done = publish(small)
    assert done.exit_code == 1
    assert re.search(rf"(?m)^{re.escape(place)}.*: error {code}: ", done.output), done.output
    assert the_other_is_published(small)
    assert small.in_feed("en") == small.in_feed("es") == ["sleep", "hands"]
    for wrong in ("جففهما", "PrevenciÃ", "&amp;lt;b", "\u0007", "\ufffe"):
        assert small.traces(wrong) == []
    assert valid(small)


@pytest.mark.parametrize(("spoil", "code", "place"), FAULTS.values(), ids=FAULTS)
def test_a_withdrawal_goes_out_beside_a_fault_in_another_article(
    small: SmallLibrary, spoil: Callable[[SmallLibrary], object], code: str, place: str
) -> None:
    spoil(small)
    small.article("sleep", withdrawn={"on": "2026-11-22"})
    done = publish(small)
    assert (done.exit_code, f"error {code}: " in done.output) == (1, True)
    assert small.row("sleep", "en")["status"] == small.row("sleep", "es")["status"] == "withdrawn"
    assert small.traces("Keep the room dark") == small.traces("Mantenga el cuarto") == []
    assert valid(small)


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_article_with_a_fault_is_withdrawn_all_the_same(small: SmallLibrary, language: str) -> None:
    """The fault is in a text that nobody will read any more."""
    small.article("hands", body=ARABIC * 200, withdrawn={"on": "2026-11-22"})
    publish(small)
    assert small.row("hands", language)["status"] == "withdrawn"
    assert small.traces("Dry them") == small.traces("Séqueselas") == small.traces("اغسل") == []
    assert valid(small)


def test_a_short_source_in_another_script_is_found_as_well(small: SmallLibrary) -> None:
    small.article("hands", title=ARABIC.strip(), summary=ARABIC.strip(), body=ARABIC * 5)
    assert publish(small).exit_code == 1
    assert small.traces("اغسل") == []


# What is not wrong enough to hold an article back: it goes out as far as readers can take it, and valid.
PUT_RIGHT: dict[str, tuple[Callable[[SmallLibrary], object], str]] = {
    "updated before published": (article(published="2026-11-05", updated="2026-11-02"), "date-order"),
    "tags as text": (article(title="Soap &lt;b&gt;now&lt;/b&gt;"), "html-as-text"),
}


@pytest.mark.parametrize(("spoil", "code"), PUT_RIGHT.values(), ids=PUT_RIGHT)
def test_what_can_be_put_right_is_published_with_a_warning(
    small: SmallLibrary, spoil: Callable[[SmallLibrary], object], code: str
) -> None:
    spoil(small)
    done = publish(small)
    assert done.exit_code == 0
    assert f"warning {code}: " in done.output
    item = small.item("hands", "en")
    assert item["date_modified"] >= item["date_published"]
    assert valid(small)


def test_a_date_that_is_yet_to_come_waits(small: SmallLibrary) -> None:
    small.article("towel", title="Towels", published="2026-12-24")
    assert publish(small).exit_code == 0
    assert small.in_feed("en") == ["sleep", "hands"]


def test_a_picture_whose_type_nobody_knows_is_no_enclosure(small: SmallLibrary) -> None:
    """Readers drop an enclosure without a type, some of them with its whole feed."""
    small.article("hands", image={"src": "https://example.org/picture", "alt": "Soap"})
    assert publish(small).exit_code == 0
    assert "attachments" not in small.item("hands", "en")
    assert b"<enclosure" not in small.tree()["en/rss.xml"]
    assert valid(small)


# ── a fault that concerns whole feeds ───────────────────────────────────────────────────────────


def string(language: str, context: str, source: str, words: str) -> Callable[[SmallLibrary], None]:
    """An interface string, as a translator's tool leaves it in ui.po."""

    def edit(small: SmallLibrary) -> None:
        write(
            small.root / f"locales/{language}/LC_MESSAGES/ui.po",
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            f'msgctxt "{context}"\nmsgid "{source}"\nmsgstr "{words}"\n',
        )

    return edit


WHOLE = {
    "a feed without a title": string("es", "feed", "all", " "),
    "a title with a control character": string("es", "feed", "all", "Salud\u0007"),
    "a topic with a noncharacter": string("es", "topic", "prevention", "Salud\ufffe"),
}


@pytest.mark.parametrize("spoil", WHOLE.values(), ids=WHOLE)
def test_a_feed_that_is_not_valid_stays_as_it_was(small: SmallLibrary, spoil: Callable[[SmallLibrary], object]) -> None:
    before = small.tree()
    spoil(small)
    change_the_other(small)
    done = publish(small)
    assert done.exit_code == 1
    assert "error" in done.output
    assert "Traceback" not in done.output
    after = small.tree()
    for path in ("es/atom.xml", "es/rss.xml", "es/feed.json", "es/latest.json", "es/index.html"):
        assert after[path] == before[path]
    assert valid(small)


@pytest.mark.parametrize("spoil", WHOLE.values(), ids=WHOLE)
def test_a_withdrawal_goes_out_though_its_feed_is_not_valid(
    small: SmallLibrary, spoil: Callable[[SmallLibrary], object]
) -> None:
    spoil(small)
    small.article("hands", withdrawn={"on": "2026-11-22"})
    assert publish(small).exit_code == 1
    assert small.traces("Dry them with a towel") == small.traces("Séqueselas") == []


@pytest.mark.parametrize(
    "changed",
    [
        *(
            {"url_pattern": pattern}
            for pattern in ("/{lang}/{id}", "javascript:{lang}/{id}", "example.org/{lang}/{id}")
        ),
        {"topics": {"prevention": {"scheme": "no address"}}},
        {"notice_days": 10**10},
        *({"publisher": name} for name in ("Health\u0007", "  ")),
        *({"title": name} for name in ("", " ", "Health\u0007")),
        {"base_url": "https://feeds example.org/"},
    ],
)
def test_what_makes_every_feed_invalid_is_told_where_it_stands_in_the_settings(
    small: SmallLibrary, changed: dict[str, Any]
) -> None:
    small.configure(**changed)
    done = publish(small)
    assert done.exit_code == 2
    assert "syndicate.toml:" in done.output


# ── a validator that refuses a feed, whatever the reason ────────────────────────────────────────


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on no document of that language passes, and no entry is to blame."""

    def refuse(language: str) -> None:
        def no(data: bytes, path: str, **_: object) -> tuple[Problem, ...]:
            bad = f'xml:lang="{language}"'.encode() in data or f"<language>{language}<".encode() in data
            bad = bad or f'"language": "{language}"'.encode() in data[:3000]
            return (Problem("no-such-rule", "it is refused", Place(path)),) if bad else ()

        monkeypatch.setattr(validation, "_VALIDATORS", dict.fromkeys(validation._VALIDATORS, no))

    return refuse


TAKEN_BACK: dict[str, dict[str, Any]] = {
    "withdrawn": {"withdrawn": {"on": "2026-11-22", "reason": "It was wrong."}},
    "withheld": {"status": "withheld"},
    "corrected for safety": {
        "body": "Dry them with a clean towel.",
        "correction": {"on": "2026-11-23", "severity": "safety"},
    },
}


def test_a_feed_that_no_validator_passes_stays_at_its_last_good_version(
    small: SmallLibrary, refusing: Callable[[str], None]
) -> None:
    before = small.tree()
    refusing("es")
    change_the_other(small)
    done = publish(small)
    assert done.exit_code == 1
    assert "es/atom.xml: error no-such-rule: it is refused" in done.output
    after = small.tree()
    kept = [path for path in before if path.startswith("es/") and path.endswith((".xml", "feed.json", "latest.json"))]
    assert len(kept) > 12
    assert {path for path in kept if after[path] != before[path]} == set()
    assert small.item("sleep", "en")["summary"] == "Other words."


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("fields", TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_what_is_taken_back_is_gone_from_every_file_though_no_feed_of_its_language_passes(
    small: SmallLibrary, refusing: Callable[[str], None], fields: dict[str, Any], language: str
) -> None:
    """The old text of a safety correction is gone as well: its entry is told by its correction, or not at all."""
    refusing(language)
    small.article("hands", **fields)
    done = publish(small)
    assert done.exit_code == 1
    assert "error no-such-rule" in done.output
    old = {"en": "Dry them with a towel", "es": "Séqueselas con una toalla."}[language]
    assert small.traces(old) == []
    assert "hands" in small.in_feed(language)
    if "correction" not in fields:
        status = small.row("hands", language)["status"]
        items = {item["_syndicate"]["article"]: item for item in small.json(f"{language}/feed.json")["items"]}
        assert items["hands"]["_syndicate"]["status"] == status in ("withdrawn", "withheld")
        assert items["sleep"]["_syndicate"]["status"] == "usable"
    else:
        assert f"hands/{language}/correction/2026-11-23" in (small.feeds / language / "atom.xml").read_text("utf-8")


def test_the_next_publish_that_passes_tells_everything(small: SmallLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    real = dict(validation._VALIDATORS)
    problem = Problem("no-such-rule", "it is refused")
    monkeypatch.setattr(validation, "_VALIDATORS", dict.fromkeys(real, lambda data, path, **_: (replace(problem),)))
    small.article("hands", withdrawn={"on": "2026-11-22"})
    change_the_other(small)
    assert publish(small).exit_code == 1
    monkeypatch.setattr(validation, "_VALIDATORS", real)
    assert publish(small).exit_code == 0
    assert the_other_is_published(small)
    assert small.in_feed("es") == ["sleep", "hands"]
    items = {item["_syndicate"]["article"]: item for item in small.json("es/feed.json")["items"]}
    assert items["sleep"]["summary"] == "Otras palabras."
    assert items["hands"]["_syndicate"]["status"] == "withdrawn"
    assert valid(small)
