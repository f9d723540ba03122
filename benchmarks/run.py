"""What a publish costs: ``python -m benchmarks.run --articles 200 --languages 8 [--jobs 2] [--repeat 3]``.

Every stage is a whole process, from the start of Python to its end, as its user waits for it. Seconds drift with the
machine and with who else is using it; CPU seconds drift less, and ratios to what was measured in the same run least.
Needs a POSIX system (wait4).
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[1]
SOURCE = "en"
"""The language of the digests: the source's, in which every article is published."""
EPOCH = "1796083200"
"""SOURCE_DATE_EPOCH of every publish: 2026-12-01, as benchmarks.library wants it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of wall and CPU (its children's too), and its largest size in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Stage:
    """What is measured: a name, what is done to the library before, and the command."""

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], Sequence[str]]


def measure(command: Sequence[str]) -> Cost:
    """Run a command to its end; RuntimeError with what it said where it fails."""
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=HERE, env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH}, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}\n{said.read().decode()[-2000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


# ── the stages ──────────────────────────────────────────────────────────────────────────────────


def stages(jobs: int, number: int) -> Iterator[Stage]:
    """The stages in their order, each in the state that the ones before leave; ``number`` is the article to change."""

    def syndicate(verb: str) -> Callable[[Path], Sequence[str]]:
        return lambda library: (
            *(sys.executable, "-m", "syndicate", verb, "--library", str(library)),
            *(("--jobs", str(jobs)) if jobs > 1 else ()),
        )

    def digest(*options: str) -> Callable[[Path], Sequence[str]]:
        made = (sys.executable, "-m", "syndicate", "digest", "--lang", SOURCE, *options)
        return lambda library: (*made, "--library", str(library))

    publish, check = syndicate("publish"), syndicate("check")
    yield Stage("python -c pass", _nothing, lambda _: (sys.executable, "-c", "pass"))
    yield Stage("syndicate --help", _nothing, lambda _: (sys.executable, "-m", "syndicate", "--help"))
    yield Stage("cold publish", _forget_all, publish)
    yield Stage("nothing changed", _nothing, publish)
    yield Stage("one article changed", lambda library: _change(library, number), publish)
    yield Stage("one setting changed", _rename, publish)
    yield Stage("archive pages gone", _forget_archives, publish)
    yield Stage("digest of the latest", _nothing, digest())
    yield Stage("digest of everything", _nothing, digest("--since", "2000-01-01"))
    yield Stage("check, warm", _nothing, check)
    yield Stage("check, cold", _forget_cache, check)
    yield Stage(
        "escape + join + write", _nothing, lambda library: (*_module("floor"), *_paths(library, "feeds", "floor"))
    )


def _module(name: str) -> tuple[str, ...]:
    return sys.executable, "-m", f"benchmarks.{name}"


def _paths(library: Path, *names: str) -> Iterable[str]:
    return (str(library / name) for name in names)


def _nothing(_: Path) -> None:
    pass


def _forget_cache(library: Path) -> None:
    shutil.rmtree(library / ".syndicate", ignore_errors=True)


def _forget_all(library: Path) -> None:
    _forget_cache(library)
    for name in ("feeds", "floor"):
        shutil.rmtree(library / name, ignore_errors=True)


def _forget_archives(library: Path) -> None:
    for folder in (library / "feeds").rglob("archive"):
        shutil.rmtree(folder)


def _change(library: Path, number: int) -> None:
    subprocess.run([*_module("library"), str(library), "--change", str(number)], cwd=HERE, check=True)


def _rename(library: Path) -> None:
    """Another publisher: every body stays, every entry is framed and written anew."""
    path = library / "syndicate.toml"
    path.write_text(re.sub(r'(?m)^publisher = "(.*)"$', r'publisher = "\1 +"', path.read_text()))


def measured(library: Path, jobs: int, repeat: int, articles: int) -> dict[str, list[Cost]]:
    """The costs of each stage by its name, one for each round."""
    costs: dict[str, list[Cost]] = {}
    for number in range(repeat):
        for stage in stages(jobs, number * 7 % articles):
            stage.prepare(library)
            costs.setdefault(stage.name, []).append(measure(stage.command(library)))
    return costs


# ── the table ───────────────────────────────────────────────────────────────────────────────────


def table(costs: Mapping[str, Sequence[Cost]]) -> str:
    """The costs in Markdown: medians of all rounds, the ratios of CPU seconds round by round."""
    floor, empty = costs["escape + join + write"], costs["python -c pass"]
    lines = ["| stage | wall s | CPU s | × escape + join | × python -c pass | peak MiB |", "|---|---|---|---|---|---|"]
    for name, found in costs.items():
        wall, cpu, peak = (statistics.median(getattr(cost, part) for cost in found) for part in Cost.__slots__)
        ratios = (_ratio(found, other) for other in (floor, empty))
        lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {' | '.join(ratios)} | {peak:.0f} |")
    return "\n".join(lines)


def _ratio(costs: Sequence[Cost], others: Sequence[Cost]) -> str:
    ratio = statistics.median(cost.cpu / max(other.cpu, 0.001) for cost, other in zip(costs, others, strict=True))
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"


def _about(library: Path) -> str:
    """How much is published, and where it goes: every entry stands in documents of several feeds and formats."""
    sizes = {path: path.stat().st_size for path in (library / "feeds").rglob("*") if path.is_file()}
    kinds = {"items": "items", "archive": "archive pages", "latest.json": "latest.json", "topics": "topics' feeds"}
    told: dict[str, list[int]] = {}
    for path, size in sizes.items():
        kind = next((kinds[part] for part in kinds if part in path.relative_to(library).parts), "other files")
        told.setdefault(kind, []).append(size)
    parts = ", ".join(f"{len(found):,} {kind} {sum(found) / 1e6:,.1f} MB" for kind, found in sorted(told.items()))
    return f"{len(sizes):,} files, {sum(sizes.values()) / 1e6:,.1f} MB published ({parts})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a library, publish it in several states, and print what each took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=main.__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--languages", type=int, default=8, help="one of them is the source's")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=1, help="rounds, of which the medians are printed")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the library there and leave it")
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="syndicate-benchmark-") as temporary:
        library = (wanted.keep or Path(temporary) / "library").absolute()
        sizes = ("--articles", str(wanted.articles), "--languages", str(wanted.languages))
        subprocess.run([*_module("library"), str(library), *sizes], cwd=HERE, check=True)
        costs = measured(library, wanted.jobs, wanted.repeat, wanted.articles)
        print(
            f"{wanted.articles:,} articles × {wanted.languages} languages, jobs {wanted.jobs}, rounds {wanted.repeat}, "
            f"{os.cpu_count()} cores, Python {sys.version.split()[0]}: {_about(library)}\n"
        )
        print(table(costs))


if __name__ == "__main__":
    main()
