"""What the worker does with each request, and between them: chunks of steps and pictures of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from playground.app import messages as said
from playground.app.checkpoints.timing import Timing
from playground.app.mailbox import Mailbox
from playground.app.worker import requests as ask
from playground.app.worker.aside import Aside
from playground.app.worker.destination import Destination
from playground.app.worker.live_run import LiveRun
from playground.app.worker.loading import begin_compiling
from playground.app.worker.looking import Looking
from playground.app.worker.pacing import Pacer
from playground.app.worker.past import Past
from playground.app.worker.run_judged import run_judged
from playground.app.worker.tempo import Tempo
from playground.app.worker.told_figures import ToldFigures
from playground.app.worker.way_back import WayBack
from playground.core.data.prepared import load_samples
from playground.core.errors import PlaygroundError
from playground.core.training.cancel import Cancelled, left_once
from playground.core.training.events import EpochsDone, Event, Finished, StepsDone
from playground.core.training.plan import RELAY
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

_GOOD_EVERY_S = 1.0  # between two copies of a healthy state


class Service:
    """Everything that belongs to the worker's thread and nothing of the thread itself."""

    def __init__(
        self,
        mailbox: Mailbox,
        stop: Callable[[], bool],  # leave a long step, something is asked
        closing: Callable[[], bool],
        clock: Callable[[], float],
        engine: str = "auto",
    ) -> None:
        self._mailbox, self._stop, self._closing, self._clock = mailbox, stop, closing, clock
        self._live_run = LiveRun(self._tell, engine, closing)
        self._looking = Looking(mailbox.put_pictures, clock, mailbox.waiting, partial(left_once, closing))
        self._pacer = Pacer()
        self._past = Past()
        self._playing = False
        self._destination = Destination()
        self._events: Iterator[Event] | None = None
        self._chunk = 1
        self._tempo = Tempo()
        self._good_at = 0.0
        self._told_figures = ToldFigures(mailbox.put)
        self._aside = Aside(mailbox.put, clock)
        self._parts_differ = False  # the window was told of parts that are not those of the split
        self._timing = Timing(clock)

    def wait_s(self) -> float | None:
        """Return how long there is nothing to do; None: until something is asked."""
        session = self._live_run.session
        if session is None:
            return None
        if self._aside.goes_on:
            return 0.0
        if not self._playing:
            lacks = self._past.unjudged or self._told_figures.lacks(session)
            return 0.0 if self._looking.wanting or lacks else None
        if self._past.network is not None:
            wanting = self._looking.wanting or self._past.unjudged
            return 0.0 if wanting else self._pacer.wait_s(self._clock())
        return min(self._pacer.wait_s(self._clock()), self._looking.wait_s())

    def serve(self, request: ask.Request) -> None:
        """Do what was asked."""
        _HANDLERS[type(request)](self, request)

    def work(self) -> None:
        """Take the next chunk of steps when it is due, and compute views."""
        session = self._live_run.session
        if session is None:
            return
        self._aside.work(self._playing, self._past.unjudged)
        past = self._past.network
        if past is not None:
            self._past.show(self._looking, self._stop, self._mailbox.put)
        if not self._playing:
            with left_once(self._closing):
                self._told_figures.tell(session)
            if past is None:
                self._looking.at_rest(session.live_model())
            return
        if self._pacer.wait_s(self._clock()) <= 0:
            self._chunk = self._pacer.chunk(self._clock())
            self._advance()
        if self._playing and past is None:
            self._looking.while_training(session.live_model(training=True))
        self._tell_pace()

    def fail(self, message: said.Failed) -> None:
        """Stop training and say why; the model stays."""
        self._aside.leave()
        self._rest()
        if self._live_run.session is None:
            self._mailbox.put(said.SessionClosed())
        self._mailbox.put(message)

    @property
    def _step(self) -> int:
        session = self._live_run.session
        return session.step if session is not None else 0

    def _advance(self) -> None:
        """Take one chunk, with the epoch that it may complete."""
        session = self._live_run.session
        if session is None:
            return
        if self._events is None:
            self._events = train(session, self._destination.limit(session), lambda: self._chunk, self._stop)
        self._live_run.take_over()
        before, started, epoch_ended = session.step, self._clock(), False
        for event in self._events:
            self._take(event)
            epoch_ended = isinstance(event, EpochsDone)
            inside = session.step > before and session.stepper.epoch is not None
            if inside or isinstance(event, (EpochsDone, Finished)):
                break
        self._stepped(session.step - before, started)
        if self._playing and self._timing.due(epoch_ended):
            self._copy()

    def _copy(self) -> None:
        """Hand a copy of the run to who writes it, for the case of a crash."""
        started = self._clock()
        record = self._live_run.record(even_untrained=False)
        if record is not None:
            self._mailbox.put(said.Checkpoint(record, self._clock() - started))
        self._timing.taken()

    def _stepped(self, steps: int, started: float) -> None:
        if steps:
            now = self._clock()
            self._pacer.took(steps, now - started)
            self._weights_changed()
            self._live_run.stepped()
            self._tempo.took(now, steps)

    def _take(self, event: Event) -> None:
        """Pass an event on."""
        if isinstance(event, StepsDone):
            self._mailbox.put(said.Steps(event.first, event.losses, event.others))
        elif isinstance(event, EpochsDone):
            self._mailbox.put(said.Epochs(event.records, event.seconds))
            self._note_judged()
            if self._past.network is None:
                self._looking.epoch_ended()
            self._keep_good(event.records[-1])
        elif isinstance(event, Finished):
            self._events = None
            if event.reason != "stopped":
                self._rest()
                self._live_run.tell_changes()
                self._copy()
                self._mailbox.put(self._destination.ended(self._live_run.done(event), self._live_run.session))

    def _weights_changed(self) -> None:
        """Note that the run's weights are others: what is shown of the past stays true."""
        if self._past.network is None:
            self._looking.stepped()

    def _keep_good(self, record: Mapping[str, Any]) -> None:
        if self._clock() >= self._good_at:
            self._live_run.epoch_done(float(record["loss"]))
            self._good_at = self._clock() + _GOOD_EVERY_S

    def _tell(self, message: said.Message) -> None:
        """Tell what the run says; pictures of the model before another one are gone when that is told."""
        if isinstance(message, said.SessionOpened):
            self._mailbox.drop_pictures()
            if message.plan.get("engine") == RELAY:
                begin_compiling()
        self._mailbox.put(message)

    def _note_judged(self) -> None:
        """Note that an epoch's figures were told: at its end the weights of a better one may be back."""
        session = self._live_run.session
        if session is not None and not self._told_figures.note_epoch(session):
            self._live_run.tell_changes()

    def _rest(self) -> None:
        """Let training rest; views are free again."""
        self._playing, self._events = False, None
        self._looking.governor.rest()
        self._tempo.rest()
        self._mailbox.put_pace(said.Pace())
        self._tell_way()

    def _tell_pace(self) -> None:
        now = self._clock()
        if self._playing and self._tempo.due(now):
            self._tell_way()
            self._mailbox.put_pace(said.Pace(self._tempo.rate(now), self._looking.governor.share(now)))

    def _tell_way(self) -> None:
        """Tell which steps can be looked at again, where there are others than before."""
        session = self._live_run.session
        way = self._past.way(session) if session is not None else None
        if way is not None:
            self._mailbox.put_way(way)

    def _new_model(self) -> None:
        """Another model is live: pictures of the old one do not count any more."""
        self._events = None
        self._past.leave()
        self._aside.leave()
        self._tell_way()
        self._looking.model_changed()
        self._good_at = 0.0
        session = self._live_run.session
        if session is not None:
            self._pacer.begin(self._clock(), session.steps_per_epoch)
            self._tell_parts(session)

    def _tell_parts(self, session: Session) -> None:
        """Tell which samples the run trains on and is judged by, where the split alone does not say it."""
        held = session.held
        if len(held.seen) or self._parts_differ:
            self._mailbox.put(said.SamplesReady(session.project.data, held.samples))
        self._parts_differ = len(held.seen) > 0

    def _begin(self, ticket: int) -> None:
        """Leave the project before this one behind."""
        self._rest()
        self._mailbox.drop_pictures()
        if ticket:
            self._mailbox.put(said.Begun(ticket))

    def _open(self, request: ask.Open) -> None:
        self._begin(request.ticket)
        self._destination.forget()
        try:
            with left_once(self._closing):
                self._live_run.open(request.project, request.runs, request.keep_run)
        finally:
            self._new_model()

    def _replace(self, request: ask.Replace) -> None:
        self._events = None
        with left_once(self._closing):
            self._live_run.replace(request.project, request.label)
        self._new_model()

    def _discard(self, request: ask.Discard) -> None:
        self._begin(request.ticket)
        self._live_run.discard()
        self._new_model()
        self._mailbox.put(said.SessionClosed())

    def _play(self, request: ask.Play) -> None:
        session = self._live_run.session
        if session is None:
            self._mailbox.put(said.Paused(0))
            return
        self._destination.take(session, request)
        self._playing, self._events = True, None
        self._timing.begin()
        self._pacer.begin(self._clock(), session.steps_per_epoch, same_model=True)
        self._mailbox.put(said.Playing())

    def _pause(self, _request: ask.Pause) -> None:
        if self._playing:
            self._copy()
        self._rest()
        self._mailbox.put(said.Paused(self._step))

    def _step_once(self, _request: ask.StepOnce) -> None:
        session = self._live_run.session
        if session is None:
            return
        self._rest()
        for event in train(session, Limit(steps=1), lambda: 1, self._closing):
            if not isinstance(event, Finished) or event.problem:
                self._take(event)
        self._live_run.stepped()
        self._weights_changed()
        self._tell_way()
        self._mailbox.put(said.Paused(session.step))

    def _set_speed(self, request: ask.SetSpeed) -> None:
        self._pacer.speed = request.speed
        session = self._live_run.session
        if session is not None:
            self._pacer.begin(self._clock(), session.steps_per_epoch, same_model=True)

    def _set_recipe(self, request: ask.SetRecipe) -> None:
        session = self._live_run.session
        if session is None:
            return
        before = session.recipe.epochs
        self._live_run.set_recipe(request.recipe)
        self._destination.follow(before, session.recipe.epochs)
        self._events = None

    def _type_weight(self, request: ask.SetWeight | ask.TakeBackWeight) -> None:
        self._told_figures.weight_typed()
        if isinstance(request, ask.SetWeight):
            self._live_run.set_weight(request)
        else:
            self._live_run.take_back_weight(request.typed)
        self._weights_changed()

    def _watch(self, request: ask.Watch) -> None:
        self._looking.watch(request.key, request.wanted)

    def _load_samples(self, request: ask.LoadSamples) -> None:
        try:
            samples = load_samples(request.project)
        except PlaygroundError:  # the checks of the project tell it already
            return
        self._mailbox.put(said.SamplesReady(request.project.data, samples))

    def _take_record(self, request: ask.TakeRecord) -> None:
        try:
            request.reply.set_result(self._live_run.record(request.even_untrained))
        except Exception as error:
            request.reply.set_exception(error)

    def _rewind(self, request: ask.Rewind) -> None:
        self._rest()
        if self._live_run.rewind(request.recipe):
            self._new_model()
            self._play(ask.Play())
        else:
            self._mailbox.put(said.Paused(self._step))

    def _descend(self, request: ask.Descend) -> None:
        self._rest()
        try:
            with left_once(self._closing):
                self._live_run.descend(request.project, request.label)
        finally:
            self._new_model()
        self._play(ask.Play())

    def _look_back(self, request: ask.LookBack) -> None:
        """Let all views look at another moment; pictures of the one before are gone when that is told."""
        looks = self._past.look(self._live_run.session, request.run, request.step)
        self._mailbox.drop_pictures()
        self._looking.moved()
        self._mailbox.put(looks)

    def _go_on_from(self, request: ask.GoOnFrom) -> None:
        self._rest()
        told = WayBack(self._mailbox.put, request.step, self._clock)
        try:
            whole = self._live_run.go_on_from(request, told.reached, self._stop)
        except Cancelled:
            told.left()
            self._mailbox.put(said.Paused(self._step))
            return
        finally:
            told.end()
        self._new_model()
        self._mailbox.put(said.WentBack(whole, request.step, request.keep))
        self._play(request.play)

    def _judge_run(self, request: ask.JudgeRun) -> None:
        self._mailbox.put(run_judged(self._live_run.session, request))


_HANDLERS: Mapping[type, Callable[[Service, Any], None]] = {
    ask.Open: Service._open,
    ask.Replace: Service._replace,
    ask.Discard: Service._discard,
    ask.Play: Service._play,
    ask.Pause: Service._pause,
    ask.StepOnce: Service._step_once,
    ask.SetSpeed: Service._set_speed,
    ask.SetRecipe: Service._set_recipe,
    ask.SetWeight: Service._type_weight,
    ask.TakeBackWeight: Service._type_weight,
    ask.Watch: Service._watch,
    ask.LoadSamples: Service._load_samples,
    ask.TakeRecord: Service._take_record,
    ask.Rewind: Service._rewind,
    ask.Descend: Service._descend,
    ask.LookBack: Service._look_back,
    ask.GoOnFrom: Service._go_on_from,
    ask.JudgeRun: Service._judge_run,
    ask.FindRate: lambda service, _: service._aside.finding.begin(service._live_run.session),
    ask.LeaveRate: lambda service, _: service._aside.finding.leave(),
    ask.MeasureDevices: lambda service, _: service._aside.measuring.begin(service._live_run.session),
    ask.PicturePast: lambda service, it: service._aside.picturing.begin(service._live_run.session, it),
    ask.NoteCheckpoint: lambda service, it: service._timing.written(it.seconds),
}
