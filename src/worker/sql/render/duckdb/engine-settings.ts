/** Settings the emitted SQL relies on; the worker runs them once, before the macros. */
export const ENGINE_SETTINGS: readonly string[] = [
  "SET TimeZone = 'UTC'",
  'SET ieee_floating_point_ops = false',
  "SET default_null_order = 'NULLS_FIRST_ON_ASC_LAST_ON_DESC'",
  'SET old_implicit_casting = false',
  // ORDER BY 'x' sorts nothing, and is no error.
  'SET order_by_non_integer_literal = true',
]
