"""Files in media/: there as long as an entry shows them, and gone with the last one."""

import io
from pathlib import Path

import pytest
from libraries import write
from PIL import Image
from small_library import DAY, NOON, SmallLibrary


@pytest.fixture
def small(tmp_path: Path) -> SmallLibrary:
    """Two articles, each with a picture wider than a mail."""
    small = SmallLibrary.begin(tmp_path)
    for name, article, color in (("soap", "hands", "red"), ("bed", "sleep", "blue")):
        buffer = io.BytesIO()
        Image.new("RGB", (800, 400), color).save(buffer, "JPEG")
        write(small.root / f"articles/{name}.jpg", buffer.getvalue())
        small.article(article, image={"src": f"{name}.jpg", "alt": "Soap"})
        small.translate(article)
    small.publish()
    return small


def media(small: SmallLibrary) -> list[str]:
    """The stems of the files, once for each."""
    return sorted(path.removeprefix("media/").split("-")[0] for path in small.tree() if path.startswith("media/"))


def make_outdated(small: SmallLibrary) -> None:
    """The source has another picture and more text; the Spanish entry keeps its last body."""
    (small.root / "articles/soap.jpg").rename(small.root / "articles/foam.jpg")
    minor = {"on": "2026-11-23", "severity": "minor"}
    small.article("hands", image={"src": "foam.jpg", "alt": "Soap"}, takeaways=["Bring soap."], correction=minor)


def test_a_picture_and_its_rendition_are_published_with_their_text(small: SmallLibrary) -> None:
    assert media(small) == ["bed", "bed", "soap", "soap"]
    image = small.item("hands")["_syndicate"]["image"]
    assert (image["alt"], image["mail"]["alt"], image["mail"]["width"]) == ("Jabón", "Jabón", 600)
    assert image["mail"]["url"].removeprefix("https://feeds.example.org/") in small.tree()


def test_a_withdrawn_picture_goes_while_another_entry_is_kept(small: SmallLibrary) -> None:
    make_outdated(small)
    small.article("sleep", image={"src": "bed.jpg", "alt": "Soap"}, withdrawn={"on": "2026-11-23"})
    small.publish(NOON + DAY)
    assert small.item("hands")["_syndicate"]["status"] == "outdated"
    assert media(small) == ["foam", "foam", "soap", "soap"]
    before = small.tree()
    small.publish(NOON + DAY)
    assert small.tree() == before
    small.translate("hands")
    small.publish(NOON + 2 * DAY)
    assert media(small) == ["foam", "foam"]


def test_pictures_of_a_language_that_left_the_settings_stay_with_its_files(small: SmallLibrary) -> None:
    make_outdated(small)
    small.publish(NOON + DAY)
    small.configure(languages=["en"])
    small.publish(NOON + 2 * DAY)
    assert media(small) == ["bed", "bed", "foam", "foam", "soap", "soap"]


def test_a_picture_that_only_the_text_speaks_of_is_not_published(small: SmallLibrary) -> None:
    small.article("hands", body="Dry them with a towel.\n\n## How long\n\nWash for 20 seconds.", license="soap.jpg")
    small.translate("hands")
    small.publish(NOON + DAY)
    assert small.item("hands")["_syndicate"]["status"] == "usable"
    assert media(small) == ["bed", "bed"]
