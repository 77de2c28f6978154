"""Every test here has a QApplication and the guards of a window."""

from window_guards import _no_modal_dialog, _nothing_left  # noqa: F401 - fixtures
