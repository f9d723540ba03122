"""The least that publishing can cost: ``python -m benchmarks.floor FROM TO``.

Reads every text file below FROM, escapes and joins its lines, and writes as many files of as many bytes below TO.
No parsing, no translating, no checking, no digests: what stands above this is what the program does for its users.
"""

import sys
from html import escape
from pathlib import Path

_TEXTS = {".xml", ".json", ".jsonl", ".html"}


def floor(source: Path, target: Path) -> tuple[int, int]:
    """Do it; how many files and bytes were written."""
    files = written = 0
    for path in sorted(source.rglob("*")):
        if path.suffix not in _TEXTS:
            continue
        data = path.read_bytes()
        text = "\n".join([escape(line) for line in data.decode().split("\n")])
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        written += place.write_bytes(text.encode()[: len(data)])  # escaped a second time, it is longer
        files += 1
    return files, written


if __name__ == "__main__":
    floor(*map(Path, sys.argv[1:3]))
