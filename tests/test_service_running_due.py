"""What time alone changes, and taking up what was published: without a cron, once, and never in a busy loop."""

import asyncio
import json
import logging
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from running_services import until
from service_kit import clock, service
from small_library import DAY, HOUR, NOON, SmallLibrary

from syndicate.errors import StorageError
from syndicate.service.context import Service
from syndicate.service.running import due as dues
from syndicate.service.running.due import act
from syndicate.service.running.publisher import Outcome, Publisher, has_sources, read
from syndicate.service.running.reload import follow
from syndicate.service.shelf.edition import Edition

DONE = Outcome(0, {"problems": [], "changed_files": ["es/atom.xml"]})
FAILED = Outcome(2, error="the disk is full")


class Patience:
    """Waits by moving the clock on, and gives up after so much time of it."""

    def __init__(self, made: Service, lasts: timedelta) -> None:
        self.clock = clock(made)
        self.end = self.clock() + lasts
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.forward(timedelta(seconds=seconds))
        if self.clock() >= self.end:
            raise asyncio.CancelledError
        await asyncio.sleep(0)


def acted(made: Service, lasts: timedelta, publish: Callable[[str], Awaitable[Outcome]]) -> Patience:
    """Let the service act on what is due for some time of its clock."""
    patience = Patience(made, lasts)

    async def whole() -> None:
        try:
            await act(made, publish, patience)
        except asyncio.CancelledError:
            return

    asyncio.run(whole())
    return patience


def embargoed(root: Path, at: datetime = NOON + HOUR, **settings: Any) -> Service:
    """A service of a library in which an article may go out at ``at``."""
    small = SmallLibrary.begin(root)
    small.article("sleep", embargo=at.isoformat())
    return service(root, **settings)


def publishing(made: Service, asked: list[datetime]) -> Callable[[str], Awaitable[Outcome]]:
    """Publish as the service does, but in this process and at its clock; then the shelf takes it up."""

    async def publish(why: str) -> Outcome:
        assert why == "due"
        asked.append(made.now())
        SmallLibrary(made.library.root).publish(made.now())
        made.shelf.refresh()
        return DONE

    return publish


# ── due ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_due_is_published_when_it_has_come_and_once(tmp_path: Path) -> None:
    made, asked = embargoed(tmp_path), []
    small = SmallLibrary(tmp_path)
    assert "sleep" not in small.rows("en")
    acted(made, 3 * HOUR, publishing(made, asked))
    assert len(asked) == 1
    assert timedelta() <= asked[0] - (NOON + HOUR) <= timedelta(seconds=dues.SPREAD)
    assert "sleep" in small.rows("en")


def test_what_became_due_while_the_service_was_down_is_published_at_the_start(tmp_path: Path) -> None:
    made, asked = embargoed(tmp_path), []
    clock(made).forward(10 * DAY)
    acted(made, HOUR, publishing(made, asked))
    assert [at - (NOON + 10 * DAY) <= timedelta(seconds=dues.SPREAD) for at in asked] == [True]


def test_a_publish_that_fails_is_tried_again_later_and_later(tmp_path: Path) -> None:
    made, asked = embargoed(tmp_path), []

    async def fails(_why: str) -> Outcome:
        asked.append(made.now())
        return FAILED

    acted(made, 13 * HOUR, fails)
    gaps = [round((after - before).total_seconds() / 60) for before, after in pairwise(asked)]
    assert gaps[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert len(asked) < 20


def test_a_failing_publish_is_forgotten_with_the_next_edition(tmp_path: Path) -> None:
    made, asked = embargoed(tmp_path), []
    works = publishing(made, asked)

    async def fails_first(why: str) -> Outcome:
        if len(asked) < 4:
            asked.append(made.now())
            return FAILED
        SmallLibrary(tmp_path).article("hands", embargo=(made.now() + HOUR).isoformat())
        return await works(why)

    acted(made, 2.5 * HOUR, fails_first)
    assert len(asked) == 6
    assert timedelta(minutes=59) < asked[5] - asked[4] < timedelta(minutes=61)


def test_it_never_turns_without_waiting(tmp_path: Path) -> None:
    made = embargoed(tmp_path)
    patience = acted(made, 2 * HOUR, lambda _why: _failed())
    assert max(patience.waits) <= dues.LOOK
    assert len(patience.waits) < 2 * 3600 / dues.LOOK + 20


async def _failed() -> Outcome:
    return FAILED


def test_of_two_workers_the_slower_one_sees_that_it_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, asked = embargoed(tmp_path), []
    clock(made).forward(HOUR)

    async def pause(seconds: float) -> None:
        if not asked:  # while this one waits its turn, the other one publishes
            await publishing(made, asked)("due")
            return
        raise asyncio.CancelledError

    async def whole() -> None:
        await act(made, publishing(made, asked), pause)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(whole())
    assert len(asked) == 1


def test_an_earlier_due_of_a_publish_by_somebody_else_counts_from_its_edition_on(tmp_path: Path) -> None:
    made, asked = embargoed(tmp_path, NOON + 5 * DAY), []
    publish = publishing(made, asked)

    class Editor(Patience):
        async def __call__(self, seconds: float) -> None:
            if len(self.waits) == 3:
                SmallLibrary(tmp_path).article("hands", embargo=(NOON + HOUR).isoformat())
                SmallLibrary(tmp_path).publish(made.now() + timedelta(seconds=1))
                made.shelf.refresh()
            await super().__call__(seconds)

    async def whole() -> None:
        await act(made, publish, Editor(made, 2 * HOUR))

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(whole())
    assert [round((at - NOON) / HOUR, 1) for at in asked] == [1.0]


def test_it_does_nothing_where_the_settings_say_so(tmp_path: Path) -> None:
    made, asked = embargoed(tmp_path, publish_due=False), []
    clock(made).forward(DAY)
    acted(made, HOUR, publishing(made, asked))
    assert asked == []


def test_it_does_nothing_where_only_the_published_files_are(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A publish there would take every article for deleted."""
    made, asked = embargoed(tmp_path), []
    clock(made).forward(DAY)
    assert has_sources(made.library)
    for gone in (lambda: [path.unlink() for path in made.library.articles.iterdir()], made.library.articles.rmdir):
        gone()
        assert not has_sources(made.library)
    with caplog.at_level(logging.INFO):
        acted(made, HOUR, publishing(made, asked))
    assert asked == []
    assert "no sources here" in caplog.text


# ── a publish in a process of its own ───────────────────────────────────────────────────────────


def test_the_end_of_a_publish_is_read_from_what_it_said() -> None:
    report = {"problems": [{"severity": "error"}], "changed_files": ["a", "b"]}
    found = read(1, json.dumps(report).encode(), b"")
    assert (found.is_published, found.changed, len(found.problems), found.error) == (True, ["a", "b"], 1, "")
    refused = read(2, b"", b"syndicate: syndicate.toml:3: error settings-value: limit: must be at least 1\n")
    assert (refused.is_published, refused.is_busy) == (False, False)
    assert refused.error.startswith("syndicate: syndicate.toml:3")
    assert read(2, b"", b"syndicate: lock: another publish of this library is running: wait for it\n").is_busy
    assert read(-9, b"", b"").error == "it was ended by signal 9"
    assert read(1, b"{half", b"").error == "it ended with exit code 1 and said nothing"


@pytest.mark.slow
def test_the_service_publishes_in_a_process_of_its_own_and_tells_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")  # a service with it would never see a day pass
    made = service(tmp_path, publish=False)
    with caplog.at_level(logging.INFO):
        outcome = asyncio.run(Publisher(made)("change"))
    assert (outcome.code, outcome.is_published, "es/atom.xml" in outcome.changed) == (0, True, True)
    assert made.shelf.refresh()
    assert made.shelf.edition is not None
    assert made.shelf.edition.manifest.built is not None
    assert made.shelf.edition.manifest.built.year > 2000
    assert caplog.records[-1].message == "published"
    (tmp_path / "syndicate.toml").write_text('title = "x"\nno_such_key = 1\n')
    refused = asyncio.run(Publisher(made)("change"))
    assert (refused.code, refused.is_published) == (2, False)
    assert "no_such_key" in refused.error
    value = made.metrics.registry.get_sample_value
    assert value("syndicate_publishes_total", {"outcome": "done"}) == 1
    assert value("syndicate_publishes_total", {"outcome": "failed"}) == 1


# ── reload ──────────────────────────────────────────────────────────────────────────────────────


def followed(made: Service, steps: Callable[["Editions"], Awaitable[None]]) -> "Editions":
    """Follow what is published while ``steps`` are done."""
    seen = Editions(made)

    async def whole() -> None:
        task = asyncio.create_task(follow(made, seen.told, seen.pause))
        await steps(seen)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(whole())
    return seen


class Editions:
    """Whoever is told of editions."""

    def __init__(self, made: Service) -> None:
        self.made = made
        self.built: list[datetime | None] = []
        self.fails = 0
        self.tries = 0
        self.looks = 0

    async def told(self, edition: Edition) -> None:
        self.tries += 1
        if self.fails:
            self.fails -= 1
            raise StorageError("the database is away")
        self.built.append(edition.manifest.built)

    async def pause(self, _seconds: float) -> None:
        self.looks += 1
        await asyncio.sleep(0.005)

    async def turns(self) -> None:
        """Let it look at the folder a few times more."""
        enough = self.looks + 5
        await until(lambda: self.looks >= enough)


def test_each_publish_is_taken_up_told_once_and_encoded(tmp_path: Path) -> None:
    made = service(tmp_path, publish=False)
    small = SmallLibrary(tmp_path)

    async def steps(seen: Editions) -> None:
        await seen.turns()
        assert seen.built == []  # nothing is published yet
        small.publish()
        await until(lambda: seen.built == [NOON])
        small.article("sleep", title="Sleeping better")
        small.publish(NOON + DAY)
        await until(lambda: seen.built == [NOON, NOON + DAY])
        edition = made.shelf.edition
        assert edition is not None
        await until(lambda: made.shelf.encodings.has_all(edition.resources["en/atom.xml"].sha256))

    followed(made, steps)
    assert made.metrics.registry.get_sample_value("syndicate_editions_total") == 2


def test_a_publish_under_settings_that_the_service_does_not_have_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = service(tmp_path, publish=False)

    async def steps(seen: Editions) -> None:
        SmallLibrary(tmp_path).publish(NOON)
        await until(lambda: len(seen.built) == 1)
        assert "restart it" not in caplog.text
        SmallLibrary(tmp_path).configure(title="Another")
        SmallLibrary(tmp_path).publish(NOON + HOUR)
        await until(lambda: len(seen.built) == 2)
        await until(lambda: "restart it" in caplog.text)

    with caplog.at_level("INFO"):
        followed(made, steps)


def test_what_cannot_be_told_is_told_again_until_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = service(tmp_path, publish=False)

    async def steps(seen: Editions) -> None:
        seen.fails = 3
        SmallLibrary(tmp_path).publish()
        await until(lambda: bool(seen.built))

    seen = followed(made, steps)
    assert (seen.built, seen.tries) == ([NOON], 4)
    assert [record.message for record in caplog.records] == ["a publish cannot be announced yet"]


def test_a_folder_that_does_not_fit_is_waited_for_in_silence_and_then_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = service(tmp_path)
    small = SmallLibrary(tmp_path)
    small.article("sleep", title="Sleeping better")
    small.publish(NOON + DAY)
    whole = (small.feeds / "en/atom.xml").read_bytes()
    (small.feeds / "en/atom.xml").write_bytes(b"half")

    async def steps(seen: Editions) -> None:
        await seen.turns()
        assert not caplog.records
        assert made.shelf.edition is not None
        assert made.shelf.edition.manifest.built == NOON, "the last whole edition stays"
        clock(made).forward(timedelta(seconds=61))
        await until(lambda: bool(caplog.records))
        await seen.turns()
        (small.feeds / "en/atom.xml").write_bytes(whole)
        await until(lambda: seen.built == [NOON, NOON + DAY])

    followed(made, steps)
    (warning,) = caplog.records
    assert "does not fit its manifest" in warning.message
    assert warning.reason == "en/atom.xml"  # type: ignore[attr-defined]


def test_a_damaged_manifest_is_told_and_the_last_edition_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = service(tmp_path)
    (tmp_path / "feeds" / "index.json").write_text("{")

    async def steps(seen: Editions) -> None:
        await until(lambda: bool(caplog.records))
        await seen.turns()
        assert made.shelf.edition is not None
        shutil.rmtree(tmp_path / "feeds")
        await seen.turns()
        assert made.shelf.edition is not None

    followed(made, steps)
    (warning,) = caplog.records
    assert "the manifest is damaged" in warning.reason  # type: ignore[attr-defined]
