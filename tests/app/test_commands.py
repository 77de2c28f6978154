"""One table of commands: unique, whole, and each does what it says or says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from own_tables import project_of, table_file, things
from playground.app import edits, group_edits
from playground.app.ask import Answer
from playground.app.banners import Banner
from playground.app.canvas_port import NoCanvas
from playground.app.commands import COMMANDS, find, perform
from playground.app.context_menus import MENUS
from playground.app.document import Document
from playground.app.layout_port import NoLayout
from playground.app.pointed import Pointed
from playground.app.window_port import NoWindow, WindowPort
from playground.app.workspace import Workspace
from playground.core.assets import asset_path
from playground.core.builtin import CATALOGUE
from playground.core.errors import Problem
from playground.core.files.project_file import open_project, save_project
from playground.core.project.templates import template

EXPECTED = {
    "file.new", "file.open", "file.data", "file.data_folder", "file.find_data", "file.paste_data",
    "file.save", "file.save_as", "file.save_template", "file.export",
    "file.ask", "file.ask_folder", "file.save_answers", "data.use", "data.page", "data.remove",
    "file.quit", "edit.undo", "edit.redo", "edit.delete", "edit.duplicate", "edit.select_all", "edit.tidy",
    "edit.linked_copy", "edit.link", "edit.unlink",
    "edit.group", "edit.ungroup", "edit.open_group", "edit.open_in_place", "edit.close_group",
    "edit.freeze", "edit.disable", "train.toggle", "train.step", "train.steps", "train.epoch", "train.until",
    "train.find_rate", "train.device", "train.slow", "train.slower", "train.faster",
    "train.reset", "train.new_seed", "train.in_proportion",
    "train.seen_out", "train.seen_mark", "train.seen_fresh",
    "train.speed_1x", "train.speed_10x", "train.speed_max",
    "view.theme_system", "view.theme_dark", "view.theme_light",
    "view.fit", "view.zoom_100", "view.zoom_in", "view.zoom_out", "view.code",
    "view.full_canvas",
    "view.panels",
    "view.reset_layout", "help.commands", "help.shortcuts", "help.diagnostics", "problems.next",
    "problems.fix", "palette.search", "view.reduce_motion", "samples.next", "samples.previous",
    "samples.draw", "samples.list", "view.unit_at_work", "view.mask", "view.menu", "view.message",
    "edit.settings", "edit.rename", "edit.insert", "help.menu",
    "panel.copy_picture", "panel.copy_numbers", "panel.save_picture", "panel.save_numbers", "panel.detach",
    "panel.fill", "panel.hide",
    "time.far_back", "time.far_forward",
    "time.back", "time.forward", "time.play", "time.continue", "time.branch", "time.live", "time.open",
    "runs.show", "runs.open", "runs.rename", "runs.note", "runs.keep", "runs.draw", "runs.delete",
}  # fmt: skip


class Canvas(NoCanvas):
    """Remember what was asked of the canvas."""

    def __init__(self, asked: list[tuple[Any, ...]]) -> None:
        self.asked = asked

    def __getattribute__(self, name: str) -> Any:
        return Window.__getattribute__(self, name)


class Layout(NoLayout):
    """Remember what was asked about the window's parts."""

    def __init__(self, asked: list[tuple[Any, ...]]) -> None:
        self.asked = asked

    def __getattribute__(self, name: str) -> Any:
        return Window.__getattribute__(self, name)


class Window(NoWindow):
    """Remember what was asked of the window."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.canvas, self.layout = Canvas(self.asked), Layout(self.asked)

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        if not callable(found) or name.startswith("_"):
            return found

        def remember(*given: Any) -> Any:
            self.asked.append((name, *given))
            return found(*given)

        return remember


class Panel:
    """Stand in for a panel whose menu is open."""

    in_dock = True

    def __getattr__(self, name: str) -> Any:
        return lambda: None


@pytest.fixture
def window(desk: Any) -> Window:
    made = Window()
    desk.workspace.window = made
    return made


def test_the_table_holds_every_command_once() -> None:
    assert {command.id for command in COMMANDS} == EXPECTED
    assert len(COMMANDS) == len(EXPECTED)


def test_no_shortcut_means_two_things() -> None:
    shortcuts = [command.shortcut for command in COMMANDS if command.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_has_a_title_a_group_and_an_icon_that_exists(command: Any, desk: Any) -> None:
    assert command.title
    assert command.label(desk.workspace)
    assert command.group in (
        "file",
        "edit",
        "train",
        "samples",
        "view",
        "help",
        "problems",
        "palette",
        "panel",
        "time",
        "runs",
        "data",
    )
    assert command.checked is None or isinstance(command.checked(desk.workspace), bool)
    if command.icon:
        assert asset_path("icons", "lucide", f"{command.icon}.svg").is_file()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_runs_or_says_why_not(command: Any, desk: Any, window: Window, tmp_path: Path) -> None:
    space: Workspace = desk.ready().workspace
    if not command.enabled(space):
        assert not perform(command.id, space)
        assert desk.said[-1].endswith((".", "!"))
    space.select(frozenset({"dense"}))
    assert space.apply(edits.set_param, "dense", "units", 5)
    space.apply(edits.place, "dense", (0.0, 900.0)) if command.group == "problems" else None
    space.editing.undo() if command.id == "edit.redo" else None
    if command.id in ("edit.ungroup", "edit.open_group", "edit.open_in_place", "edit.close_group"):
        assert space.apply(group_edits.group, {"dense"})
        space.scope.enter("group") if command.id == "edit.close_group" else space.select(frozenset({"group"}))
    space.select(frozenset({"dense", "group"}))
    prepare(space, command.id, tmp_path)
    desk.answers.given = [Answer(path=tmp_path / "a.nnplay")]
    if command.group == "panel" or command.id == "edit.insert":
        space.pointed = Pointed(space.here.network.edges[0], Panel())
    if command.id == "view.message":
        space.notices.show_banner(Banner("Something happened."))
    space.steering.set_speed("1x") if command.id == "train.faster" else None
    if command.group == "samples" or command.id == "view.mask":
        opened = "shapes-segment" if command.id == "view.mask" else "digits-cnn"
        space.replace_document(Document(template(opened, CATALOGUE).open()))
    bring_about(desk, command, tmp_path)
    assert command.enabled(space), command.why_not(space)
    assert perform(command.id, space)


def prepare(space: Workspace, command_id: str, folder: Path) -> None:
    """Choose two blocks that can share their weights, or do; lose data that can be found."""
    if command_id == "file.find_data":
        lose_data(space, folder)
    if command_id in ("edit.link", "edit.unlink"):
        space.select(frozenset({"dense", "dense_2"}))
        assert command_id == "edit.link" or perform("edit.link", space)


def lose_data(space: Workspace, folder: Path) -> None:
    """Open a project whose table is not where it was."""
    data = table_file(folder, things())
    save_project(folder / "p.nnplay", project_of(data, "kind"))
    data.unlink()
    space.replace_document(Document(open_project(folder / "p.nnplay", CATALOGUE).project))


def leave_a_run(desk: Any) -> None:
    """Take a step and begin again; the run before is chosen."""
    space: Workspace = desk.workspace
    space.run.step_once()
    desk.wait(lambda: space.live.step == 1)
    space.run.reset()
    desk.wait(lambda: space.run.earlier and space.live.run != space.run.earlier[0].id)
    space.time.runs.choose((space.run.earlier[0].id,))


def bring_about(desk: Any, command: Any, folder: Path) -> None:
    """Train what a command asks for."""
    if command.group == "time":
        look_back(desk)
    if command.group == "runs":
        leave_a_run(desk)
    if command.id in ("file.ask", "file.ask_folder", "file.save_answers"):
        desk.answers.given = [Answer(path=train_on_a_table(desk, folder))]
    if command.group == "data":
        keep_a_set(desk, folder)
    if command.id == "file.save_answers":
        answering = desk.workspace.own.answering
        assert perform("file.ask", desk.workspace)
        desk.wait(lambda: answering.answers is not None)
        desk.answers.given = [Answer(path=folder / "answers.csv")]


def keep_a_set(desk: Any, folder: Path) -> None:
    """List a table among the data sets and point at its card; another set is open."""
    own = desk.workspace.own
    own.look_at((table_file(folder, things()),))
    desk.wait(lambda: own.draft is not None)
    desk.workspace.pointed = Pointed(kept=own.kept.keep(own.draft))
    own.close()


def train_on_a_table(desk: Any, folder: Path) -> Path:
    """Open a project with a table of its own, take a step, and return the table."""
    space: Workspace = desk.workspace
    path = table_file(folder, things())
    space.replace_document(Document(project_of(path, "kind")))
    space.run.step_once()
    desk.wait(lambda: space.live.trained is not None and space.live.step == 1)
    return path


def look_back(desk: Any) -> None:
    """Take steps enough that one is kept, and look at it."""
    for _ in range(21):
        desk.workspace.run.step_once()
    desk.wait(lambda: desk.workspace.time.steps[-1:] == (20,))
    desk.workspace.time.move(-1)


@pytest.mark.parametrize(
    ("command_id", "call"),
    [
        ("file.new", ("show_templates",)), ("file.export", ("show_export",)), ("file.quit", ("quit",)),
        ("view.fit", ("fit",)), ("view.zoom_100", ("zoom_to", 1.0)), ("view.zoom_in", ("zoom_by", 1.25)),
        ("view.zoom_out", ("zoom_by", 0.8)), ("view.full_canvas", ("toggle_full_canvas",)),
        ("view.reset_layout", ("reset_layout",)), ("help.commands", ("show_commands",)),
        ("help.shortcuts", ("show_shortcuts",)), ("palette.search", ("search_blocks",)),
    ],
)  # fmt: skip
def test_what_the_window_does_is_asked_of_the_window(
    desk: Any, window: Window, command_id: str, call: Any
) -> None:
    desk.ready()
    assert perform(command_id, desk.workspace)
    assert window.asked == [call]


def test_diagnostics_reach_the_window(desk: Any, window: Window) -> None:
    perform("help.diagnostics", desk.workspace)
    assert window.asked[0][0] == "show_diagnostics"
    assert "Neural Playground" in window.asked[0][1]


def test_titles_follow_the_state(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(edits.move, {"dense": (4.0, 4.0)})
    assert find("edit.undo").label(space) == "Undo Move Dense"
    perform("edit.undo", space)
    assert (find("edit.undo").label(space), find("edit.redo").label(space)) == ("Undo", "Redo Move Dense")
    assert find("train.toggle").label(space) == "Train"
    perform("train.toggle", space)
    assert find("train.toggle").label(space) == "Pause"


def test_next_problem_walks_through_all_and_fixing_mends_the_one_shown(desk: Any, window: Window) -> None:
    space: Workspace = desk.ready().workspace
    space.apply(edits.insert, "softmax", space.project.network.edges[-1])
    space.apply(edits.place, "dense", (0.0, 900.0))
    shown: list[Problem] = []
    for _ in range(len(space.problems)):
        perform("problems.next", space)
        shown.append(window.asked[-1][1])
    assert tuple(shown) == space.problems
    perform("problems.next", space)
    assert window.asked[-1][1] is space.problems[0]
    assert space.selection == {space.problems[0].where.node}
    for _ in range(6):
        perform("problems.fix", space)
    assert space.problems == ()
    assert not perform("problems.fix", space)


def test_every_line_of_a_context_menu_is_a_command() -> None:
    named = [command_id for menu in MENUS.values() for command_id in menu if command_id]
    assert all(find(command_id).title for command_id in named)
    assert all(len(set(menu) - {""}) == len([each for each in menu if each]) for menu in MENUS.values())


def test_delete_is_about_the_wire_whose_menu_is_open(desk: Any) -> None:
    space: Workspace = desk.ready().workspace
    edge = space.here.network.edges[0]
    space.select(frozenset({"dense"}))
    space.pointed = Pointed(edge=edge)
    perform("edit.delete", space)
    assert edge not in space.here.network.edges
    assert "dense" in space.here.network.nodes


def test_each_theme_is_a_switch_and_says_which_it_is(desk: Any) -> None:
    for theme in ("dark", "light", "system"):
        perform(f"view.theme_{theme}", desk.workspace)
        assert desk.workspace.settings.values.theme == theme
        on = [
            each.id for each in COMMANDS if each.id.startswith("view.theme") and each.checked(desk.workspace)
        ]
        assert on == [f"view.theme_{theme}"]
    assert desk.said[-3:] == [
        "The theme is dark.", "The theme is light.", "The theme follows the system.",
    ]  # fmt: skip


def test_speeds_are_switches(desk: Any) -> None:
    perform("train.speed_10x", desk.workspace)
    on = [
        command.id
        for command in COMMANDS
        if command.id.startswith("train.speed") and command.checked(desk.workspace)
    ]
    assert on == ["train.speed_10x"]


def test_a_double_of_the_window_has_all_of_the_port() -> None:
    port = {name for name in vars(WindowPort) if not name.startswith("_")}
    assert port == {name for name in vars(NoWindow) if not name.startswith("_")}


def test_there_is_no_command_of_another_name() -> None:
    with pytest.raises(KeyError):
        find("file.nothing")
