"""The public sets that can be fetched, each with its licence, its addresses and its published checksums."""

from __future__ import annotations

from playground.core.catalogue.public_set import PublicFile, PublicSet
from playground.core.registry import Registry

_LAYS = "playground.core.importing.public."
_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
# How the tables are written that are laid out of what was fetched.
_WRITTEN = {"encoding": "utf-8", "separator": "comma", "decimal": "point", "header_line": 1}


def _digits(train: tuple[int, str, int, str], test: tuple[int, str, int, str]) -> tuple[PublicFile, ...]:
    """Return the four files of MNIST and its kin: of each part sizes and sha256 of pictures and labels."""
    return tuple(
        PublicFile(f"{part}-{what}-idx{axes}-ubyte.gz", size, told)
        for part, (pictures, one, labels, other) in (("train", train), ("t10k", test))
        for what, axes, size, told in (("images", 3, pictures, one), ("labels", 1, labels, other))
    )


MNIST = PublicSet(
    "mnist", "MNIST", "images", "70,000 handwritten digits of 28 × 28", "CC BY-SA 3.0",
    "http://yann.lecun.com/exdb/mnist/",
    ("https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"),
    _digits(
        (9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
         28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        (1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
         4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ),
    "arrays", {"taken_as": "pictures", "values": "bytes"},
)  # fmt: skip
FASHION_MNIST = PublicSet(
    "fashion-mnist", "Fashion-MNIST", "images", "70,000 pieces of clothing of 28 × 28, in 10 classes", "MIT",
    "https://github.com/zalandoresearch/fashion-mnist",
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", _KERAS),
    _digits(
        (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
         29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
         5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ),
    "arrays",
    {"taken_as": "pictures", "values": "bytes",
     "class_names": "T-shirt,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"},
)  # fmt: skip
KMNIST = PublicSet(
    "kmnist", "KMNIST", "images", "70,000 old Japanese letters of 28 × 28, in 10 classes", "CC BY-SA 4.0",
    "http://codh.rois.ac.jp/kmnist/", ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
    _digits(
        (18_165_135, "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
         29_497, "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
        (3_041_136, "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
         5_120, "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
    ),
    "arrays",
    {"taken_as": "pictures", "values": "bytes", "class_names": "o,ki,su,tsu,na,ha,ma,ya,re,wo"},
)  # fmt: skip
CIFAR_10 = PublicSet(
    "cifar-10", "CIFAR-10", "images", "60,000 coloured photographs of 32 × 32, in 10 classes",
    "none stated; for research", "https://www.cs.toronto.edu/~kriz/cifar.html",
    ("https://www.cs.toronto.edu/~kriz/",),
    (PublicFile("cifar-10-binary.tar.gz", 170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),),
    "arrays", {"taken_as": "pictures", "values": "bytes"}, lays=_LAYS + "archives:lay_cifar",
    laid_size=184_400_000,
)  # fmt: skip
IMDB = PublicSet(
    "imdb", "IMDB reviews", "text", "50,000 reviews of films, for or against",
    "none stated; for research", "https://ai.stanford.edu/~amaas/data/sentiment/",
    ("https://ai.stanford.edu/~amaas/data/sentiment/",),
    (PublicFile("aclImdb_v1.tar.gz", 84_125_825,
                "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"),),
    "table", _WRITTEN, "opinion", lays=_LAYS + "archives:lay_imdb", laid_size=67_000_000,
)  # fmt: skip
AG_NEWS = PublicSet(
    "ag-news", "AG News", "text", "127,600 news items in 4 classes", "non-commercial use",
    "http://groups.di.unipi.it/~gulli/AG_corpus_of_news_articles.html",
    ("https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/",),
    (PublicFile("train.csv", 29_470_338, "b1a00f826fdfbd249f79597b59e1dc12", "md5"),
     PublicFile("test.csv", 1_857_427, "d52ea96a97a2d943681189a97654912d", "md5")),
    "table", _WRITTEN, "class", lays=_LAYS + "tables:lay_ag_news", laid_size=33_000_000,
)  # fmt: skip
SHAKESPEARE = PublicSet(
    "tiny-shakespeare", "Tiny Shakespeare", "text", "Speeches of plays: who speaks, of those who speak most",
    "public domain", "https://github.com/karpathy/char-rnn",
    ("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/",),
    (PublicFile("input.txt", 1_115_394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),),
    "table", _WRITTEN, "speaker", lays=_LAYS + "tables:lay_shakespeare", laid_size=600_000,
)  # fmt: skip
CALIFORNIA = PublicSet(
    "california-housing", "California housing", "tables", "20,640 districts of 1990: what houses cost there",
    "public domain", "https://www.dcc.fc.up.pt/~ltorgo/Regression/cal_housing.html",
    ("https://ndownloader.figshare.com/files/",),
    (PublicFile("cal_housing.tgz", 441_963,
                "aaa5c9a6afe2225cc2aed2723682ae403280c4a3695a2ddda4ffb5d8215ea681", place="5976036"),),
    "table", _WRITTEN, "medianHouseValue", lays=_LAYS + "tables:lay_california", laid_size=2_000_000,
)  # fmt: skip
ADULT = PublicSet(
    "adult", "Adult", "tables", "48,842 people of a census of 1994: who earns over 50,000 dollars",
    "CC BY 4.0", "https://archive.ics.uci.edu/dataset/2/adult",
    ("https://archive.ics.uci.edu/ml/machine-learning-databases/adult/",),
    (PublicFile("adult.data", 3_974_305, "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d"),
     PublicFile("adult.test", 2_003_153, "a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05")),
    "table", _WRITTEN, "income", ("fnlwgt",), lays=_LAYS + "tables:lay_adult", laid_size=6_000_000,
)  # fmt: skip
TITANIC = PublicSet(
    "titanic", "Titanic", "tables", "1,309 passengers: who survived", "none stated; public",
    "https://www.openml.org/d/40945", ("https://www.openml.org/data/get_csv/16826755/",),
    (PublicFile("titanic.csv", 117_743, "c617db2c7470716250f6f001be51304c76bcc8815527ab8bae734bdca0735737",
                place="phpMYEkMl"),),
    "table", {**_WRITTEN, "missing": "?"}, "survived", ("boat", "body", "name", "ticket", "home.dest"),
)  # fmt: skip
MOVIELENS = PublicSet(
    "movielens-small", "MovieLens small", "tables",
    "100,836 ratings of films; published anew now and then, so that the checksum may not fit any more",
    "for research, not to be passed on", "https://grouplens.org/datasets/movielens/latest/",
    ("https://files.grouplens.org/datasets/movielens/",),
    (PublicFile("ml-latest-small.zip", 978_202,
                "696d65a3dfceac7c45750ad32df2c259311949efec81f0f144fdfb91ebc9e436"),),
    "table", _WRITTEN, "rating", ("user", "film"), lays=_LAYS + "tables:lay_movielens", laid_size=7_000_000,
)  # fmt: skip
SPEECH_COMMANDS = PublicSet(
    "speech-commands", "Speech Commands", "series",
    "A part, 4,000 of 105,829 recordings of a second: ten words, 400 of each", "CC BY 4.0",
    "https://arxiv.org/abs/1804.03209",
    ("https://storage.googleapis.com/download.tensorflow.org/data/",
     "http://download.tensorflow.org/data/"),
    (PublicFile("speech_commands_v0.02.tar.gz", 2_428_923_189,
                "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58"),),
    "sounds", lays=_LAYS + "archives:lay_speech", laid_size=130_000_000,
)  # fmt: skip

PUBLIC_SETS: Registry[PublicSet] = Registry((
    MNIST, FASHION_MNIST, KMNIST, CIFAR_10, IMDB, AG_NEWS, SHAKESPEARE, CALIFORNIA, ADULT, TITANIC, MOVIELENS,
    SPEECH_COMMANDS,
))  # fmt: skip
