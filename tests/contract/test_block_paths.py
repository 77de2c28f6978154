"""Paths of blocks are taken apart and put together by `BlockPath` alone."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from parsed_sources import every_node

PACKAGE = Path(__file__).resolve().parents[2] / "playground"
TRANSLATOR = "core/network/block_path.py"
BETWEEN = {
    "/",
    ":",
    ".",
    "/0/",
    ".0.",
    " › ",
}  # what stands between the parts of a path
CUTS = {"split", "rsplit", "partition", "rpartition", "join", "replace", "count", "find", "index", "rfind"}
ENDS = {"startswith", "endswith", "removeprefix", "removesuffix"}
TENSORS = {".weight", ".bias", ".filters", ".gradient", ".activation"}
# Texts that are no paths of blocks: file names, versions, sentences, names of modules, commands and icons.
OTHERS = {
    "app/kept_sets.py: f'{OWN}:'",  # before the name of a set that is kept
    "app/command.py: self.id.partition('.')",
    "app/kept_words.py: f'{new[:1].upper()}{new[1:]}.'",
    "core/assets.py: '/'.join(parts)",
    "core/blocks/ready/sketch.py: feed.partition('.')",  # a port of a block in a description
    "core/export/exporting.py: spec.run.split(':')",
    "core/export/onnx_facts.py: f'{end.name}.{name}'",  # a name in the file's metadata
    "core/export/reader.py: layer['module'].split('.')",
    "core/export/source_code.py: line.split()[1].split('.')",
    "core/export/script/classes.py: call.call.target.partition('.')",
    "core/export/script/classes.py: f'{prefix}{number}.'",  # attributes in a script
    "core/export/script/classes.py: f'{self._prefix}{name}.'",
    "core/export/script/classes.py: f'{self._prefix}{self._copies[held]}.'",
    "core/export/script/classes.py: f'{name}.bias'",
    "core/export/script/expressions.py: f'{given[0].operand}.{shape(call)}'",
    "core/export/script/goals.py: call.target.partition('.')",
    "core/export/script/goals.py: aim.rule.accumulate.rpartition(':')",
    "core/export/script/of_run.py: f'{part}/{identifier(name)}'",  # a member of a file
    "core/export/script/of_run.py: f'{text.classes.paths[module]}.{tensor}'",
    "core/export/script/printed.py: call.target.partition('.')",
    "core/export/script/constants.py: f'{begins[begin]}.{key.removeprefix(begin)}'",
    "app/row_table.py: f'{known.name}.{place}'",  # a column of a table
    "core/published/network_builder.py: feed.partition('.')",  # a port of a block in a description
    "core/graph/judge.py: f'{edge.source}.{edge.source_port}'",  # a port in a sentence
    "core/graph/judge.py: f'{edge.target}.{edge.target_port}'",
    "core/layers/make.py: target.partition('.')",
    "core/model/initial.py: f'{seed}/{path}'",  # what is hashed
    "core/project/refusing.py: f'{path}.{what}.{param.name}'",  # a place in a file
    "core/registry.py: reference.split(':')",
    "core/files/trail_member.py: f'{_STATE}{waypoint.step}.{key}'",  # around a whole key
    "core/files/trail_member.py: name.removeprefix(_STATE).partition('.')",
    "core/training/working_group.py: f'{slot}.{key}'",
    "core/training/hardware.py: line.partition(':')",
    "gui/window/run_words.py: f'{device(workspace)}.'",  # a sentence
    "gui/dialogs/entries.py: self.title.partition(':')",
    "gui/screen.py: os.environ.get('QT_QPA_PLATFORM', '').partition(':')",
    "gui/theme/icons.py: name.partition(':')",
    "gui/window/statusbar.py: '.'.join(version(package).split('+')[0].split('.')[:2])",
    "gui/window/statusbar.py: version(package).split('+')[0].split('.')",
}


def by_hand(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield what handles text as paths are spelled: cuts at their marks, and texts put together with them."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            texts = [node.func.value, *node.args]
            marks = {each.value for each in texts if isinstance(each, ast.Constant)}
            if node.func.attr in CUTS and marks & BETWEEN:
                yield ast.unparse(node)
            if node.func.attr in ENDS and (marks & TENSORS or any(map(is_spelled, texts))):
                yield ast.unparse(node)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            if isinstance(node.left, ast.Constant) and node.left.value in BETWEEN - {"."}:
                yield ast.unparse(node)
        elif is_spelled(node):
            yield ast.unparse(node)


def is_spelled(node: ast.AST) -> bool:
    """Say whether a text is put together like a path: "{group}/{block}", "{block}.weight"."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        ends = {each.value for each in (node.left, node.right) if isinstance(each, ast.Constant)}
        return bool(ends & (BETWEEN - {"."}))
    if not isinstance(node, ast.JoinedStr) or not isinstance(node.values[0], ast.FormattedValue):
        return False
    marks = {each.value for each in node.values if isinstance(each, ast.Constant)}
    return bool(marks) and marks <= BETWEEN | TENSORS


# Where names of somebody's files, numbers and times of day are taken apart: no block has a path there.
FILES = ("core/importing/", "core/files/held_", "core/files/file_names", "core/files/own_files")


@cache
def found() -> set[str]:
    files = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    assert TRANSLATOR in files
    return {
        f"{name}: {text}"
        for name, path in files.items()
        if name != TRANSLATOR and not name.startswith(FILES)
        for text in by_hand(every_node(path))
    }


def test_no_path_of_a_block_is_handled_by_hand() -> None:
    assert sorted(found() - OTHERS) == []


def test_all_exceptions_are_still_there() -> None:
    assert sorted(OTHERS - found()) == []


def test_the_ways_of_old_are_seen() -> None:
    old = {
        'parts = node.split("/")',
        'key.split(".", 1)[0]',
        'step.name.partition(":")',
        'group, slash, _ = node.rpartition("/")',
        '"/".join(parts[::2])',
        'self.prefix + node.replace("/", "/0/")',
        'node_id.count("/")',
        'each.startswith(f"{node}/")',
        'nodes[f"{group_id}/{node_id}"] = node',
        'first = f"{group}/0/"',
        '[node for node in known if "/" not in node]',
        'key = f"{shown.key(node)}.weight"',
        'pulls.get(f"{key}.gradient")',
        'module = f"{node}:{part}"',
        'key.removesuffix(".weight")',
        'path = group + "/" + node',
    }
    assert [line for line in sorted(old) if not list(by_hand(ast.walk(ast.parse(line))))] == []
