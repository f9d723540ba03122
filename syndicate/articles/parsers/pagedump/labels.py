"""The labels that pages put above their fixed parts and before their dates, per language.

A dump has no markup, so these tables are the only certain knowledge of its structure. They hold what
publishers commonly print; a wording that is not here is reported, never guessed. A spelling that stands in
two languages has the same kind in both, so that a page whose language nobody has declared can be taken apart
with all tables at once without deciding what language it is in.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

SECTION_KINDS = ("contents", "faq", "takeaways", "related", "references")
DATE_KINDS = ("published", "updated", "reviewed")
NAME_KINDS = ("reviewer", "author")

TABLE: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "en": {
            "contents": ("Contents", "Table of Contents", "In This Article", "On This Page"),
            "faq": ("Frequently Asked Questions", "FAQ", "FAQs"),
            "takeaways": ("Key Takeaways", "Takeaways", "Key Points"),
            "related": ("Related Articles", "Related Topics", "Related Reading"),
            "references": ("References", "Sources"),
            "published": ("Published", "Published on", "First published", "Date published"),
            "updated": ("Updated", "Updated on", "Last updated", "Last modified"),
            "reviewed": ("Reviewed", "Reviewed on", "Last reviewed", "Medically reviewed", "Medically reviewed on"),
            "reviewer": ("Reviewed by", "Medically reviewed by"),
            "author": ("By", "Author", "Written by"),
        },
        "es": {
            "contents": ("Contenido", "Contenidos", "Índice", "Tabla de contenido", "En este artículo"),
            "faq": ("Preguntas frecuentes",),
            "takeaways": ("Puntos clave", "Ideas clave", "Conclusiones clave"),
            "related": ("Artículos relacionados", "Temas relacionados"),
            "references": ("Referencias", "Bibliografía", "Fuentes"),
            "published": ("Publicado", "Publicado el", "Fecha de publicación"),
            "updated": ("Actualizado", "Actualizado el", "Última actualización"),
            "reviewed": ("Revisado", "Revisado el", "Última revisión", "Revisión médica"),
            "reviewer": ("Revisado por", "Revisión médica por"),
            "author": ("Por", "Autor", "Autora", "Escrito por"),
        },
        "fr": {
            "contents": ("Sommaire", "Table des matières", "Dans cet article"),
            "faq": ("Questions fréquentes", "Foire aux questions", "FAQ"),
            "takeaways": ("Points clés", "À retenir", "Points à retenir"),
            "related": ("Articles connexes", "Articles liés", "À lire aussi"),
            "references": ("Références", "Bibliographie", "Sources"),
            "published": ("Publié", "Publié le", "Date de publication"),
            "updated": ("Mis à jour", "Mis à jour le", "Dernière mise à jour"),
            "reviewed": ("Révisé", "Révisé le", "Dernière révision", "Validation médicale"),
            "reviewer": ("Révisé par", "Relu par"),
            "author": ("Par", "Auteur", "Autrice", "Écrit par"),
        },
        "de": {
            "contents": ("Inhalt", "Inhaltsverzeichnis", "In diesem Artikel"),
            "faq": ("Häufige Fragen", "Häufig gestellte Fragen", "FAQ"),
            "takeaways": ("Das Wichtigste in Kürze", "Das Wichtigste auf einen Blick", "Kernaussagen"),
            "related": ("Verwandte Artikel", "Ähnliche Artikel", "Weitere Artikel"),
            "references": ("Quellen", "Literatur", "Literaturverzeichnis", "Referenzen"),
            "published": ("Veröffentlicht", "Veröffentlicht am"),
            "updated": ("Aktualisiert", "Aktualisiert am", "Zuletzt aktualisiert"),
            "reviewed": ("Geprüft", "Geprüft am", "Zuletzt geprüft", "Medizinisch geprüft"),
            "reviewer": ("Geprüft von", "Medizinisch geprüft von"),
            "author": ("Von", "Autor", "Autorin", "Verfasst von"),
        },
        "pt": {
            "contents": ("Conteúdo", "Índice", "Sumário", "Neste artigo"),
            "faq": ("Perguntas frequentes",),
            "takeaways": ("Pontos principais", "Pontos-chave", "Principais conclusões"),
            "related": ("Artigos relacionados", "Temas relacionados"),
            "references": ("Referências", "Bibliografia", "Fontes"),
            "published": ("Publicado", "Publicado em", "Data de publicação"),
            "updated": ("Atualizado", "Atualizado em", "Última atualização"),
            "reviewed": ("Revisado", "Revisado em", "Última revisão", "Revisão médica"),
            "reviewer": ("Revisado por", "Revisão médica por"),
            "author": ("Por", "Autor", "Autora", "Escrito por"),
        },
        "ar": {
            "contents": ("المحتويات", "جدول المحتويات", "في هذا المقال"),
            "faq": ("الأسئلة الشائعة", "أسئلة شائعة", "الأسئلة المتكررة"),
            "takeaways": ("النقاط الرئيسية", "أهم النقاط"),
            "related": ("مقالات ذات صلة", "المقالات ذات الصلة", "مواضيع ذات صلة"),
            "references": ("المراجع", "المصادر"),
            "published": ("تاريخ النشر", "نشر في"),
            "updated": ("آخر تحديث", "تاريخ التحديث"),
            "reviewed": ("آخر مراجعة", "المراجعة الطبية"),
            "reviewer": ("راجعه", "راجعته"),
            "author": ("بقلم", "الكاتب", "الكاتبة"),
        },
        "zh": {
            "contents": ("目录", "目錄", "本文内容", "本文內容"),
            "faq": ("常见问题", "常見問題", "常见问题解答"),
            "takeaways": ("要点", "要點", "关键要点", "重点总结"),
            "related": ("相关文章", "相關文章", "延伸阅读", "延伸閱讀"),
            "references": ("参考文献", "參考文獻", "参考资料", "參考資料"),
            "published": ("发布日期", "發布日期", "发布时间", "发布于"),
            "updated": ("更新日期", "更新时间", "最后更新", "最後更新"),
            "reviewed": ("审核日期", "最后审核", "医学审核", "醫學審核"),
            "reviewer": ("审核人", "審核人", "审核专家"),
            "author": ("作者", "撰文"),
        },
    }
)

# The marks that some pages put before a question and its answer: the only ones that pair them for certain.
QUESTION_MARKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "en": (("Q", "Question"), ("A", "Answer")),
        "es": (("P", "Pregunta"), ("R", "Respuesta")),
        "fr": (("Q", "Question"), ("R", "Réponse")),
        "de": (("F", "Frage"), ("A", "Antwort")),
        "pt": (("P", "Pergunta"), ("R", "Resposta")),
        "ar": (("س", "سؤال"), ("ج", "جواب")),
        "zh": (("问", "問", "Q"), ("答", "A")),
    }
)

_LONGEST = 300  # characters; no label or heading is longer
_HARAKAT = re.compile("[\u064b-\u0652\u0640]")  # Arabic vowel signs and tatweel: a label means the same without


def tables(language: str | None) -> tuple[str, ...]:
    """The languages whose tables hold for a page: its own, or all where none is declared; empty where unknown."""
    if language is None:
        return tuple(TABLE)
    primary = language.replace("_", "-").split("-")[0].lower()
    return (primary,) if primary in TABLE else ()


def normal(text: str) -> str:
    """The form in which a line is compared with a label: case, spaces, a final colon and invisible marks apart."""
    if len(text) > _LONGEST:
        return text
    visible = "".join(ch for ch in unicodedata.normalize("NFC", text) if unicodedata.category(ch) != "Cf")
    return " ".join(_HARAKAT.sub("", visible).casefold().split()).rstrip(" :：")


@cache
def _sections(languages: tuple[str, ...]) -> Mapping[str, str]:
    return MappingProxyType(
        {normal(label): kind for tag in languages for kind in SECTION_KINDS for label in TABLE[tag][kind]}
    )


def section_kind(text: str, languages: tuple[str, ...]) -> str | None:
    """The kind of fixed part that a whole line is the label of, or None."""
    return _sections(languages).get(normal(text)) if len(text) <= _LONGEST else None


@cache
def section_pattern(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Any label of a fixed part, wherever it stands in a line; the longest first."""
    labels = {label for tag in languages for kind in SECTION_KINDS for label in TABLE[tag][kind]}
    if not labels:
        return re.compile(r"(?!)")
    either = "|".join(re.escape(label).replace(r"\ ", "[ \u00a0]+") for label in sorted(labels, key=_longest_first))
    return re.compile(either, re.IGNORECASE)


@cache
def _prefix_pattern(kind: str, languages: tuple[str, ...]) -> re.Pattern[str]:
    # A colon, or a space where the label runs on into its value ("Published on …"); Chinese needs neither.
    patterns = []
    for tag in languages:
        for label in TABLE[tag][kind]:
            separator = r"\s*[:：]?\s*" if tag == "zh" else r"(?:\s*[:：]\s*|\s+)"
            patterns.append(f"{re.escape(label)}{separator}")
    patterns.sort(key=_longest_first)
    return re.compile(f"(?:{'|'.join(patterns) or '(?!)'})", re.IGNORECASE)


def prefix_value(text: str, kind: str, languages: tuple[str, ...]) -> int | None:
    """Where the value begins in a line such as ``Published: …``; None where the line has no such label."""
    match = _prefix_pattern(kind, languages).match(text)
    return match.end() if match and match.end() < len(text) else None


@cache
def question_marks(languages: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of an explicit mark of a question and of an answer: a word, perhaps a number, then a colon."""

    def pattern(which: int) -> re.Pattern[str]:
        words = {word for tag in languages for word in QUESTION_MARKS[tag][which]}
        either = "|".join(re.escape(word) for word in sorted(words, key=_longest_first)) or "(?!)"
        return re.compile(rf"(?:{either})\s?\d{{0,3}}\s?[:：]\s*")

    return pattern(0), pattern(1)


def _longest_first(label: str) -> tuple[int, str]:
    return -len(label), label
