"""The populations that measurements are made with: distinct, seeded, in columns that a batch knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from tasks.population import DAYS, _figures, items, product, single, write

from acquis.reading.catalogue import load_catalogue


def joined(frames: Iterator[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(list(frames))


class TestProduct:
    def test_every_item_goes_to_every_destination_once(self) -> None:
        table = joined(product(300, 20))
        assert table.height == 6000
        assert table["key"].n_unique() == 6000
        sent = table.group_by(table["key"].str.extract(r"^(\d+)-").alias("item")).agg(pl.col("to.country").n_unique())
        assert sent.height == 300
        assert set(sent["to.country"]) == {20}

    def test_the_items_are_distinct(self) -> None:
        table = joined(product(2000, 1))
        assert table.drop("key", "to.country").hash_rows().n_unique() == 2000

    def test_the_same_seed_gives_the_same_table_and_shuffling_only_moves_rows(self) -> None:
        table = joined(product(300, 20))
        assert table.equals(joined(product(300, 20)))
        moved = joined(product(300, 20, shuffled=True))
        assert not table["key"].equals(moved["key"])
        assert sorted(table["key"]) == sorted(moved["key"])


class TestRows:
    table = joined(single(20_000))

    def test_every_column_is_a_fact_or_said_of_a_linked_item(self) -> None:
        catalogue = load_catalogue()
        assert [name for name in self.table.columns if catalogue.spec(name) is None] == ["key"]

    def test_every_kind_is_there_and_every_column_says_something_and_leaves_something_out(self) -> None:
        assert set(self.table["item.kind"]) == set(load_catalogue().kinds)
        for name in self.table.columns:
            assert self.table[name].null_count() < self.table.height, name
        stated = self.table.filter(pl.col("item.kind") == "quantum_computer")["item.cnot_error"]
        assert 0.05 < stated.null_count() / stated.len() < 0.15

    def test_the_days_are_those_of_one_year(self) -> None:
        days = self.table["transfer.date"]
        assert (days.min(), days.max()) == (DAYS[0], DAYS[-1])


def test_a_figure_is_the_double_its_short_decimal_names() -> None:
    for low, high in ((1e-15, 1e-9), (1e-5, 1.0), (1e6, 2e10)):
        for figure in _figures(np.random.default_rng(1), low, high, 2, 2000).tolist():
            assert figure == float(f"{figure:.1e}")


def test_the_measured_kinds_state_their_parameter() -> None:
    table = items(5000, np.random.default_rng(3))
    stating = table.filter(pl.col("item.output_power").is_not_null())["item.kind"]
    assert set(stating) == {"laser"}


def test_a_file_holds_all_frames_and_no_half_file_stays(tmp_path: Path) -> None:
    write(tmp_path / "out.parquet", product(50, 10))
    assert pl.read_parquet(tmp_path / "out.parquet").equals(joined(product(50, 10)))
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]
