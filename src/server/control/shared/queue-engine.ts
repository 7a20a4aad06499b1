/** What runs the jobs of a queue: a name of compute's table of engines. The same for every queue, and for a check that names none, while there is one. */
export const QUEUE_ENGINE = 'duckdb'
