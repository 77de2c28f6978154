"""The network as code, live: what an export would write, line by line with the blocks they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.app.texts import tr
from playground.app.workspace import Workspace
from playground.core.blocks.shapes import Shape
from playground.core.checks.analysis import Analysis
from playground.core.errors import PlaygroundError
from playground.core.export.script.lines import CodeLine
from playground.core.network.block_path import BlockPath, lies_in
from playground.core.network.nesting import leads


@dataclass(frozen=True)
class CodeText:
    """Lines of code, or why there are none; `words` say what they are worth."""

    lines: tuple[CodeLine, ...] = ()
    words: str = ""
    sound: bool = False
    shapes: tuple[str, ...] = ()  # of what each line gives, "" where it gives nothing

    @property
    def text(self) -> str:
        """Return the lines as one text."""
        return "\n".join(line.text for line in self.lines)


def code_of(workspace: Workspace, whole: bool) -> CodeText:
    """Return the classes of the network as it is drawn, or the whole script that trains it."""
    known = workspace.checks.analysis
    if not workspace.torch_ready or not known.shaped:
        return CodeText(words=tr("The code appears when PyTorch has loaded."))
    blocker = workspace.checks.blocker
    if blocker is not None:
        return CodeText(words=tr("No code yet: {why}").format(why=tr(blocker.message)))
    try:
        lines = _script(known) if whole else _network(known)
    except PlaygroundError as refusal:
        return CodeText(words=tr(refusal.message))
    words = tr("Printed from what trains. Export writes it with data and weights.")
    return CodeText(lines, words, True, tuple(_shape(known, line) for line in lines))


def _network(known: Analysis) -> tuple[CodeLine, ...]:
    from playground.core.export.script.network import network_text

    return tuple(network_text(known).lines)


def _script(known: Analysis) -> tuple[CodeLine, ...]:
    """Return the script of a run that would begin now."""
    from playground.core.export.script.printed import printed_of_project
    from playground.core.export.script.script import script_of_run
    from playground.core.training.hardware import detect

    return script_of_run(printed_of_project(known, detect())).lines


def _shape(known: Analysis, line: CodeLine) -> str:
    """Return the shape of what a line of the forward pass gives."""
    if not line.runs or not line.blocks:
        return ""
    node, path = line.blocks[0], BlockPath.of(line.blocks[0])
    found = known.inference.outputs.get(str(path.first) if path.groups else node)
    shape = next(iter(found.values())) if found else _given(known, node)
    return "×".join(map(str, shape.sizes)) if shape is not None else ""


def _given(known: Analysis, group: str) -> Shape | None:
    """Return the shape of what a group gives: that of the block in it whose output it is."""
    source, port = known.flat.gives.get((group, "out"), ("", ""))
    return known.inference.outputs.get(source, {}).get(port)


def marked(workspace: Workspace, lines: Iterable[CodeLine]) -> frozenset[int]:
    """Return the numbers of the lines that stand for selected blocks, or for what is in selected groups."""
    here = BlockPath("", workspace.scope.path)
    chosen = [here.id_of(each) for each in workspace.selection]
    return frozenset(
        number for number, line in enumerate(lines)
        if any(lies_in(block, each) for block in line.blocks for each in chosen)
    )  # fmt: skip


def show_block_of(workspace: Workspace, line: CodeLine) -> None:
    """Select the block of a line and bring it to the middle; open the group it lies in where it must."""
    for drawn in line.blocks[:1]:
        path = BlockPath.of(drawn)
        here = BlockPath("", workspace.scope.path).id_of("")
        if drawn.startswith(here) and drawn.removeprefix(here) in workspace.here.network.nodes:
            workspace.window.show_block(drawn.removeprefix(here))
            return
        groups = path.groups
        while groups and not leads(workspace.project.network, groups):  # a kind made of others is one block
            path, groups = BlockPath(groups[-1], groups[:-1]), groups[:-1]
        workspace.scope.show(groups)
        if path.own in workspace.here.network.nodes:
            workspace.window.show_block(path.own)
