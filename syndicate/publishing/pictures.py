"""Pictures: an article's image as it is delivered, and its rendition for mail.

Mail programs lay a message out at about 600 pixels, scale badly or not at all, and do not show whatever a browser
shows: Outlook for Windows has no WebP, reads no EXIF orientation and turns CMYK into other colors. For such images,
and for wider ones, a second file is made. No image is invented: an article without one has none.

The bytes of a rendition depend on the image, this module and the build of Pillow, so that it is kept between runs.
"""

import hashlib
import io
import json
import re
import struct
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from syndicate.articles.parsers import Raw
from syndicate.errors import TargetError
from syndicate.feeds.entry import Picture
from syndicate.files import read_if_there, remove, write_if_changed
from syndicate.model import Artifact
from syndicate.publishing.library import Library, images

if TYPE_CHECKING:
    from PIL import Image, ImageFile

MAIL_WIDTH = 600
"""In pixels: what mail is laid out for."""
MAX_PIXELS = 50_000_000
"""More is refused: decoded with transparency this many take 200 MB. A phone's largest photograph has 48 million."""
# A drawing has fewer, its smoothed edges included; a photograph has more, and as PNG it would be ten times as long.
_FEW_COLORS = 4096
_STEM = 100  # file systems stop at 255 bytes a name
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_MEDIA_TYPES = {
    "PNG": ("image/png", "png"),
    "JPEG": ("image/jpeg", "jpg"),
    "MPO": ("image/jpeg", "jpg"),  # a JPEG with more images behind it, as phones write; programs show the first
    "GIF": ("image/gif", "gif"),
    "WEBP": ("image/webp", "webp"),
}
# A chart that came as JPEG must stay legible: no chroma subsampling, for a sixth more bytes.
_SAVED: Mapping[str, Mapping[str, Any]] = {
    "JPEG": {"quality": 85, "subsampling": 0, "optimize": True},
    "PNG": {"optimize": True},
}
# EXIF 2.32 §4.6.4 A: how the pixels must be turned (names of PIL.Image.Transpose); from 5 on width and height change.
_ORIENTATION = 0x0112
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_NAMED = re.compile(rb"/(media/[A-Za-z0-9_-]+\.[a-z]+)")
_DIGEST = re.compile(r"-([0-9a-f]{12})(?:-\d+)?\.[a-z]+$")


@dataclass(frozen=True, slots=True)
class _Rendition:
    """An image for mail: ``kind`` is PNG or JPEG."""

    kind: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Image:
    """What a whole image is, as people see it: EXIF orientation is applied to its size in pixels."""

    kind: str
    width: int
    height: int
    mail: _Rendition | None


def add_pictures(
    library: Library, raw: Raw, names: Iterable[str], media: dict[str, Artifact]
) -> tuple[tuple[str, Picture], ...]:
    """The pictures of a source by the relative paths that it gives them; their files are added to ``media``.

    What is no PNG, JPEG, GIF or WebP, is cut off, or has more than MAX_PIXELS is left out.
    """
    pictures = []
    for name, data in images(library, raw, names):
        digest = hashlib.sha256(data).hexdigest()
        if (image := _kept(library.work / "renditions", digest, data)) is None:
            continue
        stem = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in PurePosixPath(name).stem)
        path = f"media/{stem[:_STEM]}-{digest[:12]}"
        artifacts, picture = _delivery(library.settings.base_url, path, data, image)
        media |= {artifact.path: artifact for artifact in artifacts}
        pictures.append((name, picture))
    return tuple(pictures)


def paths(picture: Picture, base_url: str) -> Iterator[str]:
    """Where the files of a picture lie below feeds/: its own, and its rendition's where it has one."""
    yield picture.url.removeprefix(base_url)
    if picture.mail:
        yield picture.mail.url.removeprefix(base_url)


def described(picture: Picture, alt: str) -> Picture:
    """The picture with its text alternative (plain text), for mail too."""
    return replace(picture, alt=alt, mail=replace(picture.mail, alt=alt) if picture.mail else None)


def named(data: bytes) -> set[str]:
    """The paths ``media/…`` that a published file (an items/*.json) mentions, at whatever address of feeds/.

    At whatever address: a kept body has the one that it was published at, and the library may have moved since.
    """
    return {found.decode() for found in _NAMED.findall(data.replace(rb"\/", b"/"))}


def prune(library: Library, media: Collection[str]) -> None:
    """Delete what is kept of images that are not among ``media`` (paths), or was made by another release."""
    digests = {found[1] for path in media if (found := _DIGEST.search(path))}
    for path in (library.work / "renditions").glob("??/*"):
        if path.name[:12] not in digests or not path.name.endswith(f"-{_recipe()}"):
            remove(path)


def _delivery(base_url: str, path: str, data: bytes, image: _Image) -> tuple[list[Artifact], Picture]:
    """The files of an image, and the picture that names them; ``path`` is without the suffix."""
    own = _artifact(path, image.kind, data)
    picture = Picture(base_url + own.path, own.media_type, len(data), image.width, image.height)
    if image.mail is None:
        return [own], picture
    mail = _artifact(f"{path}-{image.mail.width}", image.mail.kind, image.mail.data)
    rendition = Picture(base_url + mail.path, mail.media_type, len(mail.body), image.mail.width, image.mail.height)
    return [own, mail], replace(picture, mail=rendition)


def _artifact(path: str, kind: str, data: bytes) -> Artifact:
    media_type, suffix = _MEDIA_TYPES[kind]
    return Artifact(f"{path}.{suffix}", media_type, data)


# ── kept between runs ───────────────────────────────────────────────────────────────────────────


def _kept(folder: Path, digest: str, data: bytes) -> _Image | None:
    """What the image is, from the working folder or worked out; None where nobody could show it."""
    name = f"{digest}-{_recipe()}"
    path = folder / name[:2] / name
    if (image := _read(read_if_there(path) or b"")) is not None:
        return image
    if (image := _examine(data)) is not None:
        with suppress(TargetError):  # made anew next time: whoever only checks a library need not be able to write
            write_if_changed(path, _written(image))
    return image


@cache
def _recipe() -> str:
    """Digest of all but the image that a rendition depends on: this module, and the build of Pillow."""
    import PIL  # noqa: PLC0415 - heavy
    from PIL import features  # noqa: PLC0415 - heavy

    builds = [f"{name} {features.version(name)}" for name in ("jpg", "libjpeg_turbo", "zlib", "zlib_ng", "littlecms2")]
    hasher = hashlib.sha256("\n".join((PIL.__version__, *builds)).encode())
    hasher.update(Path(__file__).read_bytes())
    return hasher.hexdigest()[:16]


def _written(image: _Image) -> bytes:
    """A digest of the rest, then the facts as JSON, then the rendition."""
    mail = image.mail
    facts: dict[str, Any] = {"kind": image.kind, "width": image.width, "height": image.height}
    facts["mail"] = {"kind": mail.kind, "width": mail.width, "height": mail.height} if mail else None
    rest = json.dumps(facts).encode() + b"\n" + (mail.data if mail else b"")
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def _read(kept: bytes) -> _Image | None:
    """The inverse; None where it is not there or damaged."""
    digest, _, rest = kept.partition(b"\n")
    if digest != hashlib.sha256(rest).hexdigest().encode():
        return None
    head, _, data = rest.partition(b"\n")
    try:
        facts = json.loads(head)
        mail = facts.pop("mail")
        return _Image(**facts, mail=_Rendition(**mail, data=data) if mail else None)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


# ── what Pillow makes of it ─────────────────────────────────────────────────────────────────────


def _examine(data: bytes) -> _Image | None:
    """Decode an image whole, which is how a damaged one is found, and make its rendition where it needs one."""
    from PIL import Image  # noqa: PLC0415 - heavy

    # What Pillow raises at bytes that are no image or a damaged one.
    unreadable = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a publisher cannot act on them
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:  # reads the header only
                return _examined(image)
        except (*unreadable, Image.DecompressionBombError):
            return None


def _examined(image: "ImageFile.ImageFile") -> _Image | None:
    kind, (width, height) = image.format or "", image.size
    if kind not in _MEDIA_TYPES or not 0 < width * height <= MAX_PIXELS:
        return None
    orientation = _orientation(image)
    if orientation > 4:
        width, height = height, width
    is_wide = width > MAIL_WIDTH
    is_shown = kind != "WEBP" and orientation == 1 and image.mode != "CMYK"
    if is_shown and not is_wide:
        image.load()
        return _Image(kind, width, height, None)
    size = (MAIL_WIDTH, max(1, round(height * MAIL_WIDTH / width))) if is_wide else (width, height)
    return _Image(kind, width, height, _rendition(image, size, orientation))


def _orientation(image: "ImageFile.ImageFile") -> int:
    """How the pixels must be turned, 1 to 8; 1 (not at all) where nothing is said that can be read."""
    from PIL import Image  # noqa: PLC0415 - heavy

    exif = Image.Exif()
    try:
        exif.load(image.info.get("exif") or b"")
        value = exif.get(_ORIENTATION)
    except (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, struct.error):
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def _rendition(image: "ImageFile.ImageFile", size: tuple[int, int], orientation: int) -> _Rendition:
    """The image in that size, turned, in sRGB, without metadata; of an animation the first frame."""
    from PIL import Image  # noqa: PLC0415 - heavy

    source = size[::-1] if orientation > 4 else size
    if image.format in ("JPEG", "MPO"):
        # The decoder itself may halve it while it stays twice as large: a quarter of the time, less of the memory.
        image.draft(None, (source[0] * 2, source[1] * 2))
    profile = image.info.get("icc_profile")
    made = _with_channels(image)
    is_drawn = image.format not in ("JPEG", "MPO") and made.getcolors(_FEW_COLORS) is not None
    if made.size != source:
        made = made.resize(source, Image.Resampling.LANCZOS)
    if orientation in _TURNS:
        made = made.transpose(Image.Transpose[_TURNS[orientation]])
    made = _in_srgb(made, profile)
    if made.mode == "RGBA" and made.getchannel("A").getextrema() == (255, 255):
        made = made.convert("RGB")
    made.info = {}  # what a camera noted is nobody's business, and Pillow would write it
    kind = "PNG" if is_drawn or made.mode == "RGBA" else "JPEG"
    buffer = io.BytesIO()
    made.save(buffer, kind, **_SAVED[kind])
    return _Rendition(kind, *size, buffer.getvalue())


def _with_channels(image: "Image.Image") -> "Image.Image":
    """Decoded to L, RGB, RGBA or CMYK, of 8 bits a channel: what can be scaled."""
    image.load()
    if image.mode.startswith("I"):  # 16 bits of gray
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: "Image.Image", profile: bytes | None) -> "Image.Image":
    """In the colors of programs that read no profile; one that is damaged, or of other channels, does not count."""
    from PIL import ImageCms  # noqa: PLC0415 - heavy

    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            made = None
        if made is not None:
            return made
    return image.convert("RGB") if image.mode == "CMYK" else image
