"""Quantities: exact from the text to the Fraction, and a fault that teaches where the text cannot be taken."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acquis.reading.document import Node, read_document
from acquis.reading.number import MAX_DIGITS, MAX_EXPONENT
from acquis.reading.pint_units import exact_factor
from acquis.reading.unit_table import unit_table
from acquis.reading.units import (
    ReadingError,
    accepted,
    format_quantity,
    parse_count,
    parse_number,
    parse_quantity,
    parse_range,
    parse_ratio,
)
from acquis.terms.value import Band, Span

DIMENSIONS = sorted(unit_table().dimensions)
AMOUNTS = st.decimals(min_value=0, max_value=10**6, allow_nan=False, allow_infinity=False, places=9).map(
    lambda number: f"{number:f}"
)


def node(text: str) -> Node:
    found, problems = read_document(text, name="x")
    assert found is not None
    assert not problems
    return found


class TestNoFloatDust:
    """Two ways of writing one amount give one Fraction, and a rim is met exactly."""

    @pytest.mark.parametrize(
        ("one", "other", "unit"),
        [
            ("600 uW", "0.6 mW", "W"),
            ("600 µW", "600 μW", "W"),  # the micro sign and the Greek letter
            ("600 microwatts", "0.0006 W", "W"),
            ("-273.05 °C", "0.1 K", "K"),
            ("-273.05 degC", "100 mK", "K"),
            ("-459.67 °F", "0 K", "K"),
            ("-268.65°C", "4.5 K", "K"),
            ("1e-4", "0.0001", "1"),
            ("1e-4", "1.0E-4", "1"),
            ("0.08 %", "800 ppm", "1"),
            ("800 ppm", "800000 ppb", "1"),
            ("1 - 0.999", "1e-3", "1"),
            ("1-0.999", "0.1 %", "1"),
            ("100 % - 99.9 %", "1e-3", "1"),
            ("1.2 × 10⁻⁴", "1.2e-4", "1"),
            ("10^-4", "1e-4", "1"),
            ("15 fT/√Hz", "0.015 pT/rtHz", "T/sqrt(Hz)"),
            ("15 fT/sqrt(Hz)", "15 fT/Hz^0.5", "T/sqrt(Hz)"),
            ("1 mGal", "1000 uGal", "m/s^2"),
            ("1 ug", "9.80665e-6 m/s²", "m/s^2"),
            ("1 mg", "1e-6 kg", "kg"),  # the dimension decides what mg is
            ("1 mg", "9.80665e-3 m/s^2", "m/s^2"),
            ("1 nmi/h", "1 kn", "m/s"),
            ("1.3 GSPS", "1300 MHz", "Hz"),
            ("2 MS/s", "2e6 Hz", "Hz"),
            ("365 d", "8760 h", "s"),
            ("90 min", "1.5 hours", "s"),
            ("0.003 °/√h", "0.003 deg/rt(hr)", "deg/sqrt(h)"),
            ("1 °/s/√Hz", "60 deg/sqrt(h)", "deg/sqrt(h)"),
            ("1 °/s", "3600 deg/h", "deg/h"),
            ("300 mm", "0.3 m", "m"),
            ("1 cm⁻¹", "100 1/m", "1/m"),
            ("fT/cm/√Hz", "100 fT/m/√Hz", "T/m/sqrt(Hz)"),
        ],
    )
    def test_one_amount(self, one: str, other: str, unit: str) -> None:
        one = one if one[0].isdigit() or one[0] == "-" else f"1 {one}"
        assert parse_quantity(one, unit) == parse_quantity(other, unit)
        assert isinstance(parse_quantity(one, unit), Fraction)

    def test_a_tenth_of_a_kelvin_is_a_tenth(self) -> None:
        assert parse_quantity("-273.05 °C", "K") == Fraction(1, 10)

    def test_a_fidelity_gives_the_error_exactly(self) -> None:
        assert parse_ratio("1-0.999") == Fraction(1, 1000)

    @given(AMOUNTS, st.sampled_from(DIMENSIONS), st.data())
    def test_a_unit_multiplies_exactly(self, number: str, unit: str, data: st.DataObject) -> None:
        dimension = unit_table().dimensions[unit]
        written = data.draw(st.sampled_from(sorted(dimension.factors)))
        zero = dimension.zeros.get(written, Fraction(0))
        assert parse_quantity(f"{number} {written}", unit) == (Fraction(number) + zero) * dimension.factors[written]

    @given(st.fractions(min_value=0, max_value=10**9, max_denominator=10**6), st.sampled_from(DIMENSIONS))
    def test_what_is_printed_exactly_reads_back_the_same(self, amount: Fraction, unit: str) -> None:
        shown = format_quantity(amount, unit)
        if "≈" not in shown:
            assert parse_quantity(shown, unit) == amount

    @given(AMOUNTS, AMOUNTS, st.sampled_from(["W", "K", "s", "Hz", "m", "T/sqrt(Hz)", "1"]))
    def test_more_reads_as_more(self, one: str, other: str, unit: str) -> None:
        first, second = (
            parse_quantity(f"{one} {'' if unit == '1' else unit}", unit),
            parse_quantity(f"{other} {'' if unit == '1' else unit}", unit),
        )
        assert isinstance(first, Fraction)
        assert isinstance(second, Fraction)
        assert (first < second) == (Fraction(one) < Fraction(other))


class TestIntervals:
    """A text may say between what a number lies; its own ends are kept."""

    @pytest.mark.parametrize(
        ("text", "unit", "span"),
        [
            ("<= 2e-3", "1", Span(None, Fraction(2, 1000))),
            ("≤2e-3", "1", Span(None, Fraction(2, 1000))),
            ("< 5 K", "K", Span(None, Fraction(5), upper_open=True)),
            (">= 34", "1", Span(Fraction(34), None)),
            ("≥ 34", "1", Span(Fraction(34), None)),
            ("> 10 mK", "K", Span(Fraction(1, 100), None, lower_open=True)),
            ("1.0e-3 ± 2e-4", "1", Span(Fraction(8, 10000), Fraction(12, 10000))),
            ("1.0e-3 +/- 2e-4", "1", Span(Fraction(8, 10000), Fraction(12, 10000))),
            ("0.10 % ± 0.02 %", "1", Span(Fraction(8, 10000), Fraction(12, 10000))),
            ("10 ± 1 mK", "K", Span(Fraction(9, 1000), Fraction(11, 1000))),
            ("(10 ± 1) mK", "K", Span(Fraction(9, 1000), Fraction(11, 1000))),
            ("10 mK ± 5 %", "K", Span(Fraction(95, 10000), Fraction(105, 10000))),
            ("-269 °C ± 1 K", "K", Span(Fraction(315, 100), Fraction(515, 100))),
            ("1 ± 2", "1", Span(Fraction(0), Fraction(3))),  # no amount lies below zero
            ("1..2 K", "K", Span(Fraction(1), Fraction(2))),
            ("1 to 2 K", "K", Span(Fraction(1), Fraction(2))),
            ("100 mK..2 K", "K", Span(Fraction(1, 10), Fraction(2))),
            ("1…2 K", "K", Span(Fraction(1), Fraction(2))),
            ("-10..5 dB", "dB", Span(Fraction(-10), Fraction(5))),
        ],
    )
    def test_interval(self, text: str, unit: str, span: Span) -> None:
        assert parse_quantity(text, unit) == span

    @pytest.mark.parametrize(
        ("text", "unit", "shown"),
        [
            ("600 uW", "W", "600 µW"),
            ("8760 h", "s", "8760 h"),
            ("<= 2e-3", "1", "at most 0.002"),
            ("< 5 K", "K", "less than 5 K"),
            (">= 34", "1", "at least 34"),
            ("> 34", "1", "more than 34"),
            ("1..2 K", "K", "1 K to 2 K"),
            ("2..2 K", "K", "2 K"),
            ("0 K", "K", "0 K"),
            ("5 fT/√Hz", "T/sqrt(Hz)", "5 fT/√Hz"),
            ("0.5 °", "deg", "0.5 °"),
            ("10000000", "1", "1e7"),
            ("2300000", "1", "2300000"),
            ("5 ug", "kg", "5 µg"),
        ],
    )
    def test_for_people(self, text: str, unit: str, shown: str) -> None:
        assert format_quantity(parse_quantity(text, unit), unit) == shown

    def test_a_third_is_shown_as_about(self) -> None:
        assert format_quantity(Fraction(1, 3), "1") == "≈ 0.333333"
        assert format_quantity(Span(), "K") == "any amount"
        assert format_quantity(Band(Fraction(4 * 10**9), Fraction(8 * 10**9)), "Hz") == "4 GHz to 8 GHz"


class TestRefused:
    """What could be meant in two ways, or not at all, is refused with what would mend it."""

    @pytest.mark.parametrize(
        ("text", "unit", "words"),
        [
            ("1", "W", ("unit is required", "1 uW", "1 mW", "1 W")),
            ("0", "K", ("unit is required",)),
            ("1 KW", "W", ("did you mean kW",)),
            ("5 V", "W", ("units taken", "mW")),
            ("5 parsnips", "m", ("units taken",)),
            ("5 rad", "deg", ("degrees",)),
            ("5 rpm", "Hz", ("units taken",)),
            ("5 rad", "1", ("plain number",)),
            ("5 W", "1", ("plain number",)),
            ("5 dBm", "W", ("logarithm",)),
            ("3 months", "s", ("days",)),
            ("1 year", "s", ("days",)),
            ("nan", "1", ("number",)),
            ("inf", "1", ("number",)),
            ("-inf W", "W", ("number",)),
            ("0x10", "1", ("decimal",)),
            ("1_000", "1", ("separators",)),
            ("1,5 mW", "W", ("decimal point",)),
            ("14 000 nm", "m", ("without spaces",)),
            ("1e999999999", "1", (str(MAX_EXPONENT),)),
            ("1e-999999999999999999999 W", "W", (str(MAX_EXPONENT),)),
            ("1" * (MAX_DIGITS + 1), "1", (str(MAX_DIGITS),)),
            ("1 " + "W" * 500, "W", ("text of",)),
            ("2..1 K", "K", ("smaller number first",)),
            ("1..2..3 K", "K", ("two ends",)),
            ("1-2 K", "K", ("1..2",)),
            ("~5 K", "K", ("5 ± 1",)),
            ("about 5 K", "K", ("5 ± 1",)),
            ("1e-3 ± 5 %", "1", ("both",)),
            ("1 ± 2 ± 3", "1", ("one ±",)),
            ("1 ± -2", "1", ("below zero",)),
            ("-5 mW", "W", ("below zero",)),
            ("-274 °C", "K", ("absolute zero",)),
            ("", "W", ("number",)),
            ("W", "W", ("number",)),
            ("- 5 W", "W", ("number",)),
            ("5 ((((((((", "m", ("units taken",)),
            ("5 m**9999999", "m", ("units taken",)),
            ("5 __import__('os')", "m", ("units taken",)),
            ("٣ W", "W", ("number",)),
            ("5 W", "no such unit", ("kept unit",)),
        ],
    )
    def test_refused(self, text: str, unit: str, words: tuple[str, ...]) -> None:
        with pytest.raises(ReadingError) as caught:
            parse_quantity(text, unit)
        assert caught.value.hint
        for word in words:
            assert word in str(caught.value)

    @pytest.mark.parametrize("text", ["5 %", "5 ppm", "34 qubits"])
    def test_a_count_has_no_unit(self, text: str) -> None:
        with pytest.raises(ReadingError):
            parse_count(text)

    def test_a_plain_number_has_nothing_after_it(self) -> None:
        assert parse_number("1e-4") == Fraction(1, 10000)
        with pytest.raises(ReadingError):
            parse_number("1 %")

    @given(st.text(max_size=30), st.sampled_from(DIMENSIONS))
    def test_never_another_exception(self, text: str, unit: str) -> None:
        try:
            value = parse_quantity(text, unit)
        except ReadingError as fault:
            assert fault.what  # noqa: PT017
        else:
            assert isinstance(value, Fraction | Span)

    @given(
        st.lists(st.sampled_from([*"0123456789eE+-.±<>=%()^*/ ", "to", "..", "10^", "mK", "√Hz"]), max_size=12).map(
            "".join
        )
    )
    def test_never_another_exception_for_what_looks_like_numbers(self, text: str) -> None:
        for unit in ("K", "1", "T/sqrt(Hz)"):
            try:
                value = parse_quantity(text, unit)
            except ReadingError as fault:
                assert fault.what  # noqa: PT017
            else:
                assert isinstance(value, Fraction | Span)


class TestRanges:
    """A range is two ends, or one quantity for both."""

    @pytest.mark.parametrize(
        ("text", "unit", "band"),
        [
            ("[4 GHz, 8 GHz]", "Hz", Band(Fraction(4 * 10**9), Fraction(8 * 10**9))),
            ("4..8 GHz", "Hz", Band(Fraction(4 * 10**9), Fraction(8 * 10**9))),
            ("700..1000 nm", "m", Band(Fraction(7, 10**7), Fraction(1, 10**6))),
            ("1550 nm", "m", Band(Fraction(155, 10**8), Fraction(155, 10**8))),
        ],
    )
    def test_range(self, text: str, unit: str, band: Band) -> None:
        assert parse_range(node(text), unit) == band

    @pytest.mark.parametrize(
        "text",
        [
            "[4 GHz]",
            "[1 GHz, 2 GHz, 3 GHz]",
            "[8 GHz, 4 GHz]",
            "<= 8 GHz",
            "['>= 4 GHz', 8 GHz]",
            "{a: 1}",
            "[[1], [2]]",
        ],
    )
    def test_refused(self, text: str) -> None:
        with pytest.raises(ReadingError):
            parse_range(node(text), "Hz")


class TestTable:
    """The table agrees with pint wherever pint knows the unit exactly."""

    @pytest.mark.parametrize("unit", [name for name in DIMENSIONS if name not in ("1", "dB") and "deg" not in name])
    def test_factors_are_those_of_pint(self, unit: str) -> None:
        dimension = unit_table().dimensions[unit]
        compared = 0
        for name, factor in dimension.factors.items():
            known = exact_factor(name, unit)
            # Pint takes G for the gravitational constant's kin and g for grams: only equal dimensions are compared.
            if known is not None and name not in dimension.zeros:
                assert known == factor, name
                compared += 1
        assert compared or "sqrt" in unit

    def test_an_unlisted_unit_is_taken_from_pint_when_exact(self) -> None:
        assert parse_quantity("2 yards", "m") == Fraction(18288, 10000)
        assert exact_factor("turn", "deg") is None
        assert exact_factor("electron_mass", "kg") is None

    def test_every_spelling_is_offered(self) -> None:
        assert "mW" in accepted("W")
        assert "" not in accepted("1")
