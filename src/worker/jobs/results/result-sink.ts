import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { TranslatedQuery } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'

/**
 * Where a query's rows go. It runs the query itself, for what it wants of the rows decides what the engine has to do: who keeps the first ones has the others
 * counted and never turned into text. Resolves, when the last row is where it belongs, with what the job's end tells of them.
 */
export type ResultSink = (query: TranslatedQuery, context: JobContext) => Promise<ResultRows>
