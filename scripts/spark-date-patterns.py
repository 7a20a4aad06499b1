"""Asks a real Apache Spark 3.3.1 and its Java how texts are read by patterns of dates, and writes what they say:

  src/base/date-pattern/spark-answers.json   the answer of each of its cases; a new case is a line with any answer
  src/base/time-zones/zone-names.ts          which words are names of time zones

Needs Java 17 and the Spark that Causeway speaks:
  pip install pyspark==3.3.1 && python3 scripts/spark-date-patterns.py && npx biome check --write src/base

A case is [reading, text, answer]. The reading is that of a timestamp or a date in a file, or of a function (to_timestamp and its like); the answer microseconds or
days since 1970 in UTC, null where nothing is read, "older" where only the parser before Spark 3.0 reads it, and "no pattern".
"""
import json
import os
import pathlib
import re

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", '--conf "spark.driver.extraJavaOptions=-Duser.timezone=UTC" pyspark-shell')
import pyspark  # noqa: E402
from py4j.java_gateway import java_import  # noqa: E402
from py4j.protocol import Py4JJavaError  # noqa: E402
from pyspark.java_gateway import launch_gateway  # noqa: E402

VERSION = "3.3.1"
BASE = pathlib.Path(__file__).resolve().parent.parent / "src" / "base"
ANSWERS = BASE / "date-pattern" / "spark-answers.json"
NAMES = BASE / "time-zones" / "zone-names.ts"
WIDTH = 130

if pyspark.__version__ != VERSION:
    raise SystemExit(f"This is Spark {pyspark.__version__}; wanted is {VERSION}")
gateway = launch_gateway()
jvm = gateway.jvm
if not jvm.System.getProperty("java.version").startswith("17."):
    raise SystemExit("Wanted is Java 17: other versions have other names of zones")
for name in ("org.apache.spark.sql.catalyst.util.*", "java.time.*", "java.time.format.*", "java.text.*", "java.util.*"):
    java_import(jvm, name)
US = jvm.Locale.US
UTC = jvm.ZoneId.of("UTC")


def formatter_of(reading, pattern):
    """None: Spark takes it for no pattern."""
    legacy = jvm.LegacyDateFormats.SIMPLE_DATE_FORMAT() if reading == "function" else jvm.LegacyDateFormats.FAST_DATE_FORMAT()
    try:
        if reading == "date":
            formatter = jvm.Iso8601DateFormatter(pattern, US, legacy, True)
            formatter.validatePatternString()
        else:
            formatter = jvm.Iso8601TimestampFormatter(pattern, UTC, US, legacy, True)
            formatter.validatePatternString(True)
        return formatter
    except Py4JJavaError:
        return None


def answer_of(formatter, text):
    if formatter is None:
        return "no pattern"
    try:
        return str(formatter.parse(text))
    except Py4JJavaError as error:
        return "older" if error.java_exception.getClass().getSimpleName() == "SparkUpgradeException" else None


def answers():
    found = {}
    for pattern, cases in json.loads(ANSWERS.read_text()).items():
        formatters = {reading: formatter_of(reading, pattern) for reading in {case[0] for case in cases}}
        found[pattern] = [[reading, text, answer_of(formatters[reading], text)] for reading, text, _ in cases]
    return found


def written(found):
    blocks = []
    for pattern, cases in found.items():
        lines = ",\n".join(f"    {json.dumps(case, ensure_ascii=False)}" for case in cases)
        blocks.append(f"  {json.dumps(pattern, ensure_ascii=False)}: [\n{lines}\n  ]")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def in_java_order(names):
    return sorted(names, key=lambda name: name.encode("utf-16-be"))


def all_names(rows):
    names = {name for row in rows for name in row}
    ids = list(jvm.java.time.zone.ZoneRulesProvider.getAvailableZoneIds())
    for zone in [*ids, *jvm.TimeZone.getAvailableIDs()]:
        names.add(zone)
        of_zone = jvm.TimeZone.getTimeZone(zone)
        names.update(of_zone.getDisplayName(summer, length, US) for summer in (False, True) for length in (0, 1))
    for zone in ids:
        names.update(jvm.ZoneId.of(zone).getDisplayName(style, US) for style in (jvm.TextStyle.SHORT, jvm.TextStyle.FULL))
    return in_java_order(name for name in names if name)


def names_by_region(style, names):
    """The names that mean a region without being one, as DateTimeFormatter reads them."""
    formatter = jvm.DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(style).toFormatter(US)
    zone_of = getattr(jvm.ZoneId, "from")
    regions, known = {}, set()
    for name in names:
        if re.match("UTC|GMT|UT", name, re.I) or name.lower() in known:
            continue
        try:
            region = str(zone_of(formatter.parse(name)))
        except Py4JJavaError:
            continue
        if region == name:
            continue
        known.add(name.lower())
        regions.setdefault(region, []).append(name)
    return {region: regions[region] for region in in_java_order(regions)}


def quoted(text):
    return json.dumps(text, ensure_ascii=False) if "'" in text else f"'{text}'"


def lookup_of(name, comment, regions):
    lines = "".join(f"  {quoted(region)}: {quoted('|'.join(names))},\n" for region, names in regions.items())
    return f"/** {comment} */\nexport const {name}: Readonly<Record<string, string>> = lookup({{\n{lines}}})\n"


def list_of(name, comment, names):
    lines, line = [], ""
    for one in in_java_order(set(names)):
        if len(line + one) > WIDTH:
            lines.append(line)
            line = ""
        line += f"{one}|"
    lines.append(line[:-1])
    return f"/** {comment} */\nexport const {name}: string =\n  " + " +\n  ".join(map(quoted, lines)) + "\n"


def zone_names():
    rows = [list(row) for row in jvm.DateFormatSymbols.getInstance(US).getZoneStrings()]
    names = all_names(rows)
    short, long = names_by_region("z", names), names_by_region("zzzz", names)
    newer = {name.lower(): name for regions in (short, long) for some in regions.values() for name in some}
    older = {}
    for row in rows:
        for name in row[1:5]:
            if name and not re.match("GMT.", name):
                older.setdefault(name.lower(), name)
    # SimpleDateFormat takes the first of its list that stands in the text.
    hidden = [name for small, name in older.items() if next(first for first in older if small.startswith(first)) != small]
    return "\n".join(
        (
            "import { lookup } from '../lookup.ts'\n",
            lookup_of(
                "SHORT_ZONE_NAMES",
                "What `z` of a date pattern reads beside the regions themselves, as Java 17 finds them for English: of each region the names that mean it.",
                short,
            ),
            lookup_of("LONG_ZONE_NAMES", "The same of `zzzz`.", long),
            list_of("OLDER_ZONE_NAMES", "What only Java's older formats read.", [name for small, name in older.items() if small not in newer]),
            list_of(
                "YEARLY_ZONE_NAMES",
                "Names for the whole year, which SimpleDateFormat does not read.",
                [name for small, name in newer.items() if small not in older],
            ),
            list_of("HIDDEN_ZONE_NAMES", "Names of which SimpleDateFormat reads a shorter one that stands earlier in its list.", hidden),
        )
    )


ANSWERS.write_text(written(answers()))
NAMES.write_text(zone_names())
