/** No database has this name: what the engine keeps of a query's rows until the job ends, and the statement reads more than once. */
export const KEPT_DATABASE = '$kept'
/** The number of a row in what is kept, where a definition has such a column. */
export const KEPT_ROW = '$kept_row'
