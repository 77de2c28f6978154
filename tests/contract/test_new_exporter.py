"""A new exporter is one file and a line in a registry; a bundled program exports as an installed one does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from threading import Event

import numpy as np
import pytest

import numpy_export
import playground
from numpy_export import NUMPY
from playground import EXPORT_WORD, TRY_WORD
from playground.__main__ import main
from playground.app.export_control import ExportControl
from playground.app.settings import Settings
from playground.app.workspace import Workspace
from playground.core.builtin import CATALOGUE
from playground.core.export import child, fresh, processes
from playground.core.export.exporting import export
from playground.core.export.registry import BUILTIN, EXPORTERS, ExporterRegistry
from playground.core.export.source_code import script_of
from playground.core.export.spec import ExporterSpec
from playground.core.export.workplace import Workplace
from playground.core.network.values import Edge, Network, Node
from playground.core.project.values import DataChoice, Project
from playground.core.registry import named

TESTS = Path(numpy_export.__file__).parent
OURS = Path(playground.__file__).parents[1]
LAUNCHER = f"""#!{sys.executable} -P
import json, sys
sys.frozen, sys.executable = True, __file__  # as PyInstaller does
sys.path[:0] = [{str(OURS)!r}, {str(TESTS)!r}]
with open(__file__ + ".calls", "a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
from numpy_export import NUMPY
from playground.core.export import child, registry
child.main.__defaults__ = (registry.ExporterRegistry((*registry.BUILTIN, NUMPY)),)
from playground.__main__ import main
sys.exit(main())
"""


def dense() -> Project:
    kinds = [("points", {}), ("dense", {"units": 5, "activation": "tanh"}),
             ("dense", {"units": 2, "activation": "linear"}), ("classify", {})]  # fmt: skip
    nodes = {f"n{index}": Node(kind, params) for index, (kind, params) in enumerate(kinds)}
    ids = list(nodes)
    edges = tuple(Edge(a, "out", b, "in") for a, b in zip(ids, ids[1:], strict=False))
    return Project("Dense", Network(nodes, edges), DataChoice("spiral"), catalogue=CATALOGUE)


PROGRAM = f"""import sys
sys.path[:0] = [{str(OURS)!r}, {str(TESTS)!r}]
from numpy_export import NUMPY
from playground.core.export.child import main
from playground.core.export.registry import BUILTIN, ExporterRegistry
sys.exit(main(sys.argv[2], ExporterRegistry((*BUILTIN, NUMPY))))
"""


@pytest.fixture
def _known_to_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program that children run be one that has the new exporter."""
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    monkeypatch.setattr(processes, "program", lambda words: [sys.executable, "-P", str(script), *words])


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend to be a frozen application, whose executable takes words and no `-m`; return it."""
    executable = tmp_path / "neural-playground"
    executable.write_text(LAUNCHER, encoding="utf-8")
    executable.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(executable))
    return executable


def test_an_exporter_of_one_file_goes_the_whole_way(
    _known_to_children: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("playground.py").write_text("raise SystemExit('the wrong program')")  # never to be taken for ours
    made = export(NUMPY, dense(), tmp_path / "net.npz")
    assert made.exporter is NUMPY and made.samples > 40
    assert 0 < made.largest_difference < 1e-5
    assert "np.load('net.npz')" in made.snippet
    with np.load(made.path) as held:
        assert sorted(held.files) == ["bias_0", "bias_1", "weight_0", "weight_1"]


def test_an_order_names_an_exporter_and_no_function(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = Workplace(tmp_path)
    place.put_order(NUMPY, "net.npz", dense(), None, {})
    assert child.main(str(tmp_path)) == 1
    assert place.refusal() == "There is no export to 'numpy': choose onnx, safetensors, python."
    for order in ("", "[]", "{}", '{"exporter": {"write": "os:abort"}, "name": "x", "trained": false}'):
        (tmp_path / "order.json").write_text(order, encoding="utf-8")
        assert main([EXPORT_WORD, str(tmp_path)]) == 1
    assert main([EXPORT_WORD, str(tmp_path / "nowhere")]) == 1
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_registry_of_ones_own_is_handed_in(tmp_path: Path) -> None:
    said: list[str] = []
    registry = ExporterRegistry((*BUILTIN, NUMPY))
    space = Workspace(dense(), Settings(tmp_path / "settings.json"))
    control = ExportControl(space.exports.which, said.append, registry)
    assert [spec.id for spec in control.exporters] == ["onnx", "safetensors", "python", "numpy"]
    assert NUMPY.id not in EXPORTERS
    control.start("flax", tmp_path / "net.flax")
    control.cancel()  # waits for it too
    space.close()
    control.pump()
    assert control.state.failure == "There is no export to 'flax': choose onnx, safetensors, python, numpy."


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended bundle is a script that begins with #!")
def test_a_bundle_exports_by_starting_itself(bundle: Path, tmp_path: Path) -> None:
    made = export(NUMPY, dense(), tmp_path / "net.npz")
    assert made.largest_difference < 1e-5
    calls = [json.loads(line) for line in Path(f"{bundle}.calls").read_text("utf-8").splitlines()]
    assert [call[0] for call in calls] == [EXPORT_WORD, TRY_WORD]


@pytest.mark.skipif(sys.platform == "win32", reason="the pretended bundle is a script that begins with #!")
@pytest.mark.parametrize("name", ["playground", "playground.core.errors"])
def test_what_a_bundle_tries_a_file_with_cannot_reach_our_package(
    name: str, bundle: Path, tmp_path: Path
) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"import sys\nassert sys.argv[1:] == ['a b']\nimport {name}\n", encoding="utf-8")
    done = subprocess.run(
        processes.interpreter([str(script), "a b"]), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.search("ModuleNotFoundError.*playground", done.stderr)


def test_a_file_is_not_tried_by_code_that_reaches_our_package(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.put_arrays(place.samples, [np.zeros((2, 2), np.float32)])
    honest = "def run(path, snippet, samples):\n    {}\n    return samples\n"
    for line, code in (("pass", 0), ("import playground", 1)):
        place.runner.write_text(honest.format(line), encoding="utf-8")
        words = ["net.npz", "snippet.py", place.samples, place.answers, place.runner, "run"]
        log = tmp_path / "log"
        assert processes.run_script(Path(fresh.__file__), [*map(str, words)], log, Event()) == code
        assert place.answers.exists() is (code == 0)
        place.answers.unlink(missing_ok=True)
    assert "the file was not tried on its own" in processes.last_words(log)


@pytest.mark.parametrize("spec", BUILTIN, ids=lambda spec: spec.id)
def test_what_tries_a_file_carries_nothing_of_ours(spec: ExporterSpec) -> None:
    assert "playground" not in script_of(named(spec.run))


@pytest.mark.parametrize("words", [["_export"], ["_export", "a", "b"], ["_try"], ["_try", "script.py"]])
def test_the_words_of_the_parts_are_no_commands_for_people(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text("raise AssertionError('this was run')", encoding="utf-8")
    assert main(words) == 2
    assert main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert "export " in printed and words[0] not in printed
