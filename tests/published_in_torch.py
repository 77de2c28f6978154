"""Published networks in plain PyTorch, written from their papers: what ours are compared with.

Layers are made in the order in which ours are drawn, so that weights are copied one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

Bend = Callable[[], nn.Module]


class Branches(nn.Module):
    """Give what every branch gives, side by side."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, values: Tensor) -> Tensor:
        """Return all in one."""
        return torch.cat([branch(values) for branch in self.branches], dim=1)


class Around(nn.Module):
    """Add what goes round a branch to what it gives."""

    def __init__(
        self, branch: nn.Module, way: nn.Module | None = None, bend: nn.Module | None = None
    ) -> None:
        super().__init__()
        self.branch, self.way, self.bend = branch, way or nn.Identity(), bend or nn.Identity()

    def forward(self, values: Tensor) -> Tensor:
        """Return the sum, bent."""
        summed: Tensor = self.bend(self.branch(values) + self.way(values))
        return summed


def conv(
    into: int,
    out: int,
    kernel: int = 3,
    stride: int = 1,
    bend: Bend = nn.ReLU,
    groups: int = 1,
    eps: float = 1e-5,
) -> nn.Sequential:
    """Return a convolution, its norm and its bend."""
    layer = nn.Conv2d(into, out, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(out, eps=eps), bend())


def ended(*layers: nn.Module, features: int, scores: int = 1000) -> nn.Sequential:
    """Return layers with the mean of every map and scores behind them."""
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(features, scores))


def lenet() -> nn.Module:
    """Return LeNet-5."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )  # fmt: skip


def alexnet() -> nn.Module:
    """Return AlexNet."""
    return nn.Sequential(
        nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Flatten(),
        nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000),
    )  # fmt: skip


def vgg(counts: Sequence[int], side: int, width: int, units: int) -> nn.Module:
    """Return a VGG network."""
    layers: list[nn.Module] = []
    into = 3
    for index, count in enumerate(counts):
        for _ in range(count):
            out = width << min(index, 3)
            layers += [nn.Conv2d(into, out, 3, padding=1), nn.ReLU()]
            into = out
        layers.append(nn.MaxPool2d(2))
    flat = into * (side >> len(counts)) ** 2
    ends = [nn.Flatten(), nn.Linear(flat, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU()]
    return nn.Sequential(*layers, *ends, nn.Linear(units, 1000))


def squeezenet() -> nn.Module:
    """Return SqueezeNet 1.1."""
    layers: list[nn.Module] = [nn.Conv2d(3, 64, 3, 2), nn.ReLU()]
    into = 64
    for stage in ((16, 16), (32, 32), (48, 48, 64, 64)):
        layers.append(nn.MaxPool2d(3, 2, ceil_mode=True))
        for few in stage:
            points, squares = nn.Conv2d(few, 4 * few, 1), nn.Conv2d(few, 4 * few, 3, padding=1)
            layers += [nn.Conv2d(into, few, 1), nn.ReLU(), Branches(points, squares), nn.ReLU()]
            into = 8 * few
    ends = [nn.Conv2d(into, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*layers, *ends)


def googlenet() -> nn.Module:
    """Return GoogLeNet without side goals."""
    own = {"eps": 1e-3}

    def inception(into: int, a: int, b: int, c: int, d: int, e: int, f: int) -> nn.Module:
        pool = nn.MaxPool2d(3, 1, 1, ceil_mode=True)
        return Branches(
            conv(into, a, 1, **own), nn.Sequential(conv(into, b, 1, **own), conv(b, c, **own)),
            nn.Sequential(conv(into, d, 1, **own), conv(d, e, **own)),
            nn.Sequential(pool, conv(into, f, 1, **own)),
        )  # fmt: skip

    return ended(
        conv(3, 64, 7, 2, **own), nn.MaxPool2d(3, 2, ceil_mode=True), conv(64, 64, 1, **own),
        conv(64, 192, **own), nn.MaxPool2d(3, 2, ceil_mode=True),
        inception(192, 64, 96, 128, 16, 32, 32), inception(256, 128, 128, 192, 32, 96, 64),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        inception(480, 192, 96, 208, 16, 48, 64), inception(512, 160, 112, 224, 24, 64, 64),
        inception(512, 128, 128, 256, 24, 64, 64), inception(512, 112, 144, 288, 32, 64, 64),
        inception(528, 256, 160, 320, 32, 128, 128), nn.MaxPool2d(2, 2, ceil_mode=True),
        inception(832, 256, 160, 320, 32, 128, 128), inception(832, 384, 192, 384, 48, 128, 128),
        features=1024,
    )  # fmt: skip


def resnet(counts: Sequence[int], narrow: bool, inner: int = 1, groups: int = 1) -> nn.Module:
    """Return a residual network; `narrow`: with 1 × 1 convolutions around its middles."""
    layers: list[nn.Module] = [conv(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)]
    into = 64
    for index, count in enumerate(counts):
        width, out = 64 << index, (256 if narrow else 64) << index
        for block in range(count):
            stride = 2 if index and not block else 1
            branch = [conv(into, width, 3, stride), conv(width, width, bend=nn.Identity)]
            if narrow:
                mid = width * inner
                branch = [conv(into, mid, 1), conv(mid, mid, 3, stride, groups=groups),
                          conv(mid, out, 1, bend=nn.Identity)]  # fmt: skip
            way = conv(into, out, 1, stride, nn.Identity) if into != out else None
            layers.append(Around(nn.Sequential(*branch), way, nn.ReLU()))
            into = out
    return ended(*layers, features=into)


def densenet(counts: Sequence[int]) -> nn.Module:
    """Return a DenseNet."""

    def bent(into: int, out: int, kernel: int) -> nn.Sequential:
        layer = nn.Conv2d(into, out, kernel, padding=kernel // 2, bias=False)
        return nn.Sequential(nn.BatchNorm2d(into), nn.ReLU(), layer)

    layers: list[nn.Module] = [conv(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)]
    maps = 64
    for index, count in enumerate(counts):
        for _ in range(count):
            layers.append(Branches(nn.Identity(), nn.Sequential(bent(maps, 128, 1), bent(128, 32, 3))))
            maps += 32
        if index < len(counts) - 1:
            layers += [bent(maps, maps // 2, 1), nn.AvgPool2d(2)]
            maps //= 2
    return ended(*layers, nn.BatchNorm2d(maps), nn.ReLU(), features=maps)


class Excited(nn.Module):
    """Squeeze and excite."""

    def __init__(self, maps: int, few: int) -> None:
        super().__init__()
        self.squeeze, self.excite = nn.Conv2d(maps, few, 1), nn.Conv2d(few, maps, 1)

    def forward(self, values: Tensor) -> Tensor:
        """Return maps, each as much as it counts."""
        means = functional.adaptive_avg_pool2d(values, 1)
        return values * torch.sigmoid(self.excite(functional.silu(self.squeeze(means))))


def inverted(stages: Sequence[tuple[int, ...]], bend: Bend, excites: bool = False) -> nn.Module:
    """Return a network of inverted residual blocks: (widens, out, count, stride, kernel) each."""
    layers: list[nn.Module] = [conv(3, 32, 3, 2, bend)]
    into = 32
    for widens, out, count, stride, kernel in stages:
        for block in range(count):
            mid, step = into * widens, stride if block == 0 else 1
            branch = [conv(into, mid, 1, 1, bend)] if widens > 1 else []
            branch.append(conv(mid, mid, kernel, step, bend, mid))
            gate = [Excited(mid, into // 4)] if excites else []
            made = nn.Sequential(*branch, *gate, conv(mid, out, 1, 1, nn.Identity))
            layers.append(Around(made) if step == 1 and into == out else made)
            into = out
    return ended(*layers, conv(into, 1280, 1, 1, bend), features=1280)


def mobilenet() -> nn.Module:
    """Return MobileNet."""
    layers: list[nn.Module] = [conv(3, 32, 3, 2)]
    into = 32
    steps = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
    for out, stride in steps:
        layers += [conv(into, into, 3, stride, groups=into), conv(into, out, 1)]
        into = out
    return ended(*layers, features=into)


class UNet(nn.Module):
    """The U-Net of the paper, with crops."""

    def __init__(self, width: int) -> None:
        super().__init__()
        sizes = [width << index for index in range(5)]
        self.down = nn.ModuleList(_double(a, b) for a, b in zip([1, *sizes], sizes, strict=False))
        self.grow, self.up = nn.ModuleList(), nn.ModuleList()
        for wide in reversed(sizes[:-1]):
            self.grow.append(nn.ConvTranspose2d(2 * wide, wide, 2, 2))
            self.up.append(_double(2 * wide, wide))
        self.scores = nn.Conv2d(width, 2, 1)

    def state(self) -> Iterator[Tensor]:
        """Yield the weights in the order in which they are used."""
        yield from self.down.state_dict().values()
        for grow, up in zip(self.grow, self.up, strict=True):
            yield from (*grow.state_dict().values(), *up.state_dict().values())
        yield from self.scores.state_dict().values()

    def forward(self, values: Tensor) -> Tensor:
        """Return the scores of the middle pixels."""
        skips = []
        for index, down in enumerate(self.down):
            values = down(values if index == 0 else functional.max_pool2d(values, 2))
            skips.append(values)
        for grow, up, skip in zip(self.grow, self.up, reversed(skips[:-1]), strict=True):
            values = grow(values)
            edge, side = (skip.shape[2] - values.shape[2]) // 2, values.shape[2]
            values = up(torch.cat([skip[:, :, edge : edge + side, edge : edge + side], values], dim=1))
        scores: Tensor = self.scores(values)
        return scores


def _double(into: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(into, out, 3), nn.ReLU(), nn.Conv2d(out, out, 3), nn.ReLU())


class Heads(nn.Module):
    """Attention with several heads, by its formula."""

    def __init__(self, features: int, heads: int, causal: bool = False) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(features, features) for _ in range(4))
        self.heads, self.causal = heads, causal

    def forward(self, values: Tensor, real: Tensor | None = None) -> Tensor:
        """Return what each step gathers of those that are real."""
        query, key, value = (
            each(values).unflatten(2, (self.heads, -1)).transpose(1, 2)
            for each in (self.query, self.key, self.value)
        )
        scores = query @ key.mT / query.shape[-1] ** 0.5
        if real is not None:
            scores = scores.masked_fill(~real[:, None, None], float("-inf"))
        if self.causal:
            later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(later, float("-inf"))
        mixed: Tensor = self.out((scores.softmax(-1) @ value).transpose(1, 2).flatten(2))
        return mixed


class EncoderLayer(nn.Module):
    """Attention and feed-forward, each with a way round it and a norm before or behind."""

    def __init__(self, features: int, heads: int, first: bool, eps: float) -> None:
        super().__init__()
        norms = [nn.LayerNorm(features, eps=eps) for _ in range(2)]
        parts = [Heads(features, heads), thought(features, 4 * features)]
        order = zip(norms, parts, strict=True) if first else zip(parts, norms, strict=True)
        self.layers = nn.ModuleList(each for pair in order for each in pair)
        self.first = first

    def forward(self, values: Tensor, real: Tensor | None = None) -> Tensor:
        """Return as many steps as came."""
        for one, two in zip(self.layers[::2], self.layers[1::2], strict=True):
            part = two if self.first else one
            given = one(values) if self.first else values
            made = part(given, real) if isinstance(part, Heads) else part(given)
            values = values + made if self.first else two(values + made)
        return values


def thought(features: int, width: int) -> nn.Sequential:
    """Return two dense layers with a bend between them."""
    return nn.Sequential(nn.Linear(features, width), nn.GELU(), nn.Linear(width, features))


class VisionTransformer(nn.Module):
    """A vision transformer."""

    def __init__(self, side: int, patch: int, features: int, depth: int, heads: int) -> None:
        super().__init__()
        self.cut = nn.Conv2d(3, features, patch, patch)
        self.token = nn.Parameter(torch.zeros(features))
        self.places = nn.Parameter(torch.zeros((side // patch) ** 2 + 1, features))
        self.layers = nn.ModuleList(EncoderLayer(features, heads, True, 1e-6) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(features, eps=1e-6), nn.Linear(features, 1000)

    def state(self) -> Iterator[Tensor]:
        """Yield the weights in the order in which they are used."""
        yield from self.cut.state_dict().values()
        yield from (self.token.data, self.places.data)
        for part in (self.layers, self.norm, self.head):
            yield from part.state_dict().values()

    def forward(self, values: Tensor) -> Tensor:
        """Return the scores that the class token's step gives."""
        steps = self.cut(values).flatten(2).mT
        steps = torch.cat([self.token.expand(len(steps), 1, -1), steps], dim=1) + self.places
        for layer in self.layers:
            steps = layer(steps)
        scores: Tensor = self.head(self.norm(steps[:, 0]))
        return scores


class Turned(nn.Module):
    """Work along the other axis."""

    def __init__(self, inside: nn.Module) -> None:
        super().__init__()
        self.inside = inside

    def forward(self, values: Tensor) -> Tensor:
        """Return what comes out, turned back."""
        turned: Tensor = self.inside(values.mT).mT
        return turned


class Mixer(nn.Module):
    """An MLP-Mixer."""

    def __init__(self, side: int, patch: int, features: int, depth: int) -> None:
        super().__init__()
        steps = (side // patch) ** 2
        self.cut, self.layers = nn.Conv2d(3, features, patch, patch), nn.ModuleList()
        for _ in range(depth):
            for mixing in (Turned(thought(steps, features // 2)), thought(features, 4 * features)):
                self.layers.append(Around(nn.Sequential(nn.LayerNorm(features, eps=1e-6), mixing)))
        self.norm, self.head = nn.LayerNorm(features, eps=1e-6), nn.Linear(features, 1000)

    def forward(self, values: Tensor) -> Tensor:
        """Return the scores."""
        steps = self.cut(values).flatten(2).mT
        for layer in self.layers:
            steps = layer(steps)
        scores: Tensor = self.head(self.norm(steps).mean(1))
        return scores


class Bert(nn.Module):
    """BERT and its pooler."""

    def __init__(self, words: int, places: int, features: int, depth: int, heads: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, features)
        self.places, self.segments = nn.Embedding(places, features), nn.Embedding(2, features)
        self.norm = nn.LayerNorm(features, eps=1e-12)
        self.layers = nn.ModuleList(EncoderLayer(features, heads, False, 1e-12) for _ in range(depth))
        self.pooler = nn.Linear(features, features)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the pooler's numbers; 0 stands behind the last word."""
        steps = self.words(tokens) + self.places.weight[: tokens.shape[1]] + self.segments.weight[0]
        steps = self.norm(steps)
        for layer in self.layers:
            steps = layer(steps, tokens != 0)
        return torch.tanh(self.pooler(steps[:, 0]))


def c3d() -> nn.Module:
    """Return C3D."""
    layers: list[nn.Module] = []
    into = 3
    for number, sizes in enumerate(((64,), (128,), (256, 256), (512, 512), (512, 512)), 1):
        for out in sizes:
            layers += [nn.Conv3d(into, out, 3, padding=1), nn.ReLU()]
            into = out
        window = (1, 2, 2) if number == 1 else 2
        layers.append(nn.MaxPool3d(window, window, (0, 1, 1) if number == 5 else 0))
    ends = [nn.Flatten(), nn.Linear(8192, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU()]
    return nn.Sequential(*layers, *ends, nn.Linear(4096, 101))


class Gpt2(nn.Module):
    """GPT-2, whose next words are scored by the table of words; of them the scores of the last step."""

    def __init__(self, words: int, places: int, features: int, depth: int, heads: int) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(words, features), nn.Embedding(places, features)
        self.layers = nn.ModuleList()
        for _ in range(depth):
            wide, narrow = nn.Linear(features, 4 * features), nn.Linear(4 * features, features)
            norms = [nn.LayerNorm(features) for _ in range(2)]
            self.layers += [norms[0], Heads(features, heads, True), norms[1], wide, narrow]
        self.norm = nn.LayerNorm(features)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the scores behind the last word; 0 stands behind it."""
        steps = self.words(tokens) + self.places.weight[: tokens.shape[1]]
        for index in range(0, len(self.layers), 5):
            norm_1, heads, norm_2, wide, narrow = self.layers[index : index + 5]
            steps = steps + heads(norm_1(steps), tokens != 0)
            steps = steps + narrow(functional.gelu(wide(norm_2(steps)), approximate="tanh"))
        last = (tokens != 0).sum(1) - 1
        scores: Tensor = self.norm(steps[torch.arange(len(steps)), last]) @ self.words.weight.T
        return scores


class FirstTransformer(nn.Module):
    """The transformer of 2017, its layers PyTorch's own; it writes what it reads."""

    def __init__(self, words: int, features: int, depth: int, heads: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, features)
        given = {"dim_feedforward": 4 * features, "batch_first": True}
        self.readers = nn.ModuleList(
            nn.TransformerEncoderLayer(features, heads, **given) for _ in range(depth)
        )
        self.writers = nn.ModuleList(
            nn.TransformerDecoderLayer(features, heads, **given) for _ in range(depth)
        )

    def state(self) -> Iterator[Tensor]:
        """Yield the weights in our order: questions, keys and values apart, each norm behind its part."""
        yield self.words.weight.data
        for layer in (*self.readers, *self.writers):
            for name, norm in (("self_attn", "norm1"), ("multihead_attn", "norm2")):
                if hasattr(layer, name):
                    yield from _heads(getattr(layer, name))
                    yield from getattr(layer, norm).state_dict().values()
            for part in (
                layer.linear1,
                layer.linear2,
                layer.norm3 if hasattr(layer, "norm3") else layer.norm2,
            ):
                yield from part.state_dict().values()

    def forward(self, tokens: Tensor, written: Tensor) -> Tensor:
        """Return the scores behind the last word that is written; 0 stands behind words."""
        memory, steps = self._placed(tokens), self._placed(written)
        causal = nn.Transformer.generate_square_subsequent_mask(written.shape[1]) < 0
        for layer in self.readers:
            memory = layer(memory, src_key_padding_mask=tokens == 0)
        rest = {
            "tgt_mask": causal,
            "tgt_key_padding_mask": written == 0,
            "memory_key_padding_mask": tokens == 0,
        }
        for layer in self.writers:
            steps = layer(steps, memory, **rest)
        last = (written != 0).sum(1) - 1
        scores: Tensor = steps[torch.arange(len(steps)), last] @ self.words.weight.T
        return scores

    def _placed(self, tokens: Tensor) -> Tensor:
        features = self.words.embedding_dim
        place = torch.arange(tokens.shape[1])[:, None] / 10_000 ** (torch.arange(0, features, 2) / features)
        waves = torch.stack([place.sin(), place.cos()], dim=2).flatten(1)
        placed: Tensor = self.words(tokens) * features**0.5 + waves
        return placed


def _heads(attention: nn.MultiheadAttention) -> Iterator[Tensor]:
    """Yield what makes questions, keys and values, then what mixes heads, as views of its weights."""
    yield from heads_of(attention.in_proj_weight.data, attention.in_proj_bias.data)
    yield from attention.out_proj.state_dict().values()


def heads_of(weight: Tensor, bias: Tensor) -> Iterator[Tensor]:
    """Yield what makes questions, keys and values one after the other, as views of what makes all."""
    for pair in zip(weight.chunk(3), bias.chunk(3), strict=True):
        yield from pair


class Seq2Seq(nn.Module):
    """Two LSTM layers that read, two that write, and attention by dot products to all that was read."""

    def __init__(self, read: int, written: int, units: int) -> None:
        super().__init__()
        self.read = nn.Embedding(read, units)
        self.readers = nn.ModuleList(nn.LSTM(units, units, batch_first=True) for _ in range(2))
        self.written = nn.Embedding(written, units)
        self.writers = nn.ModuleList(nn.LSTM(units, units, batch_first=True) for _ in range(2))
        self.attentional = nn.Linear(2 * units, units, bias=False)
        self.scores = nn.Linear(units, written, bias=False)

    def forward(self, tokens: Tensor, written: Tensor) -> Tensor:
        """Return the scores behind the last step of sentences without padding."""
        source, states = self.read(tokens), []
        for layer in self.readers:
            source, state = layer(source)
            states.append(state)
        target = self.written(written)
        for layer, state in zip(self.writers, states, strict=True):
            target, _ = layer(target, state)
        context = (target @ source.mT).softmax(-1) @ source
        mixed = torch.tanh(self.attentional(torch.cat([context, target], dim=2)))
        scores: Tensor = self.scores(mixed[:, -1])
        return scores


class Siamese(nn.Module):
    """One tower for two pictures."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        sizes = (1, 64, 128, 128, 256)
        for into, out, kernel in zip(sizes, sizes[1:], (10, 7, 4, 4), strict=False):
            layers += [nn.Conv2d(into, out, kernel), nn.ReLU(), nn.MaxPool2d(2)]
        ends = [nn.Flatten(), nn.Linear(9216, 4096), nn.Sigmoid()]
        self.tower = nn.Sequential(*layers[:-1], *ends)
        self.alike = nn.Linear(4096, 1)

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        """Return one score."""
        score: Tensor = self.alike((self.tower(one) - self.tower(other)).abs())
        return score


def dcgan_generator() -> nn.Module:
    """Return DCGAN's generator."""
    layers: list[nn.Module] = []
    sizes = (100, 512, 256, 128, 64)
    for index, (into, out) in enumerate(zip(sizes, sizes[1:], strict=False)):
        step = (2, 1) if index else (1, 0)
        layers += [nn.ConvTranspose2d(into, out, 4, *step, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
    return nn.Sequential(*layers, nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh())


class Discriminator(nn.Module):
    """DCGAN's discriminator, two pictures and the first once more in the place of three colours."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        sizes = (3, 64, 128, 256, 512)
        for index, (into, out) in enumerate(zip(sizes, sizes[1:], strict=False)):
            norm = [nn.BatchNorm2d(out)] if index else []
            layers += [nn.Conv2d(into, out, 4, 2, 1, bias=False), *norm, nn.LeakyReLU(0.2)]
        self.judges = nn.Sequential(*layers, nn.Conv2d(512, 1, 4, bias=False), nn.Flatten())

    def forward(self, one: Tensor, other: Tensor) -> Tensor:
        """Return one score."""
        score: Tensor = self.judges(torch.cat([one, other, one], dim=1))
        return score


class Variational(nn.Module):
    """A variational autoencoder as it is judged: the means go on."""

    def __init__(self) -> None:
        super().__init__()
        self.seen, self.means, self.spreads = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.made, self.pixels = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, values: Tensor) -> Tensor:
        """Return the pixels."""
        code = self.means(functional.relu(self.seen(values.flatten(1))))
        return torch.sigmoid(self.pixels(functional.relu(self.made(code))))
