"""Set up Neural Playground from a bare machine, with nothing but Python's standard library.

    prepare.sh [--venv DIR] install [--extras test,dev] [--system offscreen,screen,xvfb]
    prepare.sh [--venv DIR] run [-- ARGUMENTS]

Both install what is missing and nothing else, so that a second call costs a fraction of a second; a call
that was interrupted half way is made good by the next one.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = "neural-playground.json"
NO_NETWORK = (
    "name resolution",
    "getaddrinfo failed",
    "nodename nor servname",
    "Network is unreachable",
    "Failed to establish a new connection",
    "Connection refused",
    "timed out",
    "No route to host",
)


class SetupError(Exception):
    """Say in one sentence what a person must do before the set-up can go on."""


# --- system packages ---------------------------------------------------------------------------------


def missing_packages(lists: Sequence[str]) -> dict[str, str]:
    """Return the listed system packages whose library or program is not there: package -> what it brings."""
    if not sys.platform.startswith("linux"):
        return {}
    wanted: dict[str, str] = {}
    for name in lists:
        text = (ROOT / "packaging" / f"system-packages-{name}.txt").read_text(encoding="utf-8")
        rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
        wanted.update(dict(rows))
    return {package: brings for package, brings in wanted.items() if not is_there(brings)}


def is_there(brings: str) -> bool:
    """Tell whether a shared library loads, or a program is on the path."""
    if ".so" not in brings:
        return shutil.which(brings) is not None
    try:
        ctypes.CDLL(brings)
    except OSError:
        return False
    return True


def provide_system(lists: Sequence[str]) -> None:
    """Install the missing system packages, or raise SetupError with what a person must install."""
    missing = missing_packages(lists)
    if missing:
        apt_install(sorted(missing), f"Qt needs {', '.join(sorted(missing.values()))}")
    still_missing = missing_packages(lists) if missing else {}
    if still_missing:
        raise SetupError(f"Still not found after installing: {', '.join(sorted(still_missing.values()))}.")


def apt_install(packages: Sequence[str], why: str) -> None:
    """Install packages with apt; `why` begins the sentence a person reads if that cannot be done here."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetupError(f"{why}: install that with your system's package manager, then run this again.")
    prefix = administrator()
    if prefix is None:
        raise SetupError(f"{why}: run `sudo apt-get install {names}`, then run this again.")
    print(f"Installing system packages: {names}", flush=True)
    apt = [
        *prefix,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=120",
    ]
    refreshed = quietly([*apt, "update"])
    installed = quietly([*apt, "install", "-y", "--no-install-recommends", *packages])
    if installed.returncode:
        sys.stderr.write(installed.stdout)
        hint = "is there a network connection?" if refreshed.returncode else "see apt's message above."
        raise SetupError(f"{why}, and apt-get could not install {names}: {hint}")


def quietly(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program without input, keeping what it writes."""
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def administrator() -> list[str] | None:
    """Return what to put before a command to run it as root, or None where that would ask for a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n"] if asked.returncode == 0 else None


# --- the virtual environment -------------------------------------------------------------------------


def program(venv: Path, name: str) -> Path:
    """Return the path of a program inside the virtual environment."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def identity() -> dict[str, str]:
    """Return what a virtual environment cannot outlive a change of."""
    return {"python": sys.version, "root": str(ROOT)}


def inputs() -> str:
    """Return a fingerprint of the files that say what to install."""
    digest = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp(venv: Path) -> dict[str, object] | None:
    """Return what the last set-up noted in the virtual environment, {} if that is unreadable."""
    try:
        return dict(json.loads((venv / STAMP).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}


def write_stamp(venv: Path, extras: Sequence[str], *, complete: bool) -> None:
    """Note what is being installed (incomplete) or has been (complete)."""
    stamp = {**identity(), "inputs": inputs(), "extras": list(extras), "complete": complete}
    temporary = venv / f"{STAMP}.part"
    temporary.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    temporary.replace(venv / STAMP)


def same_environment(stamp: dict[str, object]) -> bool:
    """Tell whether a finished set-up by this Python, in this folder, left the stamp."""
    return bool(stamp.get("complete")) and identity().items() <= stamp.items()


def noted_extras(stamp: dict[str, object] | None) -> set[str]:
    """Return the extras that the stamp says are installed."""
    extras = stamp.get("extras") if stamp else None
    return set(extras) if isinstance(extras, list) else set()


def is_ready(venv: Path, extras: Sequence[str]) -> bool:
    """Tell whether nothing is left to do."""
    stamp = read_stamp(venv)
    if stamp is None or not same_environment(stamp) or stamp.get("inputs") != inputs():
        return False
    runs = all(os.access(program(venv, name), os.X_OK) for name in ("python", "playground"))
    return runs and set(extras) <= noted_extras(stamp)


def can_build_on(venv: Path) -> bool:
    """Tell whether the folder holds a virtual environment that is whole, ours or the person's own."""
    stamp = read_stamp(venv)
    if stamp is not None and not same_environment(stamp):
        return False
    python = program(venv, "python")
    return python.exists() and has_pip(python)


def has_pip(python: Path) -> bool:
    """Tell whether a Python runs and can install packages."""
    asked = subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True)
    return asked.returncode == 0


def make_venv(venv: Path) -> None:
    """Make a fresh virtual environment, in place of a broken or half-made one."""
    ours = (venv / STAMP).exists() or (venv / "pyvenv.cfg").exists()
    if venv.exists() and not ours and any(venv.iterdir()):
        raise SetupError(f"{venv} is there and is no virtual environment: name another folder with VENV=...")
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        apt_install([package], f"Python's venv module is not installed (package {package})")
    shutil.rmtree(venv, ignore_errors=True)
    venv.mkdir(parents=True, exist_ok=True)
    write_stamp(venv, (), complete=False)
    made = subprocess.run([sys.executable, "-m", "venv", venv], check=False, capture_output=True, text=True)
    if made.returncode:
        raise SetupError(f"Python could not make a virtual environment in {venv}: {last_line(made)}")


def provide_venv(venv: Path, extras: Sequence[str]) -> None:
    """Bring the virtual environment up to date; do nothing if it is."""
    if is_ready(venv, extras):
        return
    print(f"Setting up Python packages in {venv} (the first time takes some minutes)", flush=True)
    if not can_build_on(venv):
        make_venv(venv)
    wanted = sorted({*extras, *noted_extras(read_stamp(venv))})
    write_stamp(venv, wanted, complete=False)
    pip_install(venv, wanted)
    write_stamp(venv, wanted, complete=True)


def pip_install(venv: Path, extras: Sequence[str]) -> None:
    """Install this folder in place, with the tested versions of everything it needs."""
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    command = [program(venv, "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    quiet = [] if sys.stdout.isatty() else ["-q"]
    done = subprocess.run(
        [*command, *quiet, "-c", CONSTRAINTS, "-e", target], check=False, stderr=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        offline = any(sign in done.stderr for sign in NO_NETWORK)
        raise SetupError(
            "The Python packages could not be fetched: connect to the network, then run this again."
            if offline
            else f"pip could not install the Python packages: {last_line(done)}"
        )


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last line a program wrote."""
    lines = f"{done.stdout or ''}\n{done.stderr or ''}".split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), f"exit code {done.returncode}")


# --- the two commands --------------------------------------------------------------------------------


def has_screen() -> bool:
    """Tell whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(venv: Path, arguments: Sequence[str]) -> int:
    """Set up, then open the window; without a screen do its main job in an offscreen one."""
    provide_system(["offscreen", "screen"] if os.environ.get("DISPLAY") else ["offscreen"])
    provide_venv(venv, ())
    if not arguments and not has_screen():
        print("There is no screen here: doing the main job in an offscreen window.", flush=True)
        arguments = ["--demo"]
    return hand_over([str(program(venv, "playground")), *arguments])


def hand_over(command: Sequence[str]) -> int:
    """Become another program, so that Ctrl+C and the exit code are its own."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], list(command))
    return subprocess.run(command, check=False).returncode


def install(venv: Path, extras: Sequence[str], system: Sequence[str]) -> int:
    """Set up for tests or development."""
    provide_system(system)
    provide_venv(venv, extras)
    return 0


def names(text: str) -> list[str]:
    """Split a comma-separated list."""
    return [name for name in text.split(",") if name]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line, up to `--`."""
    parser = argparse.ArgumentParser(description="Set up Neural Playground, and open it.")
    parser.add_argument("command", choices=("install", "run"))
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv")
    parser.add_argument("--extras", type=names, default=[])
    parser.add_argument("--system", type=names, default=["offscreen"])
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; return the exit code."""
    mine, _, others = split_at(list(arguments), "--")
    options = parse(mine)
    venv = options.venv.absolute()
    try:
        if options.command == "run":
            return run(venv, others)
        return install(venv, options.extras, options.system)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            f"{problem.filename or venv}: {problem.strerror}; VENV=... names another folder.", file=sys.stderr
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run the same command again to go on.", file=sys.stderr)
        return 130


def split_at(items: list[str], mark: str) -> tuple[list[str], str, list[str]]:
    """Split a list at the first mark, as str.partition does with text."""
    if mark not in items:
        return items, "", []
    place = items.index(mark)
    return items[:place], mark, items[place + 1 :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
