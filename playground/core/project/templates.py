"""Projects to start from: one JSON file each, found by id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from playground.core.assets import asset_path
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.project.schema import from_checked
from playground.core.project.values import Project
from playground.core.sentences import Text

IDS = (
    "spiral-mlp",
    "circles-mlp",
    "xor-mlp",
    "gauss-linear",
    "regression-plane",
    "digits-mlp",
    "digits-cnn",
    "digits-lenet",
    "resnet-small",
    "alexnet-small",
    "vgg-small",
    "inception-small",
    "two-inputs",
    "siamese-digits",
    "triplet-digits",
    "deep-plain-100",
    "deep-residual-100",
    "digits-autoencoder",
    "shapes-cnn",
    "shapes-multilabel",
    "shapes-segment",
    "denoise",
    "iris-mlp",
    "wine-mlp",
    "breast-cancer-mlp",
    "diabetes-mlp",
    "reviews-lstm",
    "reviews-transformer",
    "reviews-tagger",
    "sensor-gru",
)
STARTER = IDS[0]


@dataclass(frozen=True)
class Template:
    """One project to start from, and the figure it is known to reach."""

    id: str
    title: str
    family: str  # id of the kind of its data
    task: str  # id of its goal
    summary: str
    seconds: float | None = None  # of training on one CPU thread, measured
    metric: str = ""  # id of the metric of its figure, on held-out data; "" where none is promised
    target: float | None = None
    higher_is_better: bool = True
    baseline: float | None = None  # the same figure of a plainer model on the same data, measured
    baseline_of: str = "A linear model"
    splits: int = 1  # of the data, whose mean both figures are
    catalogue: Catalogue = field(kw_only=True, compare=False, repr=False)  # what its project is made of

    @property
    def data_id(self) -> str:
        """Return the id of its data set."""
        return self.open().data.id

    def open(self) -> Project:
        """Return a fresh project; the text is ours, so only the contract tests check it field by field."""
        project, _ = from_checked(_document(self.id)["project"], self.catalogue)
        return project


@cache
def _document(template_id: str) -> dict[str, Any]:
    text = asset_path("templates", f"{template_id}.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


class TemplateRegistry:
    """Templates by id, in the order of the gallery; each file is read when first asked for."""

    def __init__(self, catalogue: Catalogue, ids: tuple[str, ...] = IDS) -> None:
        self._catalogue, self._ids = catalogue, ids

    def get(self, template_id: str) -> Template:
        """Return a template; KeyError when there is none."""
        if template_id not in self._ids:
            raise KeyError(template_id)
        document = _document(template_id)
        named = {each.name: document[each.name] for each in fields(Template) if each.name in document}
        return Template(**named, catalogue=self._catalogue)

    def find(self, template_id: str) -> Template | None:
        """Return a template, or None."""
        return self.get(template_id) if template_id in self._ids else None

    def __iter__(self) -> Iterator[Template]:
        return (self.get(template_id) for template_id in self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def template(template_id: str, catalogue: Catalogue) -> Template:
    """Return a template; PlaygroundError names those there are."""
    found = TemplateRegistry(catalogue).find(template_id)
    if found is None:
        raise PlaygroundError(
            Text(
                "There is no template {template_id!r}: choose one of {known}.",
                template_id=template_id,
                known=", ".join(IDS),
            )
        )
    return found
