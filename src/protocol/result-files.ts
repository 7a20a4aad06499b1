/** In the warehouse of a project: no database has this name. */
export const RESULTS_FOLDER = '.results'
/** In the folder of a job. */
export const RESULT_FILE = 'rows.parquet'
/** The name of the database in which each whole result is a table, by the id of its job. */
export const RESULTS_DATABASE = 'causeway_results'
/** Of a job's conf or its session: `all` keeps every row of a query's result, not the first alone. */
export const KEEP_RESULT = 'causeway.sql.keepResult'

export const isResultName = (database: string, table: string): boolean =>
  database === RESULTS_DATABASE && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(table)
