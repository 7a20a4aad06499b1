import { type SelectQueryBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import { JobType } from '../../../protocol/job-type.ts'
import { QUEUE_JOB_TYPES } from '../../domain/job.ts'
import type { PageRequest } from '../../domain/page.ts'
import {
  SCRIPT_STATES,
  type ScriptRecord,
  type ScriptSelection,
  type ScriptState,
  STATEMENT_STATES,
  type StatementRecord,
  type StatementSpan,
  type StatementState,
} from '../../domain/script.ts'
import type { Database, Schema } from '../schema.ts'
import { tagsFromJson, tagsToJson, textRecordFromJson } from '../sqlite/record-types.ts'
import { rowsOf, storedValue } from '../sqlite/rows.ts'
import type { ScriptStatementTable, ScriptTable } from '../tables/job-tables.ts'
import { errorKindOf, mistakeFromJson } from './stored-error.ts'

const stateOf = storedValue('state of a script', Type.Enum([...SCRIPT_STATES]))
const statementStateOf = storedValue('state of a statement', Type.Enum([...STATEMENT_STATES]))
const typeOf = storedValue('type of a statement', Type.Union([JobType, Type.Enum([...QUEUE_JOB_TYPES])]))

const record = ({ stopsOnError, ...row }: ScriptTable): ScriptRecord => ({
  ...row,
  stopsOnError: stopsOnError === 1,
  state: stateOf(row.state),
  conf: textRecordFromJson(row.conf),
  tags: tagsFromJson(row.tags),
  endedAt: row.endedAt ?? undefined,
  cancelRequestedAt: row.cancelRequestedAt ?? undefined,
})

const statementRecord = ({ textFrom, textTo, ...row }: ScriptStatementTable): StatementRecord => ({
  ...row,
  from: textFrom,
  to: textTo,
  state: statementStateOf(row.state),
  jobId: row.jobId ?? undefined,
  type: row.type === null ? undefined : typeOf(row.type),
  errorKind: errorKindOf(row.errorKind),
  mistake: row.mistake === null ? undefined : mistakeFromJson(row.mistake),
  startedAt: row.startedAt ?? undefined,
  endedAt: row.endedAt ?? undefined,
})

/** With its statements, in their order, of which none has begun. */
export async function insertScript(db: Database, script: ScriptRecord, statements: readonly StatementSpan[]): Promise<void> {
  await db
    .insertInto('script')
    .values({
      ...script,
      stopsOnError: script.stopsOnError ? 1 : 0,
      conf: JSON.stringify(script.conf),
      tags: tagsToJson(script.tags),
      endedAt: script.endedAt ?? null,
      cancelRequestedAt: script.cancelRequestedAt ?? null,
    })
    .execute()
  // One text for any number of them: statements that SQLite has prepared are kept by their texts, and one for each number would take tens of MiB.
  const spans = JSON.stringify(statements.map(({ line, column, from, to }) => [line, column, from, to]))
  await sql`insert into script_statement (script_id, number, line, "column", text_from, text_to, state, message, row_count, input_row_count, input_bytes)
    select ${script.id}, key + 1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${'waiting' satisfies StatementState}, '', 0, 0, 0
    from json_each(${spans})`.execute(db)
}

const statementRow = ({ from, to, ...statement }: StatementRecord): ScriptStatementTable => ({
  ...statement,
  textFrom: from,
  textTo: to,
  jobId: statement.jobId ?? null,
  type: statement.type ?? null,
  errorKind: statement.errorKind ?? null,
  mistake: statement.mistake === undefined ? null : JSON.stringify(statement.mistake),
  startedAt: statement.startedAt ?? null,
  endedAt: statement.endedAt ?? null,
})

/** Of any project. */
export async function findScript(db: Database, id: string): Promise<ScriptRecord | undefined> {
  const row = await db.selectFrom('script').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** In their order. */
export async function listStatements(db: Database, scriptId: string): Promise<readonly StatementRecord[]> {
  const rows = await db.selectFrom('scriptStatement').selectAll().where('scriptId', '=', scriptId).orderBy('number').execute()
  return rows.map(statementRecord)
}

export async function findStatement(db: Database, scriptId: string, number: number): Promise<StatementRecord | undefined> {
  const found = db.selectFrom('scriptStatement').selectAll().where('scriptId', '=', scriptId).where('number', '=', number)
  const row = await found.executeTakeFirst()
  return row === undefined ? undefined : statementRecord(row)
}

/** The one that is a job now. */
export async function findOpenStatement(db: Database, scriptId: string): Promise<StatementRecord | undefined> {
  const found = db.selectFrom('scriptStatement').selectAll().where('scriptId', '=', scriptId)
  const row = await found.where('state', '=', 'launching' satisfies StatementState).executeTakeFirst()
  return row === undefined ? undefined : statementRecord(row)
}

/** Where a script is: how many of its statements have ended, and how so. */
export async function countStatements(
  db: Database,
  scriptId: string,
): Promise<Readonly<Partial<Record<StatementRecord['state'], number>>>> {
  const rows = await db
    .selectFrom('scriptStatement')
    .select(['state', (e) => e.fn.countAll<number>().as('count')])
    .where('scriptId', '=', scriptId)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, count }) => [statementStateOf(state), count]))
}

/** That are running, of all projects. */
export async function listOpenScripts(db: Database): Promise<readonly ScriptRecord[]> {
  const rows = await db.selectFrom('script').selectAll().where('state', '=', 'running').orderBy('startedAt').execute()
  return rows.map(record)
}

export async function countOpenScripts(db: Database, of: { readonly projectId: string } | { readonly queueId: string }): Promise<number> {
  const counted = db.selectFrom('script').select((e) => e.fn.countAll<number>().as('count'))
  const open = counted.where('state', '=', 'running')
  const some = 'queueId' in of ? open.where('queueId', '=', of.queueId) : open.where('projectId', '=', of.projectId)
  return (await some.executeTakeFirstOrThrow()).count
}

type ScriptListed = Omit<ScriptRecord, 'sql'>
const LISTED = [
  'id',
  'projectId',
  'queueId',
  'queueName',
  'ownerId',
  'owner',
  'currentDatabase',
  'conf',
  'tags',
  'stopsOnError',
  'statementCount',
  'state',
  'message',
  'startedAt',
  'endedAt',
  'cancelRequestedAt',
  'cancelReason',
] as const satisfies readonly (keyof ScriptTable)[]

/** The newest first. */
export async function pageOfScripts(
  db: Database,
  { projectId, state, queueName, ownerId }: ScriptSelection & { readonly projectId: string },
  page: PageRequest,
): Promise<{ readonly total: number; readonly items: readonly ScriptListed[] }> {
  const selected = <O>(query: SelectQueryBuilder<Schema, 'script', O>): SelectQueryBuilder<Schema, 'script', O> => {
    let some = query.where('projectId', '=', projectId)
    if (state !== undefined) some = some.where('state', '=', state)
    if (queueName !== undefined) some = some.where('queueName', '=', queueName.toLowerCase())
    if (ownerId !== undefined) some = some.where('ownerId', '=', ownerId)
    return some
  }
  const counted = selected(db.selectFrom('script').select((e) => e.fn.countAll<number>().as('count')))
  const { limit, offset } = rowsOf(page)
  const rows = await selected(db.selectFrom('script').select(LISTED))
    .orderBy('startedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  const items = rows.map((row) => {
    const { sql: _, ...listed } = record({ ...row, sql: '' })
    return listed
  })
  return { total: (await counted.executeTakeFirstOrThrow()).count, items }
}

export async function updateScriptLife(
  db: Database,
  id: string,
  { state, message, endedAt }: { readonly state: ScriptState; readonly message: string; readonly endedAt: number | undefined },
): Promise<void> {
  await db
    .updateTable('script')
    .set({ state, message, endedAt: endedAt ?? null })
    .where('id', '=', id)
    .execute()
}

export async function updateScriptCancel(db: Database, id: string, cancelRequestedAt: number, cancelReason: string): Promise<void> {
  await db.updateTable('script').set({ cancelRequestedAt, cancelReason }).where('id', '=', id).execute()
}

export async function updateStatement(db: Database, statement: StatementRecord): Promise<void> {
  await db
    .updateTable('scriptStatement')
    .set(statementRow(statement))
    .where('scriptId', '=', statement.scriptId)
    .where('number', '=', statement.number)
    .execute()
}

/** Those that wait will not run. */
export async function skipWaiting(db: Database, scriptId: string): Promise<void> {
  await db
    .updateTable('scriptStatement')
    .set({ state: 'skipped' satisfies StatementRecord['state'] })
    .where('scriptId', '=', scriptId)
    .where('state', '=', 'waiting')
    .execute()
}

/** Forgets so many of the scripts that ended before the time; their jobs are forgotten by themselves. Gives back how many. */
export async function forgetEndedScripts(db: Database, before: number, most: number, skipped = 0): Promise<number> {
  const ended = db.selectFrom('script').select('id').where('endedAt', '<', before).orderBy('endedAt')
  const result = await db.deleteFrom('script').where('id', 'in', ended.limit(most).offset(skipped)).executeTakeFirst()
  return Number(result.numDeletedRows)
}
