"""With which options a view is asked about the blocks that are seen: one question, whoever asks it."""

from __future__ import annotations

from collections.abc import Mapping

from playground.app.workspace import Workspace

OF_BLOCKS = ("unit_maps", "feature_maps", "weights")  # views with something for each block
OF_SUBJECT = ("feature_maps", "reconstructions")  # asked about the sample looked at


def givers_of(workspace: Workspace, view: str) -> Mapping[str, str]:
    """Return whose outputs closed groups show in a view, flat ids; nothing where they show none in it."""
    return workspace.shown.givers(workspace.checks.analysis.flat.gives) if view == "feature_maps" else {}


def options_of(workspace: Workspace, view: str) -> dict[str, object]:
    """Return what a view is asked with: the sample looked at, and the blocks in groups that are seen.

    Whoever asks with other words has the same pictures made once more.
    """
    about = workspace.views.subject.options if view in OF_SUBJECT else {}
    within = workspace.shown.within if view in OF_BLOCKS else {}
    given = tuple(sorted({*givers_of(workspace, view).values()}))
    return {**about, **within, **({"also": given} if given else {})}
