"""Training 784-128-10 on 60,000 pictures against what people train with: skorch, Lightning, Keras on PyTorch.

Each trains one epoch with Adam on batches of 64, quiet and without held-out figures; ours is all of it.
They come with the extra `bench`; one that is not installed is not measured. Beside each stands the best that
any trainer could reach: the rival's time against that of the epoch's matrix products alone.
"""

import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from statistics import median
from time import process_time

os.environ["KERAS_BACKEND"] = "torch"  # before anything imports it

import projects
import torch
from figures import Figure, ratio
from rates import CHUNK, tutorial_model
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from playground.core.project.values import Project, Recipe
from playground.core.training.session import Session
from playground.core.training.trainer import Limit, train

BATCH, RATE = 64, 0.001
QUICK_SAMPLES = 10_000
Seconds = Callable[[nn.Module, Tensor, Tensor], float]


def figures(quick: bool) -> Iterator[Figure]:
    """Measure each that is there; quick takes a sixth of the pictures."""
    torch.set_num_threads(1)
    data = projects.pictures(QUICK_SAMPLES if quick else projects.MANY)
    recipe = Recipe("adam", {}, RATE, batch_size=BATCH)
    project = projects.project([("flatten", {}), *projects.dense(128, 10)], recipe, data)
    for package, title, target, seconds in RIVALS:
        name = f"784-128-10: speed against {title}"
        if find_spec(package) is None:
            yield Figure(name, float("nan"), "x", target, note="not measured: not installed")
            continue
        floors: list[float] = []
        found, theirs, ours = ratio(
            lambda seconds=seconds: rival_seconds(project, seconds),
            lambda floors=floors: our_seconds(project, floors),
            1 if quick else 3,
        )
        floor = median(floors)
        note = f"{ours:.2f} s an epoch against {theirs:.2f} s; products alone {floor:.2f} s"
        yield Figure(name, found, "x", target, note=f"{note}: {theirs / floor:.1f} x at best")


def our_seconds(project: Project, floors: list[float]) -> float:
    """Return the CPU seconds of an epoch with its held-out figures; note those of its products alone."""
    session = Session.start(project)
    started = process_time()
    for _ in train(session, Limit(epochs=1), lambda: CHUNK, lambda: False):
        pass
    took = process_time() - started
    floors.append(products_seconds(session))
    return took


def products_seconds(session: Session) -> float:
    """Return the CPU seconds of an epoch's matrix products, into memory that is there, and of nothing else.

    Forward and back for each step, forward alone for what is held out: no trainer that leaves them to
    PyTorch, in these batches, can be quicker.
    """
    parts, recipe = session.parts, session.recipe
    layers = [step.module for step in parts.model.steps if isinstance(step.module, nn.Linear)]
    train, held = (parts.data.part(part).count for part in ("train", "validation"))
    step, look = products(layers, recipe.batch_size, True), products(layers, parts.model.pieces, False)
    passes = [*[step] * round(train / recipe.batch_size), *[look] * round(held / parts.model.pieces)]

    def multiply() -> None:
        for each in passes:
            for one, other, made in each:
                torch.mm(one, other, out=made)

    with torch.no_grad():
        return timed(multiply)


def products(layers: list[nn.Linear], rows: int, back: bool) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Return what one pass multiplies, and where it puts that."""
    pairs = []
    for index, layer in enumerate(layers):
        came, slopes = torch.rand(rows, layer.in_features), torch.rand(rows, layer.out_features)
        pairs.append((came, layer.weight.t()))
        if back:
            pairs.append((slopes.t(), came))
        if back and index:
            pairs.append((slopes, layer.weight))
    return [(one, other, torch.empty(len(one), other.shape[1])) for one, other in pairs]


def rival_seconds(project: Project, seconds: Seconds) -> float:
    """Return the CPU seconds of a rival's epoch on the same pictures."""
    parts = Session.start(project).parts
    part = parts.data.part("train")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return seconds(tutorial_model(parts), part.feeds[0][:].contiguous(), part.targets[0])


def skorch_seconds(model: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    """Train with skorch."""
    from skorch import NeuralNetClassifier

    net = NeuralNetClassifier(
        model, criterion=nn.CrossEntropyLoss, optimizer=torch.optim.Adam, lr=RATE, batch_size=BATCH,
        max_epochs=1, train_split=None, iterator_train__shuffle=True, verbose=0,
    ).initialize()  # fmt: skip
    return timed(lambda: net.partial_fit(inputs, targets))


def lightning_seconds(model: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    """Train with Lightning."""
    import lightning

    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)

    class Module(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model, self.loss = model, nn.CrossEntropyLoss()

        def training_step(self, batch: list[Tensor]) -> Tensor:
            """Return a batch's loss."""
            loss: Tensor = self.loss(self.model(batch[0]), batch[1])
            self.log("loss", loss)
            return loss

        def configure_optimizers(self) -> torch.optim.Optimizer:
            """Return the optimizer."""
            return torch.optim.Adam(self.parameters(), lr=RATE)

    loader = DataLoader(TensorDataset(inputs, targets), BATCH, shuffle=True)
    with tempfile.TemporaryDirectory() as folder:
        trainer = lightning.Trainer(
            max_epochs=1, accelerator="cpu", logger=False, enable_checkpointing=False,
            default_root_dir=folder, enable_progress_bar=False, enable_model_summary=False,
        )  # fmt: skip
        return timed(lambda: trainer.fit(Module(), loader))


def keras_seconds(_model: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    """Train the same network, as Keras has it."""
    import keras

    layers = keras.layers
    model = keras.Sequential([
        keras.Input(inputs.shape[1:]), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(10),
    ])  # fmt: skip
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(RATE), loss=loss)
    pictures, labels = inputs.numpy(), targets.numpy()
    return timed(lambda: model.fit(pictures, labels, batch_size=BATCH, epochs=1, shuffle=True, verbose=0))


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a piece of work."""
    started = process_time()
    work()
    return process_time() - started


RIVALS: tuple[tuple[str, str, float, Seconds], ...] = (
    ("skorch", "skorch", 2.0, skorch_seconds),
    ("lightning", "Lightning", 4.0, lightning_seconds),
    ("keras", "Keras 3 on PyTorch", 8.0, keras_seconds),
)
