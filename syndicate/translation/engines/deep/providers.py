"""The providers of deep_translator: what each takes, how much at once, and how it calls the languages."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from deep_translator import constants

from syndicate.languages import chain
from syndicate.translation.engines.deep import clients
from syndicate.translation.engines.deep.clients import Client, Task
from syndicate.translation.engines.deep.http import Http


def _utf8(text: str) -> int:
    return len(text.encode())


class Provider(NamedTuple):
    """One provider. ``limit`` is what it takes in a request (in ``size``), ``texts`` how many.

    ``codes`` are its names for languages that it does not call by their BCP 47 tag, the best first. ``known`` are
    all that it knows, where we know them; else every bare language, and the server has the last word.
    """

    client: Callable[[Http, Task], Client]
    limit: int
    size: Callable[[str], int] = len
    texts: int = 1
    is_html: bool = False
    speaks_json: bool = True
    needs_key: bool = True
    needs: tuple[str, ...] = ()  # options
    options: tuple[str, ...] = ()
    needs_url: bool = False
    codes: Mapping[str, tuple[str, ...]] = {}
    known: frozenset[str] | None = None


# Not engines: a word in, its equivalents out.
DICTIONARIES = frozenset({"linguee", "pons"})

_CHINESE = {"zh-Hans": ("zh-CN",), "zh-Hant": ("zh-TW",), "zh": ("zh-CN",)}


def _ours(**codes: str) -> dict[str, tuple[str, ...]]:
    return {tag.replace("_", "-"): tuple(names.split()) for tag, names in codes.items()}


# By the names that the settings use.
PROVIDERS: Mapping[str, Provider] = {
    "google": Provider(
        clients.google,
        limit=4900,  # it takes 5,000 characters in a URL
        size=_utf8,
        speaks_json=False,
        needs_key=False,
        codes=_CHINESE | _ours(he="iw", jv="jw", nb="no", fil="tl", mni="mni-Mtei", kmr="ku"),
        known=frozenset(constants.GOOGLE_LANGUAGES_TO_CODES.values()),
    ),
    "mymemory": Provider(clients.mymemory, limit=500, size=_utf8, needs_key=False, options=("email",), codes=_CHINESE),
    "libre": Provider(
        clients.in_batches(clients.Libre),
        limit=2000,  # its own default has none; a slow machine does a page in half a minute
        texts=20,
        is_html=True,
        needs_key=False,
        needs_url=True,
        codes=_ours(zh_Hans="zh-Hans zh zh-CN", zh_Hant="zh-Hant zt zh-TW", pt_BR="pt-BR pb", nb="nb no"),
    ),
    "deepl": Provider(
        clients.in_batches(clients.DeepL),
        limit=20_000,  # 128 KiB a request, and JSON writes a letter in up to 6 bytes
        texts=50,
        is_html=True,
        options=("formality",),
        codes=_ours(zh_Hans="ZH-HANS", zh="ZH-HANS", zh_Hant="ZH-HANT", pt_BR="PT-BR", pt_PT="PT-PT", pt="PT-PT")
        | _ours(en_GB="EN-GB", en_US="EN-US", en="EN-US", es_419="ES-419"),
    ),
    "microsoft": Provider(
        clients.in_batches(clients.Microsoft),
        limit=40_000,  # 50,000 a request
        texts=100,
        is_html=True,
        options=("region",),
        codes=_ours(zh_Hans="zh-Hans", zh="zh-Hans", zh_Hant="zh-Hant", pt_PT="pt-pt", fr_CA="fr-ca")
        | _ours(sr="sr-Cyrl", sr_Latn="sr-Latn", ku="kmr", mn="mn-Cyrl", tl="fil", no="nb"),
    ),
    "yandex": Provider(clients.yandex, limit=10_000),
    "papago": Provider(
        clients.papago,
        limit=5000,
        needs=("client_id",),
        codes=_CHINESE,
        known=frozenset(constants.PAPAGO_LANGUAGE_TO_CODE),  # its keys are the codes, its values names
    ),
    "qcri": Provider(
        clients.qcri,
        limit=4900,
        size=_utf8,
        options=("domain",),
        known=frozenset({"ar", "en", "es"}),
    ),
    "baidu": Provider(
        clients.baidu,
        limit=6000,
        size=_utf8,
        needs=("appid",),
        codes=_ours(ar="ara", bg="bul", da="dan", es="spa", et="est", fi="fin", fr="fra", ja="jp", ko="kor")
        | _ours(sl="slo", sv="swe", vi="vie", zh="zh", zh_Hant="cht", lzh="wyw"),
        known=frozenset(constants.BAIDU_LANGUAGE_TO_CODE.values()),
    ),
    "chatgpt": Provider(clients.in_batches(clients.Chat), limit=6000, is_html=True, options=("model",)),
}


def codes(tag: str, own: Mapping[str, str], provider: Provider) -> tuple[str, ...]:
    """The provider's codes for a language (canonical BCP 47), the best first; none where it has none.

    ``own`` are those of the settings, which count before ours. A language stands in for its region (es for es-MX),
    never for another script (zh for zh-Hant): `chain` sees to it.
    """
    found: list[str] = []
    for each in chain(tag):
        if each in own:
            return (*found, own[each])
        found += provider.codes.get(each, _as_it_is(each, provider.known))
    return tuple(dict.fromkeys(found))


def _as_it_is(tag: str, known: Iterable[str] | None) -> tuple[str, ...]:
    return (tag,) if (tag in known if known is not None else "-" not in tag) else ()
