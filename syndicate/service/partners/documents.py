"""The documents of partners as they are served: each made once an edition, with its encodings, and kept for a while."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, select, update

from syndicate.localization.interface import Interface, interface
from syndicate.model import When
from syndicate.publishing.encodings import encoded, is_compressible
from syndicate.publishing.library import interface_strings
from syndicate.service.context import Service
from syndicate.service.http.answers import Answer
from syndicate.service.http.document import Body, Document
from syndicate.service.partners import views as make
from syndicate.service.partners.extracts import NotPublishedError, Subjects, extract
from syndicate.service.partners.profiles import NAMES
from syndicate.service.partners.registry import Partner
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.rows import put_if_absent
from syndicate.service.storage.tables import views

_Key = tuple[object, ...]


class Documents:
    """Makes and keeps documents, up to ``most`` bytes. Who asks while one is made waits for that one."""

    def __init__(self, service: Service, most: int) -> None:
        self._service = service
        self._most = most
        self._kept: OrderedDict[_Key, Answer] = OrderedDict()
        self._held = 0
        self._making: dict[_Key, asyncio.Task[Answer]] = {}
        self.subjects = Subjects()
        self._interfaces: dict[str, Interface] = {}

    async def answer(self, partner: Partner, edition: Edition, language: str, name: str) -> Answer:
        """A partner's document in a language.

        NotPublishedError where the feed that it is made from is not published yet, FeedError where it cannot be
        written, StorageError where the database is not there.
        """
        key = (partner.id, partner.profile, edition.key, language, name)
        return await self._once(key, lambda: self._view(partner, edition, language, name))

    async def ended(self, partner: Partner, language: str, name: str, on: datetime) -> Answer:
        """The last document of a partner that is given nothing any more since then.

        LocaleError or CatalogError where the language has no words for it.
        """
        key = (partner.id, partner.profile, on, language, name)
        return await self._once(key, lambda: self._ended(partner, language, name, on))

    async def _once(self, key: _Key, made: Callable[[], Document]) -> Answer:
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(self._make(key, made))
            self._making[key] = task
            task.add_done_callback(lambda _: self._making.pop(key, None))
        return await asyncio.shield(task)  # whoever hangs up must not stop it for the others

    async def _make(self, key: _Key, made: Callable[[], Document]) -> Answer:
        document = await asyncio.to_thread(made)
        answer = Answer(document)
        self._kept[key] = answer
        self._held += _size(document)
        while self._held > self._most and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._held -= _size(oldest.document)
        return answer

    def _view(self, partner: Partner, edition: Edition, language: str, name: str) -> Document:
        found = extract(edition, self._service.library.settings, partner.profile, language, self.subjects)
        if found is None:
            raise NotPublishedError
        kind = NAMES[name]
        body = make.view(found, partner.name, kind)
        sha256 = hashlib.sha256(body).hexdigest()
        with self._service.database.begin() as connection:
            modified = date(connection, f"{partner.id}/{language}/{name}", sha256, found.now)
        return Document(
            media_type=make.MEDIA_TYPES[kind],
            sha256=sha256,
            length=len(body),
            modified=modified,
            body=body,
            encoded=self._encoded(make.MEDIA_TYPES[kind], body),
            headers=self._headers(language),
        )

    def _ended(self, partner: Partner, language: str, name: str, on: datetime) -> Document:
        service, kind = self._service, NAMES[name]
        if language not in self._interfaces:
            files = interface_strings(service.library, language)
            self._interfaces[language] = interface(language, [data for _, data in files], [path for path, _ in files])
        words, settings = self._interfaces[language], service.library.settings
        body = make.ended(partner, settings, service.shelf.edition, words, kind=kind, on=When(on))
        return Document(
            media_type=make.MEDIA_TYPES[kind],
            sha256=hashlib.sha256(body).hexdigest(),
            length=len(body),
            modified=on,
            body=body,
            encoded=self._encoded(make.MEDIA_TYPES[kind], body),
            headers=self._headers(language),
            status=410,
        )

    def _encoded(self, media_type: str, body: bytes) -> dict[str, tuple[int, Body]]:
        names = self._service.settings.encodings if is_compressible(media_type, len(body)) else ()
        return {name: (len(made), made) for name in names if (made := encoded(name, body)) is not None}

    def _headers(self, language: str) -> Mapping[str, str]:
        return {**private(self._service.settings.max_age), "content-language": language}


def private(max_age: int) -> dict[str, str]:
    """What every answer to a partner says: nobody else may keep it, list it, or learn its address."""
    return {
        "cache-control": f"private, max-age={max_age}",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }


def date(connection: Connection, view: str, sha256: str, built: datetime) -> datetime:
    """When a view's bytes were new, in whole seconds: later than its last ones', on all servers.

    ``built`` is T of the edition. Where a younger one was served already, this edition is an old one that another
    server has not left yet: it is dated by itself and changes nothing.
    """
    built = built.replace(microsecond=0)
    known = connection.execute(select(views).where(views.c.view == view).with_for_update()).first()
    if known is None:
        new = {"view": view, "sha256": sha256, "modified": built, "built": built}
        put_if_absent(connection, views, new)
        return built
    if known.sha256 == sha256:
        return cast("datetime", known.modified)
    if built < known.built:
        return built
    modified: datetime = max(built, known.modified + timedelta(seconds=1))
    new = {"sha256": sha256, "modified": modified, "built": built}
    connection.execute(update(views).where(views.c.view == view).values(new))
    return modified


def _size(document: Document) -> int:
    bodies = (document.body, *(body for _, body in document.encoded.values()))
    return sum(len(body) for body in bodies if isinstance(body, bytes))
