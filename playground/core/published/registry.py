"""The published networks there are: one explicit tuple of descriptions, in the order of their years."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.project.values import Recipe
from playground.core.published.clips import c3d
from playground.core.published.densely import densenet
from playground.core.published.generating import discriminator, generator, variational_autoencoder
from playground.core.published.inception import googlenet
from playground.core.published.language import bert
from playground.core.published.mobile import (
    EFFICIENT,
    EFFICIENT_STYLE,
    MNAS,
    MNAS_STYLE,
    V2,
    V2_STYLE,
    inverted,
    mobilenet,
)
from playground.core.published.network import PREFIX, TORCHVISION, PublishedNetwork, PublishedTemplate
from playground.core.published.patches import mixer, vision_transformer
from playground.core.published.pixels import unet
from playground.core.published.plain import alexnet, lenet_5, squeezenet, vgg
from playground.core.published.residual import basic, bottleneck, resnet
from playground.core.published.twins import siamese
from playground.core.published.writing import attending, gpt_2, transformer
from playground.core.registry import Registry
from playground.core.sentences import Text

# As AlexNet and VGG were trained, in smaller batches; with Adam's two averages no file would hold VGG.
MOMENTUM = Recipe("sgd", learning_rate=0.01, weight_decay=5e-4, batch_size=8, epochs=5)
ONE_BY_ONE = replace(MOMENTUM, options={"momentum": 0.99}, weight_decay=0.0, batch_size=1)  # section 3

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
    partial(resnet, counts=(2, 2, 2, 2), branch=basic),
)  # fmt: skip
RESNET_34 = PublishedNetwork(
    "resnet-34", "ResNet-34", "Sixteen blocks of two convolutions, each with a way round it.",
    "He, Zhang, Ren, Sun, arXiv:1512.03385.", 21_797_672, TORCHVISION,
    partial(resnet, counts=(3, 4, 6, 3), branch=basic),
)  # fmt: skip
RESNET_50 = PublishedNetwork(
    "resnet-50", "ResNet-50", "Sixteen blocks, narrow in their middle, each with a way round it.",
    "He, Zhang, Ren, Sun, arXiv:1512.03385.", 25_557_032, TORCHVISION,
    partial(resnet, counts=(3, 4, 6, 3), branch=bottleneck, out=4),
)  # fmt: skip
RESNEXT_50 = PublishedNetwork(
    "resnext-50", "ResNeXt-50", "ResNet-50 with middles twice as wide, cut into 32 groups.",
    "Xie, Girshick, Dollár, Tu, He, arXiv:1611.05431.", 25_028_904, TORCHVISION,
    partial(resnet, counts=(3, 4, 6, 3), branch=partial(bottleneck, inner=2, groups=32), out=4),
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
C3D = PublishedNetwork(
    "c3d", "C3D", "Eight convolutions of 3 × 3 × 3 that read clips of sixteen frames.",
    "Tran, Bourdev, Fergus, Torresani, Paluri, arXiv:1412.0767.", 78_409_573,
    "Layer by layer from figure 3, with the 101 classes of UCF101.", c3d,
    recipe=MOMENTUM,
)  # fmt: skip
BERT_BASE = PublishedNetwork(
    "bert-base", "BERT-base", "Twelve encoder blocks that read whole sentences, words in both directions.",
    "Devlin, Chang, Lee, Toutanova, arXiv:1810.04805.", 109_482_240,
    "BertModel of bert-base-uncased in transformers; the 110 million of section 3.", bert, "reviews",
)  # fmt: skip

VAE = PublishedNetwork(
    "vae", "VAE", "A picture becomes twenty means and spreads; one drawn from them becomes a picture again.",
    "Kingma, Welling, arXiv:1312.6114.", 652_824,
    "The example `vae` of PyTorch: 314,000 + 8,020 + 8,020 + 8,400 + 314,384.", variational_autoencoder,
)  # fmt: skip
SIAMESE = PublishedNetwork(
    "siamese", "Siamese network", "One tower looks at two pictures; what differs says if they are alike.",
    "Koch, Zemel, Salakhutdinov, 2015: Siamese neural networks for one-shot image recognition.",
    38_951_745, "Layer by layer from figure 4: 6,464 + 401,536 + 262,272 + 524,544 + 37,752,832 + 4,097.",
    siamese, "pairs",
)  # fmt: skip
DCGAN_GENERATOR = PublishedNetwork(
    "dcgan-generator", "DCGAN generator", "A hundred numbers grow into a picture of 64 × 64.",
    "Radford, Metz, Chintala, arXiv:1511.06434.", 3_576_704, "The DCGAN tutorial of PyTorch, netG.",
    generator, "damaged", {"lost": "colour"},
)  # fmt: skip
DCGAN_DISCRIMINATOR = PublishedNetwork(
    "dcgan-discriminator", "DCGAN discriminator", "A picture of 64 × 64 shrinks to a single yes or no.",
    "Radford, Metz, Chintala, arXiv:1511.06434.", 2_765_568, "The DCGAN tutorial of PyTorch, netD.",
    discriminator, "shape_pairs",
)  # fmt: skip
SEQ2SEQ = PublishedNetwork(
    "seq2seq", "Seq2seq with attention", "Two layers read a sentence, two write and look back at it.",
    "Luong, Pham, Manning, arXiv:1508.04025.", 5_948_800,
    "Layer by layer with PyTorch's LSTM: 3,187,200 + 4 × 132,096 + 32,768 + 2,200,448.",
    attending, "opinions",
)  # fmt: skip
TRANSFORMER = PublishedNetwork(
    "transformer-base", "Transformer base", "Six blocks read a sentence, six write another and attend to it.",
    "Vaswani et al., arXiv:1706.03762.", 63_082_496,
    "PyTorch's nn.Transformer without its two last norms, and 37,000 × 512 words; 65 million in table 3.",
    transformer, "opinions",
)  # fmt: skip
GPT_2 = PublishedNetwork(
    "gpt-2", "GPT-2 small", "Twelve blocks that look back alone; words are scored by their own table.",
    "Radford, Wu, Child, Luan, Amodei, Sutskever, 2019.", 124_439_808,
    "GPT2LMHeadModel of gpt2 in transformers, its output tied to the table of words.", gpt_2, "reviews",
    recipe=MOMENTUM,
)  # fmt: skip

PUBLISHED = Registry((
    LENET_5, ALEXNET, VAE, VGG_16, VGG_19, GOOGLENET, C3D, UNET, SIAMESE, SEQ2SEQ, DCGAN_GENERATOR,
    DCGAN_DISCRIMINATOR, RESNET_18, RESNET_34, RESNET_50, RESNEXT_50, SQUEEZENET, DENSENET_121, MOBILENET,
    TRANSFORMER, MOBILENET_V2, MNASNET, BERT_BASE, GPT_2, EFFICIENTNET_B0, VIT_B_16, MIXER_B_16,
))  # fmt: skip


def published_template(template_id: str, catalogue: Catalogue) -> PublishedTemplate:
    """Return the project of `published/NAME`; PlaygroundError names those there are."""
    found = PUBLISHED.find(template_id.removeprefix(PREFIX))
    if found is not None:
        return found.template(catalogue)
    words = "There is no published network {name!r}: choose one of {known}."
    known = ", ".join(each.id for each in PUBLISHED)
    raise PlaygroundError(Text(words, name=template_id.removeprefix(PREFIX), known=known))
