"""Feeds that are unusual and right: a validator that refuses them is as bad as one that sees nothing."""

import re
from collections.abc import Iterator

import broken_feeds_unusual_edits
from broken_feeds import Row, rows
from broken_feeds_bases import BASES, edited
from broken_feeds_html import ARABIC, SPANISH

_DRUGS = "يؤخذ Paracetamol 500 mg كل ست ساعات، ولا يؤخذ معه Ibuprofen أو Acetylsalicylic acid من دون استشارة الطبيب. "
_REFERENCES = "<ol>" + "<li>Smith J, et al. Outcome of acute stroke. The Lancet 2021; 397: 1203.</li>" * 8 + "</ol>"

# In each language a running text long enough to be judged by its script.
TEXTS = {
    "ar": ARABIC + " " + _DRUGS,
    "he": "שבץ מוחי הוא מצב חירום רפואי שבו נפגעת אספקת הדם לחלק מן המוח, ויש להזעיק אמבולנס מיד עם הופעת הסימנים",
    "ru": "Инсульт — это неотложное состояние, при котором нарушается кровоснабжение части мозга. "
    "Вызывайте скорую помощь.",
    "el": "Το εγκεφαλικό επεισόδιο είναι επείγουσα κατάσταση κατά την οποία διακόπτεται "
    "η ροή αίματος προς τον εγκέφαλο.",
    "zh-Hans": "脑卒中是一种急症，指脑部某一区域的血流突然中断。"
    "出现面部歪斜、手臂无力或言语不清时，请立即拨打急救电话，并记下发病时间。",
    "ja": "脳卒中は、脳の一部への血流が突然途絶える緊急の病気です。"
    "顔のゆがみや腕の麻痺に気づいたら、すぐに救急車を呼んでください。",
    "ko": "뇌졸중은 뇌의 일부로 가는 혈류가 갑자기 끊기는 응급 질환입니다. "
    "증상이 나타나면 즉시 구급차를 부르고 시간을 기록하십시오.",
    "hi": "स्ट्रोक एक आपात स्थिति है जिसमें मस्तिष्क के एक हिस्से में रक्त का प्रवाह रुक जाता है। तुरंत एम्बुलेंस को बुलाएँ।",
    "th": "โรคหลอดเลือดสมองเป็นภาวะฉุกเฉินที่เลือดไปเลี้ยงสมองบางส่วนหยุดชะงัก ให้โทรเรียกรถพยาบาลทันทีเมื่อพบอาการ",
    "sr-Latn": "Moždani udar je hitno stanje u kome se prekida dotok krvi u deo mozga. Odmah pozovite hitnu pomoć.",
    "sr": "Мождани удар је хитно стање у коме се прекида доток крви у део мозга. Одмах позовите хитну помоћ.",
    "vi": "Đột quỵ là một tình trạng cấp cứu khi dòng máu đến một phần não bị gián đoạn. Hãy gọi cấp cứu ngay lập tức.",
    "es": SPANISH,
    "fr": "L'accident vasculaire cérébral est une urgence : le sang n'arrive plus dans une partie du cerveau. "
    "Appelez les secours sans attendre, car le temps est ce qui compte le plus pour la personne touchée. " * 3,
    "ca": "L'ictus és una urgència que es produeix quan es talla el flux de sang a una part del cervell. "
    "Truqueu als serveis d'urgències de seguida, perquè el temps és el que més compta per a la recuperació. " * 3,
}


def _json_in(language: str, html: str, title: str = "Paracetamol 500 mg") -> bytes:
    html = html.replace('"', '\\"')
    return edited(
        BASES["json"],
        ('"language": "en", "date', f'"language": "{language}", "date'),
        ("Recognizing a stroke", title),
        ('<div lang=\\"en\\" dir=\\"ltr\\">', f'<div lang=\\"{language}\\">'),
        ("Face, arms, speech: what to look for, and what to do.", ""),
        ('<h2>Signs</h2><p>Call <a href=\\"tel:112\\">112</a></p>', html),
    )


def _languages() -> Iterator[Row]:
    for language, text in TEXTS.items():
        yield Row("json", f"text in {language} under a Latin title", _json_in(language, f"<p>{text}</p>"), "")
    arabic = f"<p>{ARABIC}</p>{_REFERENCES}"
    yield Row("json", "Arabic with a list of English references", _json_in("ar", arabic), "")
    marked = f'<p>{ARABIC}</p><blockquote lang="en">{"The original says so in English. " * 40}</blockquote>'
    yield Row("json", "Arabic with a long quotation marked as English", _json_in("ar", marked), "")
    yield Row("json", "Spanish with English references", _json_in("es", f"<p>{SPANISH}</p>{_REFERENCES * 3}"), "")
    yield Row("json", "one word in Latin letters", _json_in("ar", "<p>Paracetamol</p>"), "")


def _whole() -> Iterator[Row]:
    """Documents that no edit of the base makes."""
    yield Row("atom", "byte order mark", b"\xef\xbb\xbf" + BASES["atom"].encode(), "")
    yield Row("atom", "no XML declaration", BASES["atom"].partition("\n")[2].encode(), "")
    prefixed = BASES["atom"].replace(' xmlns="http://www.w3.org/2005/Atom"', ' xmlns:a="http://www.w3.org/2005/Atom"')
    prefixed = re.sub(r"<(/?)([a-z]+)(?=[ >/])", r"<\1a:\2", prefixed)
    prefixed = re.sub(r"<(/?)a:(div|p|b|a)(?=[ >])", r"<\1\2", prefixed)
    yield Row("atom", "Atom under a prefix", prefixed.encode(), "")
    head, _, rest = BASES["atom"].partition("  <entry")
    yield Row("atom", "feed without entries", f"{head}</feed>".encode(), "")
    entry = "<entry" + rest.partition("</entry>")[0] + "</entry>"
    namespaces = ' xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:syn="urn:syn"'
    yield Row("atom", "a single entry", entry.replace("<entry", f"<entry{namespaces}", 1).encode(), "")
    head, _, _ = BASES["rss"].partition("    <item>")
    yield Row("rss", "channel without items", f"{head}</channel></rss>".encode(), "")
    yield Row("rss", "byte order mark and CR LF", b"\xef\xbb\xbf" + BASES["rss"].replace("\n", "\r\n").encode(), "")
    yield Row(
        "json", "feed without items", b'{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[]}', ""
    )


ROWS = (
    *rows("atom", broken_feeds_unusual_edits.ATOM),
    *rows("rss", broken_feeds_unusual_edits.RSS),
    *rows("json", broken_feeds_unusual_edits.JSON),
    *_whole(),
    *_languages(),
)
