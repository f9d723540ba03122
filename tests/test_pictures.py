"""Pictures: as they are delivered, and their renditions for mail: 600 pixels wide, upright, in sRGB, bare."""

import hashlib
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from libraries import NOW, article, library, write
from PIL import Image, ImageCms, ImageDraw

from syndicate.articles.parsers import Raw
from syndicate.feeds.entry import Picture
from syndicate.model import Artifact
from syndicate.publishing import pictures
from syndicate.publishing.build import publish
from syndicate.publishing.library import Library

RED, BLUE = (255, 0, 0), (0, 0, 255)


def photo(width: int, height: int) -> Image.Image:
    """Many colors, no edges: as a camera gives them."""
    ramps = Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90)
    return Image.merge("RGB", [ramp.resize((width, height)) for ramp in ramps])


def halves(width: int, height: int, left: Any = RED, right: Any = BLUE, mode: str = "RGB") -> Image.Image:
    """A drawing: one color on the left, another on the right."""
    image = Image.new(mode, (width, height), left)
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=right)
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def turned(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value  # Orientation
    exif[0x010F] = "A camera of Jane Doe"  # Make
    return exif


@pytest.fixture
def made(tmp_path: Path) -> Library:
    return library(tmp_path, {"a": article("a")})


def add(made: Library, name: str, data: bytes) -> tuple[Picture | None, dict[str, Artifact]]:
    """The picture of an article that names this file, and the files that are published for it."""
    write(made.articles / name, data)
    media: dict[str, Artifact] = {}
    found = dict(pictures.add_pictures(made, Raw("articles/a.md", "text/markdown", b""), [name], media))
    return found.get(name), media


def mail(made: Library, data: bytes, name: str = "p.bin") -> Image.Image:
    """The rendition, opened; what the picture says of it is checked on the way."""
    picture, media = add(made, name, data)
    assert picture is not None
    assert picture.mail is not None
    artifact = media[picture.mail.url.removeprefix(made.settings.base_url)]
    image = Image.open(io.BytesIO(artifact.body))
    assert (picture.mail.width, picture.mail.height) == image.size
    assert (picture.mail.length, picture.mail.media_type) == (len(artifact.body), artifact.media_type)
    assert artifact.media_type == {"PNG": "image/png", "JPEG": "image/jpeg"}[image.format or ""]
    assert not image.info.keys() & {"exif", "icc_profile", "comment", "xmp", "dpi", "transparency"}
    return image


def near(found: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(found, wanted, strict=True))


# ── which image gets one ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("width", "has_one"), [(1, False), (599, False), (600, False), (601, True), (4000, True)])
def test_an_image_wider_than_a_mail_gets_a_rendition_at_its_width(made: Library, width: int, has_one: bool) -> None:
    picture, media = add(made, "soap.jpg", saved(photo(width, width), "JPEG"))
    assert picture is not None
    assert (picture.width, picture.height) == (width, width)
    assert [(one.width, one.height) for one in (picture.mail,) if one] == [(600, 600)] * has_one
    assert set(pictures.paths(picture, made.settings.base_url)) == set(media)


def test_its_name_is_that_of_the_image_with_the_width(made: Library) -> None:
    data = saved(photo(1200, 675), "JPEG")
    picture, media = add(made, "Seife & Öl.jpeg", data)
    stem = f"media/Seife----l-{hashlib.sha256(data).hexdigest()[:12]}"
    assert list(media) == [f"{stem}.jpg", f"{stem}-600.jpg"]
    assert media[f"{stem}.jpg"].body == data
    assert picture is not None
    assert picture.mail is not None
    assert (picture.mail.url, picture.mail.height) == (f"https://feeds.example.org/{stem}-600.jpg", 338)


def test_a_name_that_no_file_system_takes_is_shortened(made: Library) -> None:
    _, media = add(made, f"{'x' * 240}.png", saved(halves(700, 10), "PNG"))
    assert {len(Path(path).name) < 130 for path in media} == {True}


@pytest.mark.parametrize("size", [(60_000, 1), (601, 1), (3, 5000)])
def test_extreme_shapes_keep_at_least_a_pixel(made: Library, size: tuple[int, int]) -> None:
    picture, _ = add(made, "line.png", saved(halves(*size), "PNG"))
    assert picture is not None
    assert (picture.mail is not None) == (size[0] > 600)
    assert picture.mail is None or (picture.mail.width, picture.mail.height) == (600, 1)


def test_the_text_alternative_goes_with_both(made: Library) -> None:
    picture, _ = add(made, "soap.jpg", saved(photo(900, 90), "JPEG"))
    assert picture is not None
    told = pictures.described(picture, "Soap")
    assert told.mail is not None
    assert (told.alt, told.mail.alt) == ("Soap", "Soap")
    assert (told.url, told.mail.url) == (picture.url, picture.mail and picture.mail.url)
    assert pictures.described(Picture("https://x.example/a.png", "image/png"), "A").mail is None


# ── what mail shows ─────────────────────────────────────────────────────────────────────────────


TURNS = {1: RED, 2: BLUE, 3: BLUE, 4: RED, 5: RED, 6: RED, 7: BLUE, 8: BLUE}
"""By EXIF orientation, what is at the left top of a picture whose pixels are red on the left and blue on the right."""


@pytest.mark.parametrize("value", TURNS)
def test_a_photograph_stands_as_its_camera_was_held(made: Library, value: int) -> None:
    size = (800, 400) if value < 5 else (400, 800)
    data = saved(halves(800, 400), "JPEG", exif=turned(value), quality=95)
    picture, _ = add(made, "p.jpg", data)
    assert picture is not None
    assert (picture.width, picture.height) == size, "as browsers lay it out"
    image = mail(made, data)
    assert image.size == ((600, 300) if size[0] > 600 else size)
    assert near(image.getpixel((5, 5)), TURNS[value])


def test_orientation_that_is_nonsense_counts_as_none(made: Library) -> None:
    for exif in (turned(0), turned(9), b"Exif\0\0nonsense"):
        picture, _ = add(made, "p.jpg", saved(halves(80, 40), "JPEG", exif=exif))
        assert picture is not None
        assert (picture.width, picture.height, picture.mail) == (80, 40, None)


def test_print_colors_become_those_of_screens(made: Library) -> None:
    for width in (40, 800):
        image = mail(made, saved(halves(width, 40, (0, 255, 255, 0), (255, 255, 0, 0), "CMYK"), "JPEG", quality=95))
        assert (image.mode, image.width) == ("RGB", min(width, 600))
        assert near(image.getpixel((5, 5)), RED)


def test_colors_of_a_profile_are_those_that_its_reader_sees(made: Library) -> None:
    rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = mail(made, saved(halves(700, 40, (255, 255, 255), (250, 20, 30)), "PNG", icc_profile=rgb))
    assert (image.getpixel((5, 5)), image.getpixel((595, 5))) == ((255, 255, 255), (250, 20, 30))
    # The same profile with red and blue exchanged, so that what it does can be seen.
    swapped = rgb.replace(b"rXYZ", b"tmpX").replace(b"bXYZ", b"rXYZ").replace(b"tmpX", b"bXYZ")
    image = mail(made, saved(halves(700, 40), "PNG", icc_profile=swapped))
    assert near(image.getpixel((5, 5)), BLUE)


@pytest.mark.parametrize("profile", [b"no profile", b"\0" * 200])
def test_a_damaged_profile_does_not_count(made: Library, profile: bytes) -> None:
    assert near(mail(made, saved(halves(700, 40), "PNG", icc_profile=profile)).getpixel((5, 5)), RED)


def test_a_profile_of_other_channels_does_not_count(made: Library) -> None:
    rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    gray = Image.new("L", (700, 40), 200)
    assert mail(made, saved(gray, "PNG", icc_profile=rgb)).convert("RGB").getpixel((5, 5)) == (200, 200, 200)


def test_transparency_stays_and_is_not_bled_into(made: Library) -> None:
    palette = halves(800, 400, 0, 1, "P")
    palette.putpalette([0, 255, 0, *BLUE])
    image = mail(made, saved(palette, "PNG", transparency=0))
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert image.getpixel((5, 5))[3] == 0
    assert image.getpixel((595, 5)) == (*BLUE, 255)
    assert all(image.getpixel((x, 5))[1] == 0 for x in range(600) if image.getpixel((x, 5))[3])


def test_what_could_be_transparent_and_is_not_needs_no_channel_for_it(made: Library) -> None:
    assert mail(made, saved(photo(700, 70).convert("RGBA"), "PNG")).format == "JPEG"
    assert mail(made, saved(halves(700, 70).convert("RGBA"), "PNG")).mode == "RGB"


@pytest.mark.parametrize(
    ("kind", "image", "options", "wanted"),
    [
        ("PNG", photo(800, 400), {}, "JPEG"),
        ("PNG", halves(800, 400), {}, "PNG"),
        ("PNG", halves(800, 400).convert("P"), {}, "PNG"),
        ("PNG", halves(800, 400).convert("1"), {}, "PNG"),
        ("PNG", photo(800, 400).convert("LA"), {}, "PNG"),
        ("JPEG", photo(800, 400), {"progressive": True}, "JPEG"),
        ("JPEG", photo(800, 400).convert("L"), {}, "JPEG"),
        ("MPO", photo(800, 400), {"save_all": True, "append_images": [photo(800, 400)]}, "JPEG"),
        ("WEBP", photo(800, 400), {}, "JPEG"),
        ("WEBP", halves(800, 400), {"lossless": True}, "PNG"),
    ],
)
def test_a_drawing_stays_sharp_and_a_photograph_small(
    made: Library, kind: str, image: Image.Image, options: dict[str, Any], wanted: str
) -> None:
    found = mail(made, saved(image, kind, **options))
    assert (found.format, found.size) == (wanted, (600, 300))


def test_sixteen_bits_of_gray_keep_their_shades(made: Library) -> None:
    gray = Image.frombytes("I;16", (800, 8), b"\x00\x80" * 800 * 8)
    assert mail(made, saved(gray, "PNG")).getpixel((5, 5)) in (127, 128)


def test_mail_shows_no_webp_so_that_a_small_one_gets_a_rendition_in_its_own_size(made: Library) -> None:
    picture, media = add(made, "soap.webp", saved(photo(320, 200), "WEBP"))
    assert picture is not None
    assert picture.mail is not None
    assert (picture.media_type, picture.mail.media_type) == ("image/webp", "image/jpeg")
    assert [path.endswith("-320.jpg") for path in media] == [False, True]
    clear = Image.new("RGBA", (320, 200), (255, 0, 0, 128))
    assert near(mail(made, saved(clear, "WEBP", lossless=True)).getpixel((5, 5)), (255, 0, 0, 128))


def test_of_an_animation_mail_gets_the_first_frame(made: Library) -> None:
    frames = {"save_all": True, "append_images": [Image.new("RGB", (800, 400), BLUE)], "duration": 100}
    for kind in ("GIF", "PNG", "WEBP"):
        image = mail(made, saved(Image.new("RGB", (800, 400), RED), kind, **frames))
        assert getattr(image, "n_frames", 1) == 1
        assert near(image.convert("RGB").getpixel((300, 5)), RED)
        if kind == "GIF":
            assert image.format == "PNG"
    small, _ = add(made, "small.gif", saved(Image.new("RGB", (80, 40), RED), "GIF", **frames))
    assert small is not None
    assert small.mail is None, "mail shows it as it is"


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


def _bomb(width: int, height: int) -> bytes:
    """A PNG of that size, all black, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


REFUSED = {
    "empty": b"",
    "text": b"no image",
    "another format": saved(halves(80, 40), "BMP"),
    "a vector image": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "100 megapixels": _bomb(10_000, 10_000),
    "a bomb": _bomb(100_000, 100_000),
    "a cut JPEG": saved(photo(800, 400), "JPEG")[:-2000],
    "a cut small JPEG": saved(photo(80, 40), "JPEG")[:-200],
    "a cut PNG": saved(photo(800, 400), "PNG")[:-2000],
    "a cut WebP": saved(photo(800, 400), "WEBP")[:-500],
    "only a header": saved(photo(800, 400), "JPEG")[:300],
    "fewer rows than it says": _bomb(700, 700),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_nobody_could_show_is_no_picture(made: Library, data: bytes) -> None:
    assert add(made, "p.png", data) == (None, {})


def test_an_article_waits_for_a_whole_picture(tmp_path: Path) -> None:
    made = library(tmp_path, {"a": article("a", image={"src": "cut.jpg", "alt": "Cut"}), "b": article("b")})
    write(made.articles / "cut.jpg", REFUSED["a cut JPEG"])
    report = publish(made, now=NOW)
    assert [p.article for p in report.problems if p.code == "image-missing"] == ["a"]
    assert not (made.feeds / "en/items/a.json").exists()
    assert (made.feeds / "en/items/b.json").exists()


def test_damage_anywhere_is_no_traceback(made: Library) -> None:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        whole = saved(photo(610, 20), kind)
        for at in range(0, len(whole), max(1, len(whole) // 60)):
            add(made, "p.bin", whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])


# ── kept between runs ───────────────────────────────────────────────────────────────────────────


def kept(made: Library) -> list[Path]:
    return sorted((made.work / "renditions").rglob("*-*"))


def test_a_rendition_is_made_once(made: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    first = add(made, "p.jpg", saved(photo(800, 400), "JPEG"))
    monkeypatch.setattr(pictures, "_examine", lambda _data: pytest.fail("made again"))
    assert add(made, "p.jpg", saved(photo(800, 400), "JPEG")) == first


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data.replace(b"800", b"900"), lambda _: b""])
def test_what_is_damaged_is_made_anew(made: Library, damage: Any) -> None:
    first = add(made, "p.jpg", saved(photo(800, 400), "JPEG"))
    [path] = kept(made)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert path.read_bytes() != whole
    assert add(made, "p.jpg", saved(photo(800, 400), "JPEG")) == first
    assert path.read_bytes() == whole


def test_a_working_folder_that_cannot_be_written_stops_nothing(made: Library) -> None:
    write(made.work / "renditions", b"a file where a folder should be")
    picture, _ = add(made, "p.jpg", saved(photo(800, 400), "JPEG"))
    assert picture is not None
    assert picture.mail is not None


def test_the_same_image_has_the_same_rendition_in_another_process(made: Library, tmp_path: Path) -> None:
    for name, data in {"p.jpg": saved(photo(800, 400), "JPEG"), "p.png": saved(halves(801, 400), "PNG")}.items():
        write(tmp_path / name, data)
        code = (
            "import sys, hashlib, pathlib; from syndicate.publishing import pictures; "
            "print(hashlib.sha256(pictures._examine(pathlib.Path(sys.argv[1]).read_bytes()).mail.data).hexdigest())"
        )
        command = [sys.executable, "-c", code, tmp_path / name]
        environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "4242", "TZ": "Pacific/Chatham"}
        elsewhere = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
        picture, media = add(made, name, data)
        assert picture is not None
        *_, path = pictures.paths(picture, made.settings.base_url)
        assert hashlib.sha256(media[path].body).hexdigest() == elsewhere


def test_what_no_source_names_is_forgotten(made: Library) -> None:
    _, first = add(made, "one.jpg", saved(photo(800, 400), "JPEG"))
    _, second = add(made, "two.jpg", saved(photo(802, 400), "JPEG"))
    write(kept(made)[0].with_name("0" * 64 + "-another-release"), b"")
    assert len(kept(made)) == 3
    pictures.prune(made, [*first, *second])
    assert len(kept(made)) == 2
    pictures.prune(made, second)
    [path] = kept(made)
    assert hashlib.sha256(saved(photo(802, 400), "JPEG")).hexdigest() == path.name[:64]


# ── what a published file names ─────────────────────────────────────────────────────────────────


def test_an_item_names_its_pictures_wherever_it_was_published(tmp_path: Path) -> None:
    made = library(tmp_path, {"a": article("a", image={"src": "soap.webp", "alt": "Soap"}), "b": article("b")})
    write(made.articles / "soap.webp", saved(photo(800, 400), "WEBP"))
    assert not publish(made, now=NOW).failed
    item = (made.feeds / "en/items/a.json").read_bytes()
    names = pictures.named(item)
    assert len(names) == 2
    assert all(name.startswith("media/soap-") for name in names)
    assert pictures.named(item.replace(b"feeds.example.org", b"old.example/feeds")) == names
    assert pictures.named(item.replace(b"/", rb"\/")) == names
    assert pictures.named((made.feeds / "en/items/b.json").read_bytes()) == set()


def test_naming_takes_no_more_time_than_reading() -> None:
    assert pictures.named(b"/media/" * 200_000 + b"a-" * 200_000) == set()
