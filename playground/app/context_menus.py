"""What the right button offers on each thing: commands of the one table, "" draws a line."""

from __future__ import annotations

from typing import Literal

MenuName = Literal["block", "wire", "canvas", "panel", "sample", "tab", "run", "lane", "set"]

MENUS: dict[MenuName, tuple[str, ...]] = {
    "block": (
        "edit.settings", "edit.rename", "view.unit_at_work", "",
        "edit.duplicate", "edit.disable", "edit.freeze", "",
        "edit.linked_copy", "edit.link", "edit.unlink", "",
        "edit.group", "edit.ungroup", "edit.open_group", "edit.open_in_place", "",
        "edit.delete",
    ),
    "wire": ("edit.insert", "edit.delete"),
    "canvas": (
        "palette.search", "edit.select_all", "edit.tidy", "edit.close_group", "",
        "edit.undo", "edit.redo", "",
        "view.fit", "view.zoom_100", "view.full_canvas", "",
        "train.toggle", "train.step", "train.reset",
    ),
    "panel": (
        "panel.copy_picture", "panel.copy_numbers", "panel.save_picture", "panel.save_numbers", "",
        "panel.detach", "panel.fill", "panel.hide", "",
        "view.panels", "view.reset_layout",
    ),
    "sample": ("samples.previous", "samples.next", "samples.list", "samples.draw", "", "view.unit_at_work"),
    "run": ("runs.open", "runs.rename", "runs.note", "", "runs.keep", "runs.draw", "", "runs.delete"),
    "lane": (
        "time.branch", "time.continue", "time.live", "",
        "runs.open", "runs.keep", "runs.draw", "", "runs.delete",
    ),
    "set": ("data.use", "data.page", "", "data.remove"),
    "tab": ("panel.hide", "view.panels", "view.reset_layout"),
}  # fmt: skip
