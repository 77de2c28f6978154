"""Small public tables that come with the program, and an invented one with categories.

R. A. Fisher, "The use of multiple measurements in taxonomic problems", 1936 (iris); M. Forina et al., wine
recognition, UCI; W. Wolberg et al., breast cancer Wisconsin (diagnostic), UCI; B. Efron et al., "Least angle
regression", 2004 (diabetes).
"""

from __future__ import annotations

import numpy as np

from playground.core.blocks.params import Params
from playground.core.blocks.shapes import DataFields
from playground.core.catalogue.data_set import DataSet
from playground.core.data import bundled, fields
from playground.core.data.seeds import generator


def iris(options: Params, seed: int) -> DataSet:
    """Read 150 flowers of three species."""
    return _classes("iris.csv", fields.iris(options))


def wine(options: Params, seed: int) -> DataSet:
    """Read 178 wines of three growers."""
    return _classes("wine.csv", fields.wine(options))


def breast_cancer(options: Params, seed: int) -> DataSet:
    """Read 569 tumours, each described by its cells' nuclei."""
    return _classes("breast_cancer.csv", fields.breast_cancer(options))


def diabetes(options: Params, seed: int) -> DataSet:
    """Read 442 patients and how their illness went on within a year."""
    table, progress = _apart(bundled.read("diabetes.csv"))
    return DataSet(fields.diabetes(options), {"table": table, "value": progress})


def flats(options: Params, seed: int) -> DataSet:
    """Invent flats to let: area, rooms, age, district; rent by the month in hundreds."""
    count, random = options["samples"], generator(seed, "flats")
    area = random.uniform(25, 140, count)
    rooms = np.clip(np.round(area / random.uniform(22, 38, count)), 1, 6)
    age = random.uniform(0, 100, count)
    district = random.integers(0, len(fields.DISTRICTS), count)
    by_area = np.array([0.14, 0.16, 0.11, 0.09])[district]  # hundreds for a square metre
    rent = 1.5 + by_area * area + 0.4 * rooms - 0.02 * age * (district != 1)  # old town bears its age
    rent += random.normal(0, 4 * options["noise"], count)
    rows = np.stack([area, rooms, age, district], axis=1).astype(np.float32)
    return DataSet(fields.flats(options), {"table": rows, "value": np.maximum(rent, 0).astype(np.float32)})


def _classes(name: str, found: DataFields) -> DataSet:
    table, labels = _apart(bundled.read(name))
    return DataSet(found, {"table": table, "label": labels.astype(np.int64)})


def _apart(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the values (rows, columns), and the target that stands last."""
    return np.ascontiguousarray(rows[:, :-1]), np.ascontiguousarray(rows[:, -1])
