import type { ExpressionBuilder } from 'kysely'
import { Type } from 'typebox'
import type { ErrorKind, StatementPlace } from '../../../base/errors.ts'
import { RemoteStatement } from '../../../protocol/job-result.ts'
import { JobType } from '../../../protocol/job-type.ts'
import { MadeHere } from '../../../protocol/made-here.ts'
import { ImportedFiles, RowExport } from '../../../protocol/row-transfer.ts'
import { Column, RemoteSource } from '../../../protocol/table-definition.ts'
import { TableReading } from '../../../protocol/table-reading.ts'
import { JOB_STATES, type JobRecord, type JobSelection, type JobState, QUEUE_JOB_TYPES } from '../../domain/job.ts'
import type { JobTransfer } from '../../domain/job-transfer.ts'
import type { Tag } from '../../domain/tag.ts'
import { hasIndexedTag } from '../indexed-tags.ts'
import type { Database, Schema } from '../schema.ts'
import { hasTag, tagsFromJson, tagsToJson, textRecordFromJson, textsFromJson } from '../sqlite/record-types.ts'
import { storedJson, storedValue } from '../sqlite/rows.ts'
import type { JobTable } from '../tables/job-tables.ts'
import { errorKindOf, mistakeFromJson } from './stored-error.ts'

const parts = storedValue(
  'job',
  Type.Object({
    type: Type.Union([JobType, Type.Enum([...QUEUE_JOB_TYPES])]),
    mode: Type.Union([Type.Literal('sync'), Type.Literal('async')]),
    state: Type.Enum([...JOB_STATES]),
  }),
)
const columnsFromJson = storedJson('list of columns', Type.Array(Column))
const transferFromJson: (text: string) => JobTransfer = storedJson(
  'import or export',
  Type.Union([
    Type.Object({ kind: Type.Literal('export'), tableName: Type.String(), to: RowExport }),
    Type.Object({
      kind: Type.Literal('import'),
      tableName: Type.String(),
      from: ImportedFiles,
      columns: Type.Array(Column),
      overwrite: Type.Boolean(),
    }),
    Type.Object({ kind: Type.Literal('remote'), tableName: Type.Literal(''), from: RemoteSource, columns: Type.Array(Column) }),
  ]),
)
const madeHereFromJson = storedJson('list of what was made here', Type.Array(MadeHere))
const readingsFromJson = storedJson('list of tables that were read', Type.Array(TableReading))
const statementsFromJson = storedJson('list of remote statements', Type.Array(RemoteStatement))

export function record(row: JobTable): JobRecord {
  const { type, mode, state } = parts(row)
  const { transfer, filesRead, madeHere, hints, scriptId, ...columns } = row
  return {
    ...columns,
    transfer: transfer === null ? undefined : transferFromJson(transfer),
    type,
    mode,
    state,
    conf: textRecordFromJson(row.conf),
    tags: tagsFromJson(row.tags),
    runningAt: row.runningAt ?? undefined,
    errorKind: errorKindOf(row.errorKind),
    mistake: row.mistake === null ? undefined : mistakeFromJson(row.mistake),
    endedAt: row.endedAt ?? undefined,
    lastedMs: row.lastedMs ?? undefined,
    cancelRequestedAt: row.cancelRequestedAt ?? undefined,
    resultColumns: columnsFromJson(row.resultColumns),
    remoteStatements: statementsFromJson(row.remoteStatements),
    madeHere: madeHere === null ? undefined : madeHereFromJson(madeHere),
    hints: hints === null ? undefined : textsFromJson(hints),
    tableReadings: filesRead === null ? undefined : readingsFromJson(filesRead),
    scriptId: scriptId ?? undefined,
    givenDatabase: row.givenDatabase ?? undefined,
  }
}

const namesOf = (name: string): readonly string[] => (name === '' ? [] : [name])

/** @param tableNames by which it is found */
export async function insertJob(
  db: Database,
  { tableReadings, madeHere, hints, ...job }: JobRecord,
  tableNames = namesOf(job.tableName),
): Promise<void> {
  await db
    .insertInto('job')
    .values({
      ...job,
      conf: JSON.stringify(job.conf),
      tags: tagsToJson(job.tags),
      runningAt: job.runningAt ?? null,
      endedAt: job.endedAt ?? null,
      lastedMs: job.lastedMs ?? null,
      cancelRequestedAt: job.cancelRequestedAt ?? null,
      resultColumns: JSON.stringify(job.resultColumns),
      remoteStatements: JSON.stringify(job.remoteStatements),
      transfer: job.transfer === undefined ? null : JSON.stringify(job.transfer),
      madeHere: madeHere === undefined ? null : JSON.stringify(madeHere),
      hints: hints === undefined ? null : JSON.stringify(hints),
      filesRead: tableReadings === undefined ? null : JSON.stringify(tableReadings),
      scriptId: job.scriptId ?? null,
      givenDatabase: job.givenDatabase ?? null,
      errorKind: job.errorKind ?? null,
      mistake: job.mistake === undefined ? null : JSON.stringify(job.mistake),
    })
    .execute()
  if (tableNames.length === 0) return
  await db
    .insertInto('jobTable')
    .values(tableNames.map((name) => ({ jobId: job.id, name })))
    .execute()
}

/** Of any project. */
export async function findJob(db: Database, id: string): Promise<JobRecord | undefined> {
  const row = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

/** A job is launching or running. */
export async function countOpenJobs(db: Database, queueId: string): Promise<number> {
  const row = await db
    .selectFrom('job')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('queueId', '=', queueId)
    .where('state', 'in', ['launching', 'running'])
    .executeTakeFirstOrThrow()
  return row.count
}

/** How many jobs of all projects wait and run. */
export async function countAllOpenJobs(db: Database): Promise<{ readonly launching: number; readonly running: number }> {
  const rows = await db
    .selectFrom('job')
    .select(['state', (e) => e.fn.countAll<number>().as('count')])
    .where('state', 'in', ['launching', 'running'])
    .groupBy('state')
    .execute()
  const of = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0
  return { launching: of('launching'), running: of('running') }
}

/** Launching and running jobs of all projects, oldest first. */
export async function listOpenJobs(db: Database): Promise<readonly JobRecord[]> {
  const rows = await db.selectFrom('job').selectAll().where('state', 'in', ['launching', 'running']).orderBy('startedAt').execute()
  return rows.map(record)
}

export interface JobLifeChange {
  readonly state: JobState
  readonly message: string
  readonly errorKind?: ErrorKind | undefined
  readonly mistake?: StatementPlace | undefined
  readonly runningAt: number | undefined
  readonly endedAt: number | undefined
  readonly lastedMs?: number | undefined
}

export async function updateJobLife(db: Database, id: string, life: JobLifeChange): Promise<void> {
  const { state, message, errorKind = null, mistake, runningAt, endedAt, lastedMs } = life
  await db
    .updateTable('job')
    .set({
      state,
      message,
      errorKind,
      mistake: mistake === undefined ? null : JSON.stringify(mistake),
      runningAt: runningAt ?? null,
      endedAt: endedAt ?? null,
      lastedMs: lastedMs ?? null,
    })
    .where('id', '=', id)
    .execute()
}

export async function updateCancelRequest(db: Database, id: string, cancelRequestedAt: number): Promise<void> {
  await db.updateTable('job').set({ cancelRequestedAt }).where('id', '=', id).execute()
}

export async function updateRemoteStatements(db: Database, id: string, statements: readonly RemoteStatement[]): Promise<void> {
  await db
    .updateTable('job')
    .set({ remoteStatements: JSON.stringify(statements) })
    .where('id', '=', id)
    .execute()
}

export async function updateHints(db: Database, id: string, hints: readonly string[]): Promise<void> {
  await db
    .updateTable('job')
    .set({ hints: JSON.stringify(hints) })
    .where('id', '=', id)
    .execute()
}

export async function updateMadeHere(db: Database, id: string, madeHere: readonly MadeHere[]): Promise<void> {
  await db
    .updateTable('job')
    .set({ madeHere: JSON.stringify(madeHere) })
    .where('id', '=', id)
    .execute()
}

export async function updateTableReadings(db: Database, id: string, readings: readonly TableReading[]): Promise<void> {
  await db
    .updateTable('job')
    .set({ filesRead: JSON.stringify(readings) })
    .where('id', '=', id)
    .execute()
}

export async function updateJobCounts(
  db: Database,
  id: string,
  counts: {
    readonly resultColumns: readonly Column[]
    readonly rowCount: number
    readonly inputRowCount: number
    readonly inputBytes: number
  },
): Promise<void> {
  const { rowCount, inputRowCount, inputBytes } = counts
  await db
    .updateTable('job')
    .set({ resultColumns: JSON.stringify(counts.resultColumns), rowCount, inputRowCount, inputBytes })
    .where('id', '=', id)
    .execute()
}

export async function deleteJob(db: Database, id: string): Promise<void> {
  await db.deleteFrom('job').where('id', '=', id).execute()
}

/** Forgets jobs that ended before the time, and their rows, so many at most, the first to have ended, behind so many of them. Gives back how many. */
export async function forgetEndedJobs(db: Database, before: number, most = Number.MAX_SAFE_INTEGER, skipped = 0): Promise<number> {
  const ended = db.selectFrom('job').select('id').where('endedAt', '<', before).orderBy('endedAt').limit(most).offset(skipped)
  const result = await db.deleteFrom('job').where('id', 'in', ended).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** @param rareTag one of the tags, by which the jobs are found: for one that many have, going through them in their order finds a page sooner */
export function matchesSelection(selection: JobSelection & { readonly projectId: string }, rareTag?: Tag) {
  return (e: ExpressionBuilder<Schema, 'job'>) => {
    const {
      jobId,
      types,
      state,
      queueName,
      owner,
      ownerId,
      orQueueIds = [],
      database,
      tableName,
      tags = [],
      startedFrom,
      startedTo,
    } = selection
    return e.and([
      rareTag === undefined ? e('projectId', '=', selection.projectId) : hasIndexedTag('job', selection.projectId, rareTag),
      ...tags.map(hasTag),
      ...(jobId === undefined ? [] : [e('id', '=', jobId)]),
      ...(types === undefined ? [] : [e('type', 'in', [...types])]),
      ...(state === undefined ? [] : [e('state', '=', state)]),
      ...(queueName === undefined ? [] : [e('queueName', '=', queueName.toLowerCase())]),
      ...(owner === undefined ? [] : [e('owner', '=', owner)]),
      ...(ownerId === undefined
        ? []
        : [orQueueIds.length === 0 ? e('ownerId', '=', ownerId) : e.or([e('ownerId', '=', ownerId), e('queueId', 'in', orQueueIds)])]),
      ...(database === undefined ? [] : [e('currentDatabase', '=', database.toLowerCase())]),
      ...(tableName === undefined
        ? []
        : [e('id', 'in', e.selectFrom('jobTable').select('jobId').where('name', '=', tableName.toLowerCase()))]),
      ...(startedFrom === undefined ? [] : [e('startedAt', '>=', startedFrom)]),
      ...(startedTo === undefined ? [] : [e('startedAt', '<=', startedTo)]),
    ])
  }
}
