"""Asks a real Apache Spark 3.3.1 for its functions and writes them as facts: scripts/reference/spark-functions.json.

Needs Java 17 and the Spark that Causeway speaks:
  pip install pyspark==3.3.1 && python3 scripts/spark-functions.py && npx biome check --write scripts/reference

name and class are what SHOW FUNCTIONS and DESCRIBE FUNCTION tell; the kind is that of the class (of what it is replaced by); the numbers of
arguments are found by calling it with 0 to 8 NULLs and reading which numbers it refuses as such. No text of Spark is kept.
"""
import json
import os
import pathlib
import re
import tempfile

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
from pyspark.sql import SparkSession  # noqa: E402

VERSION = "3.3.1"
TARGET = pathlib.Path(__file__).resolve().parent / "reference" / "spark-functions.json"
TRIED_MAX = 8
OPERATORS = {"and", "or", "not", "in", "like", "ilike", "rlike", "between", "case", "when", "cast", "div"}
EXPRESSIONS = "org.apache.spark.sql.catalyst.expressions."
KINDS = (
    ("generator", "Generator"),
    ("window", "WindowFunction"),
    ("aggregate", "aggregate.AggregateFunction"),
    ("aggregate", "RuntimeReplaceableAggregate"),
)
WRONG_NUMBER = re.compile(
    "number of arguments|accepts only one argument|invalid arguments for function|take at least|even number of arguments"
    r"|requires? (at least |more than )?(one|two|three|two or three|\d+) arguments?",
    re.I,
)

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
if spark.version != VERSION:
    raise SystemExit(f"This is Spark {spark.version}; wanted is {VERSION}")
jvm = spark._jvm


def kind_of(name, class_name):
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name) or name in OPERATORS:
        return "operator"
    if not class_name.startswith(EXPRESSIONS):
        return "table"
    found = jvm.java.lang.Class.forName(class_name)
    for kind, base in KINDS:
        if jvm.java.lang.Class.forName(EXPRESSIONS + base).isAssignableFrom(found):
            return kind
    return "scalar"


def message_of(sql):
    try:
        spark._jsparkSession.sql(sql)
        return ""
    except Exception as error:
        java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
        return str(error if java is None else java.getMessage())


def arguments_of(name):
    """The fewest and the most arguments; no most where every number that was tried is taken."""
    taken = [n for n in range(TRIED_MAX + 1) if not WRONG_NUMBER.search(message_of(f"SELECT `{name}`({', '.join(['NULL'] * n)})"))]
    if not taken:
        return {}
    return {"min": taken[0], **({} if taken[-1] == TRIED_MAX else {"max": taken[-1]})}


functions = []
for (name,) in spark.sql("SHOW FUNCTIONS").collect():
    lines = [line for (line,) in spark.sql(f"DESCRIBE FUNCTION `{name}`").collect()]
    class_name = next((line[len("Class: ") :] for line in lines if line.startswith("Class: ")), "")
    kind = kind_of(name, class_name)
    functions.append({"name": name, "kind": kind, **({} if kind in ("operator", "table") else arguments_of(name))})
TARGET.write_text(json.dumps({"spark": VERSION, "functions": functions}, ensure_ascii=False) + "\n")
print(f"{len(functions)} functions")
spark.stop()
