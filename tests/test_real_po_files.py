"""Real PO files of Debian packages: every byte survives, and one edited msgstr changes its own lines."""

import shutil
import subprocess
from pathlib import Path

import pytest
from test_po_edits import changed_lines
from translate.storage.pypo import pofile

from syndicate.errors import CatalogError
from syndicate.translation.catalogs import po

# Small packages with many of them, as different tools left them: Django's by Transifex, wikis' by po4a, programs' by
# msgmerge and Poedit, wtforms' by Babel.
PACKAGES = ("python3-django", "ikiwiki", "gettext-doc", "python3-wtforms")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The PO files of the packages, as apt fetches them."""
    folder = tmp_path_factory.mktemp("debian")
    if not shutil.which("apt-get"):
        pytest.skip("no apt-get: these files come from Debian packages")
    for package in PACKAGES:
        done = subprocess.run(["apt-get", "download", package], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"apt-get cannot fetch {package}: {done.stderr.strip()[-200:]}")
    for archive in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", archive, folder / "files"], check=True)
    found = sorted(folder.rglob("*.po"))
    assert len(found) > 1000
    return found


def test_every_byte_survives_or_the_file_is_refused_for_its_encoding(catalogs: list[Path]) -> None:
    refused = set()
    for path in catalogs:
        data = path.read_bytes()
        try:
            document = po.parse(data, path.name)
        except CatalogError as error:
            refused |= {problem.code for problem in error.problems}
            with pytest.raises(UnicodeDecodeError):
                data.decode()
        else:
            assert document.write(document.entries) == data, path
    assert refused == {"po-charset"}


def test_one_edited_target_changes_its_own_lines_and_is_wrapped_as_its_file(catalogs: list[Path]) -> None:
    edits = 0
    for path in catalogs[::5]:
        text = path.read_bytes().decode("utf-8", "replace")
        document = po.parse(text.encode(), path.name)
        width = document.width
        for chosen in document.messages[:: len(document.messages) // 3 + 1]:
            made = po.with_target(chosen, f"{chosen.target} Editado.", width)
            after = document.write(made if e is chosen else e for e in document.entries).decode()
            went, came = changed_lines(text, after)
            assert all(line.lstrip("#~ ").startswith(("msgstr", '"')) for line in (*went, *came)), path
            short = po.with_target(chosen, "Sí", width)
            went, came = changed_lines(
                text, document.write(short if e is chosen else e for e in document.entries).decode()
            )
            assert len(came) <= 1, path
            edits += 1
    assert edits > 500


def test_pypo_reads_the_same_texts(catalogs: list[Path]) -> None:
    for path in catalogs[::20]:
        data = path.read_bytes()
        try:
            ours = po.parse(data, path.name)
        except CatalogError:
            continue
        theirs = pofile()
        theirs.parse(data)
        told = sorted(
            (u.getcontext(), str(u.source), str(u.target)) for u in theirs.units if not u.isheader() and str(u.source)
        )
        assert told == sorted((*e.key, e.target) for e in ours.messages if e.source), path
