import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { RowStream, RowStreamEnd } from '../../control/jobs/row-stream.ts'
import { errorAnswer } from '../answers/error-answer.ts'
import { TAGS_MAX, TagInput, tagsOf } from '../dli/envelope.ts'
import { ConfInput, confOf } from '../dli/job-conf.ts'
import { STATES } from '../dli/job-fields.ts'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { NONE, type Operation, projectStream } from '../operation.ts'

const line = (fields: Readonly<Record<string, unknown>>): string => `${JSON.stringify(fields)}\n`

function endLine({ job, error }: RowStreamEnd): string {
  const state = STATES[job.state]
  if (error === undefined) {
    const hints = job.hints ?? []
    return line({ state, row_count: job.rowCount, ...(hints.length === 0 ? {} : { rule_hints: hints }) })
  }
  const { error_code, error_msg, place } = errorAnswer('causeway', error, '').body
  return line({ state, error_code, error_msg, ...(place === undefined ? {} : { place }) })
}

async function* lines({ job, parts }: RowStream): AsyncGenerator<string> {
  let hasBegun = false
  for await (const part of parts) {
    switch (part.kind) {
      case 'columns':
        hasBegun = true
        yield line({ job_id: job.id, columns: part.columns.map(({ name, type }) => ({ name, type })) })
        break
      case 'rows':
        yield part.text
        break
      case 'end':
        // Nothing is sent yet: an ordinary error answer.
        if (!hasBegun) throw part.error ?? new CausewayError('internal', 'The query ended without columns')
        yield endLine(part)
        break
    }
  }
}

const run = projectStream({
  name: 'causeway.queries.run',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/{project_id}/queries',
  permission: 'dli:queue:submitJob',
  summary: 'Runs a query and sends all of its rows while it runs: a line with the columns, one array a row, a line with the end',
  bodyLimit: STATEMENT_BODY,
  status: 200,
  contentType: 'application/x-ndjson; charset=utf-8',
  schemas: {
    params: Type.Object({ project_id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: Type.Object({
      sql: Type.String({ minLength: 1 }),
      currentdb: Type.Optional(Type.String()),
      queue_name: Type.Optional(Type.String()),
      conf: Type.Optional(ConfInput),
      tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
    }),
    response: Type.String(),
  },
  handle: async ({ control, caller, body, signal }) => {
    const input = {
      sql: body.sql,
      currentDatabase: body.currentdb ?? '',
      queueName: body.queue_name ?? '',
      conf: confOf(body.conf),
      tags: tagsOf(body.tags),
    }
    const rows = await control.jobs.stream(caller, input, signal())
    return { made: { job_id: rows.job.id }, pieces: lines(rows) }
  },
})

export const queryOperations: readonly Operation[] = [run]
