"""``translate`` that is stopped, anywhere and by anything: no file is broken, nothing is paid twice, no key is told."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from faults import Killed, watched
from libraries import article, library
from libraries import translate as translated
from machines import TABLE, sending, spanish
from small_library import tree
from translation_servers import Answer, Request, Server, misbehaving

from syndicate.commands.drafted import Drafted
from syndicate.commands.translate import translate
from syndicate.errors import EngineError, TargetError
from syndicate.files import TEMPORARY
from syndicate.publishing.library import Library
from syndicate.translation.catalogs import reading as catalogs

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ARTICLES = {
    "fever": article("fever", "Fever", "\n\n".join(f"Drink glass {word}." for word in ("one", "two", "six", "ten"))),
    "flu": article("flu", "Flu", "Rest.\n\nTake 500 mg."),
}


def small(root: Path, *articles: str, **settings: Any) -> Library:
    chosen = {name: ARTICLES[name] for name in articles or ARTICLES}
    return library(root, chosen, languages=("en", "es"), **{**TABLE, **settings})


def run(made: Library, **options: Any) -> Drafted:
    return translate(made, **{"now": NOW, "environ": {}, **options})


def texts(made: Library) -> dict[str, str]:
    """Every target; a PO file that is broken or half written is an error here."""
    found = {}
    for path in sorted(made.root.glob("locales/es/articles/*.po")):
        entries = catalogs.read(path.read_bytes(), path.name, "es").entries
        found |= {f"{path.stem}: {source}": said.text for (_, source), said in entries.items()}
    return found


@pytest.fixture
def batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicate.commands.translate._BATCH_SEGMENTS", 2)


# ── killed ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def whole(tmp_path: Path, batches_of_two: None) -> tuple[dict[str, str], list[str], int]:
    """What a run that nobody disturbs makes: its texts, what it sends, and how many writes it takes."""
    made = small(tmp_path / "whole", "fever")
    with watched(made.root) as writes, sending(spanish) as sent:
        run(made, articles=["fever"])
    return texts(made), sent, writes.count


def test_a_run_that_dies_at_any_write_breaks_no_file_and_the_next_one_pays_only_what_was_on_its_way(
    whole: tuple[dict[str, str], list[str], int], tmp_path: Path
) -> None:
    expected, asked, count = whole
    assert count > 25
    for fatal in range(1, count + 1):
        shutil.rmtree(tmp_path / "made", ignore_errors=True)
        made = small(tmp_path / "made", "fever")
        with pytest.raises(Killed), watched(made.root, fatal), sending(spanish) as first:
            run(made, articles=["fever"])
        before = texts(made)  # reads every file
        with sending(spanish) as second:
            done = run(made, articles=["fever"])
        paid_twice = set(first) & set(second)
        assert len(paid_twice) <= 2, f"at write {fatal}"
        assert paid_twice <= set(first[-2:])
        assert sorted({*first, *second}) == sorted(set(asked))
        assert {key: text for key, text in before.items() if text}.items() <= texts(made).items()
        assert texts(made) == expected
        assert not done.failed


def test_what_was_kept_before_the_catalog_could_be_written_is_not_paid_again(tmp_path: Path) -> None:
    made = small(tmp_path)
    with watched(made.root) as writes, sending(spanish):
        run(made, dry_run=True)
        assert writes.told == []
        run(made)
    kept = [n for n, told in enumerate(writes.told, 1) if told.startswith("replace /.syndicate/machine/")]
    assert len(kept) == 2
    again = small(tmp_path / "again")
    with pytest.raises(Killed), watched(again.root, kept[0] + 1), sending(spanish) as first:
        run(again)
    with sending(spanish) as second:
        run(again)
    assert not set(first) & set(second)


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small(tmp_path)
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if "flu.po" in str(target) and made.catalog("es", "flu").exists():
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with sending(spanish) as first, pytest.raises(TargetError, match=r"flu\.po: cannot be written: No space left"):
        run(made)
    monkeypatch.undo()
    with sending(spanish) as second:
        run(made)
    assert (len(first), second) == (9, [])
    assert not list(made.root.rglob(f"{TEMPORARY}*"))


@pytest.mark.slow
def test_a_real_kill(tmp_path: Path) -> None:
    made = small(tmp_path, engines={"table": {"use": "killing:engine"}})
    (tmp_path / "killing.py").write_text(
        "import os, signal\n"
        "from machines import _Table, spanish\n"
        "class Engine(_Table):\n"
        "    def __call__(self, texts, source, target):\n"
        "        if self.sent: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        self.sent += texts\n"
        "        return list(map(spanish, texts))\n"
        "engine = lambda settings: Engine()\n"
    )
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        f"sys.path[:0] = [{str(tmp_path)!r}, {str(Path(__file__).parent)!r}]\n"
        "from syndicate.publishing.library import open_library; from syndicate.commands.translate import translate\n"
        f"translate(open_library(Path({str(tmp_path)!r})), now=datetime(2026, 11, 23, tzinfo=UTC), environ={{}})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == -9, done.stderr
    assert sum(1 for text in texts(made).values() if text) == 6, "the first batch, and every file whole"
    assert [row.left for row in run(made, engine="none").rows] == [0, 4]


# ── interrupted ─────────────────────────────────────────────────────────────────────────────────


def test_ctrl_c_gives_a_report_of_what_is_saved(tmp_path: Path, batches_of_two: None) -> None:
    made = small(tmp_path)

    def say(text: str) -> str:
        if "six" in text:
            raise KeyboardInterrupt
        return spanish(text)

    with sending(say) as sent:
        done = run(made)
    assert (done.interrupted, done.failed) == (True, True)
    assert (done.rows[0].machine, done.rows[0].left) == (4, 2)
    assert any("the next run goes on from there, and asks up to one batch again" in line for line in done.lines())
    assert (done.requests, done.characters) == (3, sum(map(len, [*sent, "Drink glass ten."])))
    assert sum(1 for text in texts(made).values() if text) == 4
    assert done.to_data()["interrupted"] is True
    with sending(spanish) as again:
        assert not run(made).failed
    assert set(again) & set(sent) == {"Drink glass six."}


def test_an_engine_that_breaks_down_costs_one_batch(tmp_path: Path, batches_of_two: None) -> None:
    made = small(tmp_path)

    def say(text: str) -> str:
        if "six" in text:
            raise ValueError("key=s3cret")
        return spanish(text)

    with sending(say) as sent:
        done = run(made)
    assert sent[-1] == "Drink glass six.", "it is not asked again in this language"
    assert [problem.code for problem in done.problems] == ["engine-broken"]
    assert "s3cret" not in "".join(done.lines()) + json.dumps(done.to_data())
    assert (done.rows[0].machine, done.rows[0].left) == (4, 2)


@pytest.mark.parametrize(
    "error",
    [
        EngineError("engine-access", "the key is refused", fatal=True),
        EngineError("engine-redirect", "it is elsewhere", fatal=True),
        EngineError("engine-address", "it is not there", fatal=True),
        EngineError("engine-unreachable", "nobody answers", passing=True, fatal=True),
    ],
)
def test_an_engine_that_can_do_nothing_is_not_asked_over_and_over(tmp_path: Path, error: EngineError) -> None:
    made = library(tmp_path, ARTICLES, languages=("en", "es", "de"), **TABLE)

    def say(_: str) -> str:
        raise error

    with sending(say) as sent:
        done = run(made)
    assert (len(sent), done.requests) == (1, 1)
    assert [(x.code, x.language) for x in done.problems] == [(error.code, "")], "told once for all languages"
    assert str(done.problems[0]).count("left for the next run: 20") == 1
    assert all(row.machine == 0 and row.left for row in done.rows)
    assert "not translated" not in made.catalog("es", "flu").read_text("utf-8"), "nothing is wrong with the segments"


# ── servers that misbehave ──────────────────────────────────────────────────────────────────────

KEY = "s3cret-key-1234"
LANGUAGES = Answer(body=[{"code": "en", "targets": ["es"]}, {"code": "es", "targets": []}])


def replies(make: Callable[[str], Any]) -> Callable[[Request], Answer]:
    """A LibreTranslate server that makes this of each text."""

    def answer(request: Request) -> Answer:
        if request.path == "/languages":
            return LANGUAGES
        return Answer(body={"translatedText": [make(text) for text in request.fields["q"]]})

    return answer


def with_server(root: Path, server: Server) -> Library:
    libre = {"use": "deep", "provider": "libre", "url": server.url, "key_env": "KEY", "timeout": 0.1, "retries": 0}
    return small(root, engines={"libre": libre}, translate={"engine": "libre"})


MISDEEDS: dict[str, Callable[[Request], Answer] | Answer] = {
    "mangles": replies(lambda text: spanish(text).replace("<x", "< y").replace("{", "(")),
    "truncates": replies(lambda text: text[: len(text) // 3]),
    "repeats": replies(lambda text: f"{spanish(text)} {spanish(text)}"),
    "echoes": replies(lambda text: text),
    "marks": replies(lambda text: "*" + spanish(text)),
    "says nothing": replies(lambda _: ""),
    "says null": replies(lambda _: None),
    "injects": replies(lambda text: spanish(text) + "<script>alert(1)</script>"),
    "controls": replies(lambda text: "\u202e\x00" + spanish(text)),
    "times out": Answer(after=0.2),
    "is busy": Answer(429),
    "quotes the key": Answer(403, {"error": f"Invalid API key {KEY}"}),
    "answers HTML": Answer(200, f"<html>{KEY}</html>"),
    "is in maintenance": Answer(200, "<!doctype html><p>Back soon.</p>"),
    "breaks": Answer(500, f"Traceback: {KEY}"),
    "miscounts": Answer(body={"translatedText": ["Uno"]}),
    "redirects": Answer(302, headers={"Location": f"http://127.0.0.1:9/?key={KEY}"}),
}


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_a_server_that_misbehaves_loses_no_work_and_tells_no_key(tmp_path: Path, misdeed: str) -> None:
    with misbehaving(MISDEEDS[misdeed]) as server:
        made = with_server(tmp_path, server)
        translated(made, "flu", "es", {"Rest.": "Repose."})
        done = run(made, environ={"KEY": KEY})
    said = "\n".join(done.lines()) + json.dumps(done.to_data())
    assert KEY not in said
    assert all(KEY.encode() not in data for data in tree(made.root).values())
    assert done.failed
    assert done.problems
    found = texts(made)
    assert found.pop("flu: Rest.") == "Repose."
    assert found["flu: Take 500 mg."] == ""
    assert sum(map(bool, found.values())) == (8 if misdeed == "mangles" else 0), "only what had no token"
    with misbehaving(replies(spanish)) as server:
        made = with_server(tmp_path, server)
        assert not run(made, environ={"KEY": KEY}).failed
    assert all(texts(made).values())
    assert b"not translated" not in b"".join(tree(made.root / "locales").values())


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_busy_server_is_asked_again_in_the_next_run(tmp_path: Path) -> None:
    with misbehaving(LANGUAGES, Answer(429), replies(spanish)) as server:
        made = with_server(tmp_path, server)
        first, second = run(made, environ={"KEY": KEY}), run(made, environ={"KEY": KEY})
    assert [problem.code for problem in first.problems] == ["engine-busy"]
    assert not second.failed
    assert all(texts(made).values())


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_every_request_is_counted_also_those_that_fail(tmp_path: Path) -> None:
    with misbehaving(LANGUAGES, Answer(500)) as server:
        done = run(with_server(tmp_path, server), environ={"KEY": KEY})
        seen = sum(map(len, server.texts))
    assert len(server.requests) > 3
    assert (done.requests, done.characters) == (len(server.requests), seen)
    assert done.characters > sum(map(len, {*server.texts})), "some were sent more than once"


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_budget_holds_for_what_is_sent_again_too(tmp_path: Path) -> None:
    with misbehaving(LANGUAGES, Answer(500)) as server:
        done = run(with_server(tmp_path, server), environ={"KEY": KEY}, max_characters=100)
    assert done.characters == sum(map(len, server.texts)) <= 120
    assert "translate-budget" in {problem.code for problem in done.problems}


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_page_about_maintenance_leaves_everything_for_the_next_run(tmp_path: Path) -> None:
    with misbehaving(LANGUAGES, Answer(200, "<!doctype html><p>Back soon.</p>")) as server:
        done = run(with_server(tmp_path, server), environ={"KEY": KEY})
    assert [(problem.code, problem.language) for problem in done.problems] == [("engine-reply", "")]
    assert [(row.refused, row.left) for row in done.rows] == [(0, 6), (0, 4)], "and nothing by hand"
