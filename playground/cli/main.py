"""Read the first word, load the one module it names, and turn what goes wrong into exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from playground import __version__
from playground.app.folders import folders
from playground.app.logs import log, log_file, logging_to
from playground.app.texts import tr
from playground.cli.voice import Voice, note, speaking
from playground.core.errors import NO_MEMORY, PlaygroundError, is_shortage, ways_out
from playground.core.files.atomic import is_file
from playground.core.sentences import LONGEST, Text, brief, one_line

OK, MISTAKE, USAGE, BUG, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class CommandModule:
    """One sub-command; its module has `add_arguments(parser)` and `run(arguments) -> exit code`."""

    name: str
    summary: str

    @property
    def module(self) -> str:
        """Return what implements it, imported when it is called."""
        return f"playground.cli.{self.name}_command"


COMMANDS = (
    CommandModule("list", "List templates, data sets, blocks, views, exporters, optimizers or schedules."),
    CommandModule("new", "Make a project from a template or of your own data."),
    CommandModule("check", "Say whether a project can be trained, and what stands in the way."),
    CommandModule("train", "Train a project."),
    CommandModule("history", "Print what happened in a project's current run."),
    CommandModule("data", "Write one part of a project's data; list sets, fetch or forget one."),
    CommandModule("export", "Write the trained network for other programs, and try the file."),
    CommandModule("predict", "Ask the trained network."),
)
_BY_NAME = {command.name: command for command in COMMANDS}


def run(argv: Sequence[str]) -> int:
    """Run the program and return the exit code, whatever becomes of what it says."""
    with speaking() as voice:
        try:
            code = _run(argv, voice)
        except SystemExit as end:  # argparse has said what it had to
            code = int(end.code or OK)
        voice.out.flush()
        if code != OK or not voice.out.failure:
            return code
        unheard = voice.why_unheard()
        return fail(unheard) if unheard else MISTAKE


def _run(argv: Sequence[str], voice: Voice) -> int:
    """Run the sub-command or the window; usage errors leave by SystemExit with code 2, as argparse does."""
    command = _BY_NAME.get(argv[0]) if argv else None
    if command is None:
        arguments = _parse_window(argv)
        return _guarded(lambda: _window(arguments), [])
    from playground.app.chosen_files import known, with_chosen
    from playground.core.builtin import CATALOGUE  # the window's first picture does without

    module = import_module(command.module)
    parser = Parser(prog=f"playground {command.name}", description=tr(command.summary))
    module.add_arguments(parser)
    arguments = parser.parse_args(argv[1:])
    arguments.parser, arguments.notes, arguments.voice = parser, [], voice
    arguments.catalogue = with_chosen(CATALOGUE, known())
    return _guarded(lambda: module.run(arguments), arguments.notes)


class Parser(argparse.ArgumentParser):
    """Read arguments; what is wrong with them is quoted in one line."""

    def error(self, message: str) -> NoReturn:
        """Leave with the usage and a short line."""
        super().error(brief(one_line(message), LONGEST - len(f"{self.prog}: error: ")))


def _guarded(work: Callable[[], int], notes: list[str]) -> int:
    """Run, and say in one sentence what went wrong: the person's mistake, or a bug with its log.

    `notes` grow while the work goes on; they are told after it.
    """
    place = folders().log
    with logging_to(place):
        try:
            _must_stand_somewhere()
            code = work()
            for sentence in notes:
                note(brief(sentence))
            return code
        except PlaygroundError as error:
            return fail(_in_full(error, notes))
        except KeyboardInterrupt:
            return INTERRUPTED
        except Exception as error:
            if is_shortage(error):
                return fail(tr(NO_MEMORY))
            log.exception("The command line met a bug.")
            return fail(_met_a_bug(error, log_file(place)), BUG)


def _must_stand_somewhere() -> None:
    """Refuse to work in a folder that was deleted: relative paths mean nothing there, and PyTorch dies."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise PlaygroundError(Text("The current folder was deleted; change to another one.")) from None


def _met_a_bug(error: Exception, logged: Path) -> str:
    """Return where it is written what happened, or what happened where no log can be written."""
    if is_file(logged):
        return tr("Something in the program went wrong; the log says what: {path}").format(path=logged)
    message = tr("Something in the program went wrong ({kind}: {why}), and no log can be written to {path}")
    return message.format(kind=type(error).__name__, why=brief(str(error), 80), path=logged)


def fail(sentence: str, code: int = MISTAKE) -> int:
    """Print one short sentence on stderr; return the exit code."""
    note(brief(one_line(sentence)))
    return code


def _in_full(error: PlaygroundError, notes: list[str]) -> str:
    """Return what is wrong in one line: with the ways out, and with what was left out on opening."""
    fixes = "; ".join(tr(fix.title) for fix in ways_out(error.fixes))
    message = tr(error.message)
    sentence = f"{message.rstrip('.')} ({fixes})." if fixes else message
    told = [note for note in notes if note.rstrip(".") not in sentence]
    whole = " ".join([sentence, tr("On opening:"), *told]) if told else sentence
    return whole if len(whole) <= LONGEST else sentence


def _parse_window(argv: Sequence[str]) -> argparse.Namespace:
    listed = "\n".join(f"  {command.name:<9} {tr(command.summary)}" for command in COMMANDS)
    parser = Parser(
        prog="playground",
        description=tr("Build a neural network on a canvas and watch it learn from the inside."),
        epilog=tr("sub-commands (each with --help):") + "\n" + listed,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=tr("project to open in the window")
    )
    parser.add_argument("--demo", action="store_true", help=tr("train, save and export by itself"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=tr("where --demo writes its files"))
    parser.add_argument("--version", action="version", version=f"Neural Playground {__version__}")
    arguments = parser.parse_args(argv)
    if arguments.out is not None and not arguments.demo:
        parser.error(tr("--out belongs to --demo"))
    if arguments.demo and arguments.file is not None:
        parser.error(tr("--demo trains the starter project and takes no file"))
    if arguments.file is not None and _is_no_file(argv[0]):
        parser.error(tr("there is neither a sub-command nor a file {name!r}").format(name=argv[0]))
    return arguments


def _is_no_file(word: str) -> bool:
    """Say whether a word is a mistyped sub-command rather than a file."""
    return word.isidentifier() and not is_file(Path(word))


def _window(arguments: argparse.Namespace) -> int:
    """Hand over to the window; it is imported only now, by name, since it lies beside this package."""
    if arguments.demo:
        demo = import_module("playground.gui.demo")
        return int(demo.run_demo(arguments.out or Path("playground-demo")))
    return int(import_module("playground.gui.main").main(arguments.file))
