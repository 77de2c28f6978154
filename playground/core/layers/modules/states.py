"""Recurrent layers whose memory comes in and goes out, over a whole sequence or a single step.

The memory is one flat list (n, units); an LSTM's holds what it shows and what it keeps, (n, 2 * units).
"""

from __future__ import annotations

import torch
from torch import nn

LAYERS = {"RNN": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
STEPPED = {"RNN": nn.RNNCell, "LSTM": nn.LSTMCell, "GRU": nn.GRUCell}


class StatefulRecurrent(nn.Module):
    """Read a sequence from a memory on: (n, time, features) -> (n, time, units) and the memory at its end.

    A mask (n, time) is True where a step is real; padding stands at the end and never counts.
    """

    def __init__(self, cell: str, features: int, units: int) -> None:
        super().__init__()
        self.cell = cell
        self.layer = LAYERS[cell](features, units, batch_first=True)

    def forward(self, values: torch.Tensor, state: torch.Tensor | None = None,
                mask: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
        """Return what every step gives, and the memory behind the last real one."""
        if state is None:
            wide = self.layer.hidden_size * (2 if self.cell == "LSTM" else 1)
            state = values.new_zeros(values.shape[0], wide)
        begin = state.unsqueeze(0)
        if self.cell != "LSTM":
            made, end = self.layer(values, begin.contiguous())
            return made, end[0] if mask is None else _last_real(made, mask)
        shown, kept = (part.contiguous() for part in begin.chunk(2, dim=2))
        made, (end, memory) = self.layer(values, (shown, kept))
        if mask is None:
            return made, torch.cat([end[0], memory[0]], dim=1)
        before = torch.cat([shown.transpose(0, 1), made[:, :-1]], dim=1)
        return made, torch.cat(
            [_last_real(made, mask), _last_real(self._kept(values, before, kept[0]), mask)], dim=1
        )

    def _kept(self, values: torch.Tensor, before: torch.Tensor, kept: torch.Tensor) -> torch.Tensor:
        """Return what an LSTM keeps behind every step, (n, time, units): PyTorch tells the last one alone."""
        layer = self.layer
        gates = (nn.functional.linear(values, layer.weight_ih_l0, layer.bias_ih_l0)
                 + nn.functional.linear(before, layer.weight_hh_l0, layer.bias_hh_l0))  # fmt: skip
        taken, forgotten, new, _ = gates.chunk(4, dim=2)
        forgotten, added = torch.sigmoid(forgotten), torch.sigmoid(taken) * torch.tanh(new)
        steps = []
        for step in range(values.shape[1]):
            kept = forgotten[:, step] * kept + added[:, step]
            steps.append(kept)
        return torch.stack(steps, dim=1)


def _last_real(values: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return each sample's last real step: (n, time, units) -> (n, units)."""
    last = (mask.sum(dim=1) - 1).clamp(min=0).view(-1, 1, 1)
    return values.gather(1, last.expand(-1, 1, values.shape[2])).squeeze(1)


class RecurrentStep(nn.Module):
    """Take one step of a recurrent layer: (n, features) and a memory -> (n, units) and the next memory."""

    def __init__(self, cell: str, features: int, units: int) -> None:
        super().__init__()
        self.cell = cell
        self.step = STEPPED[cell](features, units)

    def forward(
        self, values: torch.Tensor, state: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what the step gives, and the memory behind it; without one it begins with zeros."""
        if self.cell != "LSTM":
            made = self.step(values, state)
            return made, made
        shown, kept = self.step(values, None if state is None else tuple(state.chunk(2, dim=1)))
        return shown, torch.cat([shown, kept], dim=1)
