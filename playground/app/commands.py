"""Every command in one table: menu, toolbar, command palette, shortcut sheet and tests read it."""

from __future__ import annotations

from collections.abc import Callable

from playground.app import edits, group_edits, tidying
from playground.app.command import Command
from playground.app.diagnostics import diagnostics
from playground.app.link_commands import LINKS, duplicate
from playground.app.opened_groups import open_group, open_in_place
from playground.app.pointed import PanelPort
from playground.app.run_commands import RUNS
from playground.app.set_commands import SETS
from playground.app.settings import Theme
from playground.app.texts import tr
from playground.app.time_commands import TIME
from playground.app.train_commands import TRAIN, why_no_training
from playground.app.workspace import Workspace
from playground.core.errors import Problem, first_way
from playground.core.views.places import (
    has_judged_samples,
    has_only_pictures,
    has_pixel_marks,
    has_plane,
    has_samples,
    listing,
)

ZOOM_STEP = 1.25
_THEME_WORDS = {
    "system": "The theme follows the system.",
    "dark": "The theme is dark.",
    "light": "The theme is light.",
}


def _selected(workspace: Workspace) -> bool:
    return bool(workspace.selection)


def _nothing_selected(_workspace: Workspace) -> str:
    return tr("Select a block first.")


def _groups(workspace: Workspace) -> list[str]:
    """Return the selected groups, and blocks that are made of others."""
    project, nodes = workspace.here, workspace.here.network.nodes
    chosen = (each for each in workspace.selection if each in nodes)
    return [each for each in chosen if project.blocks.network_of(nodes[each]) is not None]


def _group_selected(workspace: Workspace) -> bool:
    return bool(_groups(workspace))


def _no_group(_workspace: Workspace) -> str:
    return tr("Select a group first.")


def _open_group(workspace: Workspace) -> None:
    open_group(workspace, next(iter(_groups(workspace)), ""))


def _open_text(workspace: Workspace) -> str:
    nodes, groups = workspace.here.network.nodes, _groups(workspace)
    is_open = bool(groups) and all(nodes[each].unfolded for each in groups)
    return tr("Close in place") if is_open else tr("Open in place")


def _canvas_shown(workspace: Workspace) -> bool:
    """Say whether no page about files lies over the canvas; what is being made of a file would be lost."""
    own = workspace.own
    return not (own.page.shown or own.answering.page.shown)


def _why_no_layout(workspace: Workspace) -> str:
    return tr("Go back to the canvas first: Esc leaves this page.")


def _undo_text(workspace: Workspace) -> str:
    label = workspace.own.undo_label if workspace.own.page.shown else workspace.document.undo_label
    return tr("Undo {edit}").format(edit=label) if label else tr("Undo")


def _redo_text(workspace: Workspace) -> str:
    label = workspace.own.redo_label if workspace.own.page.shown else workspace.document.redo_label
    return tr("Redo {edit}").format(edit=label) if label else tr("Redo")


def _can_undo(workspace: Workspace) -> bool:
    if workspace.own.page.shown:
        return bool(workspace.own.undo_label)
    return workspace.window.canvas.in_gesture or bool(workspace.document.undo_label)


def _can_redo(workspace: Workspace) -> bool:
    if workspace.own.page.shown:
        return bool(workspace.own.redo_label)
    return workspace.window.canvas.in_gesture or bool(workspace.document.redo_label)


def _undo(workspace: Workspace) -> None:
    """Take the last edit back; in the middle of a gesture take that back."""
    if workspace.own.page.shown:
        workspace.own.undo()
    elif not workspace.window.canvas.cancel_gesture():
        workspace.editing.undo()


def _redo(workspace: Workspace) -> None:
    if workspace.own.page.shown:
        workspace.own.redo()
    elif not workspace.window.canvas.cancel_gesture():
        workspace.editing.redo()


def next_problem(workspace: Workspace) -> Problem | None:
    """Go to the problem after the one shown last, round and round."""
    problems = workspace.problems
    if not problems:
        return None
    shown = workspace.checks.shown
    index = problems.index(shown) + 1 if shown in problems else 0
    workspace.checks.shown = problem = problems[index % len(problems)]
    if problem.where.node:
        workspace.select(frozenset({problem.where.node}))
    workspace.window.show_problem(problem)
    return problem


def fix_problem(workspace: Workspace) -> None:
    """Take the first way out of the problem shown last, or of the first one that has any."""
    shown = workspace.checks.shown
    candidates = ([shown] if shown in workspace.problems else []) + list(workspace.problems)
    for problem in candidates:
        fix = first_way(problem.fixes) if problem is not None else None
        if fix is not None:
            workspace.editing.apply_fix(fix)
            return


def _theme(theme: Theme, title: str) -> Command:
    def use(workspace: Workspace) -> None:
        workspace.settings.set(theme=theme)
        workspace.say(tr(_THEME_WORDS[theme]))

    return Command(f"view.theme_{theme}", title, use, "sun-moon",
                   checked=lambda workspace: workspace.settings.values.theme == theme)  # fmt: skip


def _misses_data(workspace: Workspace) -> bool:
    return workspace.own.finding.missing is not None


def _fixable(workspace: Workspace) -> bool:
    return any(first_way(problem.fixes) for problem in workspace.problems)


def _deletable(workspace: Workspace) -> bool:
    return bool(workspace.selection) or workspace.pointed.edge is not None


def _delete(workspace: Workspace) -> None:
    """Remove the wire that is meant, else the selected blocks."""
    edge = workspace.pointed.edge
    if edge is not None:
        workspace.apply(edits.disconnect, edge)
    else:
        workspace.apply(edits.delete, workspace.selection)


def _on_wire(workspace: Workspace) -> bool:
    return workspace.pointed.edge is not None


def _insert(workspace: Workspace) -> None:
    edge = workspace.pointed.edge
    assert edge is not None  # the command is held back without one
    workspace.window.offer_blocks(edge)


def _panel(command_id: str, title: str, act: Callable[[PanelPort], object], icon: str,
           in_dock: bool = False) -> Command:  # fmt: skip
    """Return a command about the panel whose menu is open."""

    def run(workspace: Workspace) -> None:
        assert workspace.pointed.panel is not None  # the command is held back without one
        act(workspace.pointed.panel)

    def enabled(workspace: Workspace) -> bool:
        panel = workspace.pointed.panel
        return panel is not None and (panel.in_dock or not in_dock)

    return Command(command_id, title, run, icon, enabled=enabled, why_not=_why_no_panel)


def _why_no_panel(workspace: Workspace) -> str:
    if workspace.pointed.panel is not None:
        return tr("This panel stands behind a tab.")
    if workspace.pointed.tab:
        return tr("This tab always stands here.")
    return tr("Open the menu of a panel first: right-click it, or press its “…”.")


def _select_all(workspace: Workspace) -> None:
    workspace.select(frozenset(workspace.here.network.nodes))


def _tidy(workspace: Workspace) -> None:
    if workspace.apply(tidying.tidy, workspace.selection, workspace.window.canvas.drawn_sizes()):
        workspace.window.canvas.fit_again()


def _has_samples(workspace: Workspace) -> bool:
    return any(known(workspace.project, workspace.fields) for known in (has_samples, has_plane))


def _has_judged(workspace: Workspace) -> bool:
    return has_judged_samples(workspace.project, workspace.fields)


def _list_samples(workspace: Workspace) -> None:
    workspace.window.show_panel(listing(workspace.project, workspace.fields))


def _no_samples(_workspace: Workspace) -> str:
    return tr("Points are looked at all at once.")


def _none_judged(_workspace: Workspace) -> str:
    return tr("Only samples of which something is said one by one are listed.")


def _can_be_drawn(workspace: Workspace) -> bool:
    spec = workspace.project.data_set
    alone = has_only_pictures(workspace.project, workspace.fields)
    return alone and spec is not None and bool(spec.draw)


def _can_export(workspace: Workspace) -> bool:
    """Tell whether there is a network to write: the one drawn, the one trained before, one of the past."""
    drawn = workspace.checks.blocker is None
    trained = bool(workspace.exports.which.changed_since) or workspace.time.is_back
    return workspace.torch_ready and (drawn or trained)


def _export_text(workspace: Workspace) -> str:
    back = workspace.time.words  # "step 420" while somebody looks back
    return tr("Export {step}…").format(step=back) if back else tr("Export…")


FILE = (
    Command("file.new", "New…", lambda w: w.window.show_templates(), "file-plus", "Ctrl+N"),
    Command("file.open", "Open…", lambda w: w.files.open(), "folder-open", "Ctrl+O"),
    Command("file.data", "Open data…", lambda w: w.own.choose(), "table", "Ctrl+Shift+O"),
    Command("file.paste_data", "Paste data", lambda w: w.own.paste(*w.window.copied()), "clipboard-check",
            "Ctrl+V"),
    Command("file.data_folder", "Open a folder of data…", lambda w: w.own.choose_folder(), "images"),
    Command("file.find_data", "Find the data…", lambda w: w.own.finding.find(), "search",
            enabled=_misses_data, why_not=lambda w: tr("All data of this project are there.")),
    Command("file.save", "Save", lambda w: w.files.save(), "save", "Ctrl+S"),
    Command("file.save_as", "Save As…", lambda w: w.files.save_as(), "save", "Ctrl+Shift+S"),
    Command("file.save_template", "Save as template", lambda w: w.files.save_as_template(),
            "layout-template", "Ctrl+Alt+S"),
    Command(
        "file.export", "Export…", lambda w: w.window.show_export(), "download", "Ctrl+E",
        text=_export_text,
        enabled=_can_export, why_not=why_no_training,
    ),
    Command("file.ask", "Ask about a file…", lambda w: w.own.answering.choose(), "file-text", "Ctrl+Shift+A",
            lambda w: not w.own.answering.why_not, lambda w: w.own.answering.why_not),
    Command("file.ask_folder", "Ask about a folder…", lambda w: w.own.answering.choose(folder=True), "images",
            enabled=lambda w: not w.own.answering.why_not, why_not=lambda w: w.own.answering.why_not),
    Command("file.save_answers", "Save the answers…", lambda w: w.own.answering.save(), "download",
            enabled=lambda w: w.own.answering.answers is not None,
            why_not=lambda w: tr("Ask about a file first.")),
    Command("file.quit", "Quit", lambda w: w.window.quit(), "log-out", "Ctrl+Q"),
)  # fmt: skip

EDIT = (
    Command(
        "edit.undo", "Undo", _undo, "undo-2", "Ctrl+Z", text=_undo_text,
        enabled=_can_undo, why_not=lambda w: tr("Nothing to undo."),
    ),
    Command(
        "edit.redo", "Redo", _redo, "redo-2", "Ctrl+Shift+Z", text=_redo_text,
        enabled=_can_redo, why_not=lambda w: tr("Nothing to redo."),
    ),
    Command("edit.settings", "Settings", lambda w: w.window.show_panel("inspector"), "sliders-horizontal",
            enabled=_selected, why_not=_nothing_selected),
    Command("edit.rename", "Rename", lambda w: w.window.rename_block(), "pencil", "F2",
            lambda w: len(w.selection) == 1, lambda w: tr("Select one block first.")),
    Command("edit.insert", "Insert a block…", _insert, "plus", enabled=_on_wire,
            why_not=lambda w: tr("Right-click a wire first.")),
    Command("edit.delete", "Delete", _delete, "trash-2", "Del", _deletable, _nothing_selected),
    Command("edit.duplicate", "Duplicate", duplicate, "copy", "Ctrl+D", _selected, _nothing_selected),
    *LINKS,
    Command("edit.group", "Group", lambda w: w.apply(group_edits.group, w.selection), "group", "Ctrl+G",
            _selected, _nothing_selected),
    Command("edit.ungroup", "Ungroup", lambda w: w.apply(group_edits.ungroup, w.selection), "ungroup",
            "Ctrl+Shift+G", _group_selected, _no_group),
    Command("edit.open_group", "Open group", _open_group, "maximize-2", "Ctrl+Down",
            _group_selected, _no_group),
    Command("edit.open_in_place", "Open in place", lambda w: open_in_place(w, w.selection),
            "unfold-horizontal", "Ctrl+Shift+Down", _group_selected, _no_group, text=_open_text),
    Command("edit.close_group", "Close group", lambda w: w.scope.show(w.scope.path[:-1]), "log-out",
            "Ctrl+Up", lambda w: bool(w.scope.path), lambda w: tr("No group is open.")),
    Command("edit.freeze", "Freeze or thaw", lambda w: w.apply(group_edits.freeze, w.selection), "snowflake",
            "Ctrl+Shift+F", _selected, _nothing_selected),
    Command("edit.disable", "Switch off or on", lambda w: w.apply(group_edits.disable, w.selection), "power",
            "Ctrl+Shift+D", _selected, _nothing_selected),
    Command("edit.select_all", "Select all", _select_all, "", "Ctrl+A"),
    Command("edit.tidy", "Tidy", _tidy, "layout-grid", "Ctrl+Shift+L",
            lambda w: bool(w.here.network.nodes), lambda w: tr("There is nothing to tidy yet.")),
    Command("problems.next", "Next problem", next_problem, "circle-alert", "F8",
            enabled=lambda w: bool(w.problems), why_not=lambda w: tr("No problems. Ready to train.")),
    Command("problems.fix", "Fix the problem", fix_problem, "wand-sparkles", "Ctrl+.",
            enabled=_fixable, why_not=lambda w: tr("No problem that one click mends.")),
    Command("palette.search", "Search blocks", lambda w: w.window.search_blocks(), "search", "/"),
)  # fmt: skip

SAMPLES = (
    Command("samples.next", "Next sample", lambda w: w.views.look_beside(1), "chevron-right", "]",
            enabled=_has_samples, why_not=_no_samples),
    Command("samples.previous", "Sample before", lambda w: w.views.look_beside(-1), "chevron-left", "[",
            enabled=_has_samples, why_not=_no_samples),
    Command("samples.draw", "Draw your own", lambda w: w.window.show_draw_pad(), "pencil", "D",
            enabled=_can_be_drawn, why_not=lambda w: tr("These data cannot be drawn by hand.")),
    Command("samples.list", "List the samples", _list_samples, "images",
            "Shift+L", enabled=_has_judged, why_not=_none_judged),
)  # fmt: skip

VIEW = (
    _theme("system", "Theme of the system"),
    _theme("dark", "Dark theme"),
    _theme("light", "Light theme"),
    Command("view.menu", "Menu of what is in focus", lambda w: w.window.open_context_menu(), "menu",
            "Shift+F10"),
    Command("view.message", "Go to the message", lambda w: w.window.go_to_message(), "info", "F6",
            enabled=lambda w: w.notices.banner is not None, why_not=lambda w: tr("There is no message.")),
    Command("view.fit", "Fit the network", lambda w: w.window.canvas.fit(), "scan", "F"),
    Command("view.unit_at_work", "One unit at work", lambda w: w.window.show_unit_at_work(), "microscope",
            "M", enabled=lambda w: not w.training.why_not, why_not=why_no_training),
    Command("view.mask", "Mask over the picture", lambda w: w.window.canvas.toggle_mask(), "layout-grid",
            "Shift+M", enabled=lambda w: has_pixel_marks(w.project, w.fields),
            why_not=lambda w: tr("No goal here marks pixels.")),
    Command("view.zoom_100", "Zoom to 100 %", lambda w: w.window.canvas.zoom_to(1.0), "", "1"),
    Command("view.zoom_in", "Zoom in", lambda w: w.window.canvas.zoom_by(ZOOM_STEP), "plus", "Ctrl++"),
    Command("view.zoom_out", "Zoom out", lambda w: w.window.canvas.zoom_by(1 / ZOOM_STEP), "minus", "Ctrl+-"),
    Command("view.panels", "Choose panels…", lambda w: w.window.show_panels(), "list-filter", "P"),
    Command("view.code", "Code", lambda w: w.window.layout.toggle_code(), "code", "Ctrl+J",
            enabled=_canvas_shown, why_not=_why_no_layout, checked=lambda w: w.window.layout.code_shown),
    Command("view.full_canvas", "Canvas only", lambda w: w.window.layout.toggle_full_canvas(), "maximize",
            "F11", enabled=_canvas_shown, why_not=_why_no_layout,
            checked=lambda w: w.window.layout.full_canvas),
    Command("view.reset_layout", "Reset layout", lambda w: w.window.layout.reset_layout(),
            "layout-dashboard", enabled=_canvas_shown, why_not=_why_no_layout),
    Command("view.reduce_motion", "Reduce motion",
            lambda w: w.settings.set(reduce_motion=not w.settings.values.reduce_motion),
            checked=lambda w: w.settings.values.reduce_motion),
)  # fmt: skip

PANEL = (
    _panel("panel.copy_picture", "Copy picture", lambda panel: panel.copy_picture(), "image"),
    _panel("panel.copy_numbers", "Copy numbers", lambda panel: panel.copy_numbers(), "clipboard-copy"),
    _panel("panel.save_picture", "Save picture…", lambda panel: panel.save_picture(), "download"),
    _panel("panel.save_numbers", "Save numbers…", lambda panel: panel.save_numbers(), "table-2"),
    _panel("panel.detach", "Detach", lambda panel: panel.detach(), "external-link", in_dock=True),
    _panel("panel.fill", "Fill the window", lambda panel: panel.maximise(), "maximize-2", in_dock=True),
    _panel("panel.hide", "Hide", lambda panel: panel.hide_panel(), "eye-off"),
)

HELP = (
    Command("help.commands", "Commands", lambda w: w.window.show_commands(), "command", "Ctrl+K"),
    Command("help.menu", "Menu", lambda w: w.window.show_menu(), "menu", "F10"),
    Command("help.shortcuts", "Shortcuts", lambda w: w.window.show_shortcuts(), "keyboard", "?"),
    Command("help.diagnostics", "Diagnostics", lambda w: w.window.show_diagnostics(diagnostics()), "info"),
)

COMMANDS: tuple[Command, ...] = (*FILE, *EDIT, *TRAIN, *TIME, *RUNS, *SAMPLES, *SETS, *VIEW, *PANEL, *HELP)


def find(command_id: str) -> Command:
    """Return a command; KeyError when there is none."""
    for command in COMMANDS:
        if command.id == command_id:
            return command
    raise KeyError(command_id)


def perform(command_id: str, workspace: Workspace) -> bool:
    """Do what a command says; when it cannot be now, say why and return False."""
    command = find(command_id)
    if not command.enabled(workspace):
        workspace.say(command.why_not(workspace))
        return False
    command.run(workspace)
    return True
