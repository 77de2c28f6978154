"""Networks that write: GPT-2, the first transformer, and recurrent layers with attention.

Of the words they would write next, the first stand for the classes of the data at hand.
"""

from __future__ import annotations

from functools import partial

from playground.core.blocks.shapes import DataFields
from playground.core.network.values import Network
from playground.core.published.fitting import classified
from playground.core.published.language import learned_rows
from playground.core.published.network_builder import LINEAR, NetworkBuilder

SENTENCES = ("tokens", "tokens_2")  # that is read, that is written
TABLE = "words"  # by which what is written is scored, too


def gpt_2(fields: DataFields, words: int = 50_257, places: int = 1024, features: int = 768, depth: int = 12,
          heads: int = 12) -> Network:  # fmt: skip
    """Return GPT-2; Radford et al., 2019, section 2.3: the smallest of table 2."""
    net = NetworkBuilder()
    net.source("tokens")
    table = net.add("embedding", entries=words, features=features, label="Words", linked=TABLE)
    where = learned_rows(net, table, (places, features), fields.fields["tokens"].sizes[0], "Places")
    net.add("add", where, after=table)
    net.add("dropout", rate=0.1)
    net.group("Block", partial(_block, features=features, heads=heads), repeat=depth)
    net.add("layer_norm")
    net.add("over_time", how="last")
    net.add("dense", units=words, activation=LINEAR, bias=False, label="Next word", linked=TABLE)
    return classified(net, fields, words).network()


def _block(net: NetworkBuilder, features: int, heads: int) -> None:
    begin = net.last
    net.add("layer_norm")
    net.add("multi_head_attention", heads=heads, causal=True, dropout=0.1)
    net.add("dropout", rate=0.1)
    middle = net.add("add", net.last, after=begin)
    net.add("layer_norm")
    net.add("dense", units=4 * features, activation=LINEAR)
    net.add("gelu", approximate="tanh")
    net.add("dense", units=features, activation=LINEAR)
    net.add("dropout", rate=0.1)
    net.add("add", net.last, after=middle)


def transformer(fields: DataFields, words: int = 37_000, features: int = 512, depth: int = 6,
                heads: int = 8) -> Network:  # fmt: skip
    """Return the transformer; Vaswani et al., arXiv:1706.03762, table 3: base.

    Of two sentences it reads the first, and writes on where the second ends.
    """
    net = NetworkBuilder()
    read, written = (_placed(net, field, words, features) for field in SENTENCES)
    stacked = partial(net.add, repeat=depth, heads=heads, width=4 * features, activation="relu",
                      dropout=0.1, norm_first=False)  # fmt: skip
    memory = stacked("transformer_encoder", after=read, label="Encoder")
    stacked("transformer_decoder", memory, after=written, label="Decoder")
    net.add("over_time", how="last")
    net.add("dense", units=words, activation=LINEAR, bias=False, label="Next word", linked=TABLE)
    return classified(net, fields, words).network()


def _placed(net: NetworkBuilder, field: str, words: int, features: int) -> str:
    """Add a sentence, its words as rows of the one table, each told its place."""
    net.source("tokens", field=field)
    rows = net.add("embedding", entries=words, features=features, label="Words", linked=TABLE)
    root = net.add("constant_number", value=features**0.5, channels=1, height=1, label="Root of the width")
    net.add("multiply", root, after=rows)
    net.add("positional_encoding")
    return net.add("dropout", rate=0.1)


def attending(fields: DataFields, read: int = 7_709, written: int = 17_191, units: int = 128) -> Network:
    """Return two LSTM layers that read and two that write, with global attention by dot products.

    Luong, Pham, Manning, arXiv:1508.04025, section 3.1; sizes of the first example of TensorFlow's NMT.
    """
    net = NetworkBuilder()
    net.source("tokens", field=SENTENCES[0])
    net.add("embedding", entries=read, features=units, label="Words read")
    memories = [_reading(net, units, f"Reader {number}") for number in (1, 2)]
    source = net.last
    net.source("tokens", field=SENTENCES[1])
    net.add("embedding", entries=written, features=units, label="Words written")
    for number, memory in enumerate(memories, 1):
        net.wire(memory, "state", _reading(net, units, f"Writer {number}"), "state")
    target = net.last
    net.add("matrix_product", source, label="Scores")
    net.add("softmax")
    context = net.add("matrix_product", source, transposed=False, label="Context")
    net.add("concatenate", target, after=context)
    net.add("dense", units=units, activation="tanh", bias=False, label="Attentional")
    net.add("over_time", how="last")
    net.add("dense", units=written, activation=LINEAR, bias=False, label="Next word")
    return classified(net, fields, written).network()


def _reading(net: NetworkBuilder, units: int, label: str) -> str:
    return net.add("recurrent_state", cell="lstm", units=units, label=label)
