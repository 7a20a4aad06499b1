"""Asks a real Apache Spark 3.3.1 which golden answers depend on the session that Spark's test suite has (time zone America/Los_Angeles; ANSI mode
for postgreSQL/; spark.testing, without which 3.3.1 has no TIMESTAMP_NTZ), and what they are in Causeway's session (UTC, ANSI off). Writes session-answers.json beside.

Needs Java 17 and pyspark==3.3.1, and the jar that `npm run golden` fetches:
  npm run golden -- --json run.jsonl
  pip install pyspark==3.3.1
  python3 golden/session-answers.py ~/.cache/causeway/spark-golden-3.3.1/spark-sql_2.12-3.3.1-tests.jar run.jsonl [file …]

Queries that came out the same in that run are not asked again.

A statement counts only when the suite's session gives its golden answer here too: what differs for another reason (a plan, a path, a random number,
another Java) keeps its golden answer.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
from pyspark.sql import SparkSession  # noqa: E402

TARGET = pathlib.Path(__file__).resolve().parent / "session-answers.json"
RESULTS, INPUTS, DATA = "sql-tests/results/", "sql-tests/inputs/", "test-data/postgresql/"
ASIDE = ("ansi/", "udf/", "timestampNTZ/", "udaf.sql")
BASE_TABLES = {"testdata", "arraydata", "mapdata", "aggtest", "onek", "tenk1"}
TENK = (
    "unique1 int, unique2 int, two int, four int, ten int, twenty int, hundred int, thousand int, twothousand int, fivethous int, "
    "tenthous int, odd int, even int, stringu1 string, stringu2 string, string4 string"
)

SUITE = "CAUSEWAY_GOLDEN_SUITE"
jar = zipfile.ZipFile(sys.argv[1])
only = sys.argv[3:]
is_needless = {
    (record["file"], record["number"])
    for record in map(json.loads, pathlib.Path(sys.argv[2]).read_text().splitlines())
    if record["class"] == "same" and record["spark"] == "rows"
}
home = pathlib.Path(tempfile.mkdtemp(prefix="causeway-golden-"))
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "4")
    .config("spark.sql.codegen.wholeStage", "false")
    .config("spark.sql.legacy.createHiveTableByDefault", "false")
    .config("spark.sql.warehouse.dir", str(home / "warehouse"))
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
jvm = spark._jvm


def make_base_tables():
    for name in jar.namelist():
        if name.startswith(DATA) and name != DATA:
            (home / pathlib.Path(name).name).write_bytes(jar.read(name))
    spark.sql("SELECT CAST(id AS INT) AS key, CAST(id AS STRING) AS value FROM range(1, 101)").write.saveAsTable("testdata")
    spark.sql("SELECT * FROM VALUES (array(1, 2, 3), array(array(1, 2, 3))), (array(2, 3, 4), array(array(2, 3, 4))) AS t(arraycol, nestedarraycol)").write.saveAsTable("arraydata")
    maps = ", ".join("(map(" + ", ".join(f"{i}, '{'abcde'[i - 1]}{n}'" for i in range(1, 7 - n)) + "))" for n in range(1, 6))
    spark.sql(f"SELECT * FROM VALUES {maps} AS t(mapcol)").write.saveAsTable("mapdata")
    for table, file, schema in (("aggtest", "agg.data", "a int, b float"), ("onek", "onek.data", TENK), ("tenk1", "tenk.data", TENK)):
        spark.read.csv(str(home / file), sep="\t", schema=schema).write.saveAsTable(table)


def parse(text):
    parts = re.split(r"^-- !query.*\n", text, flags=re.M)[1:]
    return [(parts[i].strip(), parts[i + 1].strip(), parts[i + 2].rstrip()) for i in range(0, len(parts) - 2, 3)]


def is_ordered(sql):
    bare = re.sub(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`]|``)*`", "''", sql)
    bare = re.sub(r"--[^\n]*|/\*[\s\S]*?\*/", " ", bare)
    outside, depth = "", 0
    for sign in bare:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        outside += sign if depth == 0 else ""
    return re.search(r"\border\s+by\b", outside, re.I) is not None


def answer(session, sql):
    try:
        frame = session._jsparkSession.sql(sql)
        schema = frame.schema().catalogString()
        rows = jvm.org.apache.spark.sql.execution.HiveResult.hiveResultString(frame.queryExecution().executedPlan())
        lines = [rows.apply(index) for index in range(rows.size())]
        # Spark sorts by UTF-16 units, as this key does.
        lines = lines if is_ordered(sql) else sorted(lines, key=lambda line: line.encode("utf-16-be", "surrogatepass"))
        return schema, "\n".join(lines).rstrip()
    except Exception as error:  # its class is all that is compared
        java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
        while java is not None and java.getClass().getName() == "org.apache.spark.SparkException" and java.getCause() is not None:
            java = java.getCause()
        return "struct<>", f"{type(error).__name__ if java is None else java.getClass().getName()}\n…"


def in_session(name, statements, zone, ansi):
    jvm.java.util.TimeZone.setDefault(jvm.java.util.TimeZone.getTimeZone(zone))
    session = spark.newSession()
    for key, value in (("spark.sql.session.timeZone", zone), ("spark.sql.ansi.enabled", str(ansi).lower())):
        session.conf.set(key, value)
    if ansi:
        session.conf.set("spark.sql.legacy.interval.enabled", "true")
    for setting in re.findall(r"^--SET (.*)$", jar.read(INPUTS + name).decode(), flags=re.M):
        for pair in setting.split(","):
            key, value = pair.split("=", 1)
            session.conf.set(key.strip(), value.strip())
    answers = [
        golden[1:] if (name, number) in is_needless else answer(session, golden[0]) for number, golden in enumerate(statements, start=1)
    ]
    clean(session)
    return answers


def clean(session):
    session.catalog.setCurrentDatabase("default")
    for database in session.catalog.listDatabases():
        if database.name != "default":
            session.sql(f"DROP DATABASE IF EXISTS `{database.name}` CASCADE")
    for table in session.catalog.listTables("default"):
        if table.name not in BASE_TABLES:
            session.sql(f"DROP {'VIEW' if table.tableType in ('VIEW', 'TEMPORARY') else 'TABLE'} IF EXISTS `{table.name}`")
    for entry in (home / "warehouse").iterdir():
        if entry.name not in BASE_TABLES:
            shutil.rmtree(entry, ignore_errors=True)


def is_same(mine, golden):
    (schema, output), (_, golden_schema, golden_output) = mine, golden
    if schema == "struct<>" and golden_schema == "struct<>":
        return output.split("\n")[0] == golden_output.strip().split("\n")[0] or ("Exception" in output and "Exception" in golden_output)
    return (schema, sorted(output.split("\n"))) == (golden_schema, sorted(golden_output.split("\n")))


def in_suite(names):
    """The answers in the suite's session: of a process of its own, for Spark looks at spark.testing when it starts."""
    run = subprocess.run(
        [sys.executable, __file__, sys.argv[1], sys.argv[2], *names], env={**os.environ, SUITE: "1", "SPARK_TESTING": "1"}, stdout=subprocess.PIPE, check=True
    )
    return json.loads(run.stdout.decode().splitlines()[-1])


make_base_tables()
all_names = [path[len(RESULTS) : -len(".out")] for path in sorted(jar.namelist()) if path.startswith(RESULTS) and path.endswith(".out")]
names = [name for name in all_names if not name.startswith(ASIDE) and not name.endswith("-legacy.sql") and (not only or name in only)]
golden = {name: parse(jar.read(f"{RESULTS}{name}.out").decode()) for name in names}
if SUITE in os.environ:
    print(json.dumps({name: in_session(name, golden[name], "America/Los_Angeles", name.startswith("postgreSQL/")) for name in names}))
else:
    ours = {name: in_session(name, golden[name], "UTC", False) for name in names}
    differing = {name: [index for index, mine in enumerate(ours[name]) if not is_same(mine, golden[name][index])] for name in names}
    theirs = in_suite([name for name in names if differing[name]])
    found = json.loads(TARGET.read_text())["answers"] if only and TARGET.exists() else {}
    for name in names:
        changed = [index for index in differing[name] if is_same(theirs[name][index], golden[name][index])]
        found.pop(name, None)
        if changed:
            found[name] = {str(index + 1): {"schema": ours[name][index][0], "output": ours[name][index][1]} for index in changed}
        print(f"{name}: {len(changed)} of {len(golden[name])}", flush=True)
    TARGET.write_text(json.dumps({"spark": spark.version, "answers": found}, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
spark.stop()
shutil.rmtree(home, ignore_errors=True)
