"""What tables are made into before a network sees them, held against scikit-learn and the calendar."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
import torch
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

from playground.core.blocks.shapes import Field
from playground.core.blocks.sources import TABLE
from playground.core.layers.make import make
from playground.core.layers.modules.tables import PreparedTable

NAN = float("nan")
SCALERS = {"standard": StandardScaler(), "range": MinMaxScaler(), "robust": RobustScaler()}


def numbers(rows: int = 41, gaps: bool = False) -> np.ndarray:
    random = np.random.default_rng(5)
    values = random.gamma(2.0, 3.0, (rows, 3)).astype(np.float32).round(1)
    if gaps:
        values[random.random(values.shape) < 0.2] = np.nan
    return values


def prepared(module: PreparedTable, train: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    module.fit(torch.from_numpy(train))
    made: np.ndarray = module(torch.from_numpy(train if rows is None else rows)).numpy()
    return made


@pytest.mark.parametrize("name", SCALERS)
def test_numbers_are_scaled_as_scikit_learn_does(name: str) -> None:
    train, rows = numbers(), numbers(17)
    found = prepared(PreparedTable((0, 0, 0), name), train, rows)
    np.testing.assert_allclose(found, SCALERS[name].fit(train).transform(rows), atol=1e-5)


def test_logarithms_keep_sign_and_zero() -> None:
    train = np.array([[-100.0], [0.0], [1.0], [1e6]], np.float32)
    logs = np.sign(train) * np.log1p(np.abs(train))
    found = prepared(PreparedTable((0,), "log"), train)
    np.testing.assert_allclose(found, (logs - logs.mean()) / logs.std(), rtol=1e-5)


@pytest.mark.parametrize(
    ("fill", "strategy"), [("mean", "mean"), ("median", "median"), ("frequent", "most_frequent")]
)
def test_missing_numbers_are_filled_as_scikit_learn_does(fill: str, strategy: str) -> None:
    train = numbers(gaps=True)
    found = prepared(PreparedTable((0, 0, 0), "none", (fill,) * 3), train)
    np.testing.assert_allclose(found, SimpleImputer(strategy=strategy).fit_transform(train), rtol=1e-6)


def test_a_column_beside_says_where_a_value_was_missing() -> None:
    train = numbers(gaps=True)
    found = prepared(PreparedTable((0, 0, 0), flags=(0, 2)), train)
    np.testing.assert_array_equal(found[:, 3:], np.isnan(train[:, [0, 2]]))
    assert np.isfinite(found).all()


@pytest.mark.parametrize("column", [[NAN] * 4, [7.0] * 4, [7.0, NAN, 7.0, NAN]])
@pytest.mark.parametrize("scaling", ["standard", "range", "robust", "log", "none"])
def test_a_column_of_one_value_or_none_stays_a_number(column: list[float], scaling: str) -> None:
    train = np.array(column, np.float32)[:, None]
    assert np.isfinite(prepared(PreparedTable((0,), scaling), train)).all()


@pytest.mark.parametrize("rare", [1, 4])
def test_rare_and_unknown_categories_are_one_as_scikit_learn_has_it(rare: int) -> None:
    train = np.array([[0.0]] * 6 + [[1.0]] * 5 + [[2.0]] * 3, np.float32)
    rows = np.array([[0.0], [1.0], [2.0], [3.0], [-1.0]], np.float32)
    encoder = OneHotEncoder(
        handle_unknown="infrequent_if_exist", min_frequency=rare, sparse_output=False,
        categories=[np.array([0.0, 1.0, 2.0])],
    )  # fmt: skip
    found = prepared(PreparedTable((4,), rare=rare, other=True), train, rows)
    known = encoder.fit(train).transform(rows)
    np.testing.assert_array_equal(found[:, :2], known[:, :2])
    assert found[:, 4].tolist() == [0.0, 0.0, float(rare > 1), 1.0, 1.0]
    np.testing.assert_array_equal(found.sum(axis=1), 1.0)


def test_dates_become_a_time_and_places_on_circles() -> None:
    first = date(2019, 12, 30)  # a Monday
    days = np.array([[(first + timedelta(n) - date(1970, 1, 1)).days] for n in range(366)], np.float32)
    parts = ("time", "season", "weekday", "clock")
    found = prepared(PreparedTable((0,), dates=(0,), calendar=parts), days)
    assert found.shape == (366, 7)
    assert found[:, 0].mean() == pytest.approx(0.0, abs=1e-4)
    week = 2 * math.pi * (np.arange(366) % 7) / 7
    np.testing.assert_allclose(found[:, 3:5], np.stack([np.sin(week), np.cos(week)], 1), atol=1e-6)
    np.testing.assert_allclose(found[0, 1:3], found[365, 1:3], atol=0.01)  # a year later, the same season
    np.testing.assert_allclose((found[:, 1:3] ** 2).sum(axis=1), 1.0, atol=1e-5)
    noon = prepared(PreparedTable((0,), dates=(0,), calendar=("clock",)), days, days[:1] + 0.5)
    np.testing.assert_allclose(noon, [[0.0, -1.0]], atol=1e-6)


FIELD = Field(
    (5,), name="table", parts=("a", "when", "b", "c", "d"), levels=(0, 0, 3, 0, 2), dates=(1,), gaps=(0, 2),
    fills=("median", "", "", "", ""), open=True,
)  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [{}, {"gap_flags": True}, {"scaled": False}, {"calendar": ["weekday"], "rare": 5}, {"calendar": []}],
    ids=str,
)
def test_each_column_that_comes_out_has_a_name(given: dict[str, object]) -> None:
    p = TABLE.params_of(given)
    module = make(TABLE.call(p, (FIELD,)))  # type: ignore[arg-type]
    labels = TABLE.names(p, (), (FIELD,))
    rows = torch.tensor([[1.0, 18_000.0, 0.0, 2.0, 1.0], [NAN, 18_001.0, -1.0, 3.0, 0.0]])
    assert labels is not None and module(rows).shape[1] == len(labels) == len(set(labels))


def test_tables_without_gaps_are_prepared_as_ever() -> None:
    plain = Field((2,), name="table", parts=("a", "b"), levels=(0, 3))
    assert TABLE.call(TABLE.params_of({}), (plain,)).target == "modules.Table"  # type: ignore[union-attr]
    robust = TABLE.call(TABLE.params_of({"scaling": "robust"}), (plain,))
    assert robust.target == "modules.PreparedTable"  # type: ignore[union-attr]
    assert make(robust)(torch.zeros(2, 2)).shape == (2, 4)  # type: ignore[arg-type]
    numbers_alone = Field((2,), name="table", parts=("a", "b"))
    assert TABLE.names(TABLE.params_of({"scaling": "robust"}), (), (numbers_alone,)) == (("", "a"), ("", "b"))
