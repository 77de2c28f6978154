"""The description of one published network; it is drawn when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from playground.core.blocks.shapes import DataFields
from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.network.values import Network
from playground.core.project.templates import Template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.sentences import Text

PREFIX = "published/"
TORCHVISION = "https://docs.pytorch.org/vision/stable/models.html"
# As AlexNet and VGG were trained, in smaller batches; with Adam's two averages no file would hold VGG.
MOMENTUM = Recipe("sgd", learning_rate=0.01, weight_decay=5e-4, batch_size=8, epochs=5)
GENTLE = Recipe(learning_rate=1e-4, batch_size=8, epochs=5)  # deep networks begin badly at larger rates


@dataclass(frozen=True)
class PublishedNetwork:
    """Describe one network of a paper, and the figure it is checked by."""

    id: str  # permanent: `playground new published/ID`
    title: str
    summary: str  # one sentence
    paper: str
    parameters: int  # as published
    counted: str  # where that figure stands, or how it comes about
    build: Callable[[DataFields], Network]  # for data of the kind that it reads
    data: str = "shapes"  # id of the data set at hand that it is fitted to
    options: Mapping[str, Any] = field(default_factory=dict)  # of the data set
    recipe: Recipe = GENTLE

    def project(self, catalogue: Catalogue) -> Project:
        """Return the network with its data and a recipe that suits large networks."""
        spec = catalogue.data.get(self.data)
        data = DataChoice(self.data, self.options)
        network = self.build(spec.fields(spec.options(self.options)))
        return Project(self.title, network, data, self.recipe, catalogue=catalogue)

    def fitted(self, project: Project) -> Project:
        """Return a project's data with this network in place of its own, and a recipe that suits it.

        PlaygroundError where the data bring nothing that it reads, or more classes than it tells apart.
        """
        spec = project.data_set
        assert spec is not None  # the project was made of it
        try:
            network = self.build(spec.fields(spec.options(project.data.options)))
        except KeyError as lacking:
            words = "{network} needs {field!r}, which {data} does not bring."
            named = {"network": self.title, "field": lacking.args[0], "data": spec.title}
            raise PlaygroundError(Text(words, **named)) from None
        return replace(project, name=f"{self.title}, {project.name}", network=network, recipe=self.recipe)

    def template(self, catalogue: Catalogue) -> PublishedTemplate:
        """Return it as a project to start from; it promises no figure."""
        spec = catalogue.data.get(self.data)
        return PublishedTemplate(
            f"{PREFIX}{self.id}", self.title, spec.family, spec.goal, self.summary, network=self,
            catalogue=catalogue,
        )  # fmt: skip


@dataclass(frozen=True)
class PublishedTemplate(Template):
    """A published network as a project to start from."""

    network: PublishedNetwork = field(kw_only=True)

    @property
    def data_id(self) -> str:
        """Return the id of its data set, without drawing the network."""
        return self.network.data

    def open(self) -> Project:
        """Return a fresh project."""
        return self.network.project(self.catalogue)
