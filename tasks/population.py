"""Make a table of items and transfers for ``acquis batch``: made up, seeded, and shaped as inventories are.

Figures have two or three digits, as in data sheets, so that many stand exactly at a limit; one stated figure in ten is
missing. Two kinds of table::

    python -m tasks.population OUT.parquet --items 100000 --destinations 200    every item to every destination
    python -m tasks.population OUT.parquet --rows 1000000                       each row its own item and transfer
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from numpy.typing import NDArray

from acquis.reading.catalogue import load_catalogue
from acquis.reading.countries import country_names

Mask: TypeAlias = NDArray[np.bool_]
Make: TypeAlias = Callable[[int], "NDArray[np.generic] | pl.Series"]

CHUNK = 250_000
"""Rows made, and written as one row group, at a time."""
MISSING = 0.1
"""The share of figures that a row of their kind does not state."""
SENDERS = ("DE", "FI", "FR", "GB", "NL", "US")
USES = ("civil_research", "civil_commercial", "military", None)
DAYS = tuple(date(2026, 12, 1) + timedelta(days) for days in range(365))
COLD = ("cryogenic_system", "cryocooler", "pulse_tube_cooler")
IDEAS = ("software", "technology", "dataset", "service")

MEASURED: dict[str, tuple[tuple[str, ...], float, float, int]] = {
    "cnot_error": (("quantum_computer",), 1e-5, 2e-2, 2),
    "base_temperature": (COLD, 5e-3, 80, 2),
    "design_temperature": (("cmos_ic", "integrated_circuit", "amplifier", "signal_generator"), 0.1, 400, 2),
    "noise_figure": (("parametric_amplifier",), 2e-3, 3, 2),
    "isotopic_impurity": (("isotopic_material",), 1e-5, 0.1, 1),
    "stability_per_month": (("atomic_clock",), 1e-13, 1e-9, 1),
    "sensitivity_at_1hz": (("magnetometer",), 1e-15, 1e-9, 2),
    "output_power": (("laser",), 1e-3, 200, 2),
    "sample_rate": (("digitiser", "signal_generator"), 1e6, 2e10, 2),
    "us_content_share": ((), 1e-3, 1, 3),
}
"""Parameter: the kinds that state it (none named: all), from and to (SI), digits."""
COUNTED = {"physical_qubits": (("quantum_computer",), 5, 3000), "stages": (COLD, 1, 3)}
WORDS = {
    "paradigm": ("quantum_computer",),
    "cooler_type": COLD,
    "element": ("isotopic_material",),
    "form": ("isotopic_material",),
    "clock_type": ("atomic_clock",),
    "laser_type": ("laser",),
}
RANGES = {
    "frequency_range": (("parametric_amplifier", "amplifier", "signal_generator"), 1e8, 5e10),
    "wavelength": (("laser",), 2e-7, 2e-6),
}


def main() -> None:
    """Read the options, make, write."""
    parser = argparse.ArgumentParser(prog="python -m tasks.population", description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path, help="the Parquet file to write")
    parser.add_argument("--items", type=int, default=100_000, help="distinct items (default: %(default)s)")
    parser.add_argument("--destinations", type=int, default=200, help="countries, at most 250 (default: %(default)s)")
    parser.add_argument("--rows", type=int, help="instead: so many rows, each an item and a transfer of its own")
    parser.add_argument("--shuffled", action="store_true", help="the rows of the product in random order")
    parser.add_argument("--seed", type=int, default=7, help="(default: %(default)s)")
    asked = parser.parse_args()
    if asked.rows is not None:
        write(asked.out, single(asked.rows, asked.seed))
    else:
        write(asked.out, product(asked.items, asked.destinations, asked.seed, shuffled=asked.shuffled))


def write(out: Path, frames: Iterator[pl.DataFrame]) -> None:
    """The frames as one Parquet file (zstd, dictionaries), a row group each; half a file never bears its name."""
    half, rows = out.with_name(f"{out.name}.part"), 0
    first = next(frames).to_arrow(compat_level=pl.CompatLevel.oldest())
    with pq.ParquetWriter(half, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for frame in frames:
            writer.write_table(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))
            rows += frame.height
    half.replace(out)
    print(f"{first.num_rows + rows:,} rows, {out.stat().st_size / 1e6:,.1f} MB: {out}", file=sys.stderr)


def product(count: int, destinations: int, seed: int = 7, *, shuffled: bool = False) -> Iterator[pl.DataFrame]:
    """Distinct items, each to every destination; an item has one sender, day and use. Keys: ``<item>-<country>``."""
    random = np.random.default_rng(seed)
    drawn = items(count * 6 // 5 + 20, random)
    every = drawn.filter(drawn.hash_rows().is_first_distinct()).head(count)
    assert every.height == count, "too few distinct items were drawn"
    every = every.hstack(transfers(count, random).drop("to.country"))
    places = pl.Series("to.country", random.permutation(countries())[:destinations])
    order = random.permutation(count * destinations) if shuffled else np.arange(count * destinations)
    for begin in range(0, order.size, CHUNK):
        number = order[begin : begin + CHUNK]
        rows = every[number // destinations].with_columns(places[number % destinations])
        key = pl.format("{}-{}", pl.lit(pl.Series(number // destinations)), "to.country")
        yield rows.select(key.alias("key"), pl.all())


def single(count: int, seed: int = 7) -> Iterator[pl.DataFrame]:
    """Rows that share nothing: each an item of its own, sent once. Keys count up from 0."""
    for begin in range(0, count, CHUNK):
        random, size = np.random.default_rng([seed, begin]), min(CHUNK, count - begin)
        key = pl.Series("key", np.arange(begin, begin + size)).cast(pl.String)
        yield pl.DataFrame([key]).hstack(items(size, random)).hstack(transfers(size, random))


def items(count: int, random: np.random.Generator) -> pl.DataFrame:
    """Items of every kind of the catalogue with some twenty parameters, each stated by the kinds that have it."""
    catalogue = load_catalogue()
    every = tuple(sorted(catalogue.kinds))
    kinds = random.choice(np.array(every), count)

    def told(of: tuple[str, ...] = ()) -> Mask:
        return np.isin(kinds, of or every) & (random.random(count) >= MISSING)

    columns = {
        "item.kind": pl.Series(kinds),
        "item.origin": _some(partial(_pick, random, countries()), told()),
    }
    for name, (of, low, high, digits) in MEASURED.items():
        columns[f"item.{name}"] = _some(partial(_figures, random, low, high, digits), told(of))
    for name, (of, least, most) in COUNTED.items():
        columns[f"item.{name}"] = _some(partial(_pick, random, np.arange(least, most + 1.0)), told(of))
    for name, of in WORDS.items():
        columns[f"item.{name}"] = _some(partial(_pick, random, catalogue.facts[f"item.{name}"].values), told(of))
    for name, (of, low, high) in RANGES.items():
        columns[f"item.{name}"] = _some(partial(_bands, random, low, high), told(of))
    columns["item.cooling"] = _some(partial(_points, random), told(COLD))
    columns["item.published"] = _some(partial(_pick, random, (True, *[False] * 9)), told(IDEAS))
    columns["item.specially_designed_for"] = _some(partial(_pick, random, ("none",)), told())
    columns["item.relates_to.kind"] = _some(partial(_pick, random, every), told(IDEAS))
    return pl.DataFrame(columns)


def transfers(count: int, random: np.random.Generator) -> pl.DataFrame:
    """Exports of one year, from a few countries to all."""
    chosen = random.choice(len(USES), count, p=[0.5, 0.3, 0.05, 0.15])
    return pl.DataFrame(
        {
            "transfer.activity": pl.Series(["export"]).new_from_index(0, count),
            "transfer.date": pl.Series(DAYS)[random.integers(0, len(DAYS), count)],
            "transfer.end_use": pl.Series(USES)[chosen],
            "from.country": random.choice(np.array(SENDERS), count),
            "to.country": random.choice(np.array(countries()), count),
        }
    )


@cache
def countries() -> tuple[str, ...]:
    """Every code, in the order of the alphabet."""
    return tuple(sorted(country_names()))


def _some(make: Make, where: Mask) -> pl.Series:
    """What is made for the rows where it is stated; null elsewhere."""
    index = np.where(where, np.cumsum(where) - 1, 0)
    made = pl.Series(make(max(1, int(where.sum()))))
    return pl.select(pl.when(pl.Series(where)).then(made.gather(index))).to_series()


def _pick(random: np.random.Generator, among: Sequence[object] | NDArray[np.generic], count: int) -> pl.Series:
    return pl.Series(among)[random.integers(0, len(among), count)]


def _figures(random: np.random.Generator, low: float, high: float, digits: int, count: int) -> NDArray[np.float64]:
    """Even over the orders of magnitude, with so many digits: each the double that its decimal names."""
    figures = np.exp(random.uniform(np.log(low), np.log(high), count))
    power = np.floor(np.log10(figures)).astype(int) - digits + 1
    scale = 10.0 ** np.abs(power)
    rounded: NDArray[np.float64] = np.where(
        power < 0, np.round(figures * scale) / scale, np.round(figures / scale) * scale
    )
    return rounded


def _bands(random: np.random.Generator, low: float, high: float, count: int) -> pl.Series:
    return pl.Series(np.sort(_figures(random, low, high, 2, 2 * count).reshape(count, 2), axis=1)).arr.to_list()


def _points(random: np.random.Generator, count: int) -> pl.Series:
    """One to three measured points of a cooler: how much power at which temperature for how long."""
    sizes = random.integers(1, 4, count)
    total = int(sizes.sum())
    points = pl.DataFrame(
        {
            "row": np.repeat(np.arange(count), sizes),
            "power": _figures(random, 1e-5, 10, 2, total),
            "temperature": _figures(random, 1e-2, 80, 1, total),
            "duration": pl.Series([3600.0 * 48, 3600.0 * 49, 3600.0 * 8760, None])[random.integers(0, 4, total)],
        }
    )
    cooling = pl.struct("power", "temperature", "duration").alias("cooling")
    return points.group_by("row", maintain_order=True).agg(cooling).get_column("cooling")


if __name__ == "__main__":
    main()
