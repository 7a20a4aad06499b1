"""Asks a real Apache Spark for the answers to the statements of src/worker/sql/cases/*.sql (one a line) and writes them beside, as *.json.

Needs Java 17 and the Spark that Causeway speaks:
  pip install pyspark==3.3.1 && python3 scripts/spark-oracle.py [file …] && npx biome check --write src/worker/sql/cases
A statement that Spark itself refuses is written with its error's class: Causeway must refuse it too.
Run with another version, it leaves the answers as they are and notes beside them, as `later`, those that this version gives otherwise.
"""
import datetime
import decimal
import json
import math
import os
import pathlib
import sys
import tempfile

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
from pyspark.sql import SparkSession  # noqa: E402
from pyspark.sql.types import MapType, StructType, ArrayType  # noqa: E402

VERSION = "3.3.1"
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "src" / "worker" / "sql" / "cases"

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.ansi.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.warehouse.dir", tempfile.mkdtemp())
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


def plain(value, data_type):
    """A value as JSON: decimals, dates and bytes as text, a map as its entries, a struct as its values."""
    if value is None:
        return None
    if isinstance(data_type, ArrayType):
        return [plain(item, data_type.elementType) for item in value]
    if isinstance(data_type, MapType):
        return [[plain(k, data_type.keyType), plain(v, data_type.valueType)] for k, v in value.items()]
    if isinstance(data_type, StructType):
        return [plain(item, field.dataType) for item, field in zip(value, data_type.fields)]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else ("NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity"))
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S") + (f".{value.microsecond:06d}" if value.microsecond else "")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    return value


def answer(sql):
    try:
        frame = spark.sql(sql)
        rows = frame.collect()
    except Exception as error:  # Spark's refusals have many classes; their name is what is kept
        condition = getattr(error, "getCondition", lambda: None)() or type(error).__name__
        return {"sql": sql, "refused": str(condition)}
    fields = frame.schema.fields
    return {
        "sql": sql,
        "columns": [[field.name, field.dataType.simpleString()] for field in fields],
        "rows": [[plain(value, field.dataType) for value, field in zip(row, fields)] for row in rows],
    }


def written(path, answers):
    """The cases of the file: this version's answers, or the old ones with what this version says otherwise."""
    old = {case["sql"]: case for case in json.loads(path.read_text())["cases"]} if path.exists() else {}
    if spark.version == VERSION:
        return [{**case, **{key: value for key, value in old.get(case["sql"], {}).items() if key == "later"}} for case in answers]
    cases = []
    for case in answers:
        kept = {key: value for key, value in old[case["sql"]].items() if key != "later"}
        is_same = kept == case or ("refused" in kept and "refused" in case)
        later = {"spark": spark.version, **{key: value for key, value in case.items() if key != "sql"}}
        cases.append(kept if is_same else {**kept, "later": later})
    return cases


for name, sql in json.loads((FOLDER / "tables.json").read_text()).items():
    spark.sql(sql).createOrReplaceTempView(name)

wanted = sys.argv[1:] or [path.stem for path in sorted(FOLDER.glob("*.sql"))]
for source in [FOLDER / f"{name}.sql" for name in wanted]:
    statements = [line for line in source.read_text().splitlines() if line.strip()]
    cases = written(source.with_suffix(".json"), [answer(statement) for statement in statements])
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    source.with_suffix(".json").write_text(f'{{"spark": "{VERSION}", "cases": [\n{lines}\n]}}\n')
    refused = [case for case in cases if "refused" in case]
    print(f"{source.stem}: {len(cases)} cases, {len(refused)} refused by Spark")
    for case in refused:
        print("  ", case["refused"], case["sql"][:120])
