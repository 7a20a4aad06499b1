import type { JobResult } from '../../../protocol/job-result.ts'

/** What a statement leaves behind for whoever sent it. */
export type ResultRows = Pick<JobResult, 'columns' | 'rowsJson' | 'rowCount'>

export const NO_ROWS: ResultRows = { columns: [], rowsJson: [], rowCount: 0 }
