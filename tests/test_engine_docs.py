"""docs/engines.md does what it says: its plug-in runs, and its tables are those of the code."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from syndicate.config import EngineSettings, parse
from syndicate.errors import EngineError
from syndicate.translation.engines.deep.providers import DICTIONARIES, PROVIDERS
from syndicate.translation.engines.faults import KINDS
from syndicate.translation.engines.resolve import SHORT_NAMES, engine

PAGE = (Path(__file__).parents[1] / "docs" / "engines.md").read_text("utf-8")
NEEDED = b'title = "Health"\nbase_url = "https://feeds.example.org/"\nauthority = "example.org,2026"\n'


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def rows(title: str) -> dict[str, list[str]]:
    """The cells of the table whose header begins so, by what stands in code in the first cell."""
    table = PAGE[PAGE.index(f"| {title}") :].split("\n\n")[0].splitlines()[2:]
    cells = [re.split(r"\s*\|\s*", line)[1:-1] for line in table]
    return {name: row for row in cells for name in re.findall(r"`([^`]+)`", row[0])}


def test_the_engine_of_ones_own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = blocks("python")
    settings = parse(NEEDED + blocks("toml")[1].encode(), "syndicate.toml")
    (tmp_path / source.splitlines()[0].removeprefix("# ")).write_text(source)
    phrases = {"en-es": {"Drink water.": "Beba agua."}}
    (tmp_path / "phrases.json").write_text(json.dumps(phrases))
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    made = engine(settings.translate.engine, settings.engines[settings.translate.engine], {})
    assert made.name == "phrase-book"
    assert made.supports("en", "es")
    assert not made.supports("en", "pt-BR")
    first, second = made(["Drink water.", "Rest."], "en", "es")
    assert first == "Beba agua."
    assert isinstance(second, EngineError)
    assert second.code == "phrase-missing"


def test_the_first_example_is_an_engine() -> None:
    settings = parse(NEEDED + blocks("toml")[0].encode(), "syndicate.toml")
    assert engine("libre", settings.engines["libre"], {"LIBRE_API_KEY": "abc"}).name == "deep/libre"


def test_every_setting_is_told_with_its_default() -> None:
    told = rows("key of `[engines.NAME]`")
    for field in fields(EngineSettings):
        assert field.name in told
        if isinstance(field.default, int | float) and field.default:
            assert told[field.name][1] == f"`{field.default:g}`"


def test_every_provider_is_told_with_its_key_and_options() -> None:
    told = rows("`provider` | key")
    assert set(told) == set(PROVIDERS)
    for name, provider in PROVIDERS.items():
        assert (told[name][1] == "required") is provider.needs_key
        assert set(re.findall(r"`(\w+)`", told[name][2])) == {*provider.needs, *provider.options}
        assert ("(required)" in told[name][2]) is bool(provider.needs)
    assert all(f"`{name}`" in PAGE for name in (*DICTIONARIES, *SHORT_NAMES))


def test_every_code_is_told_with_what_becomes_of_the_segment() -> None:
    told = rows("code | what it is")
    assert set(told) == set(KINDS)
    for code, kind in KINDS.items():
        assert told[code][2] == ("next run" if kind.passing or kind.fatal else "by hand")
