"""JSON Schemas (2020-12) of the documents that we publish: for partners, and for our own checks and tests.

Each is a file ``NAME.schema.json`` beside this module; what they share stands once, in ``definitions.json``, under the
names that they refer to (``{"$ref": "#/$defs/facts"}``). They are open: readers must bear keys that they do not know.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

_END = ".schema.json"
# Read at import, so that nobody touches the disk later.
_FILES = {
    file.name.removesuffix(_END): file.read_bytes() for file in files(__package__).iterdir() if file.name.endswith(_END)
}
_SHARED = files(__package__).joinpath("definitions.json").read_bytes()

NAMES = tuple(sorted(_FILES))


def load(name: str) -> dict[str, Any]:
    """The schema of that name as a document by itself: all that it refers to stands in its ``$defs``.

    Each call gives a new value. KeyError where ``name`` is none of NAMES, or where a schema refers to what nobody
    defines.
    """
    schema: dict[str, Any] = json.loads(_FILES[name])
    known = json.loads(_SHARED) | schema.pop("$defs", {})
    used: dict[str, Any] = {}
    waiting = list(_references(schema))
    while waiting:
        key = waiting.pop()
        if key not in used:
            used[key] = known[key]
            waiting.extend(_references(known[key]))
    return schema | ({"$defs": dict(sorted(used.items()))} if used else {})


def _references(schema: Any) -> Iterator[str]:
    """The names of the definitions to which a schema refers."""
    if isinstance(schema, list):
        for one in schema:
            yield from _references(one)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield str(value).removeprefix("#/$defs/")
            else:
                yield from _references(value)
