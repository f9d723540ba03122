"""The settings: validated once, every fault with file:line, an unknown key with the nearest known one."""

from datetime import date
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
        ('languages = ["en", "es"]', "languages = []", 5, "name one at least"),
        ('languages = ["en", "es"]', 'languages = "es"', 5, 'a list is wanted, as ["one", "two"]'),
        ('languages = ["en", "es"]', "languages = [1]", 5, "a text in quotes is wanted"),
        ('languages = ["en", "es"]', 'languages = ["en"]\nlimit = "many"', 6, "a whole number is wanted"),
        ('languages = ["en", "es"]', 'languages = ["en"]\nlanguage.es.retired = 2026-11-26', 6, "not among"),
        ('id = "heart"', f'id = "{"x" * 81}"', 14, "at most 80"),
        ('id = "heart"', 'id = "Heart"', 14, "single hyphens"),
        ('id = "heart"', 'id = "../heart"', 14, "single hyphens"),
        ('id = "heart"', 'limit = 1', 13, "required, and missing"),
        ('topics = ["heart"]', 'limit = 0', 15, "at least 1"),
        ('topics = ["heart"]', 'topics = []', 15, "leave it out for all of them"),
        ('topics = ["heart"]', 'audience = []', 15, "is empty"),
        ('topics = ["heart"]', 'formats = []', 15, "is empty"),
        ('topics = ["heart"]', 'languages = []', 15, "is empty"),
        ('topics = ["heart"]', 'topics = ["heart", "heart"]', 15, "'heart' is listed twice"),
        ('topics = ["heart"]', 'topics = ["sleep"]', 15, "describe it under [topics.sleep]"),
        ('topics = ["heart"]', 'languages = ["es", "es"]', 15, "'es' is listed twice"),
        ('topics = ["heart"]', 'formats = [\n "rss",\n "rss",\n]', 15, "'rss' is listed twice"),
        ('topics = ["heart"]', 'formats = ["rdf"]', 15, "'atom', 'rss' or 'json'"),
        ('topics = ["heart"]', 'audience = ["patient", "patient"]', 15, "listed twice"),
        ('topics = ["heart"]', 'audience = ["Patients "]', 15, "as in the articles"),
        ('topics = ["heart"]', 'content = "long"', 15, "'full' or 'summary'"),
        ('topics = ["heart"]', 'promotion = "sometimes"', 15, "true or false is wanted"),
        ('topics = ["heart"]', 'audiance = ["patient"]', 15, "did you mean 'audience'?"),
        ('code = "D006321"', 'audience = ["patient"]', 8, "known here: code, retired, scheme"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_to_do(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new))
    assert (line, True) in [(at, words in told) for at, _, told in found], found


RETIRED = {"topic": (9, 'code = "D006321"'), "feed": (16, 'topics = ["heart"]'), "language": (18, "[language.es]")}


@pytest.mark.parametrize("table", RETIRED)
@pytest.mark.parametrize("written", ["2026-11-26", '"2026-11-26"'])
def test_what_is_retired_has_the_day_on_which_it_was_closed(table: str, written: str) -> None:
    _, line = RETIRED[table]
    text = f"{GOOD}\n[language.es]\n".replace(line, f"{line}\nretired = {written}")
    settings = config.parse(text.encode(), "syndicate.toml")
    found = {"topic": settings.topics["heart"], "feed": settings.feeds[1], "language": settings.language["es"]}
    assert [name for name, each in found.items() if each.retired == date(2026, 11, 26)] == [table]
    assert [each.retired for name, each in found.items() if name != table] == [None, None]


NO_DAYS = """
20261126  86400  true  "yes"  ""  "26.11.2026"  "2026-13-01"  "2026-11-26T00:00:00Z"  "20261126"
2026-11-26T00:00:00Z  2026-11-26T00:00:00  12:00:00  [2026-11-26]
"""


@pytest.mark.parametrize("table", RETIRED)
@pytest.mark.parametrize("written", NO_DAYS.split())
def test_anything_but_a_day_is_told_once_with_its_line(table: str, written: str) -> None:
    number, line = RETIRED[table]
    text = f"{GOOD}\n[language.es]\n".replace(line, f"{line}\nretired = {written}")
    [(at, code, words)] = faults(text)
    assert (at, code) == (number, "settings-value")
    assert "retired = 2026-11-26" in words


def test_feeds_and_topics_take_what_a_partner_asks_for() -> None:
    asked = 'topics = ["heart"]\naudience = ["patient"]\ncontent = "summary"\npromotion = true\nformats = ["rss"]'
    plain, asked_for = config.parse(GOOD.replace('topics = ["heart"]', asked).encode(), "syndicate.toml").feeds
    assert (asked_for.audience, asked_for.content, asked_for.promotion) == (("patient",), "summary", True)
    assert asked_for.formats == ("rss",)
    assert (plain.audience, plain.content, plain.promotion) == ((), "full", False)
    assert plain.formats == ("atom", "rss", "json")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f'{GOOD}feeds = 1\n'.replace("[[feeds]]", "[[feed]]"), 10, "unknown key"),
        (GOOD.replace('[[feeds]]\nid = "reviewed"\n', "").replace("[[feeds]]", "[feeds]"), 11, "in two brackets"),
        (GOOD.replace("[topics.heart]\ncode", "[topics]\nheart"), 8, "a table is wanted"),
        (GOOD.replace("[topics.heart]\n", '[topics]\nheart = { retired = "soon" }\n[language.es]\n'), 8, "no day"),
        (f"{GOOD.partition('[[feeds]]')[0]}[language]\nes = 1\n", 11, "a table is wanted"),
    ],
)  # fmt: skip
def test_tables_of_another_shape_are_told_where_they_stand(text: str, line: int, words: str) -> None:
    assert (line, True) in [(at, words in told) for at, _, told in faults(text)], faults(text)


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nsyndicate = 1", "[tool]\nsyndicate = []", "[project]"])
def test_a_pyproject_without_a_table_of_ours_is_told(text: str) -> None:
    [(_, _, words)] = faults(text, "pyproject.toml")
    assert "the settings: a table is wanted" in words


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
