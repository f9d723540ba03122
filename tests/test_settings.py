"""The settings: validated once, every fault with file:line, an unknown key with the nearest known one."""

from pathlib import Path

import pytest

from syndicate import config
from syndicate.errors import SettingsError

GOOD = """\
title = "Health library"
base_url = "https://feeds.example.org/"
authority = "example.org,2026"
timezone = "Europe/Berlin"
languages = ["en", "es"]

[topics.heart]
code = "D006321"

[[feeds]]
id = "reviewed"

[[feeds]]
id = "heart"
topics = ["heart"]
"""


def faults(text: str, path: str = "syndicate.toml") -> list[tuple[int, str, str]]:
    with pytest.raises(SettingsError) as caught:
        config.parse(text.encode(), path)
    return [(p.place.line, p.code, f"{p.message} {p.advice}") for p in caught.value.problems]


def test_good_settings_are_read() -> None:
    settings = config.parse(GOOD.encode(), "syndicate.toml")
    assert (settings.min_state, settings.limit, settings.machine_risk) == ("reviewed", 50, False)
    assert str(settings.zone) == "Europe/Berlin"
    assert [feed.id for feed in settings.feeds] == ["reviewed", "heart"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('title = "Health library"', 'titel = "Health library"', 1, "did you mean 'title'?"),
        ('base_url = "https://feeds.example.org/"', 'base_url = "https://feeds.example.org"', 2, "ends in /"),
        ('authority = "example.org,2026"', 'authority = "example.org"', 3, "RFC 4151"),
        ('timezone = "Europe/Berlin"', 'timezone = "Berlin"', 4, "no time zone"),
        ('languages = ["en", "es"]', 'languages = ["en", "kr"]', 5, "ko"),
        ('languages = ["en", "es"]', 'languages = ["en", "pt-br"]', 5, "is written 'pt-BR'"),
        ('languages = ["en", "es"]', 'languages = ["en", "en"]', 5, "listed twice"),
        ('languages = ["en", "es"]', 'languages = ["en"]\nmin_state = "good"', 6, "'reviewed' or 'final'"),
        ('languages = ["en", "es"]', 'languages = ["en", "es"]\nlimit = 0', 6, "at least 1"),
        ('code = "D006321"', 'cod = "D006321"', 8, "did you mean 'code'?"),
        ('id = "heart"', 'id = "items"', 14, "is taken"),
        ('id = "heart"', 'id = "reviewed"', 14, "is taken"),
        ('topics = ["heart"]', 'topics = ["hart"]', 15, "did you mean 'heart'?"),
        ('topics = ["heart"]', '[engines.mine]\nuse = "deep"\ntimeout = 0', 17, "more than 0 seconds"),
        ('topics = ["heart"]', '[engines.mine]\nuse = "deep"\nretries = -1', 17, "at least 0"),
        ('topics = ["heart"]', '[engines.mine]\nuse = "deep"\nkey = "s3cret"', 17, "unknown key"),
        ('topics = ["heart"]', 'languages = ["fr"]', 15, "not among the published languages"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_to_do(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new))
    assert (line, True) in [(at, words in told) for at, _, told in found], found


def test_all_faults_are_told_at_once() -> None:
    broken = GOOD.replace("Europe/Berlin", "Berlin").replace("example.org,2026", "x").replace('"heart"]', '"lungs"]')
    assert len(faults(broken)) == 3


def test_in_pyproject_they_stand_under_their_own_table_and_keep_their_lines() -> None:
    text = '[project]\nname = "x"\n\n[tool.syndicate]\ntitle = "t"\nbase_url = "ftp://x/"\nauthority = "x.org,2026"\n'
    assert [line for line, _, _ in faults(text, "pyproject.toml")] == [6]


def test_what_is_no_toml_or_no_utf8_is_told_with_its_line() -> None:
    assert faults(GOOD.replace("languages = [", "languages = "))[0][:2] == (5, "settings-syntax")
    with pytest.raises(SettingsError, match=r"syndicate.toml:2: error settings-syntax: not UTF-8"):
        config.parse(b'title = "x"\nbase_url = "\xff"\n', "syndicate.toml")


def test_a_folder_without_settings_says_how_to_begin(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(SettingsError, match="syndicate init"):
        config.load(tmp_path)


def test_a_base_url_with_a_password_is_never_shown() -> None:
    told = faults(GOOD.replace("https://feeds.example.org/", "https://user:secret@feeds.example.org/"))
    assert told
    assert "secret" not in str(told)


def test_an_address_in_a_feed_is_ascii() -> None:
    assert "Punycode" in faults(GOOD.replace("feeds.example.org/", "bücher.example/"))[0][2]
