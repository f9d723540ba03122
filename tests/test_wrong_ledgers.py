"""A ledger that somebody edited, cut off or exchanged: told with its line and the way out, and nothing changes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from damaged_feeds import LEDGER, WAY_OUT, Data, changed_since, edit_ledger, publish, refused
from libraries import write
from small_library import DAY, HOUR, NOON, TWO_GATES, SmallLibrary


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> SmallLibrary:
    small = SmallLibrary.begin(tmp_path_factory.mktemp("whole") / "library")
    small.publish()
    return small


@pytest.fixture
def small(whole: SmallLibrary, tmp_path: Path) -> SmallLibrary:
    return changed_since(whole, tmp_path / "library")


# ── a ledger that somebody edited ───────────────────────────────────────────────────────────────

REQUIRED = [
    "id",
    "version",
    "hash",
    "source_hash",
    "sequence",
    "first_sequence",
    "published",
    "updated",
    "versioned",
    "state",
    "status",
]
REQUIRED += ["change", "title", "url", "feeds"]


@pytest.mark.parametrize("field", REQUIRED)
def test_a_row_that_lacks_a_field_is_told_with_its_line(small: SmallLibrary, field: str) -> None:
    edit_ledger(small, lambda lines: lines[2].pop(field))
    said = refused(small, LEDGER, 3)
    assert f"{field} is missing" in said
    assert WAY_OUT[LEDGER] in said


@pytest.mark.parametrize("field", ["ledger", "language", "created"])
@pytest.mark.parametrize("value", [None, 7, "", [], "../en"])
def test_a_head_that_says_nothing_usable_is_told(small: SmallLibrary, field: str, value: object) -> None:
    edit_ledger(small, lambda lines: lines[0].update({field: value}))
    refused(small, LEDGER, 1)


@pytest.mark.parametrize("field", [*REQUIRED, "audience", "corrected", "events"])
@pytest.mark.parametrize("value", [None, True, 1.5, float("inf"), -1, [7], {"x": 7}, "\ud800"], ids=repr)
def test_a_field_of_another_type_is_told_with_its_line(small: SmallLibrary, field: str, value: object) -> None:
    edit_ledger(small, lambda lines: lines[1].update({field: value}))
    assert field in refused(small, LEDGER, 2)


OTHER_VALUES: dict[str, tuple[Data, int]] = {
    "a status that there is not": ({"status": "usabel"}, 2),
    "a state that there is not": ({"state": "approved"}, 2),
    "a change that there is not": ({"change": "urgent"}, 2),
    "a day without its zone": ({"published": "2026-11-01"}, 2),
    "no day of the calendar": ({"updated": "2026-02-30T00:00:00Z"}, 2),
    "a day before all time zones": ({"published": "0001-01-01T00:00:00+14:00"}, 2),
    "no number at all": ({"version": 0}, 2),
    "a number beyond all": ({"sequence": 10**400}, 2),
    "a first sequence beyond the last": ({"first_sequence": 2, "sequence": 1}, 2),
    "the sequence of another": ({"sequence": 2}, 3),
    "the first sequence of another": ({"first_sequence": 2, "sequence": 9}, 3),
    "the place of another": ({"feeds": {"all": {"joined": 2}}}, 3),
    "no place": ({"feeds": {"all": {}}}, 2),
    "no list of places": ({"feeds": {"all": 1}}, 2),
    "a place that begins at 0": ({"feeds": {"all": {"joined": 0}}}, 2),
    "a day of leaving that is none": ({"feeds": {"all": {"joined": 1, "left": "yesterday"}}}, 2),
    "readers with half a character": ({"audience": ["\ud800"]}, 2),
    "an event that is none": ({"events": ["new"]}, 2),
    "an event without its day": (
        {"events": [{"version": 1, "status": "usable", "change": "new", "source_hash": ""}]},
        2,
    ),
    "a key that is misspelled": ({"corected": "2026-11-01"}, 2),
}


@pytest.mark.parametrize(("change", "line"), OTHER_VALUES.values(), ids=OTHER_VALUES)
def test_a_value_that_it_cannot_have_is_told_with_its_line(small: SmallLibrary, change: Data, line: int) -> None:
    """Of two rows that share a number the second one is told."""
    edit_ledger(small, lambda lines: lines[1].update(change))
    refused(small, LEDGER, line)


ELSEWHERE = ["../hands", "../../../../etc/passwd", "/etc/passwd", "hands/../../../x", "hands/correction/../../../../x"]
NO_IDS = [
    *ELSEWHERE,
    "..",
    ".",
    "",
    "Hands",
    "hands/",
    "hands\\x",
    "hands\x00",
    "h" * 81,
    "hands/correction/today",
    "é",
]


@pytest.mark.parametrize("id_", NO_IDS)
def test_a_row_that_no_article_can_have_is_refused(small: SmallLibrary, id_: str) -> None:
    edit_ledger(small, lambda lines: lines[1].update(id=id_))
    assert "an id which no entry can have" in refused(small, LEDGER, 2)


def test_a_row_that_stands_twice_is_told_at_its_second_place(small: SmallLibrary) -> None:
    edit_ledger(small, lambda lines: lines.append(lines[1]))
    assert "hands stands twice" in refused(small, LEDGER, 4)


TEXTS: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "empty": (lambda data: b"", 1),
    "cut off within the last line": (lambda data: data[:-30], 3),
    "an empty line": (lambda data: data.replace(b"\n", b"\n\n", 1), 2),
    "a conflict of a merge": (lambda data: data.replace(b"\n", b"\n<<<<<<< HEAD\n", 1), 2),
    "not UTF-8": (lambda data: data.replace(b"Dormir", b"D\xf3rmir"), 1),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), 1),
    "a key twice": (lambda data: data.replace(b'"version": 1', b'"version": 3, "version": 1', 1), 2),
    "lists without end": (lambda data: data + b"[" * 100_000 + b"\n", 4),
    "a list": (lambda data: data + b"[]\n", 4),
    "another ledger behind it": (lambda data: data * 2, 4),
}


@pytest.mark.parametrize(("damage", "line"), TEXTS.values(), ids=TEXTS)
def test_a_file_that_is_no_ledger_any_more_is_told_with_the_line(
    small: SmallLibrary, damage: Callable[[bytes], bytes], line: int
) -> None:
    path = small.feeds / LEDGER
    write(path, damage(path.read_bytes()))
    assert WAY_OUT[LEDGER] in refused(small, LEDGER, line)


HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "without the last line's end": lambda data: data[:-1],
    "spaces": lambda data: data.replace(b'": ', b'" :  '),
    "letters as escapes": lambda data: data.replace("é".encode(), b"\\u00e9"),
}


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_an_editor_does_to_lines_changes_nothing_of_what_they_say(
    small: SmallLibrary, whole: SmallLibrary, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    small.publish(NOON + DAY)
    expected = small.tree()
    shutil.rmtree(small.feeds)
    shutil.copytree(whole.feeds, small.feeds)
    write(small.feeds / LEDGER, change((small.feeds / LEDGER).read_bytes()))
    small.publish(NOON + DAY)
    assert small.tree() == expected


def test_the_ledger_of_another_language_is_refused(small: SmallLibrary) -> None:
    write(small.feeds / LEDGER, (small.feeds / "en/ledger.jsonl").read_bytes())
    assert "this is the ledger of 'en', not of 'es'" in refused(small, LEDGER, 1)


def test_a_ledger_of_an_older_release_without_history_is_read(small: SmallLibrary) -> None:
    def forget(lines: list[Data]) -> None:
        for line in lines[1:]:
            del line["events"], line["corrected"], line["audience"]

    edit_ledger(small, forget)
    assert publish(small).exit_code == 0
    assert (small.row("sleep")["version"], small.row("hands")["version"]) == (2, 1)


# ── a ledger that is older than its files, or another's ─────────────────────────────────────────


@pytest.mark.parametrize("path", [LEDGER, "es/reviewed/ledger.jsonl"])
def test_a_ledger_that_lost_its_last_rows_is_refused(tmp_path: Path, path: str) -> None:
    """They would be numbered anew, and mailed anew."""
    small = SmallLibrary.begin(tmp_path / "library", **TWO_GATES)
    small.publish()
    data = (small.feeds / path).read_bytes()
    write(small.feeds / path, data[: data.rindex(b"\n", 0, -1) + 1])
    assert f"no row of {path.removesuffix('ledger.jsonl')}items/sleep.json" in refused(small, path)


def test_a_ledger_of_yesterday_beside_the_files_of_today_is_refused_unless_fresh(small: SmallLibrary) -> None:
    """Its next versions and sequence numbers would be given twice: newsletters would miss what came between."""
    yesterday = (small.feeds / LEDGER).read_bytes()
    small.publish(NOON + HOUR)
    today = small.tree()
    write(small.feeds / LEDGER, yesterday)
    assert "ends with change 2, and es/latest.json tells of change 3" in refused(small, LEDGER)
    write(small.feeds / LEDGER, today[LEDGER])
    assert publish(small).exit_code == 0
    assert small.tree() == today
    write(small.feeds / LEDGER, yesterday)
    assert publish(small, "--fresh").exit_code == 0
    assert small.row("sleep")["version"] == 2


def test_a_ledger_of_another_library_is_refused(small: SmallLibrary, tmp_path: Path) -> None:
    other = SmallLibrary.begin(tmp_path / "other", authority="other.example,2026")
    other.publish()
    write(small.feeds / LEDGER, (other.feeds / LEDGER).read_bytes())
    assert "another ledger than that of es/latest.json" in refused(small, LEDGER)


def test_a_ledger_that_is_newer_than_all_the_files_is_what_a_killed_publish_leaves(small: SmallLibrary) -> None:
    """So the next publish finishes it, with its dates."""
    before = small.tree()
    small.publish(NOON + HOUR)
    finished = small.tree()
    for path, data in before.items():
        if path not in (LEDGER, "en/ledger.jsonl"):
            write(small.feeds / path, data)
    assert publish(small).exit_code == 0
    after = small.tree()
    assert {path for path in after if after[path] != finished[path]} == {"index.json"}
