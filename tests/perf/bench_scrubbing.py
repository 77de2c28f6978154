"""What looking back takes: from the wish to see a step to the blocks' pictures of it, and to everything."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter, process_time, sleep

import numpy as np
from figures import Figure

from playground.app.mailbox import Mail, Mailbox
from playground.app.messages import Loaded, Message, PastJudged, RunDone, SessionOpened
from playground.app.subject import Subject
from playground.app.worker.requests import LookBack, Open, Play, Watch
from playground.app.worker.thread import Worker
from playground.core.builtin import CATALOGUE
from playground.core.project.templates import template
from playground.core.views.key import ViewKey
from playground.core.views.registry import VIEWS

SUBJECT = Subject().options
WATCHED = {
    "spiral-mlp": (ViewKey.of("unit_maps", {}), ViewKey.of("weights", {}), ViewKey.of("decision_map", {}),
                   ViewKey.of("class_figures", {})),
    "digits-cnn": (ViewKey.of("feature_maps", SUBJECT), ViewKey.of("weights", {}),
                   ViewKey.of("class_figures", {}), ViewKey.of("samples", {})),
}  # fmt: skip
DEADLINE_S = 120.0


def figures(quick: bool) -> Iterator[Figure]:
    """Measure everything, in processor time of the whole process: others use the machine, too."""
    for name, keys in WATCHED.items():
        first, whole = Run(name, keys).delays_ms(10 if quick else 40)
        note = f"the blocks' own after {first:.1f} ms"
        yield Figure(f"{name}: from a place on the time strip to all of it", whole, "ms", 50.0, False, note)


class Run:
    """A run of some epochs that is over, in a worker of its own, watched as the window does."""

    def __init__(self, name: str, keys: tuple[ViewKey, ...]) -> None:
        self._mailbox, self._keys = Mailbox(), keys
        self._of_blocks = [key for key in keys if not VIEWS.get(key.view).of_evaluation]
        self._worker = Worker(self._mailbox)
        self._messages: list[Message] = []
        self._steps: dict[ViewKey, int] = {}
        self._way: tuple[int, ...] = ()
        project = replace(template(name, CATALOGUE).open().with_recipe(epochs=30), speed="max")
        self._worker.start()
        for request in (Open(project), *map(Watch, keys), Play()):
            self._worker.post(request)
        self._until(lambda: any(isinstance(each, RunDone) for each in self._messages))
        self._until(lambda: bool(self._way))

    def delays_ms(self, times: int) -> tuple[float, float]:
        """Return the median time to the blocks' pictures of a step, and to its figures, which come last."""
        run = next(each.run for each in self._messages if isinstance(each, SessionOpened))
        found = [self._look(run, self._way[at % (len(self._way) - 1)]) for at in range(times)]
        self._worker.close()
        first, whole = np.median(np.array(found), axis=0)
        return float(first), float(whole)

    def _look(self, run: str, step: int) -> tuple[float, float]:
        self._messages.clear()
        self._steps.clear()
        began = process_time()
        self._worker.post(LookBack(run, step))
        self._until(lambda: all(self._steps.get(key) == step for key in self._of_blocks))
        first = process_time() - began
        self._until(lambda: any(isinstance(each, PastJudged) for each in self._messages))
        if any(self._steps.get(key) != step for key in self._keys):
            raise ValueError("figures came before the pictures")
        return 1e3 * first, 1e3 * (process_time() - began)

    def _until(self, condition: Callable[[], bool]) -> None:
        end = perf_counter() + DEADLINE_S
        while not condition():
            self._take(self._mailbox.drain())
            sleep(0.001)
            if perf_counter() > end:
                raise TimeoutError("the worker did not get there")

    def _take(self, mail: Mail) -> None:
        self._messages += [each for each in mail.messages if not isinstance(each, Loaded)]
        self._steps.update({key: shown.step for key, shown in mail.pictures.items()})
        self._way = mail.way.steps if mail.way is not None else self._way
