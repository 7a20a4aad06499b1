import { type Static, Type } from 'typebox'
import { DEFAULT_DATABASE } from '../../domain/database.ts'
import {
  SCRIPT_STATES,
  type ScriptRecord,
  type ScriptState,
  STATEMENT_STATES,
  type StatementRecord,
  type StatementState,
} from '../../domain/script.ts'
import { TagOutput } from '../dli/envelope.ts'
import { FAILURE, failureFields, JOB_TYPE, STATES } from '../dli/job-fields.ts'

export const SCRIPT_STATUS = {
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
} as const satisfies Record<ScriptState, string>

const STATEMENT_STATUS = { ...STATES, waiting: 'WAITING', skipped: 'SKIPPED' } as const satisfies Record<StatementState, string>

export const ScriptStatus = Type.Enum(SCRIPT_STATES.map((state) => SCRIPT_STATUS[state]))

const HEAD = {
  script_id: Type.String(),
  queue_name: Type.String(),
  owner: Type.String(),
  status: ScriptStatus,
  message: Type.String({ description: 'Why it failed or was cancelled: which statement, where, what was done before it' }),
  start_time: Type.Integer(),
  end_time: Type.Optional(Type.Integer()),
  statement_count: Type.Integer(),
}

export const ListedScript = Type.Object({
  ...HEAD,
  database_name: Type.String({ description: 'In which it begins' }),
  conf: Type.Array(Type.String()),
  tags: Type.Array(TagOutput),
  stop_on_error: Type.Boolean(),
})

const StatementAnswer = Type.Object({
  number: Type.Integer({ description: 'From 1' }),
  status: Type.Enum(STATEMENT_STATES.map((state) => STATEMENT_STATUS[state])),
  line: Type.Integer({ description: 'Where it begins in the script, from 1' }),
  column: Type.Integer({ description: 'In characters, from 1' }),
  from: Type.Integer({ description: 'Its part of the script, in UTF-16 units: the first, and the one behind the last' }),
  to: Type.Integer(),
  job_id: Type.Optional(Type.String({ description: 'Its job, as soon as it is one: its rows and details are got by that' })),
  job_type: Type.Optional(JOB_TYPE),
  start_time: Type.Optional(Type.Integer()),
  end_time: Type.Optional(Type.Integer()),
  result_count: Type.Integer(),
  input_row_count: Type.Integer(),
  input_size: Type.Integer(),
  message: Type.String({ description: 'Lines and columns in it are those of the script' }),
  ...FAILURE,
})

export const ScriptAnswer = Type.Object({
  ...ListedScript.properties,
  sql: Type.String(),
  statements: Type.Array(StatementAnswer),
})

export const ScriptProgressAnswer = Type.Object({
  ...HEAD,
  ended_count: Type.Integer({ description: 'Statements that have run, however they ended' }),
  statement: Type.Optional(StatementAnswer),
})

type Head = Omit<ScriptRecord, 'sql'>

const headFields = (script: Head) => ({
  script_id: script.id,
  queue_name: script.queueName,
  owner: script.owner,
  status: SCRIPT_STATUS[script.state],
  message: script.message,
  start_time: script.startedAt,
  ...(script.endedAt === undefined ? {} : { end_time: script.endedAt }),
  statement_count: script.statementCount,
})

export const listedScript = (script: Head): Static<typeof ListedScript> => ({
  ...headFields(script),
  database_name: script.currentDatabase === '' ? DEFAULT_DATABASE : script.currentDatabase,
  conf: Object.entries(script.conf).map(([name, value]) => `${name}=${value}`),
  tags: script.tags.map(({ key, value }) => ({ key, value })),
  stop_on_error: script.stopsOnError,
})

function statementFields(statement: StatementRecord): Static<typeof StatementAnswer> {
  const { number, line, column, from, to, jobId, type, startedAt, endedAt } = statement
  return {
    number,
    status: STATEMENT_STATUS[statement.state],
    line,
    column,
    from,
    to,
    ...(jobId === undefined ? {} : { job_id: jobId }),
    ...(type === undefined ? {} : { job_type: type }),
    ...(startedAt === undefined ? {} : { start_time: startedAt }),
    ...(endedAt === undefined ? {} : { end_time: endedAt }),
    result_count: statement.rowCount,
    input_row_count: statement.inputRowCount,
    input_size: statement.inputBytes,
    message: statement.message,
    ...failureFields(statement),
  }
}

export const scriptFields = (script: ScriptRecord, statements: readonly StatementRecord[]): Static<typeof ScriptAnswer> => ({
  ...listedScript(script),
  sql: script.sql,
  statements: statements.map(statementFields),
})

export const progressOfScript = (
  script: Head,
  ended: number,
  statement: StatementRecord | undefined,
): Static<typeof ScriptProgressAnswer> => ({
  ...headFields(script),
  ended_count: ended,
  ...(statement === undefined ? {} : { statement: statementFields(statement) }),
})
