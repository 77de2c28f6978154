"""Weights that go over to a changed network: same block, same shape."""

from __future__ import annotations

from playground.core.build.weights import Kept, fit

__all__ = ["Kept", "fit"]
