/**
 * Settings the emitted SQL relies on; the worker runs them once. GLOBAL: each job has a connection of its own, and a plain SET holds
 * for the connection that runs it.
 */
export const ENGINE_SETTINGS: readonly string[] = [
  "SET GLOBAL TimeZone = 'UTC'",
  'SET GLOBAL ieee_floating_point_ops = false',
  "SET GLOBAL default_null_order = 'NULLS_FIRST_ON_ASC_LAST_ON_DESC'",
  'SET GLOBAL old_implicit_casting = false',
  // A geometry of a Parquet file is the bytes that stand there, as in Spark.
  'SET GLOBAL enable_geoparquet_conversion = false',
  // ORDER BY 'x' sorts nothing, and is no error.
  'SET GLOBAL order_by_non_integer_literal = true',
]
