"""The unit of work: one article with its catalogs, as bytes in; an article and its rendered bodies, or Problems, out.

A top-level function of picklable values without clock, disk or network, so that it can run on any machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from syndicate.articles.content import content_hash, images_of
from syndicate.articles.inline import to_plain
from syndicate.articles.parsers import Parsed, Raw, Rules, parse
from syndicate.articles.segments import segments
from syndicate.articles.withdrawing import withdrawal_alone
from syndicate.errors import CatalogError, LocaleError
from syndicate.feeds.bodies import source_body, source_remarks, translated_body
from syndicate.feeds.body import Body, Remark, Standing, digest, standing
from syndicate.feeds.entry import Picture
from syndicate.feeds.render import body as render_body
from syndicate.feeds.render import body_text
from syndicate.feeds.validate.language import foreign
from syndicate.localization.interface import Interface, interface
from syndicate.model import Article, Content, Image, Place, Problem, State
from syndicate.translation.catalogs.reading import read as read_catalog
from syndicate.translation.glossary import NO_TERMS, Glossary, merged

Files = tuple[tuple[str, tuple[tuple[str, bytes], ...]], ...]
"""By language, files as (path, bytes)."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What is the same for every unit of a run: plain values, so that it travels and can be digested.

    ``interfaces`` has per language its interface strings as (path, PO bytes), general before specific; a
    language that cannot be published now is left out. ``glossaries`` has its agreed terms likewise.
    """

    languages: tuple[str, ...]
    timezone: str
    topics: tuple[str, ...]
    max_bytes: int
    interfaces: Files
    glossaries: Files
    source_language: str
    code: str

    def digest(self) -> str:
        """The part of every unit's key that comes from here."""
        rules = (self.timezone, *self.topics, str(self.max_bytes), self.source_language, self.code)
        files = (*self.interfaces, ("|", ()), *self.glossaries)
        by_language = (part for tag, pos in files for path, data in pos for part in (tag, path, data))
        return digest(*self.languages, "|", *rules, "|", *by_language)


@dataclass(frozen=True, slots=True)
class Unit:
    """One article to work on. ``catalogs``: (language, path, bytes); ``pictures``: by the source's relative path."""

    article: str
    raw: Raw
    catalogs: tuple[tuple[str, str, bytes], ...]
    pictures: tuple[tuple[str, Picture], ...]
    shared: Shared

    def key(self, shared: str) -> str:
        """The digest of all that the result depends on, as hex; ``shared`` is ``self.shared.digest()``."""
        catalogs = (part for tag, path, data in self.catalogs for part in (tag, path, data))
        pictures = (part for src, picture in self.pictures for part in (src, repr(picture)))
        return digest(shared, self.raw.path, self.raw.media_type, self.raw.data, *catalogs, "|", *pictures)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body with its HTML and plain text, as the frame takes it."""

    body: Body
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a unit. ``article`` has its metadata and title only; None where the source has errors.

    ``standings``, ``remarks`` (what stands round the body) and ``rendered`` have the languages that could be read; who
    is missing has a Problem, or no catalog.
    ``missing_images`` are relative paths that the unit had no picture for, ``shown_images`` those of the pictures in
    the article: a unit may have more, because they were guessed.
    """

    raw_path: str
    parsed: Parsed
    problems: tuple[Problem, ...]
    standings: Mapping[str, Standing]
    rendered: Mapping[str, Rendered]
    missing_images: tuple[str, ...] = ()
    shown_images: tuple[str, ...] = ()
    remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)

    @property
    def article(self) -> Article | None:
        """The article without its body."""
        return self.parsed.article


def work(unit: Unit) -> Result:
    """Parse, translate, check and render one article in every language."""
    shared = unit.shared
    rules = Rules(
        zone=ZoneInfo(shared.timezone) if shared.timezone else None,
        topics=frozenset(shared.topics),
        images_have_base=True,
        max_bytes=shared.max_bytes,
    )
    parsed = _parsed(unit.raw, rules)
    if parsed.article is None:
        return Result(unit.raw.path, parsed, (), {}, {})
    is_hidden = _is_hidden(parsed.article)
    if not is_hidden and (missing := _missing_images(parsed.article, dict(unit.pictures))):
        told = (*parsed.problems, *(_image_missing(parsed.article, image) for image in missing))
        without = replace(parsed, article=None, problems=told)
        return Result(unit.raw.path, without, (), {}, {}, tuple(image.src for image in missing))
    article = parsed.article
    problems: list[Problem] = []
    rendered: dict[str, Rendered] = {}
    standings: dict[str, Standing] = {}
    remarks: dict[str, tuple[Remark, ...]] = {}
    catalogs = {language: (path, data) for language, path, data in unit.catalogs}
    strings = _interfaces(shared.interfaces)
    terms = _glossaries(shared.glossaries, shared.source_language)
    source_hash = content_hash(article.content)
    shown = {image.src for image in images_of(article.content)}
    pictures = tuple((src, picture) for src, picture in unit.pictures if src in shown)
    for language in shared.languages:
        try:
            if language == article.language:
                body, said = source_body(article, source_hash), source_remarks(article)
            elif language in catalogs:
                path, data = catalogs[language]
                body, said, found = translated_body(
                    article, read_catalog(data, path, language), terms.get(language, NO_TERMS), source_hash
                )
                problems += found
            else:
                continue
            if language not in strings:
                continue
            body = replace(body, pictures=pictures)
            stands = standing(body, to_plain(body.content.title))
            standings[language] = stands
            if said:
                remarks[language] = said
            rendered[language] = (
                render(body, strings[language], article.language)
                if stands.state > State.INITIAL and not is_hidden
                else Rendered(body, "", "")  # no setting lets it pass
            )
        except CatalogError as error:
            problems += (replace(problem, article=article.id, language=language) for problem in error.problems)
        except LocaleError as error:
            problems.append(Problem("ui-missing", str(error), article=article.id, language=language))
    light = replace(
        article, content=Content(article.content.title, article.content.summary, image=article.content.image)
    )
    return Result(
        unit.raw.path,
        replace(parsed, article=light),
        tuple(problems),
        standings,
        rendered,
        shown_images=tuple(src for src, _ in pictures),
        remarks=remarks,
    )


def _parsed(raw: Raw, rules: Rules) -> Parsed:
    parsed = parse(raw, rules)
    if parsed.article is None:  # what is wrong there must not keep a text alive that was taken back
        return replace(parsed, article=withdrawal_alone(raw, rules))
    article = parsed.article
    said = " ".join(to_plain(segment.text) for segment in segments(article) if not segment.frame)
    why = "" if _is_hidden(article) else foreign(article.language, to_plain(article.content.title), said)
    if why:
        # The validators see it with notices round it, which are in the right script.
        problem = Problem(
            "language-script",
            why,
            Place(raw.path),
            advice="put `language:` right, or the text",
            article=article.id,
            language=article.language,
        )
        return replace(parsed, article=None, problems=(*parsed.problems, problem))
    return parsed


def _is_hidden(article: Article) -> bool:
    """Whether the article's body can be in no artifact: then it needs no picture."""
    withdrawn = article.withdrawn
    return article.status == "withheld" or (withdrawn is not None and not withdrawn.languages)


def _missing_images(article: Article, pictures: Mapping[str, Picture]) -> list[Image]:
    images = images_of(article.content)
    return [image for image in images if not image.src.startswith("https://") and image.src not in pictures]


def _image_missing(article: Article, image: Image) -> Problem:
    """Nobody may publish a dead image: the article waits for it."""
    return Problem(
        "image-missing",
        f"the image {image.src!r} is not there, lies outside the articles' folder, or is no whole PNG, JPEG, GIF or "
        "WebP of at most 50 megapixels",
        Place(article.path, image.alt.line),
        advice="put the file beside the article, or take the image out",
        article=article.id,
    )


@lru_cache(maxsize=1)
def _interfaces(catalogs: Files) -> dict[str, Interface]:
    return {tag: interface(tag, [data for _, data in pos], [path for path, _ in pos]) for tag, pos in catalogs}


@lru_cache(maxsize=1)
def _glossaries(files: Files, source_language: str) -> dict[str, Glossary]:
    return {tag: merged(tag, pos, source_language) for tag, pos in files}


def render(body: Body, strings: Interface, source_language: str) -> Rendered:
    """Render a body, today's or a kept one, with today's interface strings."""
    image, pictures = body.content.image, dict(body.pictures)
    html = render_body(
        body.content,
        strings,
        picture=pictures.get(image.src) if image else None,
        pictures=pictures,
        source_language=source_language,
    )
    return Rendered(body, html, body_text(body.content, strings))
