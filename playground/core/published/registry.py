"""The published networks there are: each described once, in the order of their years."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.project.values import Recipe
from playground.core.published.clips import c3d
from playground.core.published.convnext import convnext
from playground.core.published.densely import densenet, small_densenet
from playground.core.published.generating import discriminator, generator, variational_autoencoder
from playground.core.published.inception import googlenet
from playground.core.published.inception_v3 import inception_v3
from playground.core.published.language import albert, bert, distilbert
from playground.core.published.looking_back import temporal
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
from playground.core.published.network import (
    MOMENTUM,
    PREFIX,
    TORCHVISION,
    PublishedNetwork,
    PublishedTemplate,
)
from playground.core.published.patches import mixer, vision_transformer
from playground.core.published.pixels import unet
from playground.core.published.plain import alexnet, lenet_5, squeezenet, vgg
from playground.core.published.points import pointnet
from playground.core.published.recommending import neural_matrix_factorisation
from playground.core.published.regular import Y_400, regnet_y
from playground.core.published.residual import BASIC, BOTTLENECK, GATED, IN_GROUPS, resnet
from playground.core.published.segmenting import fully_convolutional, pyramid, segmenting
from playground.core.published.shuffled import shufflenet_v2
from playground.core.published.small_pictures import small_resnet, wide_resnet
from playground.core.published.swin import swin
from playground.core.published.twins import siamese
from playground.core.published.writing import attending, gpt_2, transformer
from playground.core.registry import Registry
from playground.core.sentences import Text

ONE_BY_ONE = replace(MOMENTUM, options={"momentum": 0.99}, weight_decay=0.0, batch_size=1)  # U-Net, section 3
TWO_BY_TWO = replace(MOMENTUM, batch_size=2)  # large pictures, whose norms want pairs

PUBLISHED = Registry((
    PublishedNetwork(
        "lenet-5", "LeNet-5", "Two convolutions and three dense layers that read handwritten digits.",
        "LeCun, Bottou, Bengio, Haffner, 1998: Gradient-based learning applied to document recognition.",
        61_706, "Layer by layer 156 + 2,416 + 48,120 + 10,164 + 850, C3 seeing all maps.",
        lenet_5, "digits", recipe=Recipe(epochs=20),
    ),
    PublishedNetwork(
        "alexnet", "AlexNet",
        "Five convolutions and three wide layers: the network that won ImageNet in 2012.",
        "Krizhevsky, arXiv:1404.5997.", 61_100_840, TORCHVISION, alexnet,
        recipe=MOMENTUM,
    ),
    PublishedNetwork(
        "vae", "VAE",
        "A picture becomes twenty means and spreads; one drawn from them becomes a picture again.",
        "Kingma, Welling, arXiv:1312.6114.", 652_824,
        "The example `vae` of PyTorch: 314,000 + 8,020 + 8,020 + 8,400 + 314,384.", variational_autoencoder,
    ),
    PublishedNetwork(
        "vgg-11-bn", "VGG-11 with batch norm",
        "Eight convolutions of 3 × 3, each with a norm, and wide layers.",
        "Simonyan, Zisserman, arXiv:1409.1556.", 132_868_840, TORCHVISION,
        partial(vgg, counts=(1, 1, 2, 2, 2), norm=True), recipe=MOMENTUM,
    ),
    PublishedNetwork(
        "vgg-16", "VGG-16", "Thirteen convolutions of 3 × 3 and three wide layers.",
        "Simonyan, Zisserman, arXiv:1409.1556.", 138_357_544, TORCHVISION,
        partial(vgg, counts=(2, 2, 3, 3, 3)), recipe=MOMENTUM,
    ),
    PublishedNetwork(
        "vgg-19", "VGG-19", "Sixteen convolutions of 3 × 3 and three wide layers.",
        "Simonyan, Zisserman, arXiv:1409.1556.", 143_667_240, TORCHVISION,
        partial(vgg, counts=(2, 2, 4, 4, 4)), recipe=MOMENTUM,
    ),
    PublishedNetwork(
        "googlenet", "GoogLeNet", "Nine groups in which branches of several window sizes stand side by side.",
        "Szegedy et al., arXiv:1409.4842.", 6_624_904, TORCHVISION, googlenet,
    ),
    PublishedNetwork(
        "fcn-resnet-50", "FCN-ResNet-50",
        "A ResNet-50 that looks wide instead of halving tells pixels apart.",
        "Long, Shelhamer, Darrell, arXiv:1411.4038.", 35_322_218, TORCHVISION,
        partial(segmenting, head=fully_convolutional), recipe=TWO_BY_TWO,
    ),
    PublishedNetwork(
        "c3d", "C3D", "Eight convolutions of 3 × 3 × 3 that read clips of sixteen frames.",
        "Tran, Bourdev, Fergus, Torresani, Paluri, arXiv:1412.0767.", 78_409_573,
        "Layer by layer from figure 3, with the 101 classes of UCF101.", c3d,
        recipe=MOMENTUM,
    ),
    PublishedNetwork(
        "u-net", "U-Net", "Down to what is seen, up again to where, with ways across: it marks pixels.",
        "Ronneberger, Fischer, Brox, arXiv:1505.04597.", 31_030_658,
        "Layer by layer from figure 1, one grey channel and two classes.", unet,
        recipe=ONE_BY_ONE,
    ),
    PublishedNetwork(
        "siamese", "Siamese network", "One tower looks at two pictures; what differs says if they are alike.",
        "Koch, Zemel, Salakhutdinov, 2015: Siamese neural networks for one-shot image recognition.",
        38_951_745, "Layer by layer from figure 4: 6,464 + 401,536 + 262,272 + 524,544 + 37,752,832 + 4,097.",
        siamese, "pairs",
    ),
    PublishedNetwork(
        "seq2seq", "Seq2seq with attention", "Two layers read a sentence, two write and look back at it.",
        "Luong, Pham, Manning, arXiv:1508.04025.", 5_948_800,
        "Layer by layer with PyTorch's LSTM: 3,187,200 + 4 × 132,096 + 32,768 + 2,200,448.",
        attending, "opinions",
    ),
    PublishedNetwork(
        "dcgan-generator", "DCGAN generator", "A hundred numbers grow into a picture of 64 × 64.",
        "Radford, Metz, Chintala, arXiv:1511.06434.", 3_576_704, "The DCGAN tutorial of PyTorch, netG.",
        generator, "damaged", {"lost": "colour"},
    ),
    PublishedNetwork(
        "dcgan-discriminator", "DCGAN discriminator", "A picture of 64 × 64 shrinks to a single yes or no.",
        "Radford, Metz, Chintala, arXiv:1511.06434.", 2_765_568, "The DCGAN tutorial of PyTorch, netD.",
        discriminator, "shape_pairs",
    ),
    PublishedNetwork(
        "inception-v3", "Inception v3",
        "Eleven blocks whose branches see windows of several sizes and shapes.",
        "Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, arXiv:1512.00567.", 23_834_568,
        f"27,161,264 without the 3,326,696 of the side goal: {TORCHVISION}", inception_v3,
    ),
    PublishedNetwork(
        "resnet-18", "ResNet-18", "Eight blocks of two convolutions, each with a way round it.",
        "He, Zhang, Ren, Sun, arXiv:1512.03385.", 11_689_512, TORCHVISION,
        partial(resnet, counts=(2, 2, 2, 2), block=BASIC),
    ),
    PublishedNetwork(
        "resnet-20", "ResNet-20", "The smallest residual network of the paper, for pictures of 32 × 32.",
        "He, Zhang, Ren, Sun, arXiv:1512.03385.", 269_722,
        "The 0.27 million of table 6: 464 + 14,016 + 51,072 + 203,520 + 650.", small_resnet,
    ),
    PublishedNetwork(
        "resnet-34", "ResNet-34", "Sixteen blocks of two convolutions, each with a way round it.",
        "He, Zhang, Ren, Sun, arXiv:1512.03385.", 21_797_672, TORCHVISION,
        partial(resnet, counts=(3, 4, 6, 3), block=BASIC),
    ),
    PublishedNetwork(
        "resnet-50", "ResNet-50", "Sixteen blocks, narrow in their middle, each with a way round it.",
        "He, Zhang, Ren, Sun, arXiv:1512.03385.", 25_557_032, TORCHVISION,
        partial(resnet, counts=(3, 4, 6, 3), block=BOTTLENECK),
    ),
    PublishedNetwork(
        "resnext-50", "ResNeXt-50", "ResNet-50 with middles twice as wide, cut into 32 groups.",
        "Xie, Girshick, Dollár, Tu, He, arXiv:1611.05431.", 25_028_904, TORCHVISION,
        partial(resnet, counts=(3, 4, 6, 3), block=IN_GROUPS),
    ),
    PublishedNetwork(
        "squeezenet", "SqueezeNet 1.1", "Few filters before many: as good as AlexNet with a fiftieth of it.",
        "Iandola et al., arXiv:1602.07360.", 1_235_496, TORCHVISION, squeezenet,
    ),
    PublishedNetwork(
        "wide-resnet-28-10", "Wide ResNet-28-10",
        "Twelve residual blocks, ten times as wide as those of ResNet.",
        "Zagoruyko, Komodakis, arXiv:1605.07146.", 36_479_194,
        "The 36.5 million of table 4, layer by layer.", wide_resnet,
    ),
    PublishedNetwork(
        "densenet-121", "DenseNet-121", "Every layer reads what all before it in its block gave.",
        "Huang, Liu, van der Maaten, Weinberger, arXiv:1608.06993.", 7_978_856, TORCHVISION,
        partial(densenet, counts=(6, 12, 24, 16)),
    ),
    PublishedNetwork(
        "densenet-bc-100", "DenseNet-BC-100",
        "Three dense blocks of 32 convolutions for pictures of 32 × 32.",
        "Huang, Liu, van der Maaten, Weinberger, arXiv:1608.06993.", 769_162,
        "The 0.8 million of table 2, layer by layer, with a growth of 12.", small_densenet,
    ),
    PublishedNetwork(
        "pointnet", "PointNet",
        "Points in no order: each is looked at by itself, the strongest answers stay.",
        "Qi, Su, Mo, Guibas, arXiv:1612.00593.", 3_480_049,
        "The 3.5 million of table 6: 803,081 + 1,857,344 + 151,680 + 667,944.", pointnet, "sensor",
    ),
    PublishedNetwork(
        "mobilenet", "MobileNet", "Each map is filtered by itself, then all are mixed, thirteen times.",
        "Howard et al., arXiv:1704.04861.", 4_231_976,
        "The 4.2 million of table 4: 3,206,976 before the last layer and 1,025,000 in it.", mobilenet,
    ),
    PublishedNetwork(
        "deeplabv3-resnet-50", "DeepLabV3-ResNet-50",
        "Looks at the same pixels side by side, narrow and wide.",
        "Chen, Papandreou, Schroff, Adam, arXiv:1706.05587.", 42_004_074, TORCHVISION,
        partial(segmenting, head=pyramid), recipe=TWO_BY_TWO,
    ),
    PublishedNetwork(
        "transformer-base", "Transformer base",
        "Six blocks read a sentence, six write another and attend to it.",
        "Vaswani et al., arXiv:1706.03762.", 63_082_496,
        "PyTorch's nn.Transformer without its two last norms, and 37,000 × 512 words; 65 million in table 3.",
        transformer, "opinions",
    ),
    PublishedNetwork(
        "neumf", "NeuMF", "Tables of people and things: one pair is multiplied, another goes through layers.",
        "He, Liao, Zhang, Nie, Hu, Chua, arXiv:1708.05031.", 392_601,
        "Layer by layer for MovieLens 1M, 8 factors: 389,840 + 2,080 + 528 + 136 + 17.",
        neural_matrix_factorisation, "opinions",
    ),
    PublishedNetwork(
        "se-resnet-18", "SE-ResNet-18",
        "ResNet-18 whose blocks weigh their maps by the means of all of them.",
        "Hu, Shen, Albanie, Sun, Wu, arXiv:1709.01507.", 11_778_592,
        "legacy_seresnet18 of timm: ResNet-18 and 2 × (580 + 2,184 + 8,464 + 33,312).",
        partial(resnet, counts=(2, 2, 2, 2), block=GATED),
    ),
    PublishedNetwork(
        "mobilenet-v2", "MobileNetV2",
        "Blocks that are wide where each map is filtered by itself, and narrow between.",
        "Sandler et al., arXiv:1801.04381.", 3_504_872, TORCHVISION,
        partial(inverted, stages=V2, style=V2_STYLE),
    ),
    PublishedNetwork(
        "shufflenet-v2", "ShuffleNetV2",
        "Half of the maps goes by, half is looked at, then all are shuffled.",
        "Ma, Zhang, Zheng, Sun, arXiv:1807.11164.", 2_278_604, TORCHVISION, shufflenet_v2,
    ),
    PublishedNetwork(
        "tcn", "TCN", "Sixteen convolutions that see the past alone read a picture pixel by pixel.",
        "Bai, Kolter, Koltun, arXiv:1803.01271.", 66_910,
        "The 70 thousand of table 1: 4,700 + 7 × 8,850 + 260, with weight norm.", temporal,
    ),
    PublishedNetwork(
        "mnasnet", "MNASNet", "Blocks that a search chose for speed on phones.",
        "Tan et al., arXiv:1807.11626.", 4_383_312, TORCHVISION,
        partial(inverted, stages=MNAS, style=MNAS_STYLE),
    ),
    PublishedNetwork(
        "bert-base", "BERT-base",
        "Twelve encoder blocks that read whole sentences, words in both directions.",
        "Devlin, Chang, Lee, Toutanova, arXiv:1810.04805.", 109_482_240,
        "BertModel of bert-base-uncased in transformers; the 110 million of section 3.", bert, "reviews",
    ),
    PublishedNetwork(
        "gpt-2", "GPT-2 small", "Twelve blocks that look back alone; words are scored by their own table.",
        "Radford, Wu, Child, Luan, Amodei, Sutskever, 2019.", 124_439_808,
        "GPT2LMHeadModel of gpt2 in transformers, its output tied to the table of words.", gpt_2, "reviews",
        recipe=MOMENTUM,
    ),
    PublishedNetwork(
        "efficientnet-b0", "EfficientNet-B0",
        "Searched blocks in which a gate lets each map count as it should.",
        "Tan, Le, arXiv:1905.11946.", 5_288_548, TORCHVISION,
        partial(inverted, stages=EFFICIENT, style=EFFICIENT_STYLE),
    ),
    PublishedNetwork(
        "mobilenet-v3-small", "MobileNetV3 small", "Searched blocks with gates, bent by straight pieces.",
        "Howard et al., arXiv:1905.02244.", 2_542_856, TORCHVISION,
        partial(mobilenet_v3, rows=SMALL, units=1024),
    ),
    PublishedNetwork(
        "mobilenet-v3-large", "MobileNetV3 large",
        "Searched blocks, some with gates, bent by straight pieces.",
        "Howard et al., arXiv:1905.02244.", 5_483_032, TORCHVISION,
        partial(mobilenet_v3, rows=LARGE, units=1280),
    ),
    PublishedNetwork(
        "distilbert", "DistilBERT", "Half of BERT's blocks, taught by the whole.",
        "Sanh, Debut, Chaumond, Wolf, arXiv:1910.01108.", 66_362_880,
        "DistilBertModel of distilbert-base-uncased in transformers; the 66 million of table 3.", distilbert,
        "reviews",
    ),
    PublishedNetwork(
        "albert-base", "ALBERT-base", "One encoder block, gone through twelve times, reads whole sentences.",
        "Lan, Chen, Goodman, Gimpel, Sharma, Soricut, arXiv:1909.11942.", 11_683_584,
        "AlbertModel of albert-base-v2 in transformers; the 12 million of table 1.", albert, "reviews",
    ),
    PublishedNetwork(
        "regnet-y-400mf", "RegNetY-400MF",
        "Four stages whose widths lie near a line, with gates in each block.",
        "Radosavovic, Kosaraju, Girshick, He, Dollár, arXiv:2003.13678.", 4_344_144, TORCHVISION,
        partial(regnet_y, stages=Y_400),
    ),
    PublishedNetwork(
        "vit-b-16", "ViT-B/16", "A transformer that reads a picture as a row of 196 patches.",
        "Dosovitskiy et al., arXiv:2010.11929.", 86_567_656, TORCHVISION, vision_transformer,
    ),
    PublishedNetwork(
        "efficientnet-v2-s", "EfficientNetV2-S",
        "Blocks that see all maps at once first, each by itself later.",
        "Tan, Le, arXiv:2104.00298.", 21_458_488, TORCHVISION,
        partial(inverted, stages=EFFICIENT_2_S, style=EFFICIENT_2_STYLE, side=384, maps=24),
    ),
    PublishedNetwork(
        "mixer-b-16", "MLP-Mixer B/16", "Patches and features are mixed in turn, by dense layers alone.",
        "Tolstikhin et al., arXiv:2105.01601.", 59_880_472,
        "mixer_b16_224 of timm; the 59 million of table 1.", mixer,
    ),
    PublishedNetwork(
        "swin-t", "Swin-T", "A transformer that looks at pictures window by window, shifted in turn.",
        "Liu, Lin, Cao, Hu, Wei, Zhang, Lin, Guo, arXiv:2103.14030.", 28_288_354, TORCHVISION, swin,
    ),
    PublishedNetwork(
        "convnext-tiny", "ConvNeXt-Tiny", "Eighteen convolutions built as the blocks of transformers are.",
        "Liu, Mao, Wu, Feichtenhofer, Darrell, Xie, arXiv:2201.03545.", 28_589_128, TORCHVISION, convnext,
    ),
))  # fmt: skip


def published_template(template_id: str, catalogue: Catalogue) -> PublishedTemplate:
    """Return the project of `published/NAME`; PlaygroundError names those there are."""
    found = PUBLISHED.find(template_id.removeprefix(PREFIX))
    if found is not None:
        return found.template(catalogue)
    words = "There is no published network {name!r}: choose one of {known}."
    known = ", ".join(each.id for each in PUBLISHED)
    raise PlaygroundError(Text(words, name=template_id.removeprefix(PREFIX), known=known))
