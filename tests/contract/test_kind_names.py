"""Facts of a kind stand on the kind: no module elsewhere decides by the name of a kind or of its call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from parsed_sources import parsed
from playground.core.blocks.spec import Role
from playground.core.builtin import CATALOGUE
from playground.core.export.script.expressions import RULES

PACKAGE = Path(__file__).resolve().parents[2] / "playground"
CALLS = ("nn.", "modules.")
LOOKING_UP = ("startswith", "endswith", "removeprefix", "get", "find")
# A source's id is its field's name too, and what it brings is a matter of the data.
KINDS = {spec.id for spec in CATALOGUE.blocks if spec.role is not Role.SOURCE}
LISTING = ast.Assign | ast.AnnAssign | ast.MatchValue
LISTED = ast.Tuple | ast.List | ast.Constant
SAME_WORD = {
    "core/checks/advice.py": {"activation"},  # a parameter
    "core/checks/axes.py": {"activation"},
    "core/checks/fixes.py": {"activation"},
    "core/checks/scores.py": {"activation"},
    "core/views/arithmetic.py": {"dense"},  # a way of taking a number apart, which a kind names
    "core/views/unit_at_work.py": {"dense", "activation", "formula"},
    "core/data/vocabulary.py": {"film"},  # a word of reviews
    "core/data/fields.py": {"noise"},  # a way in which pictures are damaged
    "core/importing/layers.py": {"activation"},
    "core/importing/proposing.py": {"group"},  # a use of a column
    "gui/own/type_words.py": {"group"},
    "core/export/script/gathering.py": {"dropout"},  # a setting of PyTorch's layers
    "gui/canvas/lanes.py": {"group"},  # what a lane is kept free for
    "cli/own_data.py": {"classify", "split"},  # a task, a field
    "gui/canvas/actions.py": {"add"},  # what was clicked
    "gui/canvas/pointer.py": {"add"},
    "gui/canvas/bodies/features.py": {"add"},
    "gui/canvas/bodies/choose.py": {"group"},  # a body
    "gui/canvas/outline.py": {"activation"},  # a colour of the theme
    "core/export/script/constants.py": {"average"},  # a field of the recipe
    "core/export/script/printed.py": {"average"},
    "app/data_edits.py": {"split"},  # a field of the data's choice
    "cli/new_command.py": {"split"},
    "core/catalogue/own_splits.py": {"group"},  # a way to split
    "gui/own/pictures_body.py": {"pairs"},  # alike pictures
    "gui/theme/tokens.py": {"activation"},  # a tint
    "gui/runs/colours.py": {"activation"},
}
MEANT = {
    "core/checks/axes.py": {"flatten"},  # takes out what another fix puts in
    "core/checks/tangles.py": {"add", "concatenate"},  # put in by a fix, as a person would
    "core/layers/modules/sequences.py": {"rnn", "lstm", "gru"},  # which of PyTorch's layers is made
    "core/layers/modules/formulas.py": {"relu", "tanh", "sigmoid"},  # which of PyTorch's functions is called
    "core/export/safetensors_file.py": {"modules."},  # whose source a script has to carry
    "core/export/script/expressions.py": {*RULES, "modules."},  # how people write a layer without weights
    # a line of a script
    "core/export/script/loop.py": {'nn.utils.clip_grad_norm_(parameters, recipe["clip"])'},
    # which goal suits what is to be learned, and the layers of a first network
    "core/catalogue/own_set.py": {"classify", "multi_label"},
    "core/importing/proposing.py": {"classify", "multi_label", "add", "formula"},
    "core/importing/layers.py": {"dense", "formula", "regress", "global_pool", "gru", "over_time",
                                  "embedding", "dropout", "flatten"},
    "core/data/registry.py": {"classify"},  # a data set names the goal that suits it
    # PyTorch's classes that the kernel has arithmetic for: its own vocabulary, no fact of a kind
    "core/training/dense_chain.py": {
        "nn.Linear", "nn.Identity", "nn.Flatten", "nn.ReLU", "nn.LeakyReLU", "nn.Tanh", "nn.Sigmoid",
        "nn.SiLU", "nn.GELU", "nn.ELU", "nn.Softplus", "nn.CrossEntropyLoss", "nn.MSELoss", "nn.L1Loss",
        "nn.HuberLoss", "nn.BCEWithLogitsLoss",
    },
    "gui/window/first_picture.py": {"classify"},  # drawn from the bare file before any kind is loaded
}  # fmt: skip


def names_in(node: ast.AST | None) -> Iterator[str]:
    """Yield the kinds and the calls that an expression names, those in a list or a table too."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        for each in node.elts:
            yield from names_in(each)
    elif isinstance(node, ast.Dict):
        for key in node.keys:
            yield from names_in(key)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and is_name(node.value):
        yield node.value


def is_name(text: str) -> bool:
    return text in KINDS or text.startswith(CALLS)


def decided_by(tree: ast.Module) -> set[str]:
    """Return the names that anything depends on: compared, looked up, matched, or listed in a table."""
    told: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            told += [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            told += node.args if node.func.attr in LOOKING_UP else []
        elif isinstance(node, ast.Dict | ast.Set):
            told.append(node)
        elif isinstance(node, LISTING) and isinstance(node.value, LISTED):
            told.append(node.value)
    return {name for each in told for name in names_in(each)}


def test_no_module_elsewhere_decides_by_the_name_of_a_kind() -> None:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        names = decided_by(parsed(path))
        if names and not place.startswith("core/blocks/"):
            found[place] = names
    known = {place: SAME_WORD.get(place, set()) | MEANT.get(place, set()) for place in SAME_WORD | MEANT}
    assert found == known


def test_such_a_decision_is_found() -> None:
    for text in (
        'if spec.id == "dense": ...', 'if node.kind in ("dropout", "flatten"): ...', 'X = {"conv2d": 1}',
        'X = ("lstm", "gru")', 'call.target.startswith("nn.Conv")', 'X = frozenset({"nn.ReLU"})',
        'BLOCKS.get("dense")', 'match kind:\n    case "add": ...', 'target != "nn.Softmax"',
    ):  # fmt: skip
        assert decided_by(ast.parse(text)), text
    assert not decided_by(ast.parse('rewire.inserted(edge, kind="dense")'))
