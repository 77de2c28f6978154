"""Public sets in miniature, as their publishers write them, served from this machine alone."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import numpy as np
import soundfile

from own_arrays import cifar, mnist
from own_sounds import tone
from playground.core.catalogue.public_set import PublicSet
from playground.core.catalogue.public_sets import PUBLIC_SETS
from playground.core.importing.public.tables import LEAST_SPEECHES
from playground.core.registry import Registry

Files = dict[str, bytes]


def _of_folder(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def archive(members: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    """Return a tar.gz of files, and of links by the names of what they lead to."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as pack:
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            pack.addfile(info)
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            pack.addfile(info, io.BytesIO(content))
    return made.getvalue()


def _digits(folder: Path) -> Files:
    return _of_folder(mnist(folder))


def _cifar(folder: Path) -> Files:
    return {"cifar-10-binary.tar.gz": archive(_of_folder(cifar(folder)))}


def _imdb(folder: Path) -> Files:
    members = {"aclImdb/README": b"words", "aclImdb/train/unsup/0_0.txt": b"nobody says",
               "../train/pos/1_9.txt": b"evil", "aclImdb/train/labeledBow.feat": b"1 2:3"}  # fmt: skip
    for part, count in (("train", 60), ("test", 20)):
        for kind, word in (("pos", "good"), ("neg", "dull")):
            for number in range(count):
                text = f"A {word} film,<br /><br />the {word} part is number {number}."
                members[f"aclImdb/{part}/{kind}/{number}_7.txt"] = text.encode()
    return {"aclImdb_v1.tar.gz": archive(members, {"aclImdb/train/pos/link.txt": "/etc/passwd"})}


def _ag_news(folder: Path) -> Files:
    words = ("embassy", "match", "shares", "probe")

    def lines(count: int, start: int) -> bytes:
        rows = [f'"{kind + 1}","{word} {start + number}","The {word} was ""big"" \\ then, said {number}"'
                for number in range(count) for kind, word in enumerate(words)]  # fmt: skip
        return ("\n".join(rows) + "\n").encode()

    return {"train.csv": lines(40, 0), "test.csv": lines(10, 1000)}


def _shakespeare(folder: Path) -> Files:
    said = {"ROMEO": "What light breaks here,\nlady {}?", "JULIET": "Ay me, good night {}."}
    blocks = [
        f"{name}:\n{words.format(number)}" for number in range(LEAST_SPEECHES) for name, words in said.items()
    ]
    return {"input.txt": ("\n\n".join([*blocks, "Nurse:\nMadam!"]) + "\n").encode()}


def _california(folder: Path) -> Files:
    draw = np.random.default_rng(1)
    rows = draw.uniform(1, 100, (200, 9))
    rows[:, 8] = 1000 * rows[:, 7]
    text = "\n".join(",".join(f"{each:.6f}" for each in row) for row in rows) + "\n"
    inner = {
        "CaliforniaHousing/cal_housing.data": text.encode(),
        "CaliforniaHousing/cal_housing.domain": b"x",
    }
    return {"cal_housing.tgz": archive(inner)}


def _adult(folder: Path) -> Files:
    def rows(count: int, end: str) -> Iterator[str]:
        for number in range(count):
            age, hours = 20 + number % 50, 20 + 7 * number % 41
            work = "?" if number % 13 == 5 else ("Private", "State-gov")[number % 2]
            rich = ">50K" if age > 45 else "<=50K"
            school = f"{77516 + number}, HS-grad, {number % 16}"
            who = f"Never-married, Sales, Husband, White, {('Male', 'Female')[number % 2]}"
            yield f"{age}, {work}, {school}, {who}, {number % 5 * 100}, 0, {hours}, Cuba, {rich}{end}"

    test = "\n".join(["|1x3 Cross validator", *rows(40, "."), ""])
    return {"adult.data": ("\n".join(rows(160, "")) + "\n\n").encode(), "adult.test": test.encode()}


def _titanic(folder: Path) -> Files:
    head = "pclass,survived,name,sex,age,sibsp,parch,ticket,fare,cabin,embarked,boat,body,home.dest"
    rows = [",".join(f'"{each}"' for each in head.split(","))]
    for number in range(160):
        woman, age = number % 3 == 0, "?" if number % 7 == 3 else f"{number % 60 + 0.5}"
        boat = str(number % 15 + 1) if woman else "?"
        rows.append(f'{number % 3 + 1},{int(woman)},"Doe, Mr. No {number}",{"female" if woman else "male"},'
                    f'{age},{number % 2},0,"A/5 {number}",{7.25 + number % 30},?,{"SCQ"[number % 3]},'
                    f'{boat},?,"Somewhere {number}"')  # fmt: skip
    return {"titanic.csv": ("\n".join(rows) + "\n").encode()}


def _movielens(folder: Path) -> Files:
    kinds = ("Comedy", "Drama|War", "Action|Sci-Fi")
    films = ["movieId,title,genres", *(f'{film},"Film, The {film} ({1970 + film % 40})",{kinds[film % 3]}'
                                       for film in range(30))]  # fmt: skip
    ratings = ["userId,movieId,rating,timestamp"]
    for number in range(300):
        stars, when = (number % 3) + 1 + number % 2 * 0.5, 964_982_703 + 86_400 * number
        ratings.append(f"{number % 12},{number % 30},{stars},{when}")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, lines in (("movies", films), ("ratings", ratings)):
            pack.writestr(f"ml-latest-small/{name}.csv", "\n".join(lines) + "\n")
    return {"ml-latest-small.zip": made.getvalue()}


def _speech(folder: Path) -> Files:
    draw, members = np.random.default_rng(2), dict[str, bytes]()
    for word, hertz in (("yes", 300.0), ("no", 1500.0), ("bed", 700.0)):
        for number in range(12):
            wave = tone(hertz * draw.uniform(0.9, 1.1), 16_000, 0.4)
            file = io.BytesIO()
            soundfile.write(file, wave, 16_000, format="WAV", subtype="PCM_16")
            members[f"./{word}/{number:04x}_nohash_0.wav"] = file.getvalue()
    members["./_background_noise_/doing.wav"] = members["./yes/0000_nohash_0.wav"]
    return {"speech_commands_v0.02.tar.gz": archive(members)}


MINIATURES: dict[str, Callable[[Path], Files]] = {
    "mnist": _digits, "fashion-mnist": _digits, "kmnist": _digits, "cifar-10": _cifar, "imdb": _imdb,
    "ag-news": _ag_news, "tiny-shakespeare": _shakespeare, "california-housing": _california,
    "adult": _adult, "titanic": _titanic, "movielens-small": _movielens, "speech-commands": _speech,
}  # fmt: skip


@dataclass
class Mirror:
    """What is served, and how badly."""

    files: dict[str, bytes] = field(default_factory=dict)  # by "set/name"
    asked: list[tuple[str, str]] = field(default_factory=list)  # path and the range that was asked for
    breaks_after: int = 0  # bytes of an answer, after which the connection is cut
    ranges: bool = True
    holds_after: int = 0  # bytes of an answer, after which it waits to be let go
    let_go: Event = field(default_factory=Event)
    address: str = ""

    def hold(self, spec: PublicSet, folder: Path) -> PublicSet:
        """Serve a set in miniature; return its description with the sizes and sums of that."""
        made = MINIATURES[spec.id](folder / spec.id)
        self.files |= {f"{spec.id}/{name}": content for name, content in made.items()}
        assert {each.name for each in spec.files} == set(made)
        return replace(spec, files=tuple(
            replace(each, size=len(made[each.name]),
                    checksum=hashlib.new(each.sum_kind, made[each.name]).hexdigest())
            for each in spec.files))  # fmt: skip


@contextmanager
def mirror() -> Iterator[Mirror]:
    """Serve on this machine until it is left."""
    told = Mirror()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, self.headers.get("Range", "")))
            content = told.files.get(self.path.lstrip("/"))
            if content is None:
                self.send_error(404)
                return
            start = int(self.headers.get("Range", "bytes=0-")[6:-1]) if told.ranges else 0
            if start >= len(content) > 0:
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = start + told.breaks_after if told.breaks_after else len(content)
            if told.holds_after:
                self.wfile.write(content[start : start + told.holds_after])
                start += told.holds_after
                told.let_go.wait(30)
            self.wfile.write(content[start:end])

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def small_sets(folder: Path, *ids: str) -> Iterator[tuple[Mirror, Registry[PublicSet]]]:
    """Serve some sets in miniature, all of them by default, and name the mirror to the program."""
    with mirror() as told:
        wanted = ids or tuple(each.id for each in PUBLIC_SETS)
        sets = Registry(told.hold(PUBLIC_SETS.get(each), folder) for each in wanted)
        before = os.environ.get("PLAYGROUND_MIRROR")
        os.environ["PLAYGROUND_MIRROR"] = told.address
        try:
            yield told, sets
        finally:
            os.environ.pop("PLAYGROUND_MIRROR")
            if before is not None:
                os.environ["PLAYGROUND_MIRROR"] = before
