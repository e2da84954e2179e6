"""Writes holidays.json, the dated list of Thai holidays that calendar/holidays.rs embeds.

Source: PyPI `holidays` 0.109 (MIT licence, Copyright (c) Vacanza Team and individual
contributors), `holidays.TH(language='th')`. Run again after a new cabinet resolution:

    pip install holidays==0.109
    python3 make_holidays.py > holidays.json

Two things are ours, not the package's:

* `announced_through`: the package calls itself exact for 1997-2025 only; "any future dates
  are up to the Royal Thai Government Gazette". Later years rest on computed lunar dates
  (Makha, Visakha, Asanha Bucha, Khao Phansa), lack the ploughing day once the court has
  not named it, and lack the extra days a cabinet may still grant.
* `offices_open`: Labour Day is kept by banks and private employers, not by state offices
  (the package says so beside its rule). The ploughing day is the reverse: state offices
  only, the package's `government` category.
"""

import json
import sys

import holidays

FIRST, LAST, ANNOUNCED_THROUGH = 2560, 2575, 2568
LABOUR_DAY = "วันแรงงานแห่งชาติ"


def days():
    years = range(FIRST - 543, LAST - 543 + 1)
    thai = holidays.TH(years=years, language="th", categories=("public", "government"))
    for date, name in sorted(thai.items()):
        day = {"date": date.isoformat(), "name": name}
        if all(part.removeprefix("ชดเชย") == LABOUR_DAY for part in name.split("; ")):
            day["offices_open"] = True
        yield day


def main():
    if holidays.__version__ != "0.109":
        sys.exit(f"This list is made with holidays 0.109, not {holidays.__version__}.")
    lines = ",\n    ".join(json.dumps(day, ensure_ascii=False) for day in days())
    print(f"""{{
  "source": "PyPI holidays 0.109 (MIT licence), holidays.TH(language='th'), made by make_holidays.py",
  "first_year": {FIRST},
  "announced_through": {ANNOUNCED_THROUGH},
  "last_year": {LAST},
  "days": [
    {lines}
  ]
}}""")


main()
