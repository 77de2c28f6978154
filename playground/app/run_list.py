"""The runs of the open project: named, kept, deleted, opened, and held against one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from psygnal import Signal

from playground.app import messages as said
from playground.app.document import Document
from playground.app.live import LiveState
from playground.app.notices import Notices
from playground.app.run_control import RunControl
from playground.app.run_rows import RunRow, in_force, of_live, of_record
from playground.app.runs_port import NoRuns, RunsPort
from playground.app.texts import tr
from playground.app.worker.requests import JudgeRun, Open, Request
from playground.core.project.differences import Difference, differences, in_words
from playground.core.project.records import LONGEST_NOTE, LONGEST_TITLE, RunLabel, RunRecord
from playground.core.project.values import Project
from playground.core.sentences import Text
from playground.core.views.outcomes import Outcome, Turned, paired, turned, verdict


class Host(Protocol):
    """The workspace, as far as the list needs it."""

    document: Document
    run: RunControl
    notices: Notices


class RunList:
    """Hold which runs there are and which are chosen; the window's thread alone."""

    changed = Signal()  # a row, or which are chosen

    def __init__(self, host: Host, post: Callable[[Request], None], live: LiveState) -> None:
        self._host, self._post, self._live = host, post, live
        self.page: RunsPort = NoRuns()
        self.chosen: tuple[str, ...] = ()  # the one whose row is marked last is the last
        self.hidden: frozenset[str] = frozenset()  # runs that are not among the curves
        self._outcomes: dict[str, Outcome | None] = {}
        self._rested: dict[str, Mapping[str, float]] = {}  # figures on held-out data, as the weights rest
        self._asked: dict[str, int] = {}  # the step a run was at when its outcome was asked for
        self._made: dict[str, tuple[RunRecord, RunRow]] = {}
        self._differences: dict[tuple[str, str], tuple[Project, Project, tuple[Difference, ...]]] = {}
        self._facts: dict[str, tuple[float, int]] = {}  # of the run that is open: seconds and bytes

    # What there is

    @property
    def rows(self) -> tuple[RunRow, ...]:
        """Return the runs, the newest number first."""
        run = self._host.run
        found = {each.id: self._row_of(each, run.labels.of(each.id)) for each in run.earlier}
        live = self._live
        if live.started and live.project is not None and live.run:
            label, facts = run.labels.of(live.run), self._facts.get(live.run)
            row = of_live(live, label, found.get(live.parent), run.finished)
            found[live.run] = row if facts is None else replace(row, seconds=facts[0], nbytes=facts[1])
        return tuple(sorted(found.values(), key=lambda row: -row.label.number))

    def row(self, run: str) -> RunRow | None:
        """Return one of the rows."""
        return next((row for row in self.rows if row.run == run), None)

    def before(self, row: RunRow, rows: tuple[RunRow, ...]) -> RunRow | None:
        """Return what a run is told against: the one it goes on from, else the one before it."""
        parent = next((each for each in rows if each.run == row.parent), None)
        return parent or next((each for each in rows if each.label.number < row.label.number), None)

    def words(self, row: RunRow, rows: tuple[RunRow, ...]) -> Text:
        """Return what is different in a run."""
        other = self.before(row, rows)
        if other is None:
            return Text("the start")
        found = in_words(self.differences(other, row))
        if other.run != row.parent:
            return found
        words = "from run {number} at epoch {epoch}: {words}"
        return Text(words, number=other.label.number, epoch=round(row.from_epoch), words=found)

    def outcome(self, run: str) -> Outcome | None:
        """Return how a run does sample by sample, once that is known."""
        return self._outcomes.get(run)

    # Two of them

    def compared(self, rows: tuple[RunRow, ...]) -> tuple[RunRow, RunRow] | None:
        """Return the two that are held against one another, the earlier one first."""
        found = [row for row in rows if row.run in self.chosen]
        if len(found) == 1:
            other = self.before(found[0], rows)
            found += [other] if other is not None else []
        if len(found) < 2:
            return None
        first, second = sorted(found[:2], key=lambda row: row.label.number)
        return first, second

    def differences(self, first: RunRow, second: RunRow) -> tuple[Difference, ...]:
        """Return what differs between two runs, worked out once."""
        known = self._differences.get((first.run, second.run))
        if known is None or known[0] is not first.project or known[1] is not second.project:
            known = first.project, second.project, differences(first.project, second.project)
            self._differences[first.run, second.run] = known
        return known[2]

    def verdict(self, first: RunRow, second: RunRow) -> str:
        """Say which of two runs is better on the samples that judge both, and how sure that is."""
        ours, theirs = self.outcome(second.run), self.outcome(first.run)
        if ours is None or theirs is None:
            waits = {first.run, second.run} & self._asked.keys() - self._outcomes.keys()
            return tr("Judging both on the held-out samples") if waits else ""
        same_data = first.project.data.id == second.project.data.id
        found = paired(ours, theirs) if same_data else None
        return tr(verdict(found, second.name, first.name))

    def sides(self, first: RunRow, second: RunRow) -> str:
        """Say how many samples change sides between two runs; "" where answers are not right or wrong."""
        ours, theirs = self.outcome(second.run), self.outcome(first.run)
        found = paired(ours, theirs) if ours is not None and theirs is not None else None
        if found is None or not found.right:
            return ""
        words = tr("{second} is right on {only} that {first} gets wrong and wrong on {other} that it gets "
                   "right; both are wrong on {neither} of {count}.")  # fmt: skip
        return words.format(second=second.name, first=first.name, only=found.only_first,
                            other=found.only_second, neither=found.neither, count=found.samples)  # fmt: skip

    def turned(self, first: RunRow, second: RunRow) -> tuple[Turned, ...]:
        """Return the samples that change sides between two runs, as far as that is known."""
        ours, theirs = self.outcome(second.run), self.outcome(first.run)
        if ours is None or theirs is None or first.project.data.id != second.project.data.id:
            return ()
        return turned(theirs, ours)

    # What a person does

    def choose(self, runs: tuple[str, ...]) -> None:
        """Mark rows; the last two are held against one another."""
        if runs[-2:] != self.chosen:
            self.chosen = runs[-2:]
            self.changed.emit()

    def toggle_curve(self, run: str) -> None:
        """Show a run among the curves, or no longer."""
        self.hidden = self.hidden ^ {run}
        self.changed.emit()

    def rename(self, run: str, title: str) -> None:
        """Call a run something else; undoable."""
        title = " ".join(title.split())[:LONGEST_TITLE]
        self._relabel(run, tr("Rename {run}"), title=title)

    def annotate(self, run: str, note: str) -> None:
        """Write something down about a run; undoable."""
        self._relabel(run, tr("Note on {run}"), note=note.strip()[:LONGEST_NOTE])

    def pin(self, run: str) -> None:
        """Keep a run however many come after it, or no longer; undoable."""
        pinned = not self._host.run.labels.of(run).pinned
        self._relabel(run, tr("Keep {run}") if pinned else tr("No longer keep {run}"), pinned=pinned)

    def why_not_delete(self, run: str) -> str:
        """Return why a run cannot be deleted, "" where it can."""
        if not any(each.id == run for each in self._host.run.earlier):
            return tr("The run that is open cannot be deleted: open another one, or reset, first.")
        return ""

    def delete(self, run: str) -> None:
        """Take a run out of the list; undo brings it back."""
        row, earlier = self.row(run), self._host.run.earlier
        if row is None or self.why_not_delete(run):
            self._host.notices.say(self.why_not_delete(run))
            return
        at = next(index for index, each in enumerate(earlier) if each.id == run)
        exchange = partial(self._take_out, earlier[at], row.label, at)
        exchange(True)
        self._host.document.note(tr("Delete {run}").format(run=row.name), exchange, stays=True)

    def open(self, run: str) -> None:
        """Go over to a run with its network, data and recipe; one step of undo goes back."""
        before, found = self._live.run, self._record(run)
        if found is None:
            return
        row = self._row_of(found, self._host.run.labels.of(run))
        document = self._host.document
        project = replace(in_force(found), name=document.project.name, speed=document.project.speed)
        words = tr("Open {run}").format(run=row.name)

        def exchange(again: bool) -> None:
            self._go_over(run if again else before)

        self._go_over(run)
        document.note(words, exchange, project, stays=True)

    # What is heard

    def judge(self) -> None:
        """Ask how the runs do on each sample, where that is not known yet."""
        for record in self._host.run.earlier:
            self._ask(record.id, int(record.position.get("step", 0)), record.without_trail)
        if self._live.started and not self._live.running and self._live.run:
            self._ask(self._live.run, self._live.step, None)

    def heard(self, message: Any) -> bool:
        """Take in what concerns the list; False for all else."""
        if isinstance(message, said.RunJudged):
            self._outcomes[message.run], self._rested[message.run] = message.outcome, message.figures
            self.changed.emit()
            return True
        if isinstance(message, said.Checkpoint):
            self._note_facts(message.record)
        return False

    def begin(self, runs: tuple[RunRecord, ...]) -> None:
        """Forget the runs of the project before: another one is open, with these."""
        self.chosen, self.hidden = (), frozenset()
        self._outcomes, self._rested, self._asked, self._facts, self._made = {}, {}, {}, {}, {}
        self._differences.clear()
        for run in runs[:1]:
            self._note_facts(run)
        self.changed.emit()

    def _note_facts(self, record: RunRecord) -> None:
        self._facts = {record.id: (float(record.position.get("seconds", 0.0)), record.nbytes)}

    def _ask(self, run: str, step: int, record: RunRecord | None) -> None:
        if self._asked.get(run) != step:
            self._asked[run] = step
            self._outcomes.pop(run, None)
            self._rested.pop(run, None)
            self._post(JudgeRun(run, record))

    def _row_of(self, record: RunRecord, label: RunLabel) -> RunRow:
        """Return the row of a record, made once: its curve may be long; with what its weights were judged."""
        known = self._made.get(record.id)
        if known is None or known[0] is not record or known[1].label != label:
            self._made[record.id] = known = record, of_record(record, label)
        rested = self._rested.get(record.id)
        return replace(known[1], now=rested) if rested and known[1].rests_between else known[1]

    def _record(self, run: str) -> RunRecord | None:
        return next((each for each in self._host.run.earlier if each.id == run), None)

    def _go_over(self, run: str) -> None:
        found = self._record(run)
        if found is None:
            self._host.notices.say(tr("That run is not kept any more."))
            return
        document = self._host.document.project
        project = replace(in_force(found), name=document.name, speed=document.speed)
        self._note_facts(found)
        self._host.run.go_over(Open(project, (found,), keep_run=True))

    def _take_out(self, record: RunRecord, label: RunLabel, at: int, again: bool) -> None:
        run = self._host.run
        if again:
            run.earlier = [each for each in run.earlier if each.id != record.id]
            run.labels.drop(record.id)
        else:
            run.earlier.insert(min(at, len(run.earlier)), record)
            run.labels.put(record.id, label)
        self.changed.emit()

    def _relabel(self, run: str, words: str, **changes: Any) -> None:
        labels, row = self._host.run.labels, self.row(run)
        old = labels.of(run)
        new = replace(old, **changes)
        if row is None or new == old:
            return

        def exchange(again: bool) -> None:
            labels.put(run, new if again else old)
            self.changed.emit()

        exchange(True)
        self._host.document.note(words.format(run=row.name), exchange, stays=True)
