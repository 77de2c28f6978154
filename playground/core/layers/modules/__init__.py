"""Modules that blocks need and PyTorch lacks; exports carry their source, so each stands on torch alone."""

from playground.core.layers.modules.aggregating import Constant, LearnedNumbers, MatrixProduct, Reduce
from playground.core.layers.modules.attention import Attention, ClassToken, Positions, ShapedAttention
from playground.core.layers.modules.choosing import TopK
from playground.core.layers.modules.formulas import Einsum, Formula
from playground.core.layers.modules.judging import (
    AmongOthers,
    AmongOthersLoss,
    BothShares,
    ContrastiveLoss,
    CosineShares,
    Distance,
    DivergenceToNormal,
    Magnitude,
    MeanLoss,
    NearShares,
    OrderLoss,
    OrderShares,
    QuantileLoss,
    TripletLoss,
    TwoDistances,
    YesOrNoLoss,
)
from playground.core.layers.modules.layout import (
    AdaptivePool,
    ChannelsFirst,
    ChannelsLast,
    GlobalPool,
    PatchesLast,
    Permute,
    Reshape,
    Slice,
    Split,
)
from playground.core.layers.modules.mathematics import (
    AbsoluteValue,
    Clamp,
    Exponential,
    Logarithm,
    Power,
    SquareRoot,
)
from playground.core.layers.modules.merging import Add, Average, Concatenate, DotProduct, Multiply, Subtract
from playground.core.layers.modules.noise import GaussianNoise, Noise, SampleLatent
from playground.core.layers.modules.norms import ChannelNorm, GroupNorm
from playground.core.layers.modules.regularising import DropBlock, StochasticDepth
from playground.core.layers.modules.reparametrised import (
    SpectralNormConv,
    SpectralNormLinear,
    WeightNormConv,
    WeightNormLinear,
)
from playground.core.layers.modules.scaling import FeaturePReLU, ScaleShift
from playground.core.layers.modules.sequences import CausalPad, OverTime, Recurrent
from playground.core.layers.modules.sources import (
    Affine,
    DerivedFeatures,
    PointFeatures,
    Series,
    Table,
    Tokens,
)
from playground.core.layers.modules.spatial import CoordinateChannels, SpatialTransformer
from playground.core.layers.modules.states import RecurrentStep, StatefulRecurrent
from playground.core.layers.modules.tables import PreparedTable
from playground.core.layers.modules.windows import WindowAttention

__all__ = [
    "AbsoluteValue", "AdaptivePool", "Add", "Affine", "AmongOthers", "AmongOthersLoss", "Attention",
    "Average", "BothShares", "CausalPad", "ChannelNorm", "ChannelsFirst", "ChannelsLast", "Clamp",
    "ClassToken", "Concatenate", "Constant", "ContrastiveLoss", "CoordinateChannels", "CosineShares",
    "DerivedFeatures", "Distance", "DivergenceToNormal", "DotProduct", "DropBlock", "Einsum", "Exponential",
    "FeaturePReLU", "Formula", "GaussianNoise", "GlobalPool", "GroupNorm", "LearnedNumbers", "Logarithm",
    "Magnitude", "MatrixProduct", "MeanLoss", "Multiply", "NearShares", "Noise", "OrderLoss", "OrderShares",
    "OverTime", "PatchesLast", "Permute", "PointFeatures", "Positions", "Power", "PreparedTable",
    "QuantileLoss", "Recurrent", "RecurrentStep", "Reduce", "Reshape", "SampleLatent", "ScaleShift",
    "Series", "ShapedAttention", "Slice", "SpatialTransformer", "SpectralNormConv", "SpectralNormLinear",
    "Split", "SquareRoot", "StatefulRecurrent", "StochasticDepth", "Subtract", "Table", "Tokens", "TopK",
    "TripletLoss", "TwoDistances", "WeightNormConv", "WeightNormLinear", "WindowAttention", "YesOrNoLoss",
]  # fmt: skip
