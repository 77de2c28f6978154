"""Guards for every test: no network, nobody's own settings, no silent warning, no thread left behind."""

import os
from pathlib import Path

# Before anything imports torch or Qt: two OpenMP threads that spin collapse on shared cores.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OMP_WAIT_POLICY"] = "passive"
# What numba compiles is kept between runs, beside pytest's own cache: it takes ten seconds.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parent.parent / ".pytest_cache" / "kernel"))
# So is what Python and pytest compile, whatever the environment says: every process would compile anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["QT_QPA_PLATFORM"] = os.environ.get("PLAYGROUND_TEST_PLATFORM", "offscreen")

import gc
import logging
import socket
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import hypothesis
import pytest

sys.dont_write_bytecode = False  # nor as this process was told at its start

FOLDERS = tuple(f"PLAYGROUND_{name}_DIR" for name in ("CONFIG", "DATA", "CACHE", "LOG"))
LOOPBACK = ("127.", "::1", "localhost")
THREAD_GRACE_S = float(os.environ.get("PLAYGROUND_TEST_THREAD_GRACE", "10"))
# Kept by libraries for the life of the process; and the kernel, where it was never compiled before.
POOLS = ("ThreadPoolExecutor", "pydevd", "execnet", "compiling")

WORTH_COLLECTING = 20_000  # objects made since the last time

hypothesis.settings.register_profile("shared", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a CUDA device where there is none; torch is imported only if such a test is there."""
    wanting = [item for item in items if item.get_closest_marker("cuda")]
    if not wanting:
        return
    import torch

    if not torch.cuda.is_available():
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason="no CUDA device on this machine"))


def pytest_collection_finish() -> None:
    """Leave modules and thousands of tests out of every collection from here on: they stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fail a test that connects to, or looks up, anything but this machine."""
    look_up, connect, connect_ex = socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_remote(host)
        return look_up(host, *args, **kwargs)

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_remote(None if self.family == getattr(socket, "AF_UNIX", -1) else address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_remote(None if self.family == getattr(socket, "AF_UNIX", -1) else address[0])
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _refuse_remote(host: Any) -> None:
    """Fail unless the host is this machine; pytest's failure passes every `except Exception`."""
    name = host.decode() if isinstance(host, bytes) else host
    if name and not str(name).startswith(LOOPBACK):
        pytest.fail(f"a test reached for the network: {name}")


@pytest.fixture(scope="session")
def _numbered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder of its own for each test, not made: most write nothing, and making takes time."""
    base = tmp_path_factory.mktemp("playground")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_folders(_numbered: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings, journals, caches and logs of a test in a folder of its own."""
    own = next(_numbered)
    for variable in FOLDERS:
        monkeypatch.setenv(variable, str(own / variable.split("_")[1].lower()))


@pytest.fixture(autouse=True)
def _garbage_waits() -> Iterator[None]:
    """Collect what windows leave between tests and in this thread: within one it would die anywhere."""
    with_windows = "PySide6.QtWidgets" in sys.modules
    if with_windows:
        gc.disable()
    yield
    gc.enable()
    if with_windows and gc.get_count()[0] > WORTH_COLLECTING:
        gc.collect()
        gc.freeze()  # exporters and compilers stay to the end: searched again each time, it took a second


class _Keeper(logging.Handler):
    """Keep every record from WARNING up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        self.records.append(record)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[logging.LogRecord]]:
    """Fail a test that logs at WARNING or above; one that means to checks this list, then clears it."""
    logger = logging.getLogger("playground")
    keeper = _Keeper()
    logger.addHandler(keeper)
    yield keeper.records
    logger.removeHandler(keeper)
    if keeper.records:
        pytest.fail("logged: " + "; ".join(record.getMessage() for record in keeper.records))


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fail a test whose threads go on after it: any that would hold up exit, and all of the program's own."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREAD_GRACE_S
    started = [thread for thread in threading.enumerate() if thread not in before and _must_end(thread)]
    for thread in started:
        thread.join(max(0.0, deadline - time.monotonic()))
    alive = [thread.name for thread in started if thread.is_alive()]
    if alive:
        pytest.fail(f"threads left running: {', '.join(alive)}")


def _must_end(thread: threading.Thread) -> bool:
    if thread.name.startswith(POOLS):
        return False
    target = getattr(thread, "_target", None)
    modules = (type(thread).__module__, str(getattr(target, "__module__", "")))
    return not thread.daemon or any(module.startswith("playground") for module in modules)
