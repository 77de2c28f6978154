"""Ready groups: networks in a block, to be dropped like any other, with settings, and opened to be changed.

To add one: write a function `Params -> Network` with `Sketch`, describe it by `ready_group` and put it into
the `KINDS` of its file. It stands in the palette and in `playground list groups`, and the contracts try it.
"""

from playground.core.blocks.ready import experts, gates, inceptions, residuals, steps, unets

KINDS = (
    *residuals.KINDS, *inceptions.KINDS, *unets.KINDS, *steps.KINDS, *gates.KINDS, *experts.KINDS,
)  # fmt: skip
