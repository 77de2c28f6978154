"""What decides the bits of a run, chosen by rules and recorded with it; never by timings or load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from math import prod
from typing import Any

from playground.core.errors import Place, PlaygroundError
from playground.core.project.augmentations import AUGMENTATIONS
from playground.core.project.records import ENGINE
from playground.core.project.values import BF16, LARGEST_THREADS, Recipe
from playground.core.sentences import Text
from playground.core.shapes.derived import Derived
from playground.core.training.dense_chain import DenseChain, chain_of, known_recipe
from playground.core.training.hardware import Hardware

STEPPERS = {  # by engine: implements Stepper
    "torch": "playground.core.training.torch_stepper:TorchStepper",
    "compiled": "playground.core.training.compiled.stepper:CompiledStepper",
    "relay": "playground.core.training.compiled.stepper:RelayStepper",
}
TOGETHER = "playground.core.training.team_stepper:TeamStepper"  # of the engine "torch", in several processes
RELAY = "relay"  # PyTorch's steps until the kernel is there: the run records from which step it takes them
MEMORY_FORMATS = ("contiguous", "channels_last")
THREADS_WORK = 1_000_000_000  # multiply-adds of a block per batch from which waking more threads never hurts
GPU_WORK = 20_000_000  # and above which starting a GPU's kernels does
MOST_THREADS = 4
EARLIER = {"processes": 1, "precision": "float32"}  # what the plans of earlier versions do not say
SEVERAL = Text("steps that several processes take together")
ANEW = Text("start a new run from its weights")
COMPILED = Text("This network is small and dense: whole rows of its steps run as machine code.")
LATER = Text(
    "This network is small and dense: whole rows of its steps run as machine code once that is made, "
    "from the step that the run records."
)
ROUNDED = Text("Layers compute in bf16; weights, their gradients and losses are float32.")
NO_BF16 = "The recipe asks for bf16, for which {device} has no instructions: layers compute in float32."
FLAT_PARAMETERS = 1_000_000  # one tensor of all parameters saves time up to about here, and is even beyond,
FLAT_LAYER = 40_000  # and where layers have more on average, adding their gradients takes what it saves


@dataclass(frozen=True)
class Plan:
    """How a run computes; equal plans on one machine give equal bits."""

    engine: str = "torch"
    device: str = "cpu"
    why: str = ""  # one sentence on the choice of device
    threads: int = 1
    memory_format: str = "contiguous"  # of pictures; channels_last makes convolutions a good deal faster
    fused: bool = True  # the optimizer's update is one kernel
    flat: bool = True  # parameters are views of one tensor
    dtype: str = "float32"  # of weights, gradients and what the optimizer remembers
    precision: str = "float32"  # what layers compute in; bf16: wherever PyTorch's autocast has it enough
    processes: int = 1  # that take a share of every batch
    notes: tuple[str, ...] = ()  # what else a person should know, a sentence each

    def to_json(self) -> dict[str, Any]:
        """Return the plan as JSON values."""
        return {**asdict(self), "notes": list(self.notes)}

    @staticmethod
    def from_json(doc: Mapping[str, Any]) -> Plan:
        """Return the plan of a file; raise PlaygroundError when a part is missing or of another type."""
        try:
            values = {field.name: {**EARLIER, **doc}[field.name] for field in fields(Plan)}
        except KeyError as missing:
            raise PlaygroundError(
                Text("The run's plan has no {missing}; start a new run.", missing=missing)
            ) from None
        for field in fields(Plan):
            _must_be_typed(field.name, values[field.name], getattr(Plan, field.name))
        return Plan(**{**values, "notes": tuple(str(note) for note in values["notes"])})


@dataclass(frozen=True)
class NetworkSize:
    """How large a network is: trainable weights, and multiply-adds of its busiest block for one batch."""

    parameters: int
    work: int
    filters: bool = False  # a block with weights works on pictures
    layers: int = 0  # blocks with weights

    @property
    def flat(self) -> bool:
        """Say whether one tensor of all parameters saves time."""
        return self.parameters <= min(FLAT_PARAMETERS, FLAT_LAYER * max(1, self.layers))


def plan(known: Derived, hardware: Hardware, engine: str = "auto") -> Plan:
    """Choose engine, device, threads and layout; pure: equal arguments give equal plans.

    `engine` is what the caller asks for where the recipe leaves it open. Raise PlaygroundError when the
    recipe asks for a device, or either for an engine, that is not here.
    """
    size, recipe = size_of(known), known.project.recipe
    engine = recipe.engine if engine in ("auto", RELAY) and recipe.engine != "auto" else engine
    _must_be_offered(engine, hardware)
    device, why = _device(recipe.device, size, hardware)
    precision, rounded = _precision(recipe.precision, device, hardware)
    threads = recipe.threads or _threads(size, hardware)
    _must_not_mix(recipe, hardware)
    layout = "channels_last" if size.filters and device != "mps" else "contiguous"
    together = hardware.processes
    flat = size.flat or together > 1  # of several processes, one sum a step
    engine, said = _engine(engine, SEVERAL if together > 1 else _uncovered(known, device, flat), hardware)
    notes = (*said, *rounded, *_detours(known), *_shared(known, together))
    return Plan(engine, device, why, threads, layout, flat=flat, precision=precision, processes=together,
                notes=notes)  # fmt: skip


def with_notes(chosen: Plan, notes: tuple[str, ...]) -> Plan:
    """Return the plan with further sentences for the person."""
    return replace(chosen, notes=chosen.notes + notes)


def as_taken(recorded: Plan, changes: Iterable[Mapping[str, Any]]) -> Plan:
    """Return a run's plan with the engine that took its steps, of a relay the one that computed them last."""
    if recorded.engine != RELAY:
        return recorded
    taken_over = any(change.get("what") == ENGINE for change in changes)
    return replace(recorded, engine="compiled" if taken_over else "torch")


def check_plan(recorded: Plan, hardware: Hardware) -> None:
    """Refuse a recorded plan that this machine or version cannot obey: it is never replaced in silence."""
    if recorded.engine not in STEPPERS or not _is_here(recorded.engine, hardware):
        raise PlaygroundError(
            Text(
                "This run needs the engine {engine!r:.40}, which is not here; {way_out}.",
                engine=recorded.engine,
                way_out=ANEW,
            )
        )
    if not recorded.fused or recorded.memory_format not in MEMORY_FORMATS:
        raise PlaygroundError(
            Text("This run was trained with a memory layout that is not here; {way_out}.", way_out=ANEW)
        )
    if hardware.device(recorded.device) is None:
        where = recorded.device.upper()
        words = "This run was trained on {where:.20}, which is not here; {way_out}."
        raise PlaygroundError(Text(words, where=where, way_out=ANEW))
    if recorded.dtype not in ("float32", "float64") or not 1 <= recorded.threads <= LARGEST_THREADS:
        words = "This run needs numbers or threads that are not here; {way_out}."
        raise PlaygroundError(Text(words, way_out=ANEW))
    if not _can_follow(recorded, hardware):
        words = "This run was trained in {precision:.20}, which is not to be had here on {where}; {way_out}."
        precision, where = recorded.precision, recorded.device.upper()
        raise PlaygroundError(Text(words, precision=precision, where=where, way_out=ANEW))


def must_be_as_many(recorded: Plan, hardware: Hardware) -> None:
    """Refuse to train on in more processes or fewer than a run was trained by."""
    if recorded.processes == hardware.processes:
        return
    words = (
        "This run was trained by {recorded} processes together, and here are {found}: start as many with "
        "torchrun --nproc-per-node {recorded}, or {way_out}."
    )
    if recorded.processes == 1:
        words = (
            "This run was trained by one process, and here are {found} together: go on with it without "
            "torchrun, or {way_out}."
        )
    found, before = hardware.processes, recorded.processes
    raise PlaygroundError(Text(words, recorded=before, found=found, way_out=ANEW))


def size_of(known: Derived) -> NetworkSize:
    """Return the network's size; a network with problems counts what could be inferred."""
    inference = known.inference
    work, filters, layers = 0, False, 0
    for node in inference.blocks:
        count = inference.parameters.get(node, 0)
        layers += count > 0
        shapes = inference.outputs.get(node, {}).values()
        places = max((prod(shape.sizes[1:]) for shape in shapes), default=1)  # a filter works at every pixel
        work = max(work, count * places * known.project.recipe.batch_size)
        filters = filters or (count > 0 and any(shape.rank == 3 for shape in shapes))
    return NetworkSize(inference.total, work, filters, layers)


def _must_not_mix(recipe: Recipe, hardware: Hardware) -> None:
    """Refuse to mix samples of a batch of which each process has but a share."""
    mixing = [spec for spec in AUGMENTATIONS if spec.mixes and spec.id in recipe.augmentation]
    if mixing and hardware.processes > 1:
        words = "{augmentation} mixes samples of a whole batch: train in one process, or leave it out."
        raise PlaygroundError(Text(words, augmentation=Text(mixing[0].title)), Place(param=mixing[0].id))


def _can_follow(recorded: Plan, hardware: Hardware) -> bool:
    """Say whether a recorded precision can be had: any processor comes to bf16, if slowly, a GPU may not.

    The kernel knows float32 alone.
    """
    device = hardware.device(recorded.device)
    has_bf16 = recorded.device == "cpu" or (device is not None and device.bf16)
    rounds = recorded.precision == BF16 and recorded.engine == "torch" and has_bf16
    return recorded.precision == "float32" or rounds


def _is_here(engine: str, hardware: Hardware) -> bool:
    return engine not in ("compiled", RELAY) or hardware.compiles


def _must_be_offered(engine: str, hardware: Hardware) -> None:
    offered = ("auto", *(each for each in STEPPERS if each != RELAY and _is_here(each, hardware)))
    if engine not in (*offered, RELAY):
        words = "There is no engine {engine!r:.40} here; choose one of {known}."
        raise PlaygroundError(Text(words, engine=engine, known=", ".join(offered)))


def _engine(wanted: str, uncovered: Text | None, hardware: Hardware) -> tuple[str, tuple[str, ...]]:
    """Return what takes the steps, and what is to be said of it.

    On first use the compiled engine is compiled for seconds, before which nothing would be seen to learn: it
    is taken at once where it is asked for, and in a relay takes over from PyTorch's.
    """
    if wanted == RELAY and uncovered is None and hardware.compiles:
        return RELAY, (LATER,)
    if wanted != "compiled":
        return "torch", ()
    if uncovered is None:
        return "compiled", (COMPILED,)
    words = "The compiled engine does not know {what}; choose auto or torch."
    raise PlaygroundError(Text(words, what=uncovered))


def _uncovered(known: Derived, device: str, flat: bool) -> Text | None:
    """Return what the compiled engine does not know of a project on a device; None: nothing."""
    if device != "cpu":
        return Text("any device but the CPU")
    found = chain_of(known) if flat else Text("a network of this size")
    return known_recipe(known.project.recipe) if isinstance(found, DenseChain) else found


def _precision(wanted: str, device: str, hardware: Hardware) -> tuple[str, tuple[str, ...]]:
    """Return what layers compute in, and what is to be said of it: bf16 is for hardware that has it."""
    found = hardware.device(device)
    if wanted != BF16:
        return "float32", ()
    if found is not None and found.bf16:
        return BF16, (ROUNDED,)
    return "float32", (Text(NO_BF16, device=found.name if found is not None else device.upper()),)


def _detours(known: Derived) -> tuple[str, ...]:
    """Return what blocks do otherwise than PyTorch's own where nothing before them learns."""
    inference, graph = known.inference, known.graph
    nodes = graph.network.nodes
    before: dict[str, set[str]] = {}
    for (target, _), edge in graph.held.items():
        before.setdefault(target, set()).add(edge.source)
    learn: set[str] = set()
    found: dict[str, None] = {}
    for node in inference.blocks:
        spec, behind = graph.specs[node], bool(before.get(node, set()) & learn)
        if spec is not None and spec.detour and not behind and not nodes[node].frozen:
            found[spec.detour] = None
        if behind or (inference.parameters.get(node) and not nodes[node].frozen):
            learn.add(node)
    return tuple(found)


def _shared(known: Derived, processes: int) -> tuple[str, ...]:
    """Return what is not as one process would have it, where several take a share of every batch."""
    if processes < 2:
        return ()
    specs = [known.graph.specs[node] for node in known.inference.blocks]
    told = [f"{processes} processes take a share of every batch each."]
    if any(spec is not None and spec.needs_pairs for spec in specs):
        told.append("Batch norm takes its statistics from each process's share of a batch alone.")
    if any(spec is not None and spec.goal is not None and spec.goal.spans for spec in specs):
        told.append("What belongs together is looked for in each process's share of a batch alone.")
    if any(spec is not None and spec.drops_out for spec in specs):
        told.append("Each process drops out others than one would that takes whole batches.")
    return tuple(told)


def _threads(size: NetworkSize, hardware: Hardware) -> int:
    """Return one thread unless a block's work is worth waking others: waiting passively makes that slow."""
    return min(hardware.cores, MOST_THREADS) if size.work >= THREADS_WORK else 1


def _device(wanted: str, size: NetworkSize, hardware: Hardware) -> tuple[str, str]:
    if wanted != "auto":
        return _chosen(wanted, hardware)
    gpu = hardware.device("cuda") or hardware.device("mps")
    if gpu is None:
        return "cpu", "CPU: this machine has no GPU that PyTorch can use."
    if size.work < GPU_WORK:
        return "cpu", "CPU: this network is so small that a GPU would spend its time starting."
    return gpu.id, f"{gpu.name}: this network is large enough for a GPU to pay."


def _chosen(wanted: str, hardware: Hardware) -> tuple[str, str]:
    device = hardware.device(wanted)
    if device is None:
        found = ", ".join(device.id for device in hardware.devices)
        raise PlaygroundError(
            Text(
                "This machine has no {wanted!r:.20} device; choose auto or one of {found}.",
                wanted=wanted,
                found=found,
            )
        )
    return wanted, f"{device.name}: chosen in the recipe."


def _must_be_typed(name: str, value: Any, default: Any) -> None:
    kind = list if isinstance(default, tuple) else type(default)
    fits = isinstance(value, tuple) if kind is list and isinstance(value, tuple) else type(value) is kind
    if not fits:
        raise PlaygroundError(
            Text("The run's plan has {value!r:.40} as {name}; start a new run.", value=value, name=name)
        )
