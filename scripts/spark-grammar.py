"""Asks Apache Spark 3.3.1's own parser which of the statements of src/worker/sql/parse/spark-grammar/ it reads, and sorts them into read.sql and refused.sql.

Needs Java 17 and pyspark:  pip install pyspark==3.3.1 && python3 scripts/spark-grammar.py
A new statement is added to either file, one a line; no table is needed, for nothing is resolved.
"""
import os
import pathlib

os.environ["TZ"] = "UTC"
from pyspark.sql import SparkSession  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src" / "worker" / "sql" / "parse" / "spark-grammar"
NAMES = ["read.sql", "refused.sql"]

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
parser = spark._jsparkSession.sessionState().sqlParser()


def reads(sql):
    try:
        parser.parsePlan(sql)
        return True
    except Exception:  # ParseException, and ArithmeticException for an interval that is too long
        return False


statements = []
for name in NAMES:
    for line in (FOLDER / name).read_text().splitlines():
        if line.strip() and line not in statements:
            statements.append(line)
sorted_by = {True: [], False: []}
for statement in statements:
    sorted_by[reads(statement)].append(statement)
for name, verdict in zip(NAMES, [True, False]):
    (FOLDER / name).write_text("\n".join(sorted_by[verdict]) + "\n")
    print(f"{name}: {len(sorted_by[verdict])} statements (Apache Spark {spark.version})")
