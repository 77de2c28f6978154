"""The classes of a network: one for the whole, one for each group, equal ones written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from playground.core.blocks.calls import LAYER
from playground.core.export.script.expressions import RULES, constructor
from playground.core.export.script.forward import ForwardBody
from playground.core.export.script.lines import CodeLine, body, statement
from playground.core.export.script.names import OF_MODULES, FreeNames, class_name
from playground.core.export.script.scopes import BlockCalls, ClassScope, GroupCalls
from playground.core.model.blueprint import Planned
from playground.core.network.block_path import BlockPath


@dataclass
class Classes:
    """The classes written so far, and what they need."""

    base: Callable[[str], str]  # of the id of a block or group as drawn: how its name begins
    title: Callable[[str], str]  # of a group: what its class is called
    frozen: frozenset[str]
    names: FreeNames
    tables: Mapping[str, str]  # modules that have another one's weight
    calls: Mapping[str, Planned]  # by the module that is called
    paths: dict[str, str] = field(
        default_factory=dict
    )  # of modules: where they stand in the script's network
    functions: set[str] = field(default_factory=set)
    own: dict[str, None] = field(default_factory=dict)  # our modules in use, in the order of their use
    made: dict[str, tuple[str, list[CodeLine]]] = field(default_factory=dict)  # by what stands in the class

    def of_repeats(self, group: GroupCalls, prefix: str) -> list[str]:
        """Write the classes of all repeats of a group; those of the same calls have one, and are quick."""
        first, depth = group.rounds[0], len(group.path.ids)
        name, form = self.of_group(group, first, f"{prefix}0."), first.form(depth, self.frozen)
        found = [name]
        for number, each in enumerate(group.rounds[1:], 1):
            here = f"{prefix}{number}."
            if each.form(depth, self.frozen) != form:
                found.append(self.of_group(group, each, here))
                continue
            found.append(name)
            for one, same in zip(first.calls, each.calls, strict=True):
                if one.name in self.paths:
                    self.paths.setdefault(same.name, here + self.paths[one.name].removeprefix(f"{prefix}0."))
        return found

    def of_group(self, group: GroupCalls, scope: ClassScope, prefix: str) -> str:
        """Write the class of one repeat of a group, if there is none like it, and return its name."""
        insides = ClassBody(self, prefix)
        insides.fill(scope)
        forward = ForwardBody(scope, insides.attributes, self.base, {}, scope.outputs)
        head = defined("forward", forward.inputs, "Return what leaves the group.")
        lines = [*insides.lines(), CodeLine(), *head, *forward.lines()]
        self.functions |= forward.functions
        key = "\n".join(line.text for line in lines)
        if key not in self.made:
            self.made[key] = (self.names.take(class_name(self.title(str(group.path)), "Group")), lines)
        else:
            name, before = self.made[key]
            self.made[key] = (name, [_both(*pair) for pair in zip(before, lines, strict=True)])
        return self.made[key][0]

    def lines(self) -> list[list[CodeLine]]:
        """Return the classes of groups, those in others first."""
        doc = "A group of layers."
        return [[CodeLine(f"class {name}(nn.Module):"), *body(f'"""{doc}"""', 1), CodeLine(), *lines]
                for name, lines in self.made.values()]  # fmt: skip


class ClassBody:
    """What one class holds: its layers and groups as attributes."""

    def __init__(self, classes: Classes, prefix: str) -> None:
        self._classes, self._prefix = classes, prefix
        self._names = FreeNames(OF_MODULES)
        self.attributes: dict[str, str] = {}  # of modules by name, of groups by path
        self._copies: dict[frozenset[str], str] = {}  # groups by what they hold
        self._made: list[CodeLine] = []
        self._frozen: list[str] = []
        self._eval: list[str] = []  # layers that are always as when judged

    def fill(self, scope: ClassScope) -> None:
        """Add all blocks and groups of a stretch of calls."""
        for item in scope.items:
            if isinstance(item, BlockCalls):
                self.add(item.calls)
            else:
                self._add_group(item)

    def add(self, calls: Sequence[Planned]) -> None:
        """Add the layers of a block."""
        base = ""
        for call in calls:
            if call.name in self.attributes or written_alone(call):
                continue
            table = self._classes.tables.get(call.name, "")
            if table:
                self.add((self._classes.calls[table],))  # first, as in our own: its weight has its name
            path, part = BlockPath.of_module(call.name)
            drawn = str(BlockPath.of(call.block).drawn)
            base = base or self._names.take(self._classes.base(drawn))
            name = base if part == LAYER else self._names.take(f"{base}_{part}")
            self.attributes[call.name] = name
            self._classes.paths.setdefault(call.name, self._prefix + name)
            self._keep(call)
            self._made += statement(f"self.{name} = {constructor(call.call)}", 2, (drawn,))
            if table:
                taken = f"self.{name}.weight = self.{self.attributes[table]}.weight"
                self._made += statement(taken, 2, (drawn,))
            if call.name in self._classes.frozen:
                self._freeze(call, name, bool(table))

    def _freeze(self, call: Planned, name: str, has_table: bool) -> None:
        """Note what does not learn: of a layer with another one's weight its bias alone."""
        self._eval.append(name)
        if not has_table:
            self._frozen.append(name)
        elif call.call.kwargs.get("bias", True):
            self._frozen.append(f"{name}.bias")

    def _keep(self, call: Planned) -> None:
        house, _, name = call.call.target.partition(".")
        if house == "modules":
            self._classes.own[name] = None

    def _add_group(self, group: GroupCalls) -> None:
        drawn = str(group.path)
        held = frozenset[str]().union(*(each.modules for each in group.rounds))
        if held in self._copies:  # a linked copy: called again
            self.attributes[drawn] = self._copies[held]
            self._written(group, f"{self._prefix}{self._copies[held]}.")  # whose lines these are, too
            return
        name = self._copies[held] = self.attributes[drawn] = self._names.take(self._classes.base(drawn))
        made = self._written(group, f"{self._prefix}{name}.")
        self._made += statement(f"self.{name} = {made}", 2, (drawn,))

    def _written(self, group: GroupCalls, here: str) -> str:
        """Write the classes of a group, and return what makes it."""
        count = len(group.rounds)
        if count == 1 or group.shared:
            return f"{self._classes.of_group(group, group.rounds[0], here)}()"
        kinds = self._classes.of_repeats(group, here)
        listed = f"[{', '.join(f'{kind}()' for kind in kinds)}]"
        alike = len(set(kinds)) == 1
        return f"nn.ModuleList({f'{kinds[0]}() for _ in range({count})' if alike else listed})"

    def lines(self) -> list[CodeLine]:
        """Return what makes the layers, and what keeps those still that do not learn."""
        lines = [*body("def __init__(self):\n    super().__init__()", 1), *self._made]
        for name in self._frozen:
            lines += statement(f"self.{name}.requires_grad_(False)", 2)
        if self._eval:
            still = [f"self.{name}.eval()" for name in self._eval]
            lines += [CodeLine(), *body(TRAIN, 1), *(line for each in still for line in statement(each, 2)),
                      *body("return self", 2)]  # fmt: skip
        return lines


TRAIN = '''
def train(self, mode=True):
    """Switch to training or judging; what is frozen stays as it is when judged."""
    super().train(mode)
'''


def written_alone(call: Planned) -> bool:
    """Say whether a call needs no layer: it is written as an expression."""
    return call.call.target in RULES


def defined(name: str, inputs: Sequence[str], doc: str) -> list[CodeLine]:
    """Return the head of a method."""
    return [*statement(f"def {name}({', '.join(('self', *inputs))}):", 1), *body(f'"""{doc}"""', 2)]


def _both(one: CodeLine, other: CodeLine) -> CodeLine:
    return replace(one, blocks=tuple(dict.fromkeys((*one.blocks, *other.blocks))))
