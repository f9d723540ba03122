"""Secrets that must be readable again (they sign what we send) are kept encrypted, with a key outside the database."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, select

from syndicate.errors import StorageError
from syndicate.service.storage.tables import partners, subscriptions

FILE = "secret.key"


class Box:
    """Encrypts with Fernet (AES-128-CBC and HMAC-SHA256)."""

    def __init__(self, key: str) -> None:
        try:
            self._fernet = Fernet(key.strip())
        except ValueError as error:
            raise StorageError(
                "the secret key is none: it is 32 bytes in URL-safe base64 (`openssl rand -base64 32 | tr '+/' '-_'`)"
            ) from error

    def close(self, secret: bytes) -> bytes:
        """The secret, encrypted."""
        return self._fernet.encrypt(secret)

    def open(self, closed: bytes) -> bytes:
        """The secret again; StorageError where another key closed it."""
        try:
            return self._fernet.decrypt(closed)
        except InvalidToken as error:
            raise StorageError(
                "a kept secret cannot be read with this secret key: put the key back with which it was written"
            ) from error


def open_box(key: str, state: Path) -> Box:
    """The box of that key, else of the one in ``state``, which is made if need be, for its owner only.

    StorageError where the key is none, or the file cannot be read or made.
    """
    if key:
        try:
            return Box(key)
        except StorageError as error:
            raise StorageError(f"{error}. It comes from the environment") from error
    path = state / FILE
    try:
        if not path.exists():
            state.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make(path)
        text = path.read_text("latin-1")
    except OSError as error:
        raise StorageError(f"{path}: cannot be read or made: {error.strerror or error}") from error
    try:
        return Box(text)
    except StorageError as error:
        raise StorageError(f"{path}: {error}. Put a backup of it back: what it closed cannot be opened else") from error


def _make(path: Path) -> None:
    """Lay a new key down, to stay; whoever is first wins, whole."""
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{FILE}.")  # readable by its owner only
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()


def check_kept(connection: Connection, box: Box) -> None:
    """StorageError where a kept secret cannot be read: the key was lost, or another one was given."""
    for column in (partners.c.webhook_secret, subscriptions.c.secret):
        closed = connection.execute(select(column).where(column.is_not(None)).limit(1)).scalar()
        if closed is not None:
            box.open(closed)
