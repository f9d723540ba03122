"""Numbers in Chinese words: "两次", "十二周", "第二", "一半". A numeral counts only where something is counted."""

import re
from collections import Counter
from fractions import Fraction

_DIGITS = dict(
    zip("零〇一二三四五六七八九两兩双雙俩壹贰叁", (0, 0, *range(1, 10), 2, 2, 2, 2, 2, 1, 2, 3), strict=True)
)
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = f"[{''.join(_DIGITS)}十百千]+"
# Measure words and units of patient texts; what may follow a numeral in a range or a list.
_COUNTED = (
    "个位名次片粒颗剂滴针支瓶杯勺包袋盒天日周月年岁分小时钟秒点倍种类型期级度项条步组只侧臂眼到至或和、种杯餐顿遍回口"
    "刻克毫升盎磅米公斤份株型代大张句半成人者例所段处根管手名層层季阶週週個顆劑滴針項條組隻歲鐘點級種類"
)
_FOUND = re.compile(
    f"(?P<ordinal>第{_NUMERAL})|(?P<parts>{_NUMERAL}分之{_NUMERAL})|(?P<half>半|一半)|(?P<plain>{_NUMERAL})"
)
_UNITS_OF_MEASURE = "克毫升微滴片粒"
# "一" as in 一个, 一种 is an article as often as it is a number; 每 and 各 say "per one".
_WEAK = re.compile("[每各隔]")


def spoken(text: str) -> tuple[Counter[Fraction], Counter[Fraction]]:
    """The numbers that a text says in words, and those that it says without a number in mind."""
    strong: Counter[Fraction] = Counter()
    weak: Counter[Fraction] = Counter({Fraction(1): len(_WEAK.findall(text))})
    for found in _FOUND.finditer(text):
        if found["half"]:
            strong[Fraction(1, 2)] += 1
        elif found["parts"]:
            below, _, above = found[0].partition("分之")
            if value(below):
                strong[Fraction(value(above), value(below))] += 1
        elif found["ordinal"] or text[found.end() : found.end() + 1] in _COUNTED:
            numbers = _values(found[0].removeprefix("第"))
            article = numbers == [1] and text[found.end() : found.end() + 1] not in _UNITS_OF_MEASURE
            (weak if article else strong).update(map(Fraction, numbers))
    return strong, +weak


def _values(numeral: str) -> list[int]:
    """Read a numeral: 两三 is two or three; with a unit it is one number."""
    return [value(numeral)] if any(c in _UNITS for c in numeral) else [_DIGITS[c] for c in numeral]


def value(numeral: str) -> int:
    """The value of a numeral up to 9,999: ``十二`` 12, ``二百零五`` 205."""
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
