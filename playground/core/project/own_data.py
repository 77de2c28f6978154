"""The JSON form of what somebody's own data are; what is as usual is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from playground.core.catalogue.manifest import Column, FileFact, Manifest, TimeWindows
from playground.core.project.migrations import Json


def to_json(manifest: Manifest) -> Json:
    """Return a manifest as JSON values."""
    found = told(manifest)
    found["files"] = [told(each) for each in manifest.files]
    found["columns"] = [told(each) for each in manifest.columns]
    if manifest.windows is not None:
        found["windows"] = told(manifest.windows)
    return found


def from_checked(doc: Json) -> Manifest:
    """Return the manifest of a document that was checked."""
    files = tuple(FileFact(**each) for each in doc["files"])
    columns = tuple(Column(**{**each, "kinds": tuple(each.get("kinds", ()))}) for each in doc["columns"])
    given = doc.get("windows")
    lists = {name: tuple(given.get(name, ())) for name in ("known", "changes")} if given is not None else {}
    windows = TimeWindows(**{**given, **lists}) if given is not None else None
    together = tuple(map(tuple, doc.get("together", ())))
    made = {"files": files, "columns": columns, "windows": windows, "together": together}
    return Manifest(**{**doc, **made})


def told(value: Any) -> Json:
    """Return the fields of a value by name, without those that are as usual."""
    named = {each: getattr(value, each.name) for each in fields(value)}
    return {each.name: _plain(found) for each, found in named.items()
            if each.default is MISSING or found != each.default}  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
