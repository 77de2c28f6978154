"""Write the reference of all kinds of block, from their descriptions: assets/blocks.md.

python packaging/reference.py [FILE]
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playground.core.blocks.params import Param  # noqa: E402
from playground.core.blocks.spec import MOST_WIRES, BlockSpec, Port  # noqa: E402
from playground.core.builtin import CATALOGUE  # noqa: E402

PAGE = ROOT / "assets" / "blocks.md"


def main() -> None:
    """Write the page."""
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.write_text(text(), encoding="utf-8")
    print(page)


def text() -> str:
    """Return the whole page."""
    head = (
        "# Blocks\n\nEvery kind of block, from its own description. Made by `make reference`; do not edit.\n"
    )
    sections = groupby(CATALOGUE.blocks, lambda spec: spec.category.value)
    return head + "".join(_section(name, list(kinds)) for name, kinds in sections)


def _section(name: str, specs: list[BlockSpec]) -> str:
    return f"\n## {name}\n" + "".join("\n".join(_lines(spec)) + "\n" for spec in specs)


def _lines(spec: BlockSpec) -> Iterator[str]:
    yield f"\n### {spec.title} (`{spec.id}`)\n"
    yield f"{spec.summary} {spec.help}\n"
    yield f"Takes {_ports(spec.inputs)}; gives {_ports(spec.outputs)}."
    if spec.params:
        yield "\n| parameter | default | takes | |\n|---|---|---|---|"
    for param in spec.params:
        yield f"| `{param.name}` | {_default(param)} | {param.expectation()} | {param.help} |"


def _ports(ports: tuple[Port, ...]) -> str:
    if not ports:
        return "nothing"
    if len(ports) == MOST_WIRES:
        return f"`{ports[0].name}`, `{ports[1].name}`, and up to `{ports[-1].name}` (may stay free)"
    return ", ".join(f"`{port.name}`" + (" (may stay free)" if port.optional else "") for port in ports)


def _default(param: Param) -> str:
    value = param.default
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    main()
