"""``syndicate init``: a library to begin with, one article in English and one in Spanish."""

from importlib.resources import files
from pathlib import Path

from syndicate.config import FILES
from syndicate.errors import UsageError
from syndicate.files import write_if_changed

_FILES = {
    "syndicate.toml": "syndicate.toml",
    "gitignore": ".gitignore",  # under its own name it would hide the others from version control
    "articles/washing-hands.md": "articles/washing-hands.md",
    "articles/dormir-mejor.md": "articles/dormir-mejor.md",
}


def init(folder: Path) -> tuple[Path, ...]:
    """Write the starter library into a folder; UsageError where it is a library already, or a file would be lost."""
    for name in FILES:
        path = folder / name
        if path.is_file() and (name == "syndicate.toml" or b"[tool.syndicate]" in path.read_bytes()):
            raise UsageError(f"{path}: this is a library already")
    starter = files("syndicate.commands") / "starter"
    wanted = {folder / place: (starter / name).read_bytes() for name, place in _FILES.items()}
    for path, data in wanted.items():
        if path.name != ".gitignore" and path.exists() and path.read_bytes() != data:
            raise UsageError(f"{path}: there is such a file already, and it would be lost: choose another folder")
    for path, data in wanted.items():
        if path.name != ".gitignore" or not path.exists():
            write_if_changed(path, data)
    return tuple(wanted)
