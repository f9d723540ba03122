"""``/v1/languages``, ``/v1/topics`` and single items: what there is, from the catalog of the present edition."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from syndicate.feeds.formats.jsonfeed import to_bytes
from syndicate.feeds.newsletter import cursor as cursors
from syndicate.feeds.newsletter.item import has_body
from syndicate.localization.names import language_name
from syndicate.publishing.groups import DEFAULT_FEED
from syndicate.publishing.published import item_name
from syndicate.service.api.documents import Made, address
from syndicate.service.api.facts import Index
from syndicate.service.api.places import Place, group_folder, ledger, place
from syndicate.service.api.refusals import Wrong, nearest, wrong_parameters
from syndicate.service.api.shapes import FeedShape, Languages, LanguageShape, TopicFeedShape, Topics, TopicShape
from syndicate.service.context import Service
from syndicate.service.shelf.edition import Edition

_ROW = re.compile(r"tag:[^:]*:(?P<article>[^/]*)/(?P<language>[^/]*)(?P<rest>/correction/.*)?")
_TOPICS = "topics/"


def languages(service: Service, edition: Edition) -> Made:
    """Every language of the catalog with its feeds."""
    told = Languages(
        title=edition.manifest.title,
        languages=[_language(service, edition, row) for row in edition.manifest.languages],
    )
    return Made(_to_bytes(told))


def topics(service: Service, edition: Edition, index: Index) -> Made:
    """Every topic of the settings, and those of the catalog that are not in the settings any more."""
    settings = service.library.settings
    published = (feed["id"] for row in edition.manifest.languages for feed in row["feeds"])
    old = (str(feed).removeprefix(_TOPICS) for feed in published if str(feed).startswith(_TOPICS))
    found = []
    for key in dict.fromkeys((*settings.topics, *old)):
        topic = settings.topics.get(key)
        found.append(
            TopicShape(
                key=key,
                scheme=topic.scheme or None if topic else None,
                code=topic.code or None if topic else None,
                languages=[
                    _topic(service, edition, str(row["language"]), feed, index)
                    for row in edition.manifest.languages
                    for feed in row["feeds"]
                    if feed["id"] == _TOPICS + key
                ],
            )
        )
    return Made(_to_bytes(Topics(topics=found)))


def item(service: Service, edition: Edition, language: str, identifier: str, feed: str) -> Made:
    """The item that is asked for, as it was published; a refusal where there is none."""
    at = place(edition, language, feed)
    name = identifier
    if found := _ROW.fullmatch(identifier):
        if found["language"].lower() != at.language.lower():
            told = f"{identifier!r} is an entry in {found['language']}: ask v1/{found['language']}/items for it"
            raise wrong_parameters([Wrong("id", told)], 404)
        name = found["article"] + (found["rest"] or "")
    name = name.replace("/correction/", ".correction-")
    names = {item_name(row) for row in at.ledger.rows.values()}
    path = f"{at.folder}items/{name}.json"
    if name not in names or path not in edition.resources:
        near = nearest(name, names)
        meant = f", did you mean {near!r}?" if near else f". {address(service, f'{at.language}/latest')} lists them"
        told = f"no entry {name[:100]!r} was ever published in {at.language}{meant}"
        raise wrong_parameters([Wrong("id", told, near)], 404)
    return Made(edition.read(path), at.language, modified=edition.resources[path].modified)


def _language(service: Service, edition: Edition, row: Mapping[str, Any]) -> LanguageShape:
    tag = str(row["language"])
    folder = group_folder(edition, tag, DEFAULT_FEED.id)
    default = Place(edition, tag, DEFAULT_FEED.id, folder, row, {})
    return LanguageShape(
        language=tag,
        name=language_name(tag, tag),
        direction=row["direction"],
        home=row["home"],
        latest=address(service, f"{tag}/latest"),
        cursor=cursors.last(default.ledger).to_text(),
        updated=str(default.updated),
        retired=row.get("retired"),
        feeds=[_feed(service, edition, tag, feed) for feed in row["feeds"]],
    )


def _feed(service: Service, edition: Edition, language: str, row: Mapping[str, Any]) -> FeedShape:
    feed = str(row["id"])
    rows = ledger(edition, group_folder(edition, language, feed), language).in_feed(feed)
    query = {} if feed == DEFAULT_FEED.id else {"feed": feed}
    return FeedShape(
        id=feed,
        title=row["title"],
        description=row["description"],
        entries=sum(map(has_body, rows)),
        content=row.get("content", "full"),
        topic=row.get("topic") or None,
        retired=row.get("retired"),
        latest=address(service, f"{language}/latest", query),
        atom=row.get("atom"),
        rss=row.get("rss"),
        json=row.get("json"),
    )


def _topic(service: Service, edition: Edition, language: str, row: Mapping[str, Any], index: Index) -> TopicFeedShape:
    feed = str(row["id"])
    key = feed.removeprefix(_TOPICS)
    at = Place(edition, language, feed, group_folder(edition, language, feed), {}, row)
    rows = [one for one in at.ledger.in_feed(feed) if has_body(one)]
    labels = (label for one in rows for known, label in index.of(at, one).topics if known == key)
    return TopicFeedShape(
        language=language,
        label=next(labels, at.title),
        feed=feed,
        entries=len(rows),
        latest=address(service, f"{language}/latest", {"topic": key}),
    )


def _to_bytes(told: BaseModel) -> bytes:
    return to_bytes(told.model_dump(mode="json", by_alias=True))
