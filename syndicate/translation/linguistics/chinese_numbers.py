"""Numbers in Chinese words: "两次", "十二周", "第二", "一半". A numeral counts only where something is counted."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from syndicate.translation.linguistics.lexicon import table

_DIGITS = dict(zip("零〇一二三四五六七八九两兩俩壹贰叁", (0, 0, *range(1, 10), 2, 2, 2, 1, 2, 3), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = f"(?<![0-9.])[{''.join(_DIGITS)}十百千][{''.join(_DIGITS)}十百千万亿]*"
# Measure words and units of patient texts; what may follow a numeral in a range or a list.
_COUNTED = (
    "个位名次片粒颗剂滴针支瓶杯勺包袋盒天日周月年岁分小时钟秒点倍种类型期级度项条步组只侧臂眼到至或和、种杯餐顿遍回口"
    "刻克毫升盎磅米公斤份株型代大张句半成人者例所段处根管手名层层季阶週週個顆劑滴針項條組隻歲鐘點級種類喷揿下匙微国晚夜丸贴万厘英寸星礼幅张台套"
)
_FOUND = re.compile(
    f"(?P<halves>两半|对半|减半)|(?P<ordinal>第{_NUMERAL})|(?P<parts>百分之{_NUMERAL}|{_NUMERAL}分之{_NUMERAL})|(?P<half>一半|(?<!两)半)|(?P<pair>[双雙]|隔[天日]|早晚|两者|二者|两侧|两手|重复|翻倍|加倍|彼此)"
    f"|(?P<tenths>{_NUMERAL})成(?!年|分|员|为|功|熟|果|立|份|本)|(?P<plain>{_NUMERAL})"
)
_UNITS_OF_MEASURE = "克毫升微滴片粒"
# 每 and 各 say "per one".
_PER_ONE = re.compile("[每各隔]")
# Where a half counts: 半片, 半小时, 半天, 半年, 一个半; not in 半夜, 半衰期, 大半, 多半.
_HALVED = "片粒颗小个天年月日杯勺瓶包袋支量滴针"
_BEFORE_HALF = frozenset("个点天年月周时钟片粒颗包袋杯勺支瓶丸")
# "三月" is March, "三个月" three months; "周三" is Wednesday, "每周三次" three times a week.
_WEEKDAY = re.compile("(?:星期|礼拜)[一二三四五六日天]|周[一二三四五六](?![次天个片粒剂针支回到至或、两])")

Found = tuple[int, int, tuple[Fraction, ...], str]


def numerals(text: str) -> Iterator[Found]:
    """The numbers that a text says in words: start, end, values and kind, as `number_words.Word`."""
    for each in _PER_ONE.finditer(text):
        yield (*each.span(), (Fraction(1),), "loose")
    for hidden in (_neutral(), _WEEKDAY):
        text = hidden.sub(lambda found: "＿" * len(found[0]), text)
    for found in _FOUND.finditer(text):
        after = text[found.end() : found.end() + 1]
        if found["plain"]:
            if (after and after in _COUNTED) or found[0][-1] in "万亿":
                yield from _counted(found, after)
        elif reading := _read(found, text, after):
            yield (found.start(), found.end() - bool(found["tenths"]), *reading)  # 成 is its unit


def _read(found: re.Match[str], text: str, after: str) -> tuple[tuple[Fraction, ...], str] | None:
    """What stands there other than a plain numeral: its values and kind."""
    if found["half"] and after == "年":
        return (Fraction(1, 2), Fraction(6)), "loose"  # of a year, six months
    if found["half"]:
        strong = found[0] == "一半" or after in _HALVED or text[found.start() - 1 : found.start()] in _BEFORE_HALF
        return (Fraction(1, 2),), "fraction" if strong else "loose"
    if found["parts"]:
        below, _, above = found[0].partition("分之")
        if below == "百":
            return (Fraction(value(above)),), "cardinal"
        return ((Fraction(value(above), value(below)),), "fraction") if value(below) else None
    if found["tenths"] or found["ordinal"]:
        times, kind = (10, "cardinal") if found["tenths"] else (1, "ordinal")
        return tuple(Fraction(times * each) for each in _values(found[0].strip("第成"))), kind
    return ((Fraction(2), Fraction(1, 2)) if found["halves"] else (Fraction(2),)), "loose"


def _counted(found: re.Match[str], after: str) -> Iterator[Found]:
    numbers = _values(found[0])
    # "一" as in 一个, 一种 is an article as often as it is a number.
    article = numbers == [1] and after not in _UNITS_OF_MEASURE
    if len(numbers) == 1:
        yield (*found.span(), (Fraction(numbers[0]),), "loose" if article else "cardinal")
        return
    for place, number in enumerate(numbers, found.start()):
        yield (place, place + 1, (Fraction(number),), "cardinal" if number > 1 else "loose")


@lru_cache(maxsize=1)
def _neutral() -> re.Pattern[str]:
    """Numerals that are no numbers: 万一, 十分, 三高, 二氧化碳."""
    words = table("zh-Hans")
    listed = sorted((word.strip() for word in (words or {})["numbers"]["neutral"].split(";")), key=len, reverse=True)
    return re.compile("|".join(["十分(?![钟之])", *(word for word in listed if word and word != "十分")]))


def _values(numeral: str) -> list[int]:
    """Read a numeral: 两三 is two or three; with a unit it is one number."""
    return [value(numeral)] if any(c in _UNITS or c in "万亿" for c in numeral) else [_DIGITS[c] for c in numeral]


def value(numeral: str) -> int:
    """The value of a numeral: ``十二`` 12, ``二百零五`` 205, ``两百万`` 2,000,000."""
    for myriad, size in (("亿", 10**8), ("万", 10**4)):
        if myriad in numeral:
            above, _, below = numeral.partition(myriad)
            return value(above) * size + value(below)
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
