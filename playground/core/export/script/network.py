"""The network as classes: what prepares the data, what runs, what answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from playground.core.blocks.goal_rule import GoalRule
from playground.core.blocks.params import Params
from playground.core.blocks.shapes import Field, Shape
from playground.core.blocks.spec import SAME, Role
from playground.core.errors import PlaygroundError
from playground.core.export.script.carried import carried_names
from playground.core.export.script.classes import ClassBody, Classes, defined
from playground.core.export.script.expressions import IMPORTED, Written, constructor, written
from playground.core.export.script.forward import ForwardBody
from playground.core.export.script.gathering import gathered
from playground.core.export.script.lines import CodeLine, body, separated, statement
from playground.core.export.script.names import FreeNames, class_name, identifier
from playground.core.export.script.scopes import scope_of, written_by
from playground.core.graph.wiring import source_before, target_of
from playground.core.model.blueprint import NOTHING, Blueprint, blueprint
from playground.core.network.block_path import BlockPath
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived

# What the script itself calls something: no class and no value may have such a name.
_OF_SCRIPTS = """
json math Path NAME MADE_WITH HERE THREADS DEVICE DTYPE EPOCHS STEPS RECIPE CHANGES ORDER_SEED
DROPOUT_SEED Tally batches batch_sizes laid_out flattened evaluate loss_of penalised counted optimizer_of
changed samples_of tensor main save network scores loss losses history optimizer recipe order sizes step
epoch tally train held validation values weights generator start each name finite load parameters rows
counts figures found total told first named changes now text state part path prefix samples
rate rate_at done part warm warming again index every together balanced
OTHERS COUNTS optimizers optimizers_of hand_over each_of all_of
augmented strengths partner other AUGMENTATION_SEED displaced tilted zoomed cropped flipped flipped_down
brightened noisy erased delayed louder amplified hissing masked dropped stretched partners blended
CURVES KEPT kept watched best best_epoch started time copied epochs_without_gain averages follow take
FACTORS factors factors_of share times reached reaching weights_of
"""
OF_SCRIPTS = tuple(_OF_SCRIPTS.split())


@dataclass(frozen=True)
class Aim:
    """One goal: the names of its scores and targets, and what compares them."""

    node: str
    rule: GoalRule
    params: Params
    field: Field
    scores: str
    target: str
    loss: str
    source: str = ""  # the feed that is the target; "": a field of the data is
    mask: str = ""  # what says which targets count: a feed, or a field of the data
    judged: str = ""  # that field of the data


@dataclass
class NetworkText:
    """The classes, and the names that the rest of the script goes by."""

    name: str
    lines: list[CodeLine]
    fields: list[tuple[str, str]]  # of the data that go in, with their names here
    feeds: list[str]  # what `forward` takes
    beside: list[str]  # what `prepare` gives further, for goals alone
    pictures: list[str]  # feeds that are pictures
    sources: dict[str, str]  # the feed that each source brings, by the source's id
    aims: list[Aim]
    classes: Classes
    names: FreeNames
    functions: set[str] = field(default_factory=set)
    gathered: bool = False  # weights stand in another order in its classes than in the run

    @property
    def prepared(self) -> list[str]:
        """Return all that `prepare` gives."""
        return [*self.feeds, *self.beside]


def answer(aim: Aim) -> Written:
    """Return what makes answers of a goal's scores."""
    finish, scores = aim.rule.finish, Written(aim.scores)
    if finish is None:
        return scores
    return written(finish, [scores]) or Written(f"{constructor(finish)}({aim.scores})")


def network_text(known: Derived) -> NetworkText:
    """Return a network as classes; raise PlaygroundError for one that a script cannot hold."""
    drawn = blueprint(known)
    found = gathered(drawn)
    before, after = ([*dict.fromkeys(call.name for call in each.calls)] for each in (drawn, found))
    return replace(_Writer(known, found).text(), gathered=before != after)


class _Writer:
    def __init__(self, known: Derived, drawn: Blueprint) -> None:
        self.known, self.drawn, self.project = known, drawn, known.project
        brought = set(known.graph.of_role(Role.SOURCE))
        self.sources = [call for call in drawn.calls if call.block in brought]
        self.layers = [call for call in drawn.calls if call.block not in brought]
        self.names = FreeNames((*OF_SCRIPTS, *IMPORTED))
        self.class_names = FreeNames((*OF_SCRIPTS, "main", *carried_names()))
        self.labels: dict[str, str] = {}
        self.slots = self._fed()
        self.beside = self._asked_for()
        self.called = {slot: self.names.take(self._slot_name(slot)) for slot in (*self.slots, *self.beside)}

    def text(self) -> NetworkText:
        """Return the whole."""
        tables, calls = self.drawn.tables, {call.name: call for call in self.layers}
        classes = Classes(self._base, self._title, self.drawn.frozen, self.class_names, tables, calls)
        ends = [slot for _, slot in self.drawn.exits]
        scope = scope_of(self.layers, ends, tables)
        name = self.class_names.take(class_name(self.project.name))
        insides = ClassBody(classes, "")
        for call in self.sources:
            insides.add((call,))
        insides.fill(scope)
        forward = ForwardBody(scope, insides.attributes, self._base, self.called, ends)
        lines = forward.lines()
        aims = self._aims()
        parts = [
            insides.lines(),
            self._prepare(insides, classes),
            [*defined("forward", [self.called[slot] for slot in self.slots], "Return raw scores."), *lines],
            self._predict(aims, classes),
        ]  # fmt: skip
        classes.functions |= forward.functions
        whole = [CodeLine(f"class {name}(nn.Module):"), *body(f'"""{self._summary()}"""', 1), CodeLine(),
                 *separated(parts, 1)]  # fmt: skip
        fields = [(name, self._field_name(name)) for name, _ in self.drawn.entries]
        feeds, beside = ([self.called[slot] for slot in each] for each in (self.slots, self.beside))
        return NetworkText(name, separated([*classes.lines(), whole], 2), fields, feeds, beside,
                           self._pictures(), self._brought(), aims, classes, self.names)  # fmt: skip

    def _brought(self) -> dict[str, str]:
        return {call.block: self.called[call.writes] for call in self.sources if call.writes in self.slots}

    def _fed(self) -> list[int]:
        """Return the slots that are filled before the first layer and read from then on."""
        made = {slot for call in self.layers for slot in written_by(call)}
        read = {slot for call in self.layers for slot in call.reads} | {slot for _, slot in self.drawn.exits}
        return sorted(read - made - {NOTHING})

    def _asked_for(self) -> list[int]:
        """Return what goals alone read: what they aim at, what says which targets count."""
        given = {slot for call in self.sources for slot in written_by(call)}
        asked = {slot for slot in self.drawn.masks.values() if slot in given}
        asked |= {self._slot_of(source) for goal, _ in self.drawn.exits if (source := self._aimed(goal))}
        return sorted(asked - set(self.slots))

    def _aimed(self, goal: str) -> str:
        """Return the source that a goal aims at; "" where it aims at a field of its own."""
        spec = self.project.spec_of(goal)
        return source_before(self.project, goal) if spec is not None and spec.field == SAME else ""

    def _slot_of(self, source: str) -> int:
        return next(call.writes for call in self.sources if call.block == source and call.last)

    def _slot_name(self, slot: int) -> str:
        call = next(call for call in self.sources if slot in written_by(call))
        spec = self.project.spec_of(call.block)
        assert spec is not None  # the blueprint holds known kinds alone
        port = spec.outputs[slot - call.writes].name
        base = self._base(call.block)
        return base if slot == call.writes else f"{base}_{identifier(port)}"

    def _pictures(self) -> list[str]:
        found = []
        for call in self.sources:
            shapes: list[Shape] = list(self.known.inference.outputs[call.block].values())
            found += [self.called[slot] for slot, shape in zip(written_by(call), shapes, strict=False)
                      if slot in self.called and shape.rank == 3]  # fmt: skip
        return found

    def _prepare(self, insides: ClassBody, classes: Classes) -> list[CodeLine]:
        """Write what the sources do: once for all samples, before training."""
        slots = {slot: Written(self._field_name(name)) for name, slot in self.drawn.entries}
        lines: list[CodeLine] = []
        for call in self.sources:
            given = [slots[slot] for slot in call.reads]
            made = written(call.call, given)
            made = made or Written(
                f"self.{insides.attributes[call.name]}({', '.join(each.text for each in given)})"
            )
            targets = [self.called.get(slot, "_") for slot in written_by(call)]
            slots |= {slot: Written(name) for slot, name in zip(written_by(call), targets, strict=True)}
            lines += statement(f"{', '.join(targets)} = {made.text}", 2, (call.block,), runs=True)
        returned = ", ".join(self.called[slot] for slot in (*self.slots, *self.beside))
        if len(lines) == 1 and lines[0].text.strip().startswith(f"{returned} = "):
            value = lines[0].text.strip().removeprefix(f"{returned} = ")
            lines = statement(f"return {value}", 2, lines[0].blocks, runs=True)
        else:
            lines += statement(f"return {returned}", 2)
        inputs = [self._field_name(name) for name, _ in self.drawn.entries]
        return [*defined("prepare", inputs, "Return what `forward` takes; once for all samples."), *lines]

    def _predict(self, aims: Sequence[Aim], classes: Classes) -> list[CodeLine]:
        inputs = [self._field_name(name) for name, _ in self.drawn.entries]
        prepared = f"self.prepare({', '.join(inputs)})"
        star = "*" if len(self.slots) + len(self.beside) > 1 else ""
        cut = f"[:{len(self.slots)}]" if self.beside else ""
        scores = ", ".join(aim.scores if aim.rule.answers else "_" for aim in aims)
        lines = statement(f"{scores} = self({star}{prepared}{cut})", 2)
        answers = [answer(aim) for aim in aims if aim.rule.answers]
        for made in answers:
            classes.functions |= made.functions
        lines += statement(f"return {', '.join(made.text for made in answers)}", 2)
        return [*defined("predict", inputs, "Return what is answered to raw values."), *lines]

    def _aims(self) -> list[Aim]:
        found, several = [], len(self.drawn.exits) > 1
        given = {slot for call in self.sources for slot in written_by(call)}
        for goal, _ in self.drawn.exits:
            spec, node = self.project.spec_of(goal), self.project.network.nodes[goal]
            target = target_of(self.project, goal, self.known.fields)
            assert spec is not None and spec.goal is not None and target is not None  # it could be drawn up
            if spec.goal.made:
                raise PlaygroundError(Text("A script cannot make the targets of {goal} yet: export to ONNX.",
                                           goal=self.project.label_of(goal)))  # fmt: skip
            source, mask = self._aimed(goal), self.drawn.masks.get(goal, NOTHING)
            wanted = self.names.take("target" if source else identifier(target.name))
            judged = spec.goal.judged if spec.goal.judged in self.known.fields.fields else ""
            told = self.names.take("judged") if judged else ""
            found.append(Aim(
                goal, spec.goal, spec.params_of(node.params), target,
                self.names.take(f"{wanted}_scores" if several else "predicted"), wanted,
                self.names.take(f"{wanted}_loss" if several else "criterion"),
                self.called[self._slot_of(source)] if source else "",
                told or (self.called[mask] if mask in given else ""), judged,
            ))  # fmt: skip
        return found

    def _summary(self) -> str:
        """Return what goes in and what comes out, in sizes."""
        into = " and ".join(" × ".join(map(str, self.known.fields.fields[name].sizes)) or "1"
                            for name, _ in self.drawn.entries)  # fmt: skip
        out = " and ".join(" × ".join(map(str, self._arriving(goal))) for goal, _ in self.drawn.exits)
        return f"From {into} to {out} numbers.".replace("×", "x")

    def _arriving(self, goal: str) -> tuple[int, ...]:
        """Return the sizes of a sample's scores."""
        spec, sizes = self.project.spec_of(goal), self.known.inference.inputs[goal]["in"].sizes
        return spec.goal.arriving(sizes) if spec is not None and spec.goal is not None else sizes

    def _field_name(self, name: str) -> str:
        return identifier(name, "field") if len(self.sources) == 1 else f"raw_{identifier(name)}"

    def _base(self, drawn: str) -> str:
        """Return how the name of a block begins: its own where a person gave one, else its id."""
        node = self._node(drawn)
        return identifier(node or BlockPath.of(drawn).own)

    def _title(self, drawn: str) -> str:
        return self._node(drawn) or BlockPath.of(drawn).own.replace("_", " ").title()

    def _node(self, drawn: str) -> str:
        """Return the label that a person gave a block; "" where there is none."""
        if drawn not in self.labels:
            self.labels[drawn] = self._label(drawn)
        return self.labels[drawn]

    def _label(self, drawn: str) -> str:
        network, node = self.project.network, None
        for own in BlockPath.of(drawn).ids:
            node = network.nodes.get(own)
            if node is None:
                return ""
            inside = self.project.blocks.network_of(node)
            network = inside if inside is not None else network
        return node.label if node is not None else ""
