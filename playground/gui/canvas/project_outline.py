"""What the canvas shows of a project, before anything is drawn: one value that faces are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from playground.core.blocks.shapes import DataFields, Shape
from playground.core.errors import Problem
from playground.core.network.block_path import lies_in
from playground.core.project.values import Project
from playground.gui.canvas.wire_words import steps_of, words_of


@dataclass(frozen=True)
class Outline:
    """A project with what is known about it: shapes, counts and problems."""

    project: Project
    fields: DataFields
    outputs: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, Shape]] = field(default_factory=dict)
    parameters: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    known: bool = False  # shapes were inferred, not foreseen
    parts: Mapping[str, int] = field(default_factory=dict)  # samples in train, validation, test
    left_out: frozenset[str] = frozenset()  # blocks that lead to no goal while others do
    units: bool = True  # draw pictures of units; else what blocks get and give, in words
    lent: Mapping[str, int] = field(default_factory=dict)  # weights of other blocks that one computes with
    links: Mapping[str, str] = field(default_factory=dict)  # colours by names of shared weights

    @property
    def one_by_one(self) -> bool:
        """Tell whether blocks show what they make of one sample; for points they show the whole plane."""
        return "points" not in self.fields.fields

    @cached_property
    def steps(self) -> int | None:
        """Return how long the sequences of the data are, None where there are none."""
        return steps_of(self.project.catalogue, self.fields)

    @cached_property
    def _words(self) -> dict[Shape, str]:
        return {}

    def words(self, shape: Shape) -> str:
        """Return a shape as people read it."""
        if shape not in self._words:
            self._words[shape] = words_of(shape, self.steps)
        return self._words[shape]

    def output(self, node_id: str, port: str = "out") -> Shape | None:
        """Return the inferred shape at an output."""
        return self.outputs.get(node_id, {}).get(port)

    def problem_at(self, node_id: str) -> Problem | None:
        """Return the first problem of a block or of what is in it, errors before advice."""
        here = [each for each in self.problems if lies_in(each.where.node, node_id)]
        return min(here, key=lambda problem: problem.severity != "error", default=None)
