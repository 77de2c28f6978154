"""What goals compare scores with, and how scores become answers, where PyTorch has no module for it."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

NO_OTHER = -1e4  # a cosine that no other could have: it adds nothing to a sum of exponentials


def _averaged(losses: torch.Tensor, weights: torch.Tensor | None, how: str) -> torch.Tensor:
    """Return losses (m,) as a mean, a sum, or one by one, each times its weight as cross-entropy has it."""
    if weights is not None:
        losses = losses * weights
    if how == "none":
        return losses
    whole = losses.sum()
    if how == "sum":
        return whole
    return whole / (len(losses) if weights is None else weights.sum())


class YesOrNoLoss(nn.Module):
    """Compare one score a sample (m, 1), above 0 for the second of two classes, with classes (m,).

    Binary cross-entropy of its sigmoid; `weight` (2,) says how much each class counts.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reduction = "mean"
        self.weight: torch.Tensor | None = None

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss."""
        wanted = targets.to(scores.dtype)
        losses = functional.binary_cross_entropy_with_logits(scores[:, 0], wanted, reduction="none")
        return _averaged(losses, None if self.weight is None else self.weight[targets], self.reduction)


class BothShares(nn.Module):
    """Turn a score (m, 1) into the probabilities (m, 2) of no and of yes."""

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """Return the probabilities."""
        return torch.sigmoid(torch.cat([-scores, scores], dim=1))


def _borders(scores: torch.Tensor) -> torch.Tensor:
    """Return the log-odds (m, k - 1) of lying above each class but the last; they fall from left to right."""
    steps = functional.softplus(scores[:, 1:]).cumsum(dim=1)
    return torch.cat([scores[:, :1], scores[:, :1] - steps], dim=1)


class OrderLoss(nn.Module):
    """Compare scores (m, k - 1) with classes (m,) of an order: the likelihood of a cumulative link.

    The first score is the log-odds of lying above the first class, softplus of each other how far the next
    border lies below it, so that borders are in order. P. McCullagh, "Regression models for ordinal data",
    Journal of the Royal Statistical Society B 42 (1980), section 2, with the logistic link. `weight` (k,)
    says how much each class counts.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reduction = "mean"
        self.weight: torch.Tensor | None = None

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss: for borders a > b, sigmoid(a) - sigmoid(b) = s(a) s(-b) (1 - exp(b - a))."""
        borders, places = _borders(scores), targets[:, None]
        last = borders.shape[1]
        above = borders.gather(1, (places - 1).clamp(min=0))[:, 0]  # of the class: the border below it
        under = borders.gather(1, places.clamp(max=last - 1))[:, 0]
        zero = torch.zeros_like(above)
        said = torch.where(targets > 0, functional.logsigmoid(above), zero)
        said = said + torch.where(targets < last, functional.logsigmoid(-under), zero)
        inner = (targets > 0) & (targets < last)
        gap = torch.where(inner, above - under, torch.ones_like(above)).clamp(min=1e-6)
        said = said + torch.where(inner, torch.log(-torch.expm1(-gap)), zero)
        return _averaged(-said, None if self.weight is None else self.weight[targets], self.reduction)


class OrderShares(nn.Module):
    """Turn the scores of `OrderLoss` (m, k - 1) into the probabilities (m, k) of the classes."""

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """Return the probabilities: differences of those to lie above each class."""
        above = torch.sigmoid(_borders(scores))
        ends = torch.ones_like(above[:, :1])
        return torch.cat([ends, above], dim=1) - torch.cat([above, torch.zeros_like(ends)], dim=1)


class QuantileLoss(nn.Module):
    """Compare scores (m, q) with numbers (m, 1): a score that is to lie above a share of the true numbers.

    A miss counts by the share where the true number lies above, by the rest where it lies below. R. Koenker
    and G. Bassett, "Regression quantiles", Econometrica 46 (1978).
    """

    def __init__(self, shares: tuple[float, ...]) -> None:
        super().__init__()
        self.reduction = "mean"
        self.shares = shares

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss."""
        shares = torch.tensor(self.shares, dtype=scores.dtype, device=scores.device)
        missed = targets - scores
        losses = torch.maximum(shares * missed, (shares - 1) * missed)
        if self.reduction == "none":
            return losses
        return losses.sum() if self.reduction == "sum" else losses.mean()

    def extra_repr(self) -> str:
        """Return the shares for the printed module."""
        return f"shares={self.shares}"


def _distance(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Return how far samples (n, ...) lie apart, (n, 1); where they are the same, it has a gradient of 0."""
    squares = (one - other).flatten(1).square().sum(dim=1, keepdim=True)
    return torch.sqrt(squares + 1e-12)


class Distance(nn.Module):
    """Measure how far two codes (n, k) lie apart: (n, 1)."""

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Return Euclidean distances."""
        return _distance(one, other)


class TwoDistances(nn.Module):
    """Measure how far codes (n, k) lie from those of their like and of others: (n, 2)."""

    def forward(self, one: torch.Tensor, like: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Return Euclidean distances."""
        return torch.cat([_distance(one, like), _distance(one, other)], dim=1)


class ContrastiveLoss(nn.Module):
    """Compare distances (m, 1) with whether pairs are alike, 1, or not, 0: (m,).

    Alike ones are to lie together, others 1 apart or more. R. Hadsell, S. Chopra, Y. LeCun, "Dimensionality
    reduction by learning an invariant mapping", CVPR 2006, equation 4. `weight` (2,) says how much each
    counts.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reduction = "mean"
        self.weight: torch.Tensor | None = None

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss."""
        apart, near = (1 - scores[:, 0]).clamp(min=0).square(), scores[:, 0].square()
        losses = torch.where(targets == 1, near, apart) / 2
        return _averaged(losses, None if self.weight is None else self.weight[targets], self.reduction)


class NearShares(nn.Module):
    """Turn distances (m, 1) into shares (m, 2) of "not alike" and of "alike", which are even at 1/2."""

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """Return the distance up to 1, and what is left to 1."""
        apart = scores.clamp(max=1.0)
        return torch.cat([apart, 1 - apart], dim=1)


class TripletLoss(nn.Module):
    """Want the first of two distances (m, 2) to be shorter than the second by 1, whatever is aimed at.

    F. Schroff, D. Kalenichenko, J. Philbin, "FaceNet", CVPR 2015 (arXiv:1503.03832), without the squares.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reduction = "mean"

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss."""
        return _averaged((scores[:, 0] - scores[:, 1] + 1).clamp(min=0), None, self.reduction)


class AmongOthers(nn.Module):
    """Hold codes (n, k) of things against those (n, k) of their partners and of others: (n, 5).

    The cosine of a thing and its partner; then of the thing with all other partners, and of the partner with
    all other things: the logarithm of the sum of exp(cosine / temperature), and the highest cosine. Others
    are those of the same stretch of so many samples; with the own side, things are others of things, too.
    """

    def __init__(self, among: int, temperature: float, own_side: bool = False) -> None:
        super().__init__()
        self.among, self.temperature, self.own_side = among, temperature, own_side

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        """Return the five numbers of each sample; without others, such as make no difference."""
        one, other = functional.normalize(one, dim=1), functional.normalize(other, dim=1)
        place = torch.arange(one.shape[0], device=one.device)
        stretch = torch.div(place, self.among, rounding_mode="floor")
        left = (stretch[:, None] != stretch[None, :]) | (place[:, None] == place[None, :])
        cross = (one @ other.T).masked_fill(left, NO_OTHER)
        ways = [[cross], [cross.T]]
        if self.own_side:
            ways[0].append((one @ one.T).masked_fill(left, NO_OTHER))
            ways[1].append((other @ other.T).masked_fill(left, NO_OTHER))
        found = [(one * other).sum(dim=1)]
        for way in ways:
            others = torch.cat(way, dim=1)
            found += [torch.logsumexp(others / self.temperature, dim=1), others.amax(dim=1)]
        return torch.stack(found, dim=1)

    def extra_repr(self) -> str:
        """Return the settings for the printed module."""
        return f"among={self.among}, temperature={self.temperature}, own_side={self.own_side}"


class AmongOthersLoss(nn.Module):
    """Want the partner's cosine of `AmongOthers` (m, 5) above those of all others, whatever is aimed at.

    Cross-entropy of softmax over cosine / temperature, -log(e^a / (e^a + sum e^b)) =
    softplus(log sum e^b - a), in the mean of both ways. A. van den Oord, Y. Li, O. Vinyals, arXiv:1807.03748,
    equation 4; T. Chen et al., arXiv:2002.05709, equation 1; A. Radford et al., arXiv:2103.00020, figure 3.
    """

    def __init__(self, temperature: float) -> None:
        super().__init__()
        self.reduction = "mean"
        self.temperature = temperature

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss."""
        own = scores[:, 0] / self.temperature
        there = functional.softplus(scores[:, 1] - own)
        back = functional.softplus(scores[:, 3] - own)
        return _averaged((there + back) / 2, None, self.reduction)

    def extra_repr(self) -> str:
        """Return the setting for the printed module."""
        return f"temperature={self.temperature}"


class CosineShares(nn.Module):
    """Turn the first of the scores (m, k), a cosine, into a share (m, 1): 1 where directions are one."""

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """Return (1 + cosine) / 2, which rounding leaves within 0 and 1."""
        return ((1 + scores[:, :1]) / 2).clamp(0, 1)


class Magnitude(nn.Module):
    """Measure how large the numbers (n, ...) of each sample are: (n, 1)."""

    def __init__(self, squared: bool) -> None:
        super().__init__()
        self.squared = squared

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return the mean of their squares, or of their sizes without signs."""
        flat = values.flatten(1)
        return (flat.square() if self.squared else flat.abs()).mean(dim=1, keepdim=True)

    def extra_repr(self) -> str:
        """Return the setting for the printed module."""
        return f"squared={self.squared}"


class DivergenceToNormal(nn.Module):
    """Measure how far normal distributions lie from N(0, 1): means and log-variances (n, k) -> (n, 1).

    The Kullback-Leibler divergence, summed over the numbers of a sample. D. Kingma, M. Welling,
    arXiv:1312.6114, appendix B.
    """

    def forward(self, mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
        """Return the divergences."""
        each = mean.square() + log_variance.exp() - 1 - log_variance
        return each.flatten(1).sum(dim=1, keepdim=True) / 2


class MeanLoss(nn.Module):
    """Take scores (m, 1) for the loss, whatever is aimed at."""

    def __init__(self) -> None:
        super().__init__()
        self.reduction = "mean"

    def forward(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return their mean."""
        return _averaged(scores[:, 0], None, self.reduction)
