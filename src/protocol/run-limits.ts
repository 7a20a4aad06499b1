/** In seconds; of a job by its conf, of all jobs of a queue by its property of the same name. */
export const JOB_TIMEOUT = 'dli.sql.job.timeout'
/** Rows that a query may give; likewise. */
export const RESULT_ROWS_MAX = 'causeway.sql.maxResultRows'
/** Bytes that a statement may read; likewise. */
export const INPUT_BYTES_MAX = 'causeway.sql.maxInputBytes'
/** Bytes of the disk that a statement may take for what does not fit into memory; likewise. */
export const SCRATCH_BYTES_MAX = 'causeway.sql.maxScratchBytes'
