"""A feeds/ that somebody damages, and how a publish must answer: with its place, and without touching anything."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from libraries import write
from small_library import DAY, NOON, SmallLibrary, tree

from syndicate.cli import cli

LEDGER, MANIFEST = "es/ledger.jsonl", "index.json"
WAY_OUT = {
    LEDGER: "take the file back from version control or a backup",
    MANIFEST: "take it back from version control or a backup; or delete it",
}

Data = dict[str, Any]
"""A JSON object of a damaged file."""


def changed_since(whole: SmallLibrary, root: Path) -> SmallLibrary:
    """A copy of a published library, in which something has changed since."""
    shutil.copytree(whole.root, root)
    small = SmallLibrary(root)
    small.article("sleep", summary="Other words.")
    small.translate("sleep")
    return small


def publish(small: SmallLibrary, *options: str) -> Result:
    """Publish a day later, as people do it; a crash is a failed test."""
    environment = {"SOURCE_DATE_EPOCH": str(int((NOON + DAY).timestamp()))}
    done = CliRunner().invoke(cli, ["publish", "--library", str(small.root), *options], env=environment)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def refused(small: SmallLibrary, path: str, line: int = 0) -> str:
    """The publish ends with exit code 2 and names that file, and no file has changed: what it says."""
    before = _without_work(small)
    done = publish(small)
    assert done.exit_code == 2
    assert done.output.startswith(f"syndicate: {small.feeds / path}:{f'{line}:' if line else ''} ")
    assert _without_work(small) == before
    return done.output


def _without_work(small: SmallLibrary) -> dict[str, bytes]:
    """All files of the library and beside it; the working folder may be deleted at any time."""
    files = tree(small.root.parent)
    return {path: data for path, data in files.items() if not path.startswith(f"{small.root.name}/.syndicate/")}


def edit_ledger(small: SmallLibrary, edit: Callable[[list[Data]], object]) -> None:
    """Change the lines of the Spanish ledger: first its head, then `hands` and `sleep`."""
    path = small.feeds / LEDGER
    lines = [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
    edit(lines)
    write(path, "".join(json.dumps(line) + "\n" for line in lines))


def edit_manifest(small: SmallLibrary, edit: Callable[[Data], object]) -> None:
    """Change index.json."""
    data = small.json(MANIFEST)
    edit(data)
    write(small.feeds / MANIFEST, json.dumps(data))


def edit_item(small: SmallLibrary, edit: Callable[[Any], object], identifier: str = "hands") -> None:
    """Change the item of an entry in Spanish."""
    item = small.item(identifier)
    edit(item)
    write(small.feeds / f"es/items/{identifier}.json", json.dumps(item))
