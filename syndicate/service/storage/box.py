"""Secrets that must be readable again (they sign what we send) are kept encrypted, with a key outside the database."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from syndicate.errors import StorageError

FILE = "secret.key"


class Box:
    """Encrypts with Fernet (AES-128-CBC and HMAC-SHA256)."""

    def __init__(self, key: str) -> None:
        try:
            self._fernet = Fernet(key.strip())
        except ValueError as error:
            raise StorageError(
                "the secret key is none: it is 32 bytes in URL-safe base64 (`openssl rand -base64 32`)"
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
    """The box of that key, else of the one in ``state``, which is made if need be, for its owner only."""
    if key:
        return Box(key)
    path = state / FILE
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Fernet.generate_key()
        draft = path.with_name(f"{FILE}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made)
        try:
            os.link(draft, path)  # the first one wins, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return Box(path.read_text("ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read or written: {error}") from error
