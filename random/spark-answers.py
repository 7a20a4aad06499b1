"""A real Apache Spark 3.3.1 that answers statements for `npm run test:random`: reads lines of JSON {"sql": …}, writes for each a line {"schema": …, "output": …}
as Spark's golden files have them. An error is the schema struct<> and the class of the error. Needs Java 17 and pyspark==3.3.1.
"""
import json
import os
import sys
import tempfile

os.environ["TZ"] = "UTC"
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
# The answers' own: Spark's programs may write their warnings to standard output, which goes to standard error from here on.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
from pyspark.sql import SparkSession  # noqa: E402

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.ansi.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.warehouse.dir", tempfile.mkdtemp(prefix="causeway-spark-"))
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")
hive = spark._jvm.org.apache.spark.sql.execution.HiveResult


def answer(sql):
    try:
        frame = spark._jsparkSession.sql(sql)
        rows = hive.hiveResultString(frame.queryExecution().executedPlan())
        return {"schema": frame.schema().catalogString(), "output": rows.mkString("\n")}
    except Exception as error:  # its class is all that is compared
        java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
        while java is not None and java.getClass().getName() == "org.apache.spark.SparkException" and java.getCause() is not None:
            java = java.getCause()
        return {"schema": "struct<>", "output": type(error).__name__ if java is None else java.getClass().getName()}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line)["sql"]), ensure_ascii=False), file=answers, flush=True)
