"""The published networks there are: one explicit tuple of descriptions, in the order of their years."""

from __future__ import annotations

from playground.core.catalogue.catalogue import Catalogue
from playground.core.errors import PlaygroundError
from playground.core.published.for_others import (
    ALBERT_BASE,
    BERT_BASE,
    C3D,
    DCGAN_DISCRIMINATOR,
    DCGAN_GENERATOR,
    DISTILBERT,
    GPT_2,
    NEUMF,
    POINTNET,
    SEQ2SEQ,
    SIAMESE,
    TCN,
    TRANSFORMER,
    VAE,
)
from playground.core.published.for_pictures import (
    ALEXNET,
    CONVNEXT_TINY,
    DEEPLAB,
    DENSENET_121,
    DENSENET_BC,
    EFFICIENTNET_B0,
    EFFICIENTNET_V2_S,
    FCN,
    GOOGLENET,
    INCEPTION_V3,
    LENET_5,
    MIXER_B_16,
    MNASNET,
    MOBILENET,
    MOBILENET_V2,
    MOBILENET_V3_LARGE,
    MOBILENET_V3_SMALL,
    REGNET_Y_400,
    RESNET_18,
    RESNET_20,
    RESNET_34,
    RESNET_50,
    RESNEXT_50,
    SE_RESNET_18,
    SHUFFLENET_V2,
    SQUEEZENET,
    SWIN_TINY,
    UNET,
    VGG_11_NORM,
    VGG_16,
    VGG_19,
    VIT_B_16,
    WIDE_RESNET,
)
from playground.core.published.network import PREFIX, PublishedTemplate
from playground.core.registry import Registry
from playground.core.sentences import Text

PUBLISHED = Registry((
    LENET_5, ALEXNET, VAE, VGG_11_NORM, VGG_16, VGG_19, GOOGLENET, FCN, C3D, UNET, SIAMESE, SEQ2SEQ,
    DCGAN_GENERATOR, DCGAN_DISCRIMINATOR, INCEPTION_V3, RESNET_18, RESNET_20, RESNET_34, RESNET_50,
    RESNEXT_50, SQUEEZENET, WIDE_RESNET, DENSENET_121, DENSENET_BC, POINTNET, MOBILENET, DEEPLAB,
    TRANSFORMER, NEUMF, SE_RESNET_18, MOBILENET_V2, SHUFFLENET_V2, TCN, MNASNET, BERT_BASE, GPT_2,
    EFFICIENTNET_B0, MOBILENET_V3_SMALL, MOBILENET_V3_LARGE, DISTILBERT, ALBERT_BASE, REGNET_Y_400,
    VIT_B_16, EFFICIENTNET_V2_S, MIXER_B_16, SWIN_TINY, CONVNEXT_TINY,
))  # fmt: skip


def published_template(template_id: str, catalogue: Catalogue) -> PublishedTemplate:
    """Return the project of `published/NAME`; PlaygroundError names those there are."""
    found = PUBLISHED.find(template_id.removeprefix(PREFIX))
    if found is not None:
        return found.template(catalogue)
    words = "There is no published network {name!r}: choose one of {known}."
    known = ", ".join(each.id for each in PUBLISHED)
    raise PlaygroundError(Text(words, name=template_id.removeprefix(PREFIX), known=known))
