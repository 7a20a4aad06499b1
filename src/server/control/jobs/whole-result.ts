import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { uniqueNames } from '../../../base/unique-names.ts'
import { KEEP_RESULT } from '../../../protocol/result-files.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { JobRecord } from '../../domain/job.ts'
import { findJobRows } from '../../store/jobs/job-results.ts'
import type { Database } from '../../store/schema.ts'
import { RETENTION } from '../shared/limits.ts'
import type { ResultFiles } from './result-files.ts'

/** All rows of a finished query. */
export interface WholeResult {
  readonly job: JobRecord
  /** As the rows have them: an interval is its text, and each name is there once. */
  readonly columns: readonly Column[]
  readonly rows:
    | { readonly kind: 'file'; readonly path: string }
    /** Each the text of a JSON array. */
    | { readonly kind: 'texts'; readonly rowsJson: readonly string[] }
}

interface WholeResultDeps {
  readonly db: Database
  readonly clock: Clock
  readonly files: ResultFiles
}

/** 'not-supported' for a job that has no rows, or did not keep all of them; 'expired' when they are gone. */
export async function wholeResult(job: JobRecord, { db, clock, files }: WholeResultDeps): Promise<WholeResult> {
  if (job.type !== 'QUERY' || job.state !== 'finished' || job.endedAt === undefined) {
    throw new CausewayError('not-supported', `The job ${job.id} is ${job.type === 'QUERY' ? job.state : 'no query'} and has no result`, {
      hint: 'Ask for the result of a query that is finished.',
    })
  }
  const names = uniqueNames(job.resultColumns.map(({ name }) => name))
  const columns = job.resultColumns.map((column, index) => ({
    ...column,
    name: names[index] ?? column.name,
    type: sparkTypeName(shownType(parseSparkType(column.type))),
  }))
  const isOld = clock() - job.endedAt > RETENTION.jobRowsMs
  const path = isOld ? undefined : await files.path(job)
  if (path !== undefined) return { job, columns, rows: { kind: 'file', path } }
  const rowsJson = isOld ? undefined : await findJobRows(db, job.id)
  if (rowsJson === undefined) {
    throw new CausewayError('expired', `The result of the job ${job.id} is no longer kept`, {
      hint: 'Results are kept for 24 hours: submit the job again.',
    })
  }
  if (rowsJson.length < job.rowCount) {
    throw new CausewayError('not-supported', `The job ${job.id} has kept the first ${rowsJson.length} of its ${job.rowCount} rows`, {
      hint: `Submit it again with "conf": ["${KEEP_RESULT}=all"], which keeps all rows for 24 hours.`,
    })
  }
  return { job, columns, rows: { kind: 'texts', rowsJson } }
}

function shownType(type: SparkType): SparkType {
  switch (type.kind) {
    case 'interval':
    case 'calendar-interval':
      return { kind: 'string' }
    case 'array':
      return { ...type, element: shownType(type.element) }
    case 'map':
      return { ...type, key: shownType(type.key), value: shownType(type.value) }
    case 'struct':
      return { ...type, fields: type.fields.map((field) => ({ ...field, type: shownType(field.type) })) }
    default:
      return type
  }
}
