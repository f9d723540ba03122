"""Numbers in a language's symbols, with every digit that was given: nothing here rounds.

Babel's defaults do: ``format_decimal(0.00025)`` is "0", ``format_percent(0.125, "es")`` "12 %"; without them it still
drops trailing zeros and fails beyond 28 digits. It groups 1234 in Spanish and Polish, where "1.234" then reads as
one and a bit. So digits are ours and symbols CLDR's. Digits stay Latin in every language, as in the articles' text.
"""

from decimal import Decimal

from syndicate.localization.cldr import locale_of

_UNGROUPED_BELOW = 5  # digits: 1234 could be read as 1.234, 12345 needs its groups


def number(value: Decimal | int, language: str) -> str:
    """Return the number with the language's decimal and minus signs: ``0,00025``, ``1.50`` → ``1,50``.

    Groups of digits are marked from 10,000 on. TypeError for a float (0.1 is not what it says), ValueError for a
    Decimal that is not finite.
    """
    sign, digits = _written(_exact(value), language)
    return sign + digits


def percent(ratio: Decimal | int, language: str) -> str:
    """Return a ratio as a percentage, exactly: ``Decimal("0.125")`` → ``12,5 %``; errors as in `number`."""
    value = _exact(ratio)
    parts = value.as_tuple()
    # Not scaleb() or * 100: these round to the precision of the thread's decimal context.
    hundredfold = Decimal((parts.sign, parts.digits, int(parts.exponent) + 2))
    sign, digits = _written(hundredfold, language)
    locale = locale_of(language)
    if locale is None:
        return f"{sign}{digits}%"
    pattern = locale.percent_formats[None]
    symbol = locale.number_symbols["latn"]["percentSign"]
    before, after = (part.replace("%", symbol) for part in (pattern.prefix[0], pattern.suffix[0]))
    return f"{sign}{before}{digits}{after}"


def _exact(value: object) -> Decimal:
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a Decimal or int: a {type(value).__name__} does not hold an exact number")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{value!r} is not a number that can be shown")
    return exact


def _written(value: Decimal, language: str) -> tuple[str, str]:
    """Return the sign and the digits in the language's symbols; a point and no groups where CLDR has none."""
    whole, _, fraction = format(value.copy_abs(), "f").partition(".")
    locale = locale_of(language)
    symbols = locale.number_symbols["latn"] if locale else {"decimal": ".", "group": "", "minusSign": "-"}
    if locale and len(whole) >= _UNGROUPED_BELOW:
        whole = _grouped(whole, symbols["group"], *locale.decimal_formats[None].grouping)
    return symbols["minusSign"] if value.is_signed() else "", whole + (
        symbols["decimal"] + fraction if fraction else ""
    )


def _grouped(digits: str, mark: str, last: int, others: int) -> str:
    """Mark groups from the right: the last one, and the others (12,34,567 in Hindi)."""
    head, groups = digits[:-last], [digits[-last:]]
    while head:
        head, group = head[:-others], head[-others:]
        groups.insert(0, group)
    return mark.join(groups)
