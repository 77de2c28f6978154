"""torchvision's own networks, where it is installed: the code that published networks are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from published_in_torch import heads_of

OPERATORS = ("nms", "qnms")  # of detection, which no network here uses
ABSENT = "torchvision is not installed: the extra `torchvision` of this project brings it"
_declared: list[torch.library.Library] = []  # an operator is known as long as its library is held


def models() -> ModuleType:
    """Return `torchvision.models`; skip where there is none.

    Installed for another build of torch, it lacks operators that importing it asks for: they are declared.
    """
    if find_spec("torchvision") is None:
        pytest.skip(ABSENT)
    try:
        return import_module("torchvision.models")
    except RuntimeError:
        _declared.append(torch.library.Library("torchvision", "DEF"))
        for name in OPERATORS:
            _declared[0].define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return import_module("torchvision.models")


def plain(name: str, **more: Any) -> Callable[[], nn.Module]:
    """Return what makes a network by its name, with weights that nobody trained."""
    return lambda: models().get_model(name, weights=None, **more)


def vision_transformer(side: int, patch: int, features: int, depth: int, heads: int) -> nn.Module:
    """Return a vision transformer of any size."""
    made: nn.Module = models().VisionTransformer(
        side, patch, num_layers=depth, num_heads=heads, hidden_dim=features, mlp_dim=4 * features
    )
    return made


def narrow_vgg(counts: Sequence[int], width: int, units: int, norm: bool = False) -> nn.Module:
    """Return a VGG network with fewer filters and units: at full size it takes half a gigabyte."""
    code = import_module(f"{models().__name__}.vgg")
    rows = [[width << min(index, 3)] * count for index, count in enumerate(counts)]
    made: nn.Module = code.VGG(code.make_layers([each for row in rows for each in (*row, "M")], norm))
    ends = [nn.Linear(49 * 8 * width, units), nn.ReLU(), nn.Dropout(), nn.Linear(units, units), nn.ReLU()]
    made.classifier = nn.Sequential(*ends, nn.Dropout(), nn.Linear(units, 1000))
    return made


def shallow_segmenting(name: str, make: str, counts: Sequence[int]) -> nn.Module:
    """Return a network for pixels with fewer blocks and both its heads whole."""
    trunk = import_module(f"{models().__name__}.resnet")
    looks_wide = [False, True, True]
    seen = trunk.ResNet(trunk.Bottleneck, list(counts), replace_stride_with_dilation=looks_wide)
    made: nn.Module = getattr(import_module(f"{models().__name__}.segmentation.{name}"), make)(seen, 21, True)
    return made


def swin() -> nn.Module:
    """Return Swin-T; each square of four pixels that become one is joined map by map, as ours is.

    Only the order of the weights behind is another.
    """
    made: nn.Module = models().swin_t(weights=None)
    merging = import_module(f"{models().__name__}.swin_transformer").PatchMerging
    for each in made.modules():
        if isinstance(each, merging):
            each.norm.register_forward_pre_hook(lambda _, given: (_map_by_map(given[0]),))
    return made


def _map_by_map(pixels: Tensor) -> Tensor:
    """Return (n, h, w, 4 * maps) with the four pixels of each map side by side, row by row."""
    return pixels.unflatten(-1, (2, 2, -1)).permute(0, 1, 2, 5, 4, 3).flatten(3)


SHALLOW = (1, 1, 2, 2)
VGG_11 = {"counts": (1, 1, 2, 2, 2), "width": 8, "units": 64, "norm": True}
VGG_16 = {"counts": (2, 2, 3, 3, 3), "width": 8, "units": 64}
TINY_VIT = {"side": 56, "patch": 14, "features": 32, "depth": 2, "heads": 4}
WITHOUT_SIDE_GOALS = {"aux_logits": False, "init_weights": False}
NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "alexnet": plain("alexnet"), "vgg-11-bn": partial(narrow_vgg, **VGG_11),
    "vgg-16": partial(narrow_vgg, **VGG_16),
    "googlenet": plain("googlenet", **WITHOUT_SIDE_GOALS), "resnet-18": plain("resnet18"),
    "inception-v3": plain("inception_v3", **WITHOUT_SIDE_GOALS), "resnet-34": plain("resnet34"),
    "resnet-50": plain("resnet50"), "resnext-50": plain("resnext50_32x4d"),
    "squeezenet": plain("squeezenet1_1"), "densenet-121": plain("densenet121"),
    "mobilenet-v2": plain("mobilenet_v2"), "mnasnet": plain("mnasnet1_0"),
    "mobilenet-v3-small": plain("mobilenet_v3_small"), "mobilenet-v3-large": plain("mobilenet_v3_large"),
    "shufflenet-v2": plain("shufflenet_v2_x1_0"), "regnet-y-400mf": plain("regnet_y_400mf"),
    "efficientnet-b0": plain("efficientnet_b0"), "efficientnet-v2-s": plain("efficientnet_v2_s"),
    "convnext-tiny": plain("convnext_tiny"),
    "fcn-resnet-50": partial(shallow_segmenting, "fcn", "_fcn_resnet", SHALLOW),
    "deeplabv3-resnet-50": partial(shallow_segmenting, "deeplabv3", "_deeplabv3_resnet", SHALLOW),
    "vit": partial(vision_transformer, **TINY_VIT), "swin-t": swin,
}  # fmt: skip


def state_of(module: nn.Module) -> list[Tensor]:
    """Return the weights of one of them in the order in which ours are drawn, as views."""
    return list(_in_order(module.state_dict()))


def _in_order(state: dict[str, Tensor]) -> Iterator[Tensor]:
    """Yield class tokens behind patches, scales behind what they scale, questions, keys and values apart."""
    late: dict[str, Tensor] = {}
    for name, tensor in state.items():
        for begin in [each for each in late if not name.startswith(each)]:
            yield late.pop(begin)
        if name == "class_token":
            late["conv_proj."] = tensor
        elif name.endswith("layer_scale"):
            late[name.removesuffix("layer_scale")] = tensor
        elif name.endswith("reduction.weight"):
            late[name.removesuffix("reduction.weight")] = tensor
        elif name.endswith(("in_proj_weight", "qkv.weight")):
            yield from heads_of(tensor, state[name.replace("weight", "bias")])
        elif not name.endswith(("in_proj_bias", "qkv.bias", "relative_position_index")):
            yield tensor
    yield from late.values()
