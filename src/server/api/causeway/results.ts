import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { ResultRows } from '../../control/jobs/result-rows.ts'
import { fileReply } from '../answers/file-reply.ts'
import { NONE, type Operation, projectStream } from '../operation.ts'
import { PROJECT } from './project-path.ts'
import { arrowResult } from './result-formats/arrow-result.ts'
import { csvResult } from './result-formats/csv-result.ts'
import { jsonResult } from './result-formats/json-result.ts'
import { jsonlResult } from './result-formats/jsonl-result.ts'
import { type ResultFormat, textsOfRows } from './result-formats/result-format.ts'

const FORMATS = ['csv', 'json', 'jsonl', 'arrow', 'parquet'] as const
type RowsFormat = Exclude<(typeof FORMATS)[number], 'parquet'>

function formatOf(name: RowsFormat, withHeader: boolean): ResultFormat {
  switch (name) {
    case 'csv':
      return csvResult(withHeader)
    case 'json':
      return jsonResult()
    case 'jsonl':
      return jsonlResult()
    case 'arrow':
      return arrowResult()
  }
}

/** Nothing is sent before the first rows are there: what fails until then is an ordinary error answer. */
async function* written({ columns, texts }: ResultRows, format: ResultFormat): AsyncGenerator<string | Uint8Array> {
  let hasBegun = false
  for await (const text of texts) {
    if (!hasBegun) yield format.head(columns)
    hasBegun = true
    for (const part of textsOfRows(text, format.rowsAtOnce)) {
      yield format.rows(part, columns)
      // Whoever else asks is answered between two.
      await nextTurn()
    }
  }
  if (!hasBegun) yield format.head(columns)
  yield format.tail()
}

const attachment = (jobId: string, ending: string): Readonly<Record<string, string>> => ({
  'Content-Disposition': `attachment; filename="${jobId}.${ending}"`,
})

const get = projectStream({
  name: 'causeway.results.get',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/{project_id}/jobs/{job_id}/result',
  permission: 'dli:jobs:get',
  summary:
    'Sends all rows of a finished query as CSV, a JSON array, JSON lines, an Arrow IPC stream or a Parquet file; an answer whose end is not regular is not whole',
  status: 200,
  contentType: 'application/octet-stream',
  schemas: {
    params: Type.Object({ ...PROJECT, job_id: Type.String({ minLength: 1 }) }),
    query: Type.Object({
      format: Type.Enum([...FORMATS]),
      with_header: Type.Optional(Type.Boolean()),
      from_row: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
      queue_name: Type.Optional(Type.String()),
    }),
    body: NONE,
    response: Type.String(),
  },
  handle: async ({ control, caller, params, query, header, signal }) => {
    const { format: name, from_row: fromRow = 0 } = query
    if (name === 'parquet') {
      if (fromRow > 0) {
        throw new CausewayError('invalid-parameter', 'A Parquet file cannot be sent from a row on', {
          hint: 'Send the header Range, and get the file from a byte on.',
        })
      }
      const reply = await fileReply(header, (rangeOf) => control.jobs.openResult(caller, params.job_id, rangeOf))
      return {
        ...reply,
        contentType: 'application/vnd.apache.parquet',
        headers: { ...reply.headers, ...attachment(params.job_id, 'parquet') },
      }
    }
    const rows = await control.jobs.readResult(caller, params.job_id, { fromRow, queueName: query.queue_name ?? '' }, signal())
    // Of a later part the names are known.
    const format = formatOf(name, query.with_header ?? fromRow === 0)
    return {
      contentType: format.contentType,
      headers: { ...attachment(params.job_id, format.ending), 'X-Row-Count': String(rows.rowCount) },
      pieces: written(rows, format),
    }
  },
})

export const resultOperations: readonly Operation[] = [get]
