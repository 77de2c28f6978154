"""Published networks for what is no single picture: text, clips, points, pairs, and pictures to be made."""

from __future__ import annotations

from playground.core.published.clips import c3d
from playground.core.published.generating import discriminator, generator, variational_autoencoder
from playground.core.published.language import albert, bert, distilbert
from playground.core.published.looking_back import temporal
from playground.core.published.network import MOMENTUM, PublishedNetwork
from playground.core.published.points import pointnet
from playground.core.published.recommending import neural_matrix_factorisation
from playground.core.published.twins import siamese
from playground.core.published.writing import attending, gpt_2, transformer

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
POINTNET = PublishedNetwork(
    "pointnet", "PointNet", "Points in no order: each is looked at by itself, the strongest answers stay.",
    "Qi, Su, Mo, Guibas, arXiv:1612.00593.", 3_480_049,
    "The 3.5 million of table 6: 803,081 + 1,857,344 + 151,680 + 667,944.", pointnet, "sensor",
)  # fmt: skip
NEUMF = PublishedNetwork(
    "neumf", "NeuMF", "Tables of people and things: one pair is multiplied, another goes through layers.",
    "He, Liao, Zhang, Nie, Hu, Chua, arXiv:1708.05031.", 392_601,
    "Layer by layer for MovieLens 1M, 8 factors: 389,840 + 2,080 + 528 + 136 + 17.",
    neural_matrix_factorisation, "opinions",
)  # fmt: skip
TCN = PublishedNetwork(
    "tcn", "TCN", "Sixteen convolutions that see the past alone read a picture pixel by pixel.",
    "Bai, Kolter, Koltun, arXiv:1803.01271.", 66_910,
    "The 70 thousand of table 1: 4,700 + 7 × 8,850 + 260, with weight norm.", temporal,
)  # fmt: skip
DISTILBERT = PublishedNetwork(
    "distilbert", "DistilBERT", "Half of BERT's blocks, taught by the whole.",
    "Sanh, Debut, Chaumond, Wolf, arXiv:1910.01108.", 66_362_880,
    "DistilBertModel of distilbert-base-uncased in transformers; the 66 million of table 3.", distilbert,
    "reviews",
)  # fmt: skip
ALBERT_BASE = PublishedNetwork(
    "albert-base", "ALBERT-base", "One encoder block, gone through twelve times, reads whole sentences.",
    "Lan, Chen, Goodman, Gimpel, Sharma, Soricut, arXiv:1909.11942.", 11_683_584,
    "AlbertModel of albert-base-v2 in transformers; the 12 million of table 1.", albert, "reviews",
)  # fmt: skip
