"""Published networks for pictures, each described once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from playground.core.project.values import Recipe
from playground.core.published.convnext import convnext
from playground.core.published.densely import densenet, small_densenet
from playground.core.published.inception import googlenet
from playground.core.published.inception_v3 import inception_v3
from playground.core.published.mobile import (
    EFFICIENT,
    EFFICIENT_2_S,
    EFFICIENT_2_STYLE,
    EFFICIENT_STYLE,
    MNAS,
    MNAS_STYLE,
    V2,
    V2_STYLE,
    inverted,
    mobilenet,
)
from playground.core.published.mobile_v3 import LARGE, SMALL, mobilenet_v3
from playground.core.published.network import MOMENTUM, TORCHVISION, PublishedNetwork
from playground.core.published.patches import mixer, vision_transformer
from playground.core.published.pixels import unet
from playground.core.published.plain import alexnet, lenet_5, squeezenet, vgg
from playground.core.published.regular import Y_400, regnet_y
from playground.core.published.residual import BASIC, BOTTLENECK, GATED, IN_GROUPS, resnet
from playground.core.published.segmenting import fully_convolutional, pyramid, segmenting
from playground.core.published.shuffled import shufflenet_v2
from playground.core.published.small_pictures import small_resnet, wide_resnet
from playground.core.published.swin import swin

ONE_BY_ONE = replace(MOMENTUM, options={"momentum": 0.99}, weight_decay=0.0, batch_size=1)  # section 3
TWO_BY_TWO = replace(MOMENTUM, batch_size=2)  # large pictures, whose norms want pairs

LENET_5 = PublishedNetwork(
    "lenet-5", "LeNet-5", "Two convolutions and three dense layers that read handwritten digits.",
    "LeCun, Bottou, Bengio, Haffner, 1998: Gradient-based learning applied to document recognition.",
    61_706, "Layer by layer 156 + 2,416 + 48,120 + 10,164 + 850, C3 seeing all maps.",
    lenet_5, "digits", recipe=Recipe(epochs=20),
)  # fmt: skip
ALEXNET = PublishedNetwork(
    "alexnet", "AlexNet", "Five convolutions and three wide layers: the network that won ImageNet in 2012.",
    "Krizhevsky, arXiv:1404.5997.", 61_100_840, TORCHVISION, alexnet,
    recipe=MOMENTUM,
)  # fmt: skip
VGG_16 = PublishedNetwork(
    "vgg-16", "VGG-16", "Thirteen convolutions of 3 × 3 and three wide layers.",
    "Simonyan, Zisserman, arXiv:1409.1556.", 138_357_544, TORCHVISION,
    partial(vgg, counts=(2, 2, 3, 3, 3)), recipe=MOMENTUM,
)  # fmt: skip
VGG_19 = PublishedNetwork(
    "vgg-19", "VGG-19", "Sixteen convolutions of 3 × 3 and three wide layers.",
    "Simonyan, Zisserman, arXiv:1409.1556.", 143_667_240, TORCHVISION,
    partial(vgg, counts=(2, 2, 4, 4, 4)), recipe=MOMENTUM,
)  # fmt: skip
GOOGLENET = PublishedNetwork(
    "googlenet", "GoogLeNet", "Nine groups in which branches of several window sizes stand side by side.",
    "Szegedy et al., arXiv:1409.4842.", 6_624_904, TORCHVISION, googlenet,
)  # fmt: skip
UNET = PublishedNetwork(
    "u-net", "U-Net", "Down to what is seen, up again to where, with ways across: it marks pixels.",
    "Ronneberger, Fischer, Brox, arXiv:1505.04597.", 31_030_658,
    "Layer by layer from figure 1, one grey channel and two classes.", unet,
    recipe=ONE_BY_ONE,
)  # fmt: skip
RESNET_18 = PublishedNetwork(
    "resnet-18", "ResNet-18", "Eight blocks of two convolutions, each with a way round it.",
    "He, Zhang, Ren, Sun, arXiv:1512.03385.", 11_689_512, TORCHVISION,
    partial(resnet, counts=(2, 2, 2, 2), block=BASIC),
)  # fmt: skip
RESNET_34 = PublishedNetwork(
    "resnet-34", "ResNet-34", "Sixteen blocks of two convolutions, each with a way round it.",
    "He, Zhang, Ren, Sun, arXiv:1512.03385.", 21_797_672, TORCHVISION,
    partial(resnet, counts=(3, 4, 6, 3), block=BASIC),
)  # fmt: skip
RESNET_50 = PublishedNetwork(
    "resnet-50", "ResNet-50", "Sixteen blocks, narrow in their middle, each with a way round it.",
    "He, Zhang, Ren, Sun, arXiv:1512.03385.", 25_557_032, TORCHVISION,
    partial(resnet, counts=(3, 4, 6, 3), block=BOTTLENECK),
)  # fmt: skip
RESNEXT_50 = PublishedNetwork(
    "resnext-50", "ResNeXt-50", "ResNet-50 with middles twice as wide, cut into 32 groups.",
    "Xie, Girshick, Dollár, Tu, He, arXiv:1611.05431.", 25_028_904, TORCHVISION,
    partial(resnet, counts=(3, 4, 6, 3), block=IN_GROUPS),
)  # fmt: skip
SQUEEZENET = PublishedNetwork(
    "squeezenet", "SqueezeNet 1.1", "Few filters before many: as good as AlexNet with a fiftieth of it.",
    "Iandola et al., arXiv:1602.07360.", 1_235_496, TORCHVISION, squeezenet,
)  # fmt: skip
DENSENET_121 = PublishedNetwork(
    "densenet-121", "DenseNet-121", "Every layer reads what all before it in its block gave.",
    "Huang, Liu, van der Maaten, Weinberger, arXiv:1608.06993.", 7_978_856, TORCHVISION,
    partial(densenet, counts=(6, 12, 24, 16)),
)  # fmt: skip
MOBILENET = PublishedNetwork(
    "mobilenet", "MobileNet", "Each map is filtered by itself, then all are mixed, thirteen times.",
    "Howard et al., arXiv:1704.04861.", 4_231_976,
    "The 4.2 million of table 4: 3,206,976 before the last layer and 1,025,000 in it.", mobilenet,
)  # fmt: skip
MNASNET = PublishedNetwork(
    "mnasnet", "MNASNet", "Blocks that a search chose for speed on phones.",
    "Tan et al., arXiv:1807.11626.", 4_383_312, TORCHVISION,
    partial(inverted, stages=MNAS, style=MNAS_STYLE),
)  # fmt: skip
VIT_B_16 = PublishedNetwork(
    "vit-b-16", "ViT-B/16", "A transformer that reads a picture as a row of 196 patches.",
    "Dosovitskiy et al., arXiv:2010.11929.", 86_567_656, TORCHVISION, vision_transformer,
)  # fmt: skip
MIXER_B_16 = PublishedNetwork(
    "mixer-b-16", "MLP-Mixer B/16", "Patches and features are mixed in turn, by dense layers alone.",
    "Tolstikhin et al., arXiv:2105.01601.", 59_880_472,
    "mixer_b16_224 of timm; the 59 million of table 1.", mixer,
)  # fmt: skip
MOBILENET_V2 = PublishedNetwork(
    "mobilenet-v2", "MobileNetV2",
    "Blocks that are wide where each map is filtered by itself, and narrow between.",
    "Sandler et al., arXiv:1801.04381.", 3_504_872, TORCHVISION,
    partial(inverted, stages=V2, style=V2_STYLE),
)  # fmt: skip
EFFICIENTNET_B0 = PublishedNetwork(
    "efficientnet-b0", "EfficientNet-B0", "Searched blocks in which a gate lets each map count as it should.",
    "Tan, Le, arXiv:1905.11946.", 5_288_548, TORCHVISION,
    partial(inverted, stages=EFFICIENT, style=EFFICIENT_STYLE),
)  # fmt: skip
RESNET_20 = PublishedNetwork(
    "resnet-20", "ResNet-20", "The smallest residual network of the paper, for pictures of 32 × 32.",
    "He, Zhang, Ren, Sun, arXiv:1512.03385.", 269_722,
    "The 0.27 million of table 6: 464 + 14,016 + 51,072 + 203,520 + 650.", small_resnet,
)  # fmt: skip
WIDE_RESNET = PublishedNetwork(
    "wide-resnet-28-10", "Wide ResNet-28-10", "Twelve residual blocks, ten times as wide as those of ResNet.",
    "Zagoruyko, Komodakis, arXiv:1605.07146.", 36_479_194,
    "The 36.5 million of table 4, layer by layer.", wide_resnet,
)  # fmt: skip
SE_RESNET_18 = PublishedNetwork(
    "se-resnet-18", "SE-ResNet-18", "ResNet-18 whose blocks weigh their maps by the means of all of them.",
    "Hu, Shen, Albanie, Sun, Wu, arXiv:1709.01507.", 11_778_592,
    "legacy_seresnet18 of timm: ResNet-18 and 2 × (580 + 2,184 + 8,464 + 33,312).",
    partial(resnet, counts=(2, 2, 2, 2), block=GATED),
)  # fmt: skip
FCN = PublishedNetwork(
    "fcn-resnet-50", "FCN-ResNet-50", "A ResNet-50 that looks wide instead of halving tells pixels apart.",
    "Long, Shelhamer, Darrell, arXiv:1411.4038.", 35_322_218, TORCHVISION,
    partial(segmenting, head=fully_convolutional), recipe=TWO_BY_TWO,
)  # fmt: skip
DEEPLAB = PublishedNetwork(
    "deeplabv3-resnet-50", "DeepLabV3-ResNet-50", "Looks at the same pixels side by side, narrow and wide.",
    "Chen, Papandreou, Schroff, Adam, arXiv:1706.05587.", 42_004_074, TORCHVISION,
    partial(segmenting, head=pyramid), recipe=TWO_BY_TWO,
)  # fmt: skip
DENSENET_BC = PublishedNetwork(
    "densenet-bc-100", "DenseNet-BC-100", "Three dense blocks of 32 convolutions for pictures of 32 × 32.",
    "Huang, Liu, van der Maaten, Weinberger, arXiv:1608.06993.", 769_162,
    "The 0.8 million of table 2, layer by layer, with a growth of 12.", small_densenet,
)  # fmt: skip
VGG_11_NORM = PublishedNetwork(
    "vgg-11-bn", "VGG-11 with batch norm", "Eight convolutions of 3 × 3, each with a norm, and wide layers.",
    "Simonyan, Zisserman, arXiv:1409.1556.", 132_868_840, TORCHVISION,
    partial(vgg, counts=(1, 1, 2, 2, 2), norm=True), recipe=MOMENTUM,
)  # fmt: skip
INCEPTION_V3 = PublishedNetwork(
    "inception-v3", "Inception v3", "Eleven blocks whose branches see windows of several sizes and shapes.",
    "Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, arXiv:1512.00567.", 23_834_568,
    f"27,161,264 without the 3,326,696 of the side goal: {TORCHVISION}", inception_v3,
)  # fmt: skip
SHUFFLENET_V2 = PublishedNetwork(
    "shufflenet-v2", "ShuffleNetV2", "Half of the maps goes by, half is looked at, then all are shuffled.",
    "Ma, Zhang, Zheng, Sun, arXiv:1807.11164.", 2_278_604, TORCHVISION, shufflenet_v2,
)  # fmt: skip
MOBILENET_V3_SMALL = PublishedNetwork(
    "mobilenet-v3-small", "MobileNetV3 small", "Searched blocks with gates, bent by straight pieces.",
    "Howard et al., arXiv:1905.02244.", 2_542_856, TORCHVISION,
    partial(mobilenet_v3, rows=SMALL, units=1024),
)  # fmt: skip
MOBILENET_V3_LARGE = PublishedNetwork(
    "mobilenet-v3-large", "MobileNetV3 large", "Searched blocks, some with gates, bent by straight pieces.",
    "Howard et al., arXiv:1905.02244.", 5_483_032, TORCHVISION,
    partial(mobilenet_v3, rows=LARGE, units=1280),
)  # fmt: skip
REGNET_Y_400 = PublishedNetwork(
    "regnet-y-400mf", "RegNetY-400MF", "Four stages whose widths lie near a line, with gates in each block.",
    "Radosavovic, Kosaraju, Girshick, He, Dollár, arXiv:2003.13678.", 4_344_144, TORCHVISION,
    partial(regnet_y, stages=Y_400),
)  # fmt: skip
EFFICIENTNET_V2_S = PublishedNetwork(
    "efficientnet-v2-s", "EfficientNetV2-S", "Blocks that see all maps at once first, each by itself later.",
    "Tan, Le, arXiv:2104.00298.", 21_458_488, TORCHVISION,
    partial(inverted, stages=EFFICIENT_2_S, style=EFFICIENT_2_STYLE, side=384, maps=24),
)  # fmt: skip
CONVNEXT_TINY = PublishedNetwork(
    "convnext-tiny", "ConvNeXt-Tiny", "Eighteen convolutions built as the blocks of transformers are.",
    "Liu, Mao, Wu, Feichtenhofer, Darrell, Xie, arXiv:2201.03545.", 28_589_128, TORCHVISION, convnext,
)  # fmt: skip
SWIN_TINY = PublishedNetwork(
    "swin-t", "Swin-T", "A transformer that looks at pictures window by window, shifted in turn.",
    "Liu, Lin, Cao, Hu, Wei, Zhang, Lin, Guo, arXiv:2103.14030.", 28_288_354, TORCHVISION, swin,
)  # fmt: skip
