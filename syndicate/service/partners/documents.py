"""The documents of partners as they are served: each made once an edition, with its encodings, and kept for a while."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, select, update

from syndicate.localization.interface import Interface, interface
from syndicate.model import When
from syndicate.publishing.library import interface_strings
from syndicate.service.context import Service
from syndicate.service.http.answers import Answer
from syndicate.service.http.document import Document, document
from syndicate.service.http.kept import Kept
from syndicate.service.partners import views as make
from syndicate.service.partners.extracts import NotPublishedError, Subjects, extract
from syndicate.service.partners.profiles import NAMES, Format
from syndicate.service.partners.registry import Partner
from syndicate.service.shelf.edition import Edition
from syndicate.service.storage.rows import put_if_absent
from syndicate.service.storage.tables import views


class Documents:
    """Makes and keeps documents, up to ``most`` bytes. Who asks while one is made waits for that one."""

    def __init__(self, service: Service, most: int) -> None:
        self._service = service
        self._kept = Kept(most)
        self.subjects = Subjects()
        self._interfaces: dict[str, Interface] = {}

    async def answer(self, partner: Partner, edition: Edition, language: str, name: str) -> Answer:
        """A partner's document in a language.

        NotPublishedError where the feed that it is made from is not published yet, FeedError where it cannot be
        written, StorageError where the database is not there.
        """
        key = (partner.id, partner.profile, partner.changed, edition.key, language, name)
        return await self._kept.get(key, lambda: self._view(partner, edition, language, name))

    async def ended(self, partner: Partner, language: str, name: str, on: datetime) -> Answer:
        """The last document of a partner that is given nothing any more since then.

        LocaleError or CatalogError where the language has no words for it.
        """
        key = (partner.id, partner.profile, on, language, name)
        return await self._kept.get(key, lambda: self._ended(partner, language, name, on))

    def _view(self, partner: Partner, edition: Edition, language: str, name: str) -> Document:
        settings = self._service.library.settings
        found = extract(edition, settings, partner.profile, language, self.subjects, former=partner.former)
        if found is None:
            raise NotPublishedError
        kind = NAMES[name]
        body = make.view(found, partner.name, kind, partner.changed)
        sha256 = hashlib.sha256(body).hexdigest()
        with self._service.database.begin() as connection:
            modified = date(connection, f"{partner.id}/{language}/{name}", sha256, found.now, partner.changed)
        return self._document(body, kind, language, modified)

    def _ended(self, partner: Partner, language: str, name: str, on: datetime) -> Document:
        service, kind = self._service, NAMES[name]
        if language not in self._interfaces:
            files = interface_strings(service.library, language)
            self._interfaces[language] = interface(language, [data for _, data in files], [path for path, _ in files])
        words, settings = self._interfaces[language], service.library.settings
        body = make.ended(partner, settings, service.shelf.edition, words, kind=kind, on=When(on))
        return self._document(body, kind, language, on, status=410)

    def _document(self, body: bytes, kind: Format, language: str, modified: datetime, status: int = 200) -> Document:
        settings, headers = self._service.settings, self._headers(language)
        media_type, encodings = make.MEDIA_TYPES[kind], settings.encodings
        return document(body, media_type, modified, headers=headers, status=status, encodings=encodings)

    def _headers(self, language: str) -> Mapping[str, str]:
        return {**private(self._service.settings.max_age), "content-language": language}


def private(max_age: int) -> dict[str, str]:
    """What every answer to a partner says: nobody else may keep it, list it, or learn its address."""
    return {
        "cache-control": f"private, max-age={max_age}",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
    }


def date(connection: Connection, view: str, sha256: str, built: datetime, changed: datetime | None = None) -> datetime:
    """When a view's bytes were new, in whole seconds: later than its last ones', on all servers.

    ``built`` is T of the edition, ``changed`` when the partner was changed, if it was. Where one made from a younger
    edition or profile was served already, this one comes from a server that has not seen that yet: it is dated before
    that one and changes nothing.
    """
    own, made_from = max(built, changed or built).replace(microsecond=0), {"built": built, "changed": changed}
    known = connection.execute(select(views).where(views.c.view == view).with_for_update()).first()
    if known is None:
        put_if_absent(connection, views, {"view": view, "sha256": sha256, "modified": own, **made_from})
        return own
    if known.sha256 == sha256:
        return cast("datetime", known.modified)
    is_former = known.changed is not None and (changed is None or changed < known.changed)
    if built < known.built or is_former:
        return min(own, cast("datetime", known.modified) - timedelta(seconds=1))
    modified: datetime = max(own, known.modified + timedelta(seconds=1))
    new = {"sha256": sha256, "modified": modified, **made_from}
    connection.execute(update(views).where(views.c.view == view).values(new))
    return modified
