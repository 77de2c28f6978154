"""The views there are: one explicit tuple of descriptions, none of which needs torch."""

from __future__ import annotations

from playground.core.registry import Registry
from playground.core.views import places, skips
from playground.core.views.spec import ViewSpec

DECISION_MAP = ViewSpec(
    "decision_map", "Decision map", "What the network answers at each point of the plane.",
    applies=places.has_plane_answer, compute="playground.core.views.decision_map:compute",
)  # fmt: skip
UNIT_MAPS = ViewSpec(
    "unit_maps", "Unit maps", "What each unit says at each point of the plane.",
    applies=places.has_plane, compute="playground.core.views.unit_maps:compute",
)  # fmt: skip
FEATURE_MAPS = ViewSpec(
    "feature_maps", "Feature maps", "What each filter and unit makes of one picture.",
    applies=places.has_samples, compute="playground.core.views.feature_maps:compute", rate_hz=15.0,
)  # fmt: skip
WEIGHTS = ViewSpec(
    "weights", "Weights", "Every single weight between two dense blocks, and filters.",
    applies=places.has_network, compute="playground.core.views.weights:compute",
)  # fmt: skip
WEIGHT_STATS = ViewSpec(
    "weight_stats", "Weight statistics", "How one block's weights are spread and pulled.",
    applies=places.has_network, compute="playground.core.views.weight_stats:compute", rate_hz=5.0,
)  # fmt: skip
CLASS_FIGURES = ViewSpec(
    "class_figures", "Figures on held-out data", "How well data not trained on are predicted.",
    applies=places.has_figures, compute="playground.core.views.class_figures:compute", rate_hz=2.0,
    of_evaluation=True,
)  # fmt: skip
LABEL_FIGURES = ViewSpec(
    "label_figures", "Figures of each label", "How well each label is given to data not trained on.",
    applies=places.has_labels, compute="playground.core.views.label_figures:compute", rate_hz=2.0,
    of_evaluation=True,
)  # fmt: skip
SAMPLES = ViewSpec(
    "samples", "Samples", "What the network says of each sample, and how wrong it is.",
    applies=places.has_judged_samples, compute="playground.core.views.samples:compute", rate_hz=2.0,
    of_evaluation=True,
)  # fmt: skip
BLOCK_WEIGHTS = ViewSpec(
    "block_weights", "Weights of a block", "One block's weights by row and column, now and at the start.",
    applies=places.has_network, compute="playground.core.views.block_weights:compute", rate_hz=5.0,
)  # fmt: skip
UNIT_AT_WORK = ViewSpec(
    "unit_at_work", "One unit at work", "The real numbers behind one number of a block's output.",
    applies=places.has_network, compute="playground.core.views.unit_at_work:compute",
)  # fmt: skip
SALIENCY = ViewSpec(
    "saliency", "Why this answer", "The pixels that an answer hangs on.",
    applies=places.has_classified_pictures, compute="playground.core.views.saliency:compute", rate_hz=4.0,
)  # fmt: skip

DEPTH = ViewSpec(
    "depth", "Gradient and activation", "How strong the signal is in each layer of a long network.",
    applies=places.is_long, compute="playground.core.views.depth:compute", rate_hz=2.0,
)  # fmt: skip

RECONSTRUCTIONS = ViewSpec(
    "reconstructions", "Reconstructions", "What comes back of each sample, and how far off it is.",
    applies=places.gives_back, compute="playground.core.views.reconstructions:compute", rate_hz=2.0,
    of_evaluation=True,
)  # fmt: skip

MARKS = ViewSpec(
    "marks", "Marked samples", "What is said of each step or pixel, beside what is true.",
    applies=places.has_marks, compute="playground.core.views.marks:compute", rate_hz=2.0, of_evaluation=True,
)  # fmt: skip

ATTENTION = ViewSpec(
    "attention", "Attention", "How much each step of one sample takes from which, head by head.",
    applies=places.looks_around, compute="playground.core.views.attention:compute", rate_hz=4.0,
)  # fmt: skip

SKIPS = ViewSpec(
    "skips", "Without a skip", "What held-out data say when one skip is cut.",
    applies=skips.applies, compute="playground.core.views.skips:compute", rate_hz=1 / 30, study=True,
)  # fmt: skip

BUILTIN = (
    DECISION_MAP, UNIT_MAPS, FEATURE_MAPS, WEIGHTS, WEIGHT_STATS, CLASS_FIGURES, LABEL_FIGURES, SAMPLES,
    BLOCK_WEIGHTS, UNIT_AT_WORK, SALIENCY,
    DEPTH, RECONSTRUCTIONS, MARKS, ATTENTION, SKIPS,
)  # fmt: skip
VIEWS = Registry(BUILTIN)
