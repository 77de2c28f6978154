"""The temporary folder that the processes of an export share, and the names of what lies in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from playground.core.catalogue.catalogue import Catalogue
from playground.core.catalogue.own_files import OwnFiles
from playground.core.errors import PlaygroundError
from playground.core.export.spec import ExporterSpec
from playground.core.files.arrays import read_safetensors, write_safetensors
from playground.core.files.run_members import PARTS, from_members, to_members
from playground.core.project.records import Arrays, RunRecord
from playground.core.project.schema import from_bytes, to_bytes
from playground.core.project.values import Project
from playground.core.sentences import Text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workplace:
    """Read and write what goes from one process to the other; never a pickle."""

    folder: Path

    def __truediv__(self, name: str) -> Path:
        return self.folder / name

    def made(self, suffix: str) -> Path:
        """Return where the exported file lies until it is put in its place."""
        return self.folder / f"network{suffix}"

    @property
    def snippet(self) -> Path:
        """Return where the code that uses the file lies."""
        return self.folder / "snippet.py"

    @property
    def runner(self) -> Path:
        """Return where the script lies whose last function answers as the file does."""
        return self.folder / "runner.py"

    @property
    def samples(self) -> Path:
        """Return where the raw samples lie, by number of the input."""
        return self.folder / "samples.npz"

    @property
    def expected(self) -> Path:
        """Return where our own network's answers lie, by number of the output."""
        return self.folder / "expected.npz"

    @property
    def answers(self) -> Path:
        """Return where the written file's answers lie."""
        return self.folder / "answers.npz"

    def put_order(self, exporter: ExporterSpec, name: str, project: Project, weights: Arrays | None,
                  samples: Mapping[str, np.ndarray], record: RunRecord | None = None) -> None:  # fmt: skip
        """Write what the child is to do; `record` for an exporter that tells what happened."""
        if record is not None and exporter.whole_run:
            (self / "run").mkdir()
            for member, data in to_members(record).items():
                (self / "run" / member).write_bytes(data)
        order = {"exporter": exporter.id, "name": name, "trained": weights is not None}
        (self / "order.json").write_text(json.dumps(order), encoding="utf-8")
        (self / "project.json").write_bytes(to_bytes(project))
        if project.data.own is not None:
            self._put_own_files(project.catalogue.own_files)
        (self / "weights.safetensors").write_bytes(write_safetensors(weights or {}))
        np.savez(self / "given.npz", allow_pickle=False, **samples)

    def _put_own_files(self, files: OwnFiles) -> None:
        """Write where somebody's own files are: the child may read what the person chose, too."""
        (self / "packed").mkdir()
        for name, content in files.packed.items():
            (self / "packed" / name).write_bytes(content)
        chosen = {key: str(path) for key, path in files.chosen.items()}
        told = {"folder": str(files.folder or ""), "chosen": chosen}
        (self / "own.json").write_text(json.dumps(told), encoding="utf-8")

    def catalogue(self, usual: Catalogue) -> Catalogue:
        """Return the catalogue for what is exported, which knows where somebody's own files are."""
        if not (self / "own.json").exists():
            return usual
        told = json.loads((self / "own.json").read_text(encoding="utf-8"))
        chosen = {key: Path(path) for key, path in told["chosen"].items()}
        packed = {path.name: path.read_bytes() for path in (self / "packed").iterdir()}
        folder = Path(told["folder"]) if told["folder"] else None
        return usual.with_own_files(OwnFiles(folder, chosen, packed))

    def exporter(self) -> str:
        """Return the id of the exporter that is to write; PlaygroundError where there is no order."""
        return str(self._order()["exporter"])

    def name(self) -> str:
        """Return the name that the file will have."""
        return str(self._order()["name"])

    def project(self, catalogue: Catalogue) -> Project:
        """Return the project to export."""
        return from_bytes((self / "project.json").read_bytes(), catalogue)[0]

    def weights(self) -> Arrays | None:
        """Return the weights to export; None for the initial ones."""
        held = read_safetensors((self / "weights.safetensors").read_bytes())
        return held if self._order()["trained"] else None

    def record(self, catalogue: Catalogue) -> RunRecord | None:
        """Return the run to tell of, where the exporter tells of it and there is one."""
        if not (self / "run").is_dir():
            return None
        return from_members({part: (self / "run" / part).read_bytes() for part in PARTS}, catalogue)

    def given(self) -> dict[str, np.ndarray]:
        """Return raw samples by field."""
        with np.load(self / "given.npz") as held:
            return {name: held[name] for name in held.files}

    def put_arrays(self, path: Path, arrays: list[np.ndarray]) -> None:
        """Write arrays by number."""
        numbered: dict[str, Any] = {str(index): array for index, array in enumerate(arrays)}
        np.savez(path, **numbered)

    def tell(self, stage: str, fraction: float) -> None:
        """Add a line of progress."""
        with (self / "progress").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([stage, fraction]) + "\n")

    def told(self) -> list[tuple[str, float]]:
        """Return the whole lines of progress so far."""
        path = self / "progress"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return [tuple(json.loads(line)) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def refuse(self, message: str) -> None:
        """Leave the sentence that says why there will be no file."""
        if self.folder.is_dir():
            (self / "refusal").write_text(message, encoding="utf-8")

    def refusal(self) -> str:
        """Return why there is no file; empty when nothing was refused."""
        path = self / "refusal"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def _order(self) -> dict[str, Any]:
        try:
            order: dict[str, Any] = json.loads((self / "order.json").read_text(encoding="utf-8"))
            if order.keys() >= {"exporter", "name", "trained"}:
                return order
        except (OSError, ValueError, AttributeError):
            log.debug("no order in %s", self.folder, exc_info=True)
        raise PlaygroundError(Text("This folder holds no order of an export."))
