"""Another data set for the open project: taken at once where the network suits it, asked about elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from playground.app import data_edits
from playground.app.editing import Editing
from playground.app.edits import Edit
from playground.app.notices import Notices
from playground.app.texts import tr
from playground.core.checks.fitting_data import suits
from playground.core.project.values import Project


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
        self._due = ""  # the data set to fit to, chosen before PyTorch was there

    def choose(self, data_id: str) -> None:
        """Take a data set; when the network does not suit it, propose to fit it in the same step."""
        project = self._host.project
        self._due = ""
        if data_id == project.data.id:
            return
        if suits(project, data_id, shaped=self._host.torch_ready):
            self._take(data_edits.choose_data, data_id)
            return
        fit, take = (lambda: self._fit(data_id)), (lambda: self._take(data_edits.choose_data, data_id))
        self._host.notices.show_banner(data_edits.question(project, data_id, fit, take))

    def torch_ready(self) -> None:
        """Fit what was asked for before PyTorch was there."""
        if self._due:
            self._fit(self._due)

    def forget(self) -> None:
        """Fit nothing that is still due: another project is open."""
        self._due = ""

    def _fit(self, data_id: str) -> None:
        if self._host.torch_ready:
            self._take(data_edits.choose_data_and_fit, data_id)
            return
        self._due = data_id
        self._host.notices.show_banner(None)
        self._host.notices.say(tr("Getting ready; then the network is fitted."))

    def _take(self, builder: Callable[[Project, str], Edit], data_id: str) -> None:
        self._due = ""
        self._host.notices.show_banner(None)
        self._host.editing.apply_whole(builder, data_id)
