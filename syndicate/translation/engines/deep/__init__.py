"""The engine ``deep``: the providers of deep_translator, with time-outs, retries, any language, and partial results."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.languages import script
from syndicate.translation.engines.account import Account
from syndicate.translation.engines.configured import check_options, key, nearest, refused
from syndicate.translation.engines.cutting import Piece, batches, pieces
from syndicate.translation.engines.deep.clients import Client, Task
from syndicate.translation.engines.deep.http import Http
from syndicate.translation.engines.deep.providers import DICTIONARIES, PROVIDERS, Provider, codes
from syndicate.translation.engines.faults import fault
from syndicate.translation.engines.markup import from_wire, has_words, to_wire

# Texts in a row that failed in passing, each after all its tries: the server is down, whatever it answers.
_GIVE_UP = 3
_UNSPACED = frozenset({"Hans", "Hant", "Jpan", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"})


def deep(
    name: str,
    settings: EngineSettings,
    environ: Mapping[str, str],
    *,
    account: Account | None = None,
    sleep: Callable[[float], None] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> "Deep":
    """The engine that ``[engines.NAME]`` describes; SettingsError where it cannot be. Nothing is sent yet.

    Every request is booked in the ``account``, also one that is tried again.
    """
    if settings.provider in DICTIONARIES:
        message = f"{settings.provider!r} is a dictionary: it knows words, not sentences"
        raise refused(name, message, nearest("", PROVIDERS))
    provider = PROVIDERS.get(settings.provider)
    if provider is None:
        raise refused(name, f"unknown provider {settings.provider!r}", nearest(settings.provider, PROVIDERS))
    check_options(name, settings, (*provider.needs, *provider.options))
    for option in provider.needs:
        if not settings.options.get(option):
            raise refused(name, f"{settings.provider} needs the option {option!r}", "add it to options")
    secret = key(name, settings, environ)
    if provider.needs_key and not secret:
        advice = "name the variable that holds it with key_env, or a file with key_file"
        raise refused(name, f"{settings.provider} needs a key", advice)
    if provider.needs_url and not settings.url:
        raise refused(name, f"{settings.provider} needs the address of a server", "add url")
    if settings.url:
        _check_address(name, settings.url, secret)
    http = Http(
        timeout=settings.timeout,
        retries=settings.retries,
        secrets=(secret, *(str(settings.options[option]) for option in provider.needs)),
        speaks_json=provider.speaks_json,
        account=account or Account(),
        sleep=sleep,
        jitter=jitter,
    )
    return Deep(provider, settings, secret, http)


def _check_address(name: str, url: str, secret: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise refused(name, f"url {url!r} is no http(s) address", 'write it like "http://127.0.0.1:5000/"')
    if "@" in parts.netloc:
        raise refused(name, "url holds a user name or password", "take it out; keys come from key_env or key_file")
    if secret and parts.scheme == "http" and not _is_inside(host):
        raise refused(name, f"the key would go to {host} unencrypted", "use https")


def _is_inside(host: str) -> bool:
    """Whether a host is this machine or one of its own network: a private address, or a name without a dot."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal"))


class Deep:
    """A Translator (see the package of the engines) for one provider."""

    def __init__(self, provider: Provider, settings: EngineSettings, secret: str, http: Http) -> None:
        self.name = f"deep/{settings.provider}"
        self.provider, self.settings, self.secret, self.http = provider, settings, secret, http
        self.limit, self.size = settings.max_chars or provider.limit, len if settings.max_chars else provider.size
        self.clients: dict[tuple[str, str], Client] = {}

    def supports(self, source: str, target: str) -> bool:
        """Whether the provider has a name for both languages. Asks nobody: its server may still refuse."""
        from_codes, to_codes = self._codes(source), self._codes(target)
        return bool(from_codes and to_codes) and from_codes[0] != to_codes[0]

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        """Translate each text; what has no words comes back as it is."""
        if not self.supports(source, target):
            raise fault("engine-language", f"{self.name} does not translate from {source} to {target}")
        self.http.begin(texts)
        cut = [self._cut(text, source) for text in texts]
        asked = [piece.text for each in cut if isinstance(each, list) for piece in each if has_words(piece.text)]
        errand = _Errand(self._client(source, target), self.http, is_html=self.provider.is_html)
        packed = batches(asked, self._wire_size, self.provider.texts, self.limit)
        answers = iter([answer for batch in packed for answer in errand.run(batch)])
        spaced = script(target) not in _UNSPACED
        results = [_joined(each, answers, spaced=spaced) if isinstance(each, list) else each for each in cut]
        if errand.stopped and not errand.succeeded:
            raise errand.stopped
        return results

    def _codes(self, tag: str) -> tuple[str, ...]:
        return codes(tag, self.settings.codes, self.provider)

    def _client(self, source: str, target: str) -> Client:
        if (source, target) not in self.clients:
            pair = self._codes(source), self._codes(target)
            task = Task(source, target, *pair, self.secret, self.settings.url, self.settings.options)
            self.clients[source, target] = self.provider.client(self.http, task)
        return self.clients[source, target]

    def _wire_size(self, text: str) -> int:
        return self.size(to_wire(text, is_html=self.provider.is_html))

    def _cut(self, text: str, source: str) -> list[Piece] | EngineError:
        cut = pieces(text, self.limit, source, self._wire_size)
        if cut is None:
            return fault("engine-too-long", f"a sentence is longer than the {self.limit:,} that {self.name} takes")
        return cut


class _Errand:
    """One call of the engine: it asks for batch after batch, and stops asking where that has become pointless."""

    def __init__(self, client: Client, http: Http, *, is_html: bool) -> None:
        self.client, self.http, self.is_html = client, http, is_html
        self.stopped: EngineError | None = None
        self.succeeded = False
        self.failed_in_a_row = 0

    def run(self, batch: Sequence[str]) -> list[str | EngineError]:
        """One result for each text. A batch that fails is asked again text by text, so that one spoils no other."""
        if self.stopped:
            return [self.stopped] * len(batch)
        self.http.carry(batch)
        try:
            replies = self.client([to_wire(text, is_html=self.is_html) for text in batch])
            if len(replies) != len(batch):
                raise fault("engine-reply", f"{len(replies)} replies came for {len(batch)} texts")
        except EngineError as error:
            return self._failed(batch, error)
        self.failed_in_a_row = 0
        return [self._result(reply, text) for reply, text in zip(replies, batch, strict=True)]

    def _failed(self, batch: Sequence[str], error: EngineError) -> list[str | EngineError]:
        if len(batch) > 1 and not error.fatal:
            return [self.run([text])[0] for text in batch]
        self.failed_in_a_row = self.failed_in_a_row + 1 if error.passing else 0
        if self.failed_in_a_row == _GIVE_UP:
            error = EngineError(error.code, error.message, passing=True, fatal=True)
        if error.fatal:
            self.stopped = error
        return [error] * len(batch)

    def _result(self, reply: object, text: str) -> str | EngineError:
        try:
            result = from_wire(reply, text, is_html=self.is_html)
        except EngineError as error:
            return error
        self.succeeded = True
        return result


def _joined(cut: Sequence[Piece], answers: Iterator[str | EngineError], *, spaced: bool) -> str | EngineError:
    """The result for a text from those for its pieces; an error where one failed."""
    parts, failed = [], None
    for piece in cut:
        part = next(answers) if has_words(piece.text) else piece.text
        if isinstance(part, EngineError):
            failed = failed or part
            continue
        parts += [part, piece.gap if piece is cut[-1] or "\n" in piece.gap else " " * spaced]
    return failed or "".join(parts)
