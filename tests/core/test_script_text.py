"""The text of exported scripts: laid out as ruff would, with no name of a project among its code."""

from __future__ import annotations

import ast
import difflib
import operator
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn

import carried_sources
from carried_sources import formatted
from playground.core.blocks.activations import ACTIVATIONS
from playground.core.blocks.calls import Call
from playground.core.blocks.formula_grammar import parsed
from playground.core.builtin import CATALOGUE
from playground.core.checks.analysis import analyse
from playground.core.data.prepared import fields_of
from playground.core.errors import PlaygroundError
from playground.core.export.script import expressions, names
from playground.core.export.script import printed as printed_module
from playground.core.export.script.expressions import Written, written
from playground.core.export.script.lines import literal, statement
from playground.core.export.script.printed import FOLLOWED, Printed
from playground.core.export.script.script import Script, script_of_run
from playground.core.layers.make import make
from playground.core.network.values import Edge, Network, Node
from playground.core.project.optimizers import OPTIMIZERS
from playground.core.project.templates import IDS, template
from playground.core.project.values import DataChoice, Project, Recipe
from playground.core.training.hardware import Device, Hardware, compute_exactly
from playground.core.training.plan import plan

GOLDEN = Path(__file__).parents[1] / "golden" / "scripts"
WRITE = "PLAYGROUND_WRITE_GOLDEN"  # set it to write the golden scripts anew
HERE = Hardware(2, (Device("cpu", "CPU"),))


def printed(project: Project) -> Script:
    known = analyse(project, fields_of(project))
    facts = Printed(known, plan(known, HERE), judged=50, order_seed=1, dropout_seed=2)
    return script_of_run(facts)


@cache
def of_template(name: str) -> Script:
    return printed(template(name, CATALOGUE).open())


@pytest.mark.parametrize("name", IDS)
def test_the_script_of_a_template_is_as_it_was(name: str) -> None:
    path, text = GOLDEN / f"{name}.txt", of_template(name).text
    if os.environ.get(WRITE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    assert "".join(difflib.unified_diff(before.splitlines(True), text.splitlines(True))) == ""


def test_scripts_are_laid_out_as_ruff_would_and_have_no_fault_it_knows(tmp_path: Path) -> None:
    for name in IDS:
        (tmp_path / f"{name}.py").write_text(of_template(name).text, encoding="utf-8")
    for words in (["format", "--diff"], ["check"]):
        command = [sys.executable, "-m", "ruff", *words, "--isolated", "--no-cache", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def labelled(label: str, activation: str = "relu") -> Project:
    """Return a project with a skip over a block of such a name, which is the project's too."""
    nodes = {
        "points": Node("points"), "first": Node("dense", {"units": 4, "activation": activation}, label=label),
        "second": Node("dense", {"units": 4}), "add": Node("add"),
        "last": Node("dense", {"units": 2, "activation": "linear"}), "classify": Node("classify"),
    }  # fmt: skip
    wires = ("points first in", "first second in", "first add in", "second add in_2", "add last in",
             "last classify in")  # fmt: skip
    edges = tuple(Edge(source, "out", target, port) for source, target, port in map(str.split, wires))
    return Project(label, Network(nodes, edges), DataChoice("moons"), catalogue=CATALOGUE)


@pytest.mark.parametrize("name", sorted(expressions.IMPORTED))
def test_no_value_hides_the_function_that_is_called(name: str) -> None:
    tree = ast.parse(printed(labelled(name)).text)
    forward = next(
        each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name == "forward"
    )
    assigned = {
        each.id
        for each in ast.walk(forward)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    assert not assigned & expressions.IMPORTED and f"{name}_2" in assigned


@pytest.mark.parametrize(
    "name",
    ["Class metrics", "Metrics", "Point features", "Tally", "Mapping", "ABC", "CELLS", "Optional tensor"],
)
def test_no_class_hides_one_that_a_script_carries_or_imports(name: str) -> None:
    script = printed(labelled(name))
    defined = [each.name for each in ast.parse(script.text).body if isinstance(each, ast.ClassDef)]
    assert len(defined) == len(set(defined)) and script.network.name.endswith("_2")


def test_scripts_carry_our_layers_as_they_are() -> None:
    assert carried_sources.KEPT.read_text(encoding="utf-8") == carried_sources.sources()


def test_no_script_says_whose_it_is() -> None:
    assert not [name for name in IDS if "playground" in of_template(name).text.lower()]


WICKED = 'x"""\nimport os\nos.system("true")\n"""\'\\'


def test_names_of_a_project_are_never_code() -> None:
    project = template("resnet-small", CATALOGUE).open()
    nodes = {name: replace(node, label=f"{WICKED} {name}") for name, node in project.network.nodes.items()}
    named = replace(project, name=WICKED, network=Network(nodes, project.network.edges))
    script = printed(named)
    tree = ast.parse(script.text)
    modules = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    assert modules == {"json", "math", "numpy", "torch"}
    strings = [each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    assert strings.count(WICKED) == 1  # as a value, and nowhere else
    assert formatted(script.text) == script.text


@pytest.mark.parametrize(
    ("text", "name"),
    [("Conv 2D", "conv_2d"), ("Höhe (cm)", "hohe_cm"), ("98 layers", "block_98_layers"),
     ("", "block"), ("№✓", "no"), ("__init__", "init"), ("a" * 99, "a" * 40)],
)  # fmt: skip
def test_labels_become_names(text: str, name: str) -> None:
    assert names.identifier(text) == name and names.is_safe(name)


def test_names_that_python_or_pytorch_have_are_not_given_twice() -> None:
    own = {name for name in dir(nn.Module()) if not name.startswith("_")}
    assert own <= names.OF_MODULES
    given = names.FreeNames(names.OF_MODULES)
    assert [given.take(name) for name in ("train", "class", "print", "dense", "dense")] == [
        "train_2", "class_2", "print_2", "dense", "dense_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value",
    ["plain", 'a"b', "a'b", "a'b\"c", "\\", "\n\t\x00", "é✓\U0001f600", "\ud800", (1,), (), [1.5, True, None],
     {"a": ("b", 1e-9)}],
)  # fmt: skip
def test_values_are_written_so_that_they_are_read_again(value: object) -> None:
    text = f"value = {literal(value)}\n"
    assert ast.literal_eval(literal(value)) == value
    if "\ud800" not in text:
        assert formatted(text) == text


def test_what_is_no_value_is_not_written() -> None:
    with pytest.raises(TypeError, match="no value"):
        literal(object())


GIVEN = {"modules.Add": 3, "modules.Average": 3, "modules.Multiply": 2, "modules.Subtract": 2,
         "modules.Einsum": 2, "modules.Formula": 2,
         "modules.Concatenate": 3}  # fmt: skip
FORMULA = "where(a > 0, a * -2 ** b, max(b, 0.5, a)) - 1"
ARGUMENTS = {"nn.Softmax": Call("nn.Softmax", dim=1), "modules.Concatenate": Call("modules.Concatenate", 1),
             "modules.Affine": Call("modules.Affine", 0.3, -2.0), "modules.Power": Call("modules.Power", 3.0),
             "modules.Clamp": Call("modules.Clamp", -0.5, 1.0),
             "modules.Einsum": Call("modules.Einsum", "Zij,Zkj->Zik"),
             "modules.Formula": Call("modules.Formula", parsed(FORMULA))}  # fmt: skip


ABOVE_ZERO = ("modules.Logarithm", "modules.SquareRoot")


def calls() -> list[Call]:
    """Return a call of every layer that is written as an expression."""
    known = {entry.call.target: entry.call for entry in ACTIVATIONS if entry.call is not None}
    return [ARGUMENTS.get(target) or known.get(target) or Call(target) for target in expressions.RULES]


@pytest.mark.parametrize("call", calls(), ids=str)
def test_an_expression_gives_the_bits_of_its_layer(call: Call) -> None:
    count = GIVEN.get(call.target, 1)
    values = [torch.randn(7, 5, 3, generator=torch.Generator().manual_seed(index)) for index in range(count)]
    if call.target in ABOVE_ZERO:
        values = [each.abs() for each in values]
    texts = [Written(f"values[{index}]") for index in range(count)]
    made = written(call, texts)
    assert made is not None
    known = {name: getattr(nn.functional, name) for name in made.functions}
    tree = ast.parse(made.text, mode="eval")
    found = _value(tree.body, {"values": values, "torch": torch, **known})
    assert torch.equal(found, make(call)(*values))


def _value(node: ast.expr, known: dict[str, object]) -> object:
    """Return the value of an expression of names, calls, lists and arithmetic."""
    import operator

    signs = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
             ast.Pow: operator.pow}  # fmt: skip
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return known[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, known)  # type: ignore[operator]
    if isinstance(node, ast.List):
        return [_value(each, known) for each in node.elts]
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, known), node.attr)
    if isinstance(node, ast.Subscript):
        return _value(node.value, known)[_value(node.slice, known)]  # type: ignore[index]
    if isinstance(node, ast.Compare):
        return _value(node.left, known) > _value(node.comparators[0], known)  # type: ignore[operator]
    if isinstance(node, ast.BinOp):
        return signs[type(node.op)](_value(node.left, known), _value(node.right, known))
    assert isinstance(node, ast.Call)
    named = {each.arg: _value(each.value, known) for each in node.keywords if each.arg}
    return _value(node.func, known)(*(_value(each, known) for each in node.args), **named)  # type: ignore[operator]


def test_long_statements_are_broken_as_ruff_breaks_them() -> None:
    names_of = [f"name_of_a_block_{index}" for index in range(9)]
    texts = (
        f"x = torch.cat([{', '.join(names_of)}], dim=1)",
        f"x = torch.cat([{', '.join(names_of[:3])}], dim=1) + another_name_of_a_block",
        f"return {' + '.join(names_of[:5])}",
        f"self.layer = NameOfALayer(({', '.join(map(str, range(40)))}), scaled=False)",
        f"x, y = self.name_of_a_layer({', '.join(names_of[:4])})",
        f"self.layers = nn.ModuleList([{', '.join(f'Residual{index}()' for index in range(9))}])",
        f"loss = torch.stack([{', '.join(f'2.0 * loss({name}, x)' for name in names_of[:4])}]).sum()",
        f"x = relu(self.name_of_a_block_1(self.pad({names_of[0]}.transpose(1, 2), 20)).transpose(1, 2))",
        f"x = relu({names_of[0]}(self.name_of_a_block_1(self.pad(x.mT))).transpose(1, 2), {names_of[1]})",
        f"x = {names_of[0]}(self.name_of_a_block_1(self.pad(x.mT)), {names_of[1]}).transpose(1, 2, 3)",
        f"x = {names_of[0]}({', '.join(names_of[:5])}).transpose({', '.join(names_of[:5])})",
        f"x = {names_of[0]}({', '.join(names_of[1:4])}).transpose(1, 2).flatten(1)[:, 1:]",
        f"x = relu({names_of[0]}({', '.join(names_of[1:4])}).transpose(1, 2).flatten(1))",
        f"x = torch.cat([{names_of[0]}, (relu({', '.join(names_of[:3])}), 1), [{names_of[1]}] * 12])",
        f"value = {{{', '.join(f'{literal(name)}: {index}' for index, name in enumerate(names_of))}}}",
    )
    lines = "".join(f"{line.text}\n" for text in texts for line in statement(text, 0))
    assert formatted(lines) == lines


def test_a_recipe_that_a_script_cannot_follow_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {each.name for each in fields(Recipe)} >= set(FOLLOWED)
    known = tuple(name for name in FOLLOWED if name != "l1")  # as if nobody had taught it yet
    monkeypatch.setattr(printed_module, "FOLLOWED", known)
    project = template("xor-mlp", CATALOGUE).open()
    assert "RECIPE = {" in printed(project.with_recipe(l1=0.0)).text
    with pytest.raises(PlaygroundError, match=r"A script cannot follow this recipe yet: its L1 .*\."):
        printed(project.with_recipe(l1=0.1))


def test_an_optimizer_without_a_class_of_pytorchs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = replace(OPTIMIZERS.get("sgd"), call=lambda _options: Call("ours.Walk"))
    monkeypatch.setattr(OPTIMIZERS, "get", lambda _id: spec)
    project = template("xor-mlp", CATALOGUE).open()
    with pytest.raises(PlaygroundError, match=r"A script cannot train with SGD yet: .*\."):
        printed(project.with_recipe(optimizer="sgd"))


def test_a_script_of_another_engine_says_how_near_it_comes() -> None:
    known = analyse(project := template("xor-mlp", CATALOGUE).open(), fields_of(project))
    facts = Printed(known, replace(plan(known, HERE), engine="compiled"), 50, 1, 2)
    assert "agree with those recorded to 1e-5" in script_of_run(facts).text[:600]
    assert "bit for bit" in of_template("xor-mlp").text[:600]


def test_a_change_of_a_weight_that_is_not_there_is_refused() -> None:
    known = analyse(project := template("xor-mlp", CATALOGUE).open(), fields_of(project))
    for what in ("nothing.weight[0,1]", "dense.weight", "__import__('os')"):
        change = {"step": 3, "what": what, "from": 0.0, "to": 1.0}
        facts = Printed(known, plan(known, HERE), 50, 1, 2, changes=(change,), steps=9)
        with pytest.raises(PlaygroundError, match="This run's changes are damaged"):
            script_of_run(facts)


def test_a_script_for_a_gpu_computes_as_exactly_as_training_does() -> None:
    gpu = replace(HERE, devices=(*HERE.devices, Device("cuda", "GPU")))
    project = template("digits-cnn", CATALOGUE).open().with_recipe(device="cuda")
    known = analyse(project, fields_of(project))
    facts = Printed(known, plan(known, gpu), judged=50, order_seed=1, dropout_seed=2)
    text = script_of_run(facts).text
    lines = [line.strip().split(" = ") for line in text.splitlines() if "backends.cudnn" in line]
    said = {name.removeprefix("torch."): ast.literal_eval(value) for name, value in lines}
    assert formatted(text) == text and "backends" not in of_template("digits-cnn").text
    assert len(said) == 3 and said == _set_by(said)


def _set_by(names: Iterable[str]) -> dict[str, object]:
    """Return what training itself sets these of PyTorch's to, which are put back."""
    places = {name: operator.attrgetter(name.rpartition(".")[0])(torch) for name in names}
    before = {name: getattr(place, name.rpartition(".")[2]) for name, place in places.items()}
    try:
        for name, place in places.items():
            setattr(place, name.rpartition(".")[2], False if name.endswith("deterministic") else "none")
        compute_exactly("cuda")
        return {name: getattr(place, name.rpartition(".")[2]) for name, place in places.items()}
    finally:
        for name, place in places.items():
            setattr(place, name.rpartition(".")[2], before[name])
