"""Tables as people really have them, ordinary and nasty, each with what it is to become, value by value."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


def day(text: str) -> float:
    """Return the days since 1970 of a moment in UTC, by the standard library."""
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1)).total_seconds() / 86_400


@dataclass(frozen=True)
class Becomes:
    """One column: its type, its values (None: missing; a kind by its name), and more where it is told."""

    type: str
    values: tuple[Any, ...]
    use: str = ""
    unit: str = ""
    missing: int = 0
    strange: int = 0


@dataclass(frozen=True)
class TableShape:
    """One file, and what it is to become."""

    name: str
    data: bytes
    columns: Mapping[str, Becomes]
    rejected: tuple[int, ...] = ()  # lines
    remarks: tuple[str, ...] = ()  # kinds that must be among those said
    options: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)  # options

    def __str__(self) -> str:
        return self.name


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in members.items():
            pack.writestr(name, data)
    return out.getvalue()


def shape(name: str, text: str, encoding: str = "utf-8", **more: Any) -> TableShape:
    """Return a shape whose columns are those told by their names, in `columns`."""
    return TableShape(name, text.encode(encoding), **more)


NAMES = "name;size;price\nJosé;1,5;5 €\nÄnne;2,25;7 €\nZoë;3;9 €\n"
NAMED = {
    "name": Becomes("text", ("José", "Änne", "Zoë")),
    "size": Becomes("number", (1.5, 2.25, 3.0)),
    "price": Becomes("whole", (5.0, 7.0, 9.0), unit="€"),
}
AB = {"a": Becomes("whole", (1.0, 3.0, 5.0)), "b": Becomes("number", (2.5, 4.5, 6.5))}

WRITTEN = (  # how a table is written
    shape("semicolons and decimal comma.csv", "x;y\n1,5;2,5\n2,5;3,25\n3,5;-4\n", columns={
        "x": Becomes("number", (1.5, 2.5, 3.5)), "y": Becomes("number", (2.5, 3.25, -4.0), "target"),
    }, found={"separator": "semicolon", "decimal": "comma"}),
    shape("one column of decimal commas.csv", "a\n1,5\n2,5\n13,75\n", columns={
        "a": Becomes("number", (1.5, 2.5, 13.75)),
    }, found={"separator": "none", "decimal": "comma"}),
    shape("no header, decimal commas.csv", "1,5;2,5\n2,5;3,5\n4,5;7,5\n", columns={
        "Column 1": Becomes("number", (1.5, 2.5, 4.5)), "Column 2": Becomes("number", (2.5, 3.5, 7.5)),
    }, found={"header_line": 0}),
    shape("sep told.csv", "sep=;\na;b\n1;2,5\n3;4,5\n5;6,5\n", columns=AB, found={"header_line": 2}),
    shape("sep told against looks.csv", "sep=|\na,b|c\n1,2|3\n4,5|6\n", columns={
        "a,b": Becomes("number", (1.2, 4.5)), "c": Becomes("whole", (3.0, 6.0)),
    }),
    shape("tabs.tsv", "a\tb\n1\t2.5\n3\t4.5\n5\t6.5\n", columns=AB, found={"separator": "tab"}),
    shape("bars.txt", "a|b\n1|2.5\n3|4.5\n5|6.5\n", columns=AB, found={"separator": "pipe"}),
    shape("columns of spaces.dat", "# measured in May\n  a     b\n  1   2.5\n  3   4.5\n 5    6.5\n",
          columns=AB, found={"separator": "space"}),
    shape("names in the comment.dat", "# one run\n# a b\n1 2.5\n3 4.5\n5 6.5\n", columns=AB),
    shape("names in the comment.csv", "# a,b\n1,2.5\n3,4.5\n5,6.5\n", columns=AB),
    shape("spaces beside commas.csv", 'a, b, "c, d"\n1, 2.5, "x, y"\n3, 4.5, "z"\n5, 6.5, "x, y"\n', columns={
        **AB, "c, d": Becomes("category", ("x, y", "z", "x, y")),
    }),
    shape("mark.csv", NAMES, "utf-8-sig", columns=NAMED, found={"encoding": "utf-8"}),
    shape("utf-16.csv", NAMES, "utf-16", columns=NAMED, found={"encoding": "utf-16-le"}),
    shape("utf-16 without mark.csv", NAMES, "utf-16-le", columns=NAMED, found={"encoding": "utf-16-le"}),
    shape("utf-16 big.csv", NAMES, "utf-16-be", columns=NAMED, found={"encoding": "utf-16-be"}),
    shape("Polish.csv", "miasto;cena\nKraków;1,5\nŁódź;2,5\nBiałystok;3,5\nWrocław;4\n", "cp1250", columns={
        "miasto": Becomes("text", ("Kraków", "Łódź", "Białystok", "Wrocław")),
    }, found={"encoding": "cp1250"}),
    shape("Czech.csv", "město;n\nPříbram;1\nKroměříž;3\nPlzeň;2\n", "cp1250", columns={
        "město": Becomes("text", ("Příbram", "Kroměříž", "Plzeň")),
    }, found={"encoding": "cp1250"}),
    shape("Russian.csv", "Город;Цена\nМосква;1\nКазань;3\nОмск;2\n", "cp1251", columns={
        "Город": Becomes("text", ("Москва", "Казань", "Омск")), "Цена": Becomes("whole", (1.0, 3.0, 2.0)),
    }, found={"encoding": "cp1251"}),
    shape("Chinese.csv", "城市,价格\n北京,1\n上海,3\n广州,2\n", "gb18030", columns={
        "城市": Becomes("text", ("北京", "上海", "广州")), "价格": Becomes("whole", (1.0, 3.0, 2.0)),
    }, found={"encoding": "gb18030"}),
    shape("Japanese.csv", "都市,種類\n東京,表\n大阪,ソウル\n京都,ひらがな\n", "cp932", columns={
        "都市": Becomes("text", ("東京", "大阪", "京都")),
        "種類": Becomes("text", ("表", "ソウル", "ひらがな")),
    }, found={"encoding": "cp932"}),
    shape("Korean.csv", "도시,가격\n서울,1\n부산,3\n대구,2\n", "cp949", columns={
        "도시": Becomes("text", ("서울", "부산", "대구")),
    }, found={"encoding": "cp949"}),
    shape("quotes.csv", "n,said\n1,don’t\n2,it’s “so”he\n4,I’m\n5,we’re\n7,they’ll\n8,can’t\n",
          "cp1252", columns={
        "said": Becomes("text", ("don’t", "it’s “so”he", "I’m", "we’re", "they’ll", "can’t")),
    }, found={"encoding": "cp1252"}),
    shape("Western signs.csv", "flow (m³/h);where;paid\n1,5;Île d’Orléans;£5\n2,5;Åre;£9\n3,5;¿Dónde?;£7\n",
          "cp1252", columns={
        "where": Becomes("text", ("Île d’Orléans", "Åre", "¿Dónde?")),
        "paid": Becomes("whole", (5.0, 9.0, 7.0), unit="£"),
    }, found={"encoding": "cp1252"}),
    shape("windows.csv", NAMES, "cp1252", columns=NAMED, found={"encoding": "cp1252"}),
    shape("windows, late.csv", "n,w\n" + "1,a\n" * 60_000 + "2,“b”\n", "cp1252", columns={
        "w": Becomes("category", ("a",) * 60_000 + ("“b”",)),
    }, found={"encoding": "cp1252"}),
    TableShape("latin.csv", "name;n\nJosé\x81;1\nÄ;2\n".encode("latin-1"), {
        "name": Becomes("text", ("José\x81", "Ä")),
    }, found={"encoding": "latin-1"}),
    TableShape("packed.csv.gz", gzip.compress(NAMES.encode()), NAMED),
    TableShape("packed.zip", zipped({"t.csv": NAMES.encode(), "__MACOSX/._t.csv": b"mac"}), NAMED),
    shape("mixed ends.csv", "a,b\r\n1,2.5\n3,4.5\r\n5,6.5\r\n", columns=AB),
    shape("old ends.csv", "a,b\r1,2.5\r3,4.5\r5,6.5\r", columns=AB),
    shape("quoted line breaks.csv", 'a,t\n1,"one\ntwo, ""three"""\n2,four\n3,"five\r\nsix"\n', columns={
        "a": Becomes("whole", (1.0, 2.0, 3.0)),
        "t": Becomes("text", ('one\ntwo, "three"', "four", "five\nsix")),
    }),
    shape("ends in separators.csv", "a;b;\n1;2,5;\n3;4,5;\n5;6,5;\n", columns=AB),
)  # fmt: skip

LAID_OUT = (  # what stands above, below and beside
    shape("units below names.csv", "length,width,kind\n(mm),(mm),\n1.5,2,a\n2.5,3.5,b\n2.7,4,a\n", columns={
        "length": Becomes("number", (1.5, 2.5, 2.7), unit="mm"),
        "width": Becomes("number", (2.0, 3.5, 4.0), unit="mm"),
        "kind": Becomes("category", ("a", "b", "a"), "target"),
    }, found={"second_line": "units"}),
    shape("plain units.csv", "t;v\ns;m/s\n1;2,5\n2;3,5\n3;4,75\n", columns={
        "t": Becomes("whole", (1.0, 2.0, 3.0), unit="s"),
        "v": Becomes("number", (2.5, 3.5, 4.75), unit="m/s"),
    }),
    shape("units in names.csv", "size (cm),mass [kg]\n1.5,70\n2.5,80\n2.7,75\n", columns={
        "size (cm)": Becomes("number", (1.5, 2.5, 2.7), unit="cm"),
        "mass [kg]": Becomes("whole", (70.0, 80.0, 75.0), unit="kg"),
    }),
    shape("two lines of names.csv", "bill,bill,wing\nlength,depth,length\n1,2,3\n4,5,6\n7,8,9.5\n", columns={
        "bill length": Becomes("whole", (1.0, 4.0, 7.0)), "bill depth": Becomes("whole", (2.0, 5.0, 8.0)),
        "wing length": Becomes("number", (3.0, 6.0, 9.5)),
    }),
    shape("names over two.csv", "bill,,wing,\nlength,depth,length,width\n1,2,3,4\n4,5,6,7\n"
          "7,8,9.5,1\n", columns={
        "bill length": Becomes("whole", (1.0, 4.0, 7.0)), "bill depth": Becomes("whole", (2.0, 5.0, 8.0)),
        "wing length": Becomes("number", (3.0, 6.0, 9.5)), "wing width": Becomes("whole", (4.0, 7.0, 1.0)),
    }),
    shape("index without a name.csv", ",x,kind\n0,1.5,a\n1,2.5,b\n2,3.5,a\n", columns={
        "Column 1": Becomes("id", ("0", "1", "2"), "out"), "x": Becomes("number", (1.5, 2.5, 3.5)),
    }),
    shape("names lack the index.tsv", "x\tkind\nr1\t1.5\ta\nr2\t2.5\tb\nr3\t3.5\ta\n", columns={
        "Column 1": Becomes("id", ("r1", "r2", "r3"), "out"), "x": Becomes("number", (1.5, 2.5, 3.5)),
        "kind": Becomes("category", ("a", "b", "a"), "target"),
    }),
    shape("total at the end.csv", "shop;sold;cost\nA;1;1,5\nB;2;2,5\nC;4;3,5\nTotal;7;7,5\n", columns={
        "sold": Becomes("whole", (1.0, 2.0, 4.0)), "cost": Becomes("number", (1.5, 2.5, 3.5)),
    }, rejected=(5,)),
    shape("sums without a word.csv", "shop,sold,cost\nA,1,1.5\nB,2,2.5\nC,4,3.5\n,7,7.5\n", columns={
        "sold": Becomes("whole", (1.0, 2.0, 4.0)), "cost": Becomes("number", (1.5, 2.5, 3.5)),
    }, rejected=(5,)),
    shape("words above.csv", "Weather station 7\nmade in 2021\n\na;b\n1;2,5\n3;4,5\n5;6,5\n", columns=AB,
          remarks=("other",)),
    shape("two colons.dat", "1::Toy Story (1995)::Animation::5\n2::\"Heat\": a film::Action::3\n"
          "7::Alien::Horror::4\n", columns={
        "Column 1": Becomes("whole", (1.0, 2.0, 7.0)),
        "Column 2": Becomes("text", ("Toy Story (1995)", '"Heat": a film', "Alien")),
        "Column 4": Becomes("whole", (5.0, 3.0, 4.0), "target"),
    }, found={"separator": "colons"}),
    shape("spaces and a tab.data",
          "18.0   8   307.0  130.\t\"ford torino\"\n15.0   6   350.0  ?\t\"amc hornet\"\n"
          "36.0   4   91.0   97.5\t\"ford torino\"\n", columns={
        "Column 1": Becomes("number", (18.0, 15.0, 36.0)), "Column 2": Becomes("whole", (8.0, 6.0, 4.0)),
        "Column 4": Becomes("number", (130.0, None, 97.5), missing=1),
        "Column 5": Becomes("category", ("ford torino", "amc hornet", "ford torino"), "target"),
    }, found={"separator": "space"}),
    shape("no ending", "ham\tOk then, \"see\nspam\tWin a prize now\nham\tAt five, at five\n", columns={
        "Column 1": Becomes("category", ("ham", "spam", "ham")),
    }, found={"separator": "tab", "header_line": 0}),
    shape("comments and colours.csv", "# colours\n# of mine\nname;colour;n\nred;#FF0000;1\n#x;#0000FF;2\n"
          "blue;#00FF00;3\n", columns={
        "name": Becomes("text", ("red", "#x", "blue")),
        "colour": Becomes("text", ("#FF0000", "#0000FF", "#00FF00")), "n": Becomes("whole", (1.0, 2.0, 3.0)),
    }),
    shape("colours first.csv", "#AABBCC,1\n#AABBDD,2\n#AABBCC,4\n", columns={
        "Column 1": Becomes("category", ("#AABBCC", "#AABBDD", "#AABBCC")),
        "Column 2": Becomes("whole", (1.0, 2.0, 4.0)),
    }),
    shape("same names.csv", "x,x,y,x (2)\n1,2,3,4.5\n5,6,7,8.5\n9,1,2,3.5\n", columns={
        "x": Becomes("whole", (1.0, 5.0, 9.0)), "x (3)": Becomes("whole", (2.0, 6.0, 1.0)),
        "y": Becomes("whole", (3.0, 7.0, 2.0)), "x (2)": Becomes("number", (4.5, 8.5, 3.5)),
    }),
    shape("ragged.csv", "a,b\n1,2.5\n9\n3,4.5\n9,9,9\n5,6.5,\n", columns=AB, rejected=(3, 5)),
    shape("kept by a backslash.csv", 'n,said,k\n1,"he said \\"hi\\", then left",a\n2,"\\"no\\", it is",b\n'
          '4,plain,a\n', columns={
        "n": Becomes("whole", (1.0, 2.0, 4.0)),
        "said": Becomes("text", ('he said "hi", then left', '"no", it is', "plain")),
        "k": Becomes("category", ("a", "b", "a")),
    }),
    shape("names end early.csv", "v1,v2,,\nham,hello you there,,\nspam,win a prize now,,\n"
          "ham,see you at five,,\n", columns={
        "v1": Becomes("category", ("ham", "spam", "ham"), "target"),
        "v2": Becomes("text", ("hello you there", "win a prize now", "see you at five")),
        "Column 3": Becomes("constant", ("", "", ""), missing=3),
        "Column 4": Becomes("constant", ("", "", ""), missing=3),
    }),
    shape("single letters.data", "p,x,t,n\ne,x,f,n\np,b,t,y\ne,x,f,y\ne,b,t,n\np,x,t,y\n", columns={
        "Column 1": Becomes("category", ("p", "e", "p", "e", "e", "p")),
        "Column 4": Becomes("yes_no", ("n", "n", "y", "y", "n", "y")),
    }),
    shape("y above y.csv", "kind,y\ncat,y\ndog,n\ncat,n\ndog,y\n", columns={
        "kind": Becomes("category", ("cat", "dog", "cat", "dog")),
        "y": Becomes("yes_no", ("y", "n", "n", "y"), "target"),
    }),
    shape("four lines of names.dat",
          '"TOA5","CR1000","Std.22","Table1"\n"TIMESTAMP","AirTC","RH"\n"TS","Deg C","%"\n'
          '"","Avg","Smp"\n' + "".join(
              f'"2014-11-15 0{hour}:00:00",{20.5 + hour},{hour * 2}\n' for hour in range(8)),
          columns={
        "TIMESTAMP": Becomes("date", tuple(day(f"2014-11-15T0{hour}:00:00") for hour in range(8))),
        "AirTC": Becomes("number", tuple(20.5 + hour for hour in range(8))),
        "RH": Becomes("whole", tuple(hour * 2.0 for hour in range(8))),
    }),
    shape("names, names, units.csv", "Run,Control,Control,Drug,Drug\nSubject,height,weight,height,weight\n"
          "unit,cm,kg,cm,kg\n" + "".join(
              f"s{at},{150 + at},{50.5 + at},{160 + at},{61 + 2 * at}\n" for at in range(8)),
          columns={
        "Control height": Becomes("whole", tuple(150.0 + at for at in range(8)), unit="cm"),
        "Control weight": Becomes("number", tuple(50.5 + at for at in range(8)), unit="kg"),
        "Drug weight": Becomes("whole", tuple(61.0 + 2 * at for at in range(8)), unit="kg"),
    }),
    shape("names again.csv", "a,b\n1,2.5\n3,4.5\na,b\n5,6.5\n", columns=AB, rejected=(4,)),
    shape("empty lines.csv", "a,b\n\n1,2.5\n\n\n3,4.5\n5,6.5\n,\n\n", columns=AB, rejected=(8,)),
    shape("zero bytes.csv", "a,b\n1,2.5\n3\0,4.5\n3,4.5\n5,6.5\n", columns=AB, rejected=(3,)),
    TableShape("one bad byte.csv", "w,b\né,2.5\nü,4.5\nö,1\nä,2\nß,3\nè,1\ná,1\nê,2\nî,3\nû,1\nô,2\n".encode()
               + b"\xff\xfe,3\n", {
        "b": Becomes("number", (2.5, 4.5, 1.0, 2.0, 3.0, 1.0, 1.0, 2.0, 3.0, 1.0, 2.0)),
    }, rejected=(13,)),
    shape("unclosed quotation.csv", 'a,b\n1,2.5\n9,"oh\n3,4.5\n5,6.5\n', columns=AB, rejected=(3,)),
    shape("unclosed, closed later.csv", 'a,b\n1,2.5\n9,"oh\n3,4.5\n5,"6.5"\n', columns=AB, rejected=(3,)),
    shape("no header, classes.data", "5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,virginica\n5.8,2.7,virginica\n",
          columns={
        "Column 1": Becomes("number", (5.1, 4.9, 6.3, 5.8)),
        "Column 3": Becomes("category", ("setosa", "setosa", "virginica", "virginica"), "target"),
    }, found={"header_line": 0}),
    shape("years as columns.csv", "country,1990,1991,1992\nA,1,2,3.5\nB,2,3,4.5\nC,4,5,6.5\n", columns={
        "country": Becomes("text", ("A", "B", "C")), "1990": Becomes("whole", (1.0, 2.0, 4.0)),
        "1992": Becomes("number", (3.5, 4.5, 6.5)),
    }, found={"header_line": 1}),
    shape("months as columns.csv", "shop,Jan-23,Feb-23,2023-03\nA,1,2,3.5\nB,2,3,4.5\nC,4,5,6.5\n", columns={
        "shop": Becomes("text", ("A", "B", "C")), "Jan-23": Becomes("whole", (1.0, 2.0, 4.0)),
        "2023-03": Becomes("number", (3.5, 4.5, 6.5)),
    }),
    shape("all words.csv", "animal,sound\ncat,meow\ndog,woof\ncat,purr\ndog,growl\n", columns={
        "animal": Becomes("category", ("cat", "dog", "cat", "dog")),
        "sound": Becomes("text", ("meow", "woof", "purr", "growl")),
    }, found={"header_line": 1}),
)  # fmt: skip

CELLS = (  # what stands in the cells
    shape("thousands.csv", 'a,b,c,d\n"1,234.5",1\'234.5,12 %,$5.50\n'
          '"12,345.25",2\'000,7.5%,"$1,200"\n3,4,5 %,$7\n',
          columns={
        "a": Becomes("number", (1234.5, 12345.25, 3.0)), "b": Becomes("number", (1234.5, 2000.0, 4.0)),
        "c": Becomes("number", (12.0, 7.5, 5.0), unit="%"),
        "d": Becomes("number", (5.5, 1200.0, 7.0), unit="$"),
    }),
    shape("thousands of Europe.csv", "a;b;c\n1.234,5;1 234,5;1.200,00 €\n"
          "2.345.678,25;2\u202f000;7,50 €\n3;4;5 €\n",
          columns={
        "a": Becomes("number", (1234.5, 2345678.25, 3.0)), "b": Becomes("number", (1234.5, 2000.0, 4.0)),
        "c": Becomes("number", (1200.0, 7.5, 5.0), unit="€"),
    }),
    shape("three parts of a comma.csv", "x;y;k\n9,725;19,969;a\n0,564;0,328;b\n13,281;16,724;a\n", columns={
        "x": Becomes("number", (9.725, 0.564, 13.281)), "y": Becomes("number", (19.969, 0.328, 16.724)),
    }, found={"decimal": "comma"}),
    shape("lakhs.csv", "a,b,n\n\"1,23,456\",\"₹4,56,789.50\",1\n\"87,654\",₹5.25,3\n"
          "\"1,00,00,000\",\"₹9,999\",2\n", columns={
        "a": Becomes("whole", (123456.0, 87654.0, 10_000_000.0)),
        "b": Becomes("number", (456789.5, 5.25, 9999.0), unit="₹"),
    }),
    shape("owed.csv", 'a,b\n"(1,234.50)",(3)\n12.25,4\n"(2,000.00)",( 5 )\n', columns={
        "a": Becomes("number", (-1234.5, 12.25, -2000.0)), "b": Becomes("whole", (-3.0, 4.0, -5.0)),
    }),
    shape("units in cells.csv", "a,b\n12 kg,1.5mm\n13 kg,2.5mm\n14,3mm\n", columns={
        "a": Becomes("whole", (12.0, 13.0, 14.0), unit="kg"),
        "b": Becomes("number", (1.5, 2.5, 3.0), unit="mm"),
    }),
    shape("codes.csv", "n,plz,agent\n1,01067,007\n2,10115,008\n3,01067,007\n4,10115,011\n", columns={
        "plz": Becomes("category", ("01067", "10115", "01067", "10115")),
        "agent": Becomes("category", ("007", "008", "007", "011")),
    }),
    shape("odd numbers.csv", "a,b\n1e400,1e-3\n2,2E5\ninf,-.5\n3,+7.\n0x1F,−4\n4,5\n5,6\n", columns={
        "a": Becomes("whole", (None, 2.0, None, 3.0, None, 4.0, 5.0), strange=3),
        "b": Becomes("number", (0.001, 200000.0, -0.5, 7.0, -4.0, 5.0, 6.0)),
    }),
    shape("not Python's numbers.csv", "a,b\n1_000,x\n1_001,y\n1_000,z\n", columns={
        "a": Becomes("category", ("1_000", "1_001", "1_000")),
    }),
    shape("late fraction.csv", "a,b,c\n" + "1,5,12:30\n" * 25_000 + "3.7,007,13:45\n", columns={
        "a": Becomes("number", (1.0,) * 25_000 + (3.7,)),
        "b": Becomes("category", ("5",) * 25_000 + ("007",)),
        "c": Becomes("category", ("12:30",) * 25_000 + ("13:45",)),
    }),
    shape("dirt.csv", "mass\n4100\nca. 4200\n4300\n4400\n", columns={
        "mass": Becomes("whole", (4100.0, None, 4300.0, 4400.0), strange=1),
    }),
    shape("nothing.csv", "a,b,c\n1,NA,red\n-999,2.5,?\n3,?,blue\n4,n/a,red\n5,,-\n6,NULL,blue\n"
          "7,3.5,none\n8,4.5,\n",
          columns={
        "a": Becomes("whole", (1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0), missing=1),
        "b": Becomes("number", (None, 2.5, None, None, None, None, 3.5, 4.5), missing=5),
        "c": Becomes("category", ("red", None, "blue", "red", None, "blue", "none", None), missing=3),
    }),
    shape("-999 among its like.csv", "a,b\n-999,1\n-998,2\n-1000,3\n-1010,4\n", columns={
        "a": Becomes("whole", (-999.0, -998.0, -1000.0, -1010.0), missing=0),
    }),
    shape("yes in many words.csv", "ok,up\nyes,Y\nja,N\nTRUE,Y\nt,N\nnein,Y\nno,N\nf,N\nyes,Y\n"
          "no,Y\n", columns={
        "ok": Becomes("yes_no", ("yes", "yes", "yes", "yes", "no", "no", "no", "yes", "no")),
        "up": Becomes("yes_no", ("Y", "N", "Y", "N", "Y", "N", "N", "Y", "Y"), "target"),
    }),
    shape("dates of several formats.csv", "when,v\n2023-04-03,1\n04.04.2023,2\n5 Apr 2023,3\n"
          "\"Apr 6, 2023\",4\n"
          "2023/04/07 18:00,5\n2023-04-08T12:00:00Z,6.5\n", columns={
        "when": Becomes("date", tuple(map(day, (
            "2023-04-03", "2023-04-04", "2023-04-05", "2023-04-06", "2023-04-07 18:00", "2023-04-08 12:00",
        )))),
    }),
    shape("dates read both ways.csv", "when,v\n03/04/2023,1\n05/04/2023,2\n09/04/2023,3.5\n", columns={
        "when": Becomes("date", tuple(map(day, ("2023-04-03", "2023-04-05", "2023-04-09")))),
    }, remarks=("ambiguous",)),
    shape("month first by wish.csv", "when,v\n03/04/2023,1\n05/04/2023,2\n09/04/2023,3.5\n", columns={
        "when": Becomes("date", tuple(map(day, ("2023-03-04", "2023-05-04", "2023-09-04")))),
    }, options={"dates": "month_first"}),
    shape("month first by one.csv", "when,v\n03/04/2023,1\n03/14/2023,2\n04/02/2023,3.5\n", columns={
        "when": Becomes("date", tuple(map(day, ("2023-03-04", "2023-03-14", "2023-04-02")))),
    }),
    shape("German months.csv", "Datum;v\n3. März 2023;1\n4. Mai 2023;2\n10. Dez. 2023;3,5\n", columns={
        "Datum": Becomes("date", tuple(map(day, ("2023-03-03", "2023-05-04", "2023-12-10")))),
    }),
    shape("moments of forms.csv",
          "Timestamp,ok\n2023/01/05 3:04:05 PM GMT+1,1\n2023/01/06 11:00:00 AM GMT+1,2\n"
          "2023/07/06 12:30:00 AM GMT-3:30,4\n", columns={
        "Timestamp": Becomes("date", (day("2023-01-05T14:04:05"), day("2023-01-06T10:00:00"),
                                      day("2023-07-06T04:00:00"))),
    }),
    shape("months and days in words.csv",
          "a,b,c,d\n\"Wed, 01 Mar 2023 10:00:00 GMT\",Jan-23,1 Mar 23 05:00,"
          "01/Mar/2023:06:00:00 +0100\n\"Thursday, 2 March 2023\",Feb-23,2 Mar 23 05:30,"
          "02/Mar/2023:00:00:00 +0000\n"
          "\"Fr. 3 März 2023\",Mar-23,3 Mar 23 06:00,03/Mar/2023:12:00:00 -0030\n", columns={
        "a": Becomes("date", (day("2023-03-01T10:00:00"), day("2023-03-02"), day("2023-03-03"))),
        "b": Becomes("date", (day("2023-01-01"), day("2023-02-01"), day("2023-03-01"))),
        "c": Becomes("date", (day("2023-03-01T05:00:00"), day("2023-03-02T05:30:00"),
                              day("2023-03-03T06:00:00"))),
        "d": Becomes("date", (day("2023-03-01T05:00:00"), day("2023-03-02"), day("2023-03-03T12:30:00"))),
    }),
    shape("a price at the end.csv",
          "MSSubClass,area,SalePrice\n20,1.5,200\n60,2.5,220\n20,3.5,260\n20,2,210\n", columns={
        "SalePrice": Becomes("whole", (200.0, 220.0, 260.0, 210.0), "target"),
        "MSSubClass": Becomes("whole", (20.0, 60.0, 20.0, 20.0), "input"),
    }),
    shape("dates as numbers.csv", "date,v\n20230403,1\n20230404,2\n20231231,3.5\n", columns={
        "date": Becomes("date", tuple(map(day, ("2023-04-03", "2023-04-04", "2023-12-31")))),
    }),
    shape("zones.csv", "when,v\n2023-04-03T02:00:00+02:00,1\n2023-04-03T00:30:00-01:30,2\n"
          "2023-04-04 00:00Z,3.5\n",
          columns={
        "when": Becomes("date", tuple(map(day, ("2023-04-03 00:00", "2023-04-03 02:00",
        "2023-04-04 00:00")))),
    }),
    shape("no such day.csv", "when,v\n2023-02-28,1\n2023-02-30,2\n2023-03-01,3\n2023-03-02,4.5\n", columns={
        "when": Becomes("date", (day("2023-02-28"), None, day("2023-03-01"), day("2023-03-02")), strange=1),
    }),
    shape("pictures.csv", "file,label\na/1.png,cat\na/2.PNG,dog\nb/3.jpeg,cat\n", columns={
        "file": Becomes("path", ("a/1.png", "a/2.PNG", "b/3.jpeg"), "input"),
        "label": Becomes("category", ("cat", "dog", "cat"), "target"),
    }),
    shape("formulae.csv", "a,b\n1,\"=HYPERLINK(\"\"http://x\"\")\"\n2,=1+1\n3,@SUM(A1)\n", columns={
        "b": Becomes("text", ('=HYPERLINK("http://x")', "=1+1", "@SUM(A1)")),
    }),
    shape("labels first.csv", "label,a,b\n1,2.5,3\n2,3.5,4\n3,4.5,5\n1,5.5,6\n2,1.5,7\n3,2.5,9\n", columns={
        "label": Becomes("category", ("1", "2", "3", "1", "2", "3"), "target"),
    }),
    shape("labels from 0.csv", "a,b,y\n2.5,3,0\n3.5,4,1\n4.5,5,2\n5.5,6,0\n1.5,7,1\n2.5,9,2\n", columns={
        "y": Becomes("category", ("0", "1", "2", "0", "1", "2"), "target"),
    }),
    shape("capitals.csv", "n,kind\n1,Gentoo\n2,gentoo\n3,Gentoo\n4,Adelie\n5,Adelie\n", columns={
        "kind": Becomes("category", ("Gentoo", "gentoo", "Gentoo", "Adelie", "Adelie")),
    }, remarks=("other",)),
    shape("capitals as one.csv", "n,kind\n1,Gentoo\n2,gentoo\n3,Gentoo\n4,Adelie\n5,Adelie\n", columns={
        "kind": Becomes("category", ("Gentoo", "Gentoo", "Gentoo", "Adelie", "Adelie")),
    }, options={"same_case": True}),
    shape("own marks.csv", "a,b\n1,leer\n2,2.5\n77,3.5\n4,leer\n5,4.5\n", columns={
        "a": Becomes("whole", (1.0, 2.0, None, 4.0, 5.0)),
        "b": Becomes("number", (None, 2.5, 3.5, None, 4.5)),
    }, options={"missing": "leer 77"}),
    shape("constant and empty.csv", "a,b,c\n1,x,\n2,x,\n4,x,\n7,x,\n", columns={
        "b": Becomes("constant", ("x", "x", "x", "x"), "out"), "c": Becomes("constant", ("",) * 4, "out"),
    }, remarks=("constant", "missing")),
)  # fmt: skip

SHAPES = (*WRITTEN, *LAID_OUT, *CELLS)
