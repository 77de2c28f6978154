"""What is not read here, and what can be done instead: one sentence a kind of file, by its name's ending."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from playground.core.errors import PlaygroundError
from playground.core.files.file_names import PACK_ENDINGS, TABLE_ENDINGS, ending_of, is_picture
from playground.core.files.held_files import Held, held
from playground.core.sentences import Text

_TABLE, _UNPACK = Text("save it as CSV"), Text("unpack it and give the folder or the table in it")
_PICTURE, _SOUND = Text("save it as PNG or JPEG"), Text("save it as WAV or FLAC")
_WORDS, _FRAMES = Text("save it as plain text"), Text("give a folder of its frames as pictures")
_PICKLE = Text("it can run code; save plain numbers as .npy, or a table as CSV")
_RECORDS = Text("save it as JSON lines, one object a line, or as CSV")
_ARRAYS = Text("save its arrays as .npz")
# What to do with a kind of file that is not read, by ending.
_INSTEAD = {
    **dict.fromkeys(("xls", "ods", "numbers", "xlsb", "html", "htm", "xml", "sql", "sqlite", "sqlite3", "db",
                     "mdb", "accdb", "feather", "arrow", "orc", "avro", "rds", "rda", "rdata", "dta", "sav",
                     "por", "sas7bdat", "xpt", "arff", "lvm", "libsvm", "svm", "shp", "geojson", "yaml",
                     "yml"), _TABLE),
    **dict.fromkeys(("json", "ipynb"), _RECORDS),
    **dict.fromkeys(("rar", "7z", "tar", "tgz", "bz2", "xz", "zst", "tbz2", "txz"), _UNPACK),
    **dict.fromkeys(("pkl", "pickle", "joblib", "pt", "pth", "ckpt"), _PICKLE),
    **dict.fromkeys(("h5", "hdf5", "hdf", "nc", "tfrecord", "zarr"), _ARRAYS),
    **dict.fromkeys(("heic", "heif", "avif", "svg", "eps", "psd", "raw", "cr2", "cr3", "nef", "arw", "dng",
                     "jp2", "jxl", "ico", "tga", "ai", "dcm", "nii"), _PICTURE),
    **dict.fromkeys(("mp3", "m4a", "aac", "wma", "opus", "aif", "aiff", "amr", "mid", "midi"), _SOUND),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm", "m4v", "wmv", "mpg", "mpeg"), _FRAMES),
    **dict.fromkeys(("pdf", "doc", "docx", "odt", "rtf", "epub", "ppt", "pptx", "srt", "vtt", "tex"), _WORDS),
}  # fmt: skip


def instead_of(path: Path) -> Text | None:
    """Return what to do in place of giving such a file, None where nobody knows."""
    return _INSTEAD.get(ending_of(path.name.lower().removesuffix(".gz")))


def refusal_of(path: Path) -> PlaygroundError:
    """Return the sentence about a file that nothing reads, with what to do instead."""
    if ending_of(path.name) == "zip":
        with held(path) as files:
            if (packed := _packed_within(path.name, files)) is not None:
                return packed
    if (instead := instead_of(path)) is not None:
        words = "{name} is of a kind that is not read here: {instead}."
        return PlaygroundError(Text(words, name=path.name, instead=instead))
    if is_picture(path.name):
        words = "{name} is one picture: give a folder of many, those of each class in a folder of their own."
        return PlaygroundError(Text(words, name=path.name))
    words = "{name} is of a kind that is not read here: give a table, arrays, pictures, texts or sounds."
    return PlaygroundError(Text(words, name=path.name))


def refusal_of_many(name: str, files: Held) -> PlaygroundError:
    """Return the sentence about a folder or zip that nothing reads: its tables, or what most of it is."""
    if (packed := _packed_within(name, files)) is not None:
        return packed
    tables = [each for each in files.names if ending_of(each) in (*TABLE_ENDINGS, "xlsx", "parquet")]
    if tables:
        first = min(tables, key=lambda each: (each.count("/"), "train" not in each, each))
        words = "{name} holds tables, which are read one at a time: give one of them, such as {first}."
        return PlaygroundError(Text(words, name=name, first=first))
    endings = Counter(map(ending_of, files.names))
    most = next((each for each, _ in endings.most_common() if each in _INSTEAD), "")
    if most and 2 * endings[most] >= len(files.names):
        words = "{name} holds mostly files of a kind that is not read here, .{ending}; of each: {instead}."
        return PlaygroundError(Text(words, name=name, ending=most, instead=_INSTEAD[most]))
    words = "{name} holds no pictures, and not mostly sounds or texts; give a file or another folder."
    return PlaygroundError(Text(words, name=name))


def _packed_within(name: str, files: Held) -> PlaygroundError | None:
    """Return the sentence about packed files with nothing beside them, such as a zip within a zip."""
    packs = [each for each in files.names if ending_of(each) in PACK_ENDINGS]
    if not packs or len(packs) < len(files.names):
        return None
    one = "{name} holds nothing but {first}, which is packed itself: unpack that, and give what is in it."
    many = "{name} holds {count} packed files and nothing else, such as {first}: unpack them first."
    words = one if len(packs) == 1 else many
    return PlaygroundError(Text(words, name=name, count=len(packs), first=packs[0]))
