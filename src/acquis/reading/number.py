"""Exact numbers: text to Fraction with no float in between, and Fraction to text for people."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction

MAX_DIGITS = 60
MAX_EXPONENT = 60

_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
_TEN_TO_THE = re.compile(r"(?:(?<=\d)\s*[x*]\s*|^|(?<=[<>=~ ]))10\^\(?([+-]?\d{1,4})\)?", re.ASCII)
_SIGNS = str.maketrans(
    {
        "−": "-", "–": "-", "\u2010": "-", "\u2011": "-", "×": "x", "·": "*", "⋅": "*",
        "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
    }
)  # fmt: skip
_RAISED = re.compile("[⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")


class ReadingError(ValueError):
    """A number or quantity that cannot be taken; ``what`` says why, ``hint`` what would mend it."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}; {hint}" if hint else what)
        self.what = what
        self.hint = hint


def shorten(text: str) -> str:
    """The text in quotes, cut for a message."""
    return repr(text if len(text) <= 40 else text[:37] + "...")


def plain(text: str) -> str:
    """The text with one spelling for signs, spaces and powers: ``1.2 × 10⁻⁴`` becomes ``1.2e-4``."""
    text = text.strip()
    if not text.isascii():
        text = _RAISED.sub(lambda m: "^" + m.group().translate(_LOWERED), text.translate(_SIGNS)).strip()
    if "10^" in text:
        before = text
        text = _TEN_TO_THE.sub(lambda m: ("e" if before[: m.start()][-1:].isdigit() else "1e") + m[1], text)
    return text


def split_number(text: str) -> tuple[Fraction, str]:
    """The number at the beginning and the rest; ReadingError when there is none."""
    match = _NUMBER.match(text)
    assert match is not None  # every part is optional
    sign, whole, decimals, exponent = match.groups()
    rest = text[match.end() :]
    if not whole and not decimals:
        raise ReadingError(f"expected a number, found {shorten(text)}", "write it like 12, 0.5 or 1e-4")
    digits = whole + (decimals or "")
    power = int(exponent) if exponent and len(exponent) <= 5 else (10**6 if exponent else 0)
    if len(digits) > MAX_DIGITS or abs(power) > MAX_EXPONENT:
        raise ReadingError(
            f"the number {shorten(match.group())} is longer than any measured one",
            f"at most {MAX_DIGITS} digits and an exponent between -{MAX_EXPONENT} and {MAX_EXPONENT}",
        )
    if rest[:1] in (",", "_", "'") and rest[1:2].isdigit():
        hint = "write a decimal point and no separators"
        raise ReadingError(f"a number holds no {rest[0]!r}, found {shorten(text)}", hint)
    if whole == "0" and rest[:1] in ("x", "X", "b", "o"):
        raise ReadingError(f"expected a decimal number, found {shorten(text)}", "write it like 12, 0.5 or 1e-4")
    power -= len(decimals or "")
    number = Fraction(int(digits) * 10**power) if power >= 0 else Fraction(int(digits), 10**-power)
    return (-number if sign == "-" else number), rest


def parse_number(text: str) -> Fraction:
    """An exact decimal number without unit: ``12``, ``0.5``, ``1e-4``, ``1.2 × 10⁻⁴``."""
    number, rest = split_number(plain(text))
    if rest:
        raise ReadingError(f"expected a plain number, found {shorten(text)}", "write it like 12, 0.5 or 1e-4")
    return number


def format_number(number: Fraction, digits: int = 12) -> str:
    """The number in the shortest exact decimal form; with a leading ``≈`` where no short one exists."""
    exact = _as_decimal(number)
    if exact is not None and len(exact.as_tuple().digits) <= digits:
        return _shortest(exact)
    context = Context(prec=6)
    rounded = context.divide(Decimal(number.numerator), Decimal(number.denominator)).normalize(context)
    return "≈ " + _shortest(rounded)


def _as_decimal(number: Fraction) -> Decimal | None:
    """The same number as a decimal; None when its decimals do not end."""
    denominator, twos, fives = number.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    if denominator != 1:
        return None
    places = max(twos, fives)
    shifted = number.numerator * 2 ** (places - twos) * 5 ** (places - fives)
    return Decimal((int(shifted < 0), tuple(map(int, str(abs(shifted)))), -places))


def _shortest(value: Decimal) -> str:
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # always finite here
    text = "".join(map(str, digits)).lstrip("0") or "0"
    stripped = text.rstrip("0") or "0"
    exponent = 0 if stripped == "0" else exponent + len(text) - len(stripped)
    sign = "-" if value.is_signed() and stripped != "0" else ""
    magnitude = exponent + len(stripped) - 1
    if magnitude < -3 or (exponent > 0 and magnitude >= 7):
        tail = f".{stripped[1:]}" if len(stripped) > 1 else ""
        return f"{sign}{stripped[0]}{tail}e{magnitude}"
    if exponent >= 0:
        return sign + stripped + "0" * exponent
    padded = stripped.rjust(1 - exponent, "0")
    return f"{sign}{padded[:exponent]}.{padded[exponent:]}"
