"""Networks that make pictures, and one that judges them: DCGAN and a variational autoencoder."""

from __future__ import annotations

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import brought
from playground.core.published.network_builder import LINEAR, NetworkBuilder

SIDE = 64  # of a picture of DCGAN
THUMBNAIL = 10  # whose pixels are as many as the generator takes numbers


def generator(fields: DataFields) -> Network:
    """Return DCGAN's generator; Radford et al., arXiv:1511.06434, figure 1, with the widths of PyTorch's.

    In the place of 100 random numbers it gets a thumbnail of 10 × 10, of which it paints the whole.
    """
    net = NetworkBuilder()
    net.source("image")
    net.add("adaptive_pool2d", side=THUMBNAIL, label="Thumbnail")
    net.add("reshape", channels=THUMBNAIL**2, height=1, width=1, label="100 numbers")
    for index, filters in enumerate((512, 256, 128, 64)):
        _grown(net, filters, index)
        net.add("batch_norm")
        net.add("relu")
    _grown(net, 3, 4)
    net.add("tanh")
    net.add("adaptive_pool2d", side=fields.fields["picture"].sizes[1], label="As large as the data's")
    net.add("make_picture")
    return net.network()


def _grown(net: NetworkBuilder, filters: int, index: int) -> None:
    stride, padding = (2, 1) if index else (1, 0)
    net.add("conv_transpose2d", filters=filters, kernel=4, stride=stride, padding=padding, activation=LINEAR,
            bias=False, label=f"convT{index + 1}")  # fmt: skip


def discriminator(fields: DataFields) -> Network:
    """Return DCGAN's discriminator; Radford et al., arXiv:1511.06434, with the widths of PyTorch's.

    In the place of a picture's realness it judges whether the two pictures of a sample are alike.
    """
    net = NetworkBuilder()
    first, second = (brought(net, fields, SIDE, field) for field in ("image", "image_2"))
    net.add("concatenate", second, first, after=first, label="As three colours")
    for index, filters in enumerate((64, 128, 256, 512)):
        net.add("conv2d", filters=filters, kernel=4, stride=2, padding=1, activation=LINEAR, bias=False,
                label=f"conv{index + 1}")  # fmt: skip
        if index:
            net.add("batch_norm")
        net.add("leaky_relu", negative_slope=0.2)
    net.add("conv2d", filters=1, kernel=4, padding="valid", activation=LINEAR, bias=False, label="conv5")
    net.add("flatten")
    net.add("yes_or_no")
    return net.network()


def variational_autoencoder(fields: DataFields, units: int = 400, code: int = 20) -> Network:
    """Return a variational autoencoder; Kingma and Welling, arXiv:1312.6114, sized as PyTorch's example."""
    net = NetworkBuilder()
    net.source("image")
    net.add("flatten")
    seen = net.add("dense", units=units, label="Encoder")
    means = net.add("dense", units=code, activation=LINEAR, label="Means")
    spreads = net.add("dense", after=seen, units=code, activation=LINEAR, label="Log variances")
    net.add("sample_latent", spreads, after=means)
    net.add("dense", units=units, label="Decoder")
    count = fields.fields["image"].count
    net.add("dense", units=count, activation="sigmoid", label="Pixels")
    net.add("reconstruct")
    kept_near = net.add("divergence", after=means, weight=1 / count)
    net.wire(spreads, "out", kept_near, "log_variance")
    return net.network()
