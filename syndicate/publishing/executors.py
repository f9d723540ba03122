"""How the units of work are spread: one after the other, or over processes. The only concurrency in the house."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

# A task per unit costs more than the unit (0.89 to 1.85 ms against 0.2 ms measured): hand out chunks.
CHUNK = 25


class Map(Protocol):
    """Apply a top-level function to picklable units; results come in the order of the units."""

    def __call__(self, work: Callable[[In], Out], units: Iterable[In], /) -> Iterator[Out]:
        """Yield ``work(unit)`` for each unit."""
        ...


def serial(work: Callable[[In], Out], units: Iterable[In]) -> Iterator[Out]:
    """One after the other, in this process: the default, and what the tests run."""
    return map(work, units)


def processes(jobs: int) -> Map:
    """Over ``jobs`` processes, in chunks; a worker's bug is raised here."""
    if jobs <= 1:
        return serial

    def spread(work: Callable[[In], Out], units: Iterable[In]) -> Iterator[Out]:
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 30 ms that a serial run need not pay

        with ProcessPoolExecutor(jobs) as pool:
            yield from pool.map(work, units, chunksize=CHUNK)

    return spread
