"""Another data set for the open project: taken at once where the network suits it, asked about elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from playground.app import data_edits
from playground.app.editing import Editing
from playground.app.edits import Edit
from playground.app.notices import Notices
from playground.app.texts import tr
from playground.core.catalogue.own_set import OWN
from playground.core.checks.fitting_data import ChosenData, suits
from playground.core.project.values import DataChoice, Project


class Host(Protocol):
    """The workspace, as far as choosing data needs it."""

    torch_ready: bool
    editing: Editing
    notices: Notices

    @property
    def project(self) -> Project:
        """Return the project as it stands."""


class DataControl:
    """Choose data, and fit the network once PyTorch is there to be asked for shapes."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._due: ChosenData | None = None  # the data to fit to, chosen before PyTorch was there

    def choose(self, data: ChosenData) -> None:
        """Take a data set; when the network does not suit it, propose to fit it in the same step."""
        project = self._host.project
        self._due = None
        if _has(project, data):
            return
        if suits(project, data, shaped=self._host.torch_ready):
            self._take(data_edits.choose_data, data)
            return
        fit, take = (lambda: self._fit(data)), (lambda: self._take(data_edits.choose_data, data))
        self._host.notices.show_banner(data_edits.question(project, data, fit, take))

    def torch_ready(self) -> None:
        """Fit what was asked for before PyTorch was there."""
        if self._due is not None:
            self._fit(self._due)

    def forget(self) -> None:
        """Fit nothing that is still due: another project is open."""
        self._due = None

    def _fit(self, data: ChosenData) -> None:
        if self._host.torch_ready:
            self._take(data_edits.choose_data_and_fit, data)
            return
        self._due = data
        self._host.notices.show_banner(None)
        self._host.notices.say(tr("Getting ready; then the network is fitted."))

    def _take(self, builder: Callable[[Project, ChosenData], Edit], data: ChosenData) -> None:
        self._due = None
        self._host.notices.show_banner(None)
        self._host.editing.apply_whole(builder, data)


def _has(project: Project, data: ChosenData) -> bool:
    """Say whether a project has these data already."""
    if isinstance(data, DataChoice):
        return project.data.id == OWN and project.data.placeless.own == data.placeless.own
    return data == project.data.id
