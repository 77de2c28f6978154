"""Figures of a benchmark are kept for the next run to be compared with."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

PERF = Path(__file__).parents[1] / "perf"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(PERF))
    import bench as found

    return found


def measured(bench: ModuleType, monkeypatch: pytest.MonkeyPatch, **values: float) -> None:
    """Let benchmarks measure these ratios."""
    made = [bench.Figure(name, value, "x", 2.0) for name, value in values.items()]
    monkeypatch.setattr(bench, "names", lambda: ["only"])
    monkeypatch.setattr(bench, "import_module", lambda _name: type("Only", (), {"figures": lambda _: made}))


def test_the_next_run_says_what_was_last_time(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench.ledger, "KEPT", tmp_path)
    measured(bench, monkeypatch, first=3.0, second=2.5)
    assert bench.main([]) == 0
    (path,) = tmp_path.iterdir()
    doc = json.loads(path.read_text("utf-8"))
    assert {"cpu", "cores", "torch"} <= set(doc["machine"])
    measured(bench, monkeypatch, second=1.5, third=float("nan"))
    capsys.readouterr()
    assert bench.main([]) == 1
    printed = next(row for row in capsys.readouterr().out.splitlines() if "second" in row)
    assert "1.5 x" in printed and "NO" in printed and "2.5 x (" in printed
    kept = {each["name"]: each["value"] for each in json.loads(path.read_text("utf-8"))["figures"]}
    assert kept == {"first": 3.0, "second": 1.5}  # what was not measured stays as it was


def test_rough_figures_are_kept_only_where_one_says(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bench.ledger, "KEPT", tmp_path)
    measured(bench, monkeypatch, first=3.0)
    bench.main(["--quick"])
    assert not list(tmp_path.iterdir())
    bench.main(["--quick", "--out", str(tmp_path / "here.json")])
    assert (tmp_path / "here.json").is_file()
