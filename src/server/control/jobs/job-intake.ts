import type { Clock } from '../../../base/clock.ts'
import type { DefenceType } from '../../../base/defence-types.ts'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Analysis, AnalysisOrder } from '../../../protocol/analysis.ts'
import type { JobType } from '../../../protocol/job-type.ts'
import { KEEP_RESULT } from '../../../protocol/result-files.ts'
import type { Compute } from '../../compute/compute.ts'
import type { RowReader } from '../../compute/compute-ports.ts'
import { DEFAULT_DATABASE } from '../../domain/database.ts'
import type { JobRecord } from '../../domain/job.ts'
import type { JobTransfer } from '../../domain/job-transfer.ts'
import { DEFAULT_QUEUE, type QueueRecord } from '../../domain/queue.ts'
import type { Tag } from '../../domain/tag.ts'
import { countJobs } from '../../store/jobs/job-pages.ts'
import { deleteJob, insertJob } from '../../store/jobs/jobs.ts'
import { listQueueProperties } from '../../store/queues/queue-properties.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { type Need, rolesFirst, toRead, toSee, toSubmit } from '../authorization/need.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { requireDatabase } from '../catalog/require-database.ts'
import { judgeStatement, type RunLimits, rulesOfQueue } from '../defence/queue-rules.ts'
import { type EventSink, jobEvent } from '../events/events.ts'
import { requireQueue } from '../queues/require-queue.ts'
import type { Reconciler } from '../reconciler/reconciler.ts'
import type { SessionSnapshot, Sessions } from '../sessions/sessions.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { inTurns } from '../shared/in-turns.ts'
import { LIMITS } from '../shared/limits.ts'
import { QUEUE_ENGINE } from '../shared/queue-engine.ts'
import { savesResults } from '../shared/queue-property-rules.ts'
import { checkTags } from '../shared/tags.ts'
import { hiddenColumns, hiddenError, hiddenText, type UsedSecret } from '../variables/hidden-secrets.ts'
import { type FilledStatement, fillVariables, usedVariables } from '../variables/variables.ts'
import { readJobConf } from './conf.ts'
import type { Context, Contexts } from './contexts.ts'
import { effectiveSettings, jobContext } from './job-context.ts'
import { jobLimits } from './job-limits.ts'
import { newJobLife } from './job-machine.ts'
import type { JobRecorder } from './job-recorder.ts'
import { jobRun } from './job-run.ts'
import { queueForJob } from './queue-for-job.ts'
import { accessToTables, filesNamedBeside, statementNeeds } from './rights/statement-needs.ts'

export interface NewJob {
  readonly sql: string
  /** '' is the database `default`. */
  readonly currentDatabase: string
  /** '' is the queue `default`. */
  readonly queueName: string
  /** "key=value" pairs, already split; keys as written. */
  readonly conf: Readonly<Record<string, string>>
  readonly tags: readonly Tag[]
  /** What the job is of, in place of what its statement is. */
  readonly transfer?: JobTransfer
  /** Of a stream: so many rows are left out first. */
  readonly rowsSkipped?: number
  readonly script?: ScriptOfJob
}

/** That the job is a statement of: it runs in the session of that. */
interface ScriptOfJob {
  readonly id: string
  /** Written with the job, in one transaction. Throws where the script has no use for it any more. */
  readonly written: (tx: Database, job: JobRecord) => Promise<void>
}

export interface CheckedStatement {
  readonly jobType: JobType
  /** What SQL defence rules that refuse nothing say of its text. */
  readonly hints: readonly string[]
}

/** What happens to a statement before it is a job that waits in its queue's line. */
export interface JobIntake {
  /** Checks, writes the job, puts it into the line. With a reader it has to be a query, and is one that somebody waits for. */
  accept(caller: Caller, input: NewJob, reader?: RowReader): Promise<JobRecord>
  /** The tables that the statement names, for whoever may submit it and use them. */
  namedTables(caller: Caller, input: Pick<NewJob, 'sql' | 'currentDatabase' | 'queueName'>): Promise<Analysis['tables']>
  /** Checks alone. */
  check(caller: Caller, input: Pick<NewJob, 'sql' | 'currentDatabase'>): Promise<CheckedStatement>
}

export interface JobIntakeDeps {
  readonly authorizer: Authorizer
  readonly store: Store
  readonly clock: Clock
  readonly compute: Compute
  readonly catalog: Catalog
  readonly contexts: Contexts
  readonly sessions: Sessions
  readonly reconciler: Reconciler
  readonly events: EventSink
  readonly recorder: Pick<JobRecorder, 'accepted' | 'dropped'>
  /** Of jobs whose conf and session do not say it. */
  readonly keepResult: 'all' | 'preview'
  /** Of SQL defence, for queues that have none of their own. */
  readonly defaultRules: readonly DefenceType[]
  /** Told what rules that only hint say of a statement that is submitted. */
  readonly hinted?: (hints: readonly string[]) => void
}

/** A statement may name thousands of tables, and of each the owner may be looked up. */
const NEEDS_OF_TURN = 50

function checkStatement(sql: string): void {
  if (sql.trim() === '') throw new CausewayError('invalid-parameter', 'The statement is empty', { hint: 'Give one SQL statement.' })
  if (sql.length >= LIMITS.sqlCharacters || Buffer.byteLength(sql) >= LIMITS.sqlBytes) {
    throw new CausewayError('invalid-parameter', 'The statement is too long', {
      hint: `Use fewer than ${LIMITS.sqlCharacters} characters and ${LIMITS.sqlBytes} bytes.`,
    })
  }
}

function typeOf({ transfer }: NewJob, { jobType }: Analysis): JobType {
  switch (transfer?.kind) {
    case 'import':
      return 'IMPORT'
    case 'export':
      return 'EXPORT'
    case 'remote':
    case undefined:
      return jobType
  }
}

/** Of a transfer the one that it is of, or none: its statement is of our own making. */
function tableNamesOf({ transfer }: NewJob, { tableNames }: Analysis): readonly string[] {
  if (transfer === undefined) return tableNames
  return transfer.tableName === '' ? [] : [transfer.tableName]
}

/** Whose statement is not kept with what it makes, nor shown by its rows: a table, a view, a setting or an explanation would show the value. */
const MAY_USE_SECRETS: ReadonlySet<JobType> = new Set(['QUERY', 'INSERT', 'UPDATE', 'DELETE'])

function checkSecrets(jobType: JobType, [secret]: readonly UsedSecret[]): void {
  if (secret === undefined || MAY_USE_SECRETS.has(jobType)) return
  throw new CausewayError(
    'not-supported',
    `The sensitive variable ${secret.name} cannot be used in a statement that shows its text, as EXPLAIN, or is kept with what it makes`,
    {
      hint: 'Use it in queries and in statements that write rows; give a table its password by a datasource authentication.',
    },
  )
}

/** The names of columns may be the texts of their expressions. */
const hiding = (reader: RowReader, secrets: readonly UsedSecret[]): RowReader => ({
  columns: (columns) => reader.columns(hiddenColumns(columns, secrets)),
  rows: (text) => reader.rows(text),
})

/** The vendor's rule: one import into a table at a time. */
async function requireNoImport(db: Database, projectId: string, database: string, tableName: string): Promise<void> {
  for (const state of ['launching', 'running'] as const) {
    if ((await countJobs(db, { projectId, state, types: ['IMPORT'], database, tableName })) === 0) continue
    throw new CausewayError('conflict', `Rows are being imported into ${database}.${tableName} already`, {
      hint: 'Wait until that job has ended, or cancel it.',
    })
  }
}

export function createJobIntake(deps: JobIntakeDeps): JobIntake {
  const { store, clock, compute, authorizer, catalog, contexts, sessions, reconciler, events, recorder } = deps

  async function filled(caller: Caller, sql: string): Promise<FilledStatement> {
    checkStatement(sql)
    const names = [...usedVariables(sql)]
    if (names.length === 0) return { sql, secrets: [] }
    const statement = await authorizer.looking(names, async () => {
      // Before they are looked for: which there are is told only to readers, and to who has a right on the one that is named.
      for (const name of names) {
        const on = { kind: 'variable', name } as const
        await authorizer.require(caller, { level: 'read', on, privileges: [], what: `use the global variable ${name}` })
      }
      return await fillVariables(store, caller.projectId, sql)
    })
    if (statement.sql !== sql) checkStatement(statement.sql)
    return statement
  }

  async function analyze(
    caller: Caller,
    session: SessionSnapshot,
    { sql, secrets }: FilledStatement,
    order: Omit<AnalysisOrder, 'analysisId' | 'sql'>,
  ): Promise<Analysis> {
    const analysisId = newUuid()
    contexts.open(analysisId, { kind: 'analysis', caller, session: async () => session })
    try {
      const analysis = await compute.analyze({ ...order, sql, analysisId }, QUEUE_ENGINE)
      checkSecrets(analysis.jobType, secrets)
      return analysis
    } catch (thrown) {
      throw hiddenError(asCausewayError(thrown), secrets)
    } finally {
      contexts.close(analysisId)
    }
  }

  /** Files may be named by their place as well by who may read a table there: what is where is known when the job runs. */
  async function needsOf(caller: Caller, analysis: Analysis, session: SessionSnapshot): Promise<readonly Need[]> {
    const needs = statementNeeds(analysis, session)
    const beside = filesNamedBeside(analysis, session)
    if (beside === undefined) return needs
    for (const toReadTable of beside) if (await authorizer.allows(caller, toReadTable)) return needs
    return [...needs, toRead('read buckets')]
  }

  async function requireAll(caller: Caller, needs: readonly Need[], { secrets }: FilledStatement): Promise<void> {
    const turn = inTurns(NEEDS_OF_TURN)
    try {
      for (const need of rolesFirst(needs)) {
        await turn()
        await authorizer.require(caller, need, 'sql-permission')
      }
    } catch (thrown) {
      throw hiddenError(asCausewayError(thrown), secrets)
    }
  }

  /** The one that was named, which has to be there; else that of the session, which may be gone: USE leads out of it. */
  async function databaseOf(
    caller: Caller,
    { currentDatabase }: Pick<NewJob, 'currentDatabase'>,
    session: SessionSnapshot,
  ): Promise<string> {
    if (currentDatabase === '') return session.database ?? DEFAULT_DATABASE
    const use = toSee(currentDatabase)
    if (use !== undefined) await authorizer.require(caller, use, 'sql-permission')
    return (await requireDatabase(store.db, caller.projectId, currentDatabase)).name
  }

  /** A queue that was acknowledged but not opened yet (a failed first try) gets another chance before it is refused. */
  async function openedQueue(projectId: string, name: string): Promise<string> {
    const queue = await requireQueue(store.db, projectId, name)
    if (queue.state === 'creating') await reconciler.queue(queue.id)
    return (await queueForJob(store.db, projectId, name, clock())).id
  }

  /** As the job or its session says; else as its queue does, or the server. */
  async function keepsAllRows(queueId: string, settings: Readonly<Record<string, string>>): Promise<boolean> {
    const byDefault = savesResults(await listQueueProperties(store.db, queueId)) ? 'all' : deps.keepResult
    return readJobConf({ [KEEP_RESULT]: byDefault, ...settings }).keepsAll
  }

  function give(job: JobRecord, limits: RunLimits, context: Context, reader?: RowReader, rowsSkipped?: number): void {
    const secrets = context.kind === 'job' ? context.secrets : []
    contexts.open(job.id, context)
    try {
      compute.run(jobRun(job, limits, reader === undefined ? undefined : hiding(reader, secrets), rowsSkipped))
    } catch (thrown) {
      contexts.close(job.id)
      throw thrown
    }
  }

  function newRecord(
    caller: Caller,
    input: NewJob,
    queue: QueueRecord,
    currentDatabase: string,
    { type, tableName, mode, hints }: Pick<JobRecord, 'type' | 'tableName' | 'mode' | 'hints'>,
  ): JobRecord {
    const life = newJobLife(clock())
    return {
      id: newUuid(),
      projectId: caller.projectId,
      queueId: queue.id,
      queueName: queue.name,
      ...ownedBy(caller),
      sql: input.sql,
      type,
      mode,
      currentDatabase,
      givenDatabase: input.currentDatabase,
      tableName,
      hints,
      conf: input.conf,
      tags: input.tags,
      ...life,
      cancelRequestedAt: undefined,
      resultColumns: [],
      rowCount: 0,
      inputRowCount: 0,
      inputBytes: 0,
      remoteStatements: [],
      transfer: input.transfer,
      scriptId: input.script?.id,
    }
  }

  async function accept(caller: Caller, input: NewJob, reader?: RowReader): Promise<JobRecord> {
    const statement = await filled(caller, input.sql)
    const conf = readJobConf(input.conf)
    checkTags(input.tags)
    const queueName = input.queueName === '' ? DEFAULT_QUEUE : input.queueName
    await authorizer.require(caller, toSubmit(queueName))
    const queueId = await openedQueue(caller.projectId, queueName)
    const session = await sessions.snapshot({ queueId, holderId: input.script?.id ?? caller.userId })
    const currentDatabase = await databaseOf(caller, input, session)
    const settings = effectiveSettings(session, input.conf)
    const analysis = await analyze(caller, session, statement, { currentDatabase, settings, depth: 'syntax' })
    const needs = await needsOf(caller, analysis, session)
    await requireAll(caller, needs, statement)
    const jobType = typeOf(input, analysis)
    // They are kept, to find the job by.
    const tableNames = tableNamesOf(input, analysis).filter((name) => hiddenText(name, statement.secrets) === name)
    const rules = await rulesOfQueue(store.db, deps.defaultRules, caller.projectId, queueName.toLowerCase())
    const hints = judgeStatement(rules, statement.sql, analysis.inspection)
    if (hints.length > 0) deps.hinted?.(hints)
    if (reader !== undefined && jobType !== 'QUERY') {
      throw new CausewayError('not-supported', 'The statement is no query, so it has no rows to be read while it runs', {
        hint: 'Submit it as a job.',
      })
    }
    // A start after a crash sees the record alone.
    const kept = jobType === 'QUERY' && reader === undefined && (await keepsAllRows(queueId, settings)) ? { [KEEP_RESULT]: 'all' } : {}
    const mode = reader !== undefined || (jobType === 'DDL' && !conf.asynchronous) ? 'sync' : 'async'
    // The statement was analyzed meanwhile, which takes a while; what it needs is asked again of each call of its worker.
    const written = (work: (tx: Database) => Promise<JobRecord>) =>
      authorizer.acting(caller, [toSubmit(queueName)], () => store.transaction(work))
    // A worker takes its queue while the disk takes the job.
    compute.expectJob(queueId)
    const job = await written(async (tx) => {
      // The queue is looked at again here: it may have been deleted while the statement was analyzed.
      const queue = await queueForJob(tx, caller.projectId, queueName, clock())
      if (input.transfer?.kind === 'import') await requireNoImport(tx, caller.projectId, currentDatabase, input.transfer.tableName)
      const [tableName = ''] = tableNames
      const record = newRecord(caller, { ...input, conf: { ...input.conf, ...kept } }, queue, currentDatabase, {
        type: jobType,
        tableName,
        mode,
        hints: hints.length === 0 ? undefined : hints,
      })
      await insertJob(tx, record, tableNames)
      await input.script?.written(tx, record)
      return record
    })
    recorder.accepted(job.id)
    try {
      const databaseOrigin = input.currentDatabase === '' ? 'session' : 'given'
      const order = { ...job, sql: statement.sql }
      const accepted = {
        databaseOrigin,
        named: analysis,
        settings,
        secrets: statement.secrets,
        access: accessToTables(analysis, session),
        needs,
      } as const
      const limits = jobLimits(order, rules, await listQueueProperties(store.db, job.queueId))
      give(order, limits, jobContext(order, accepted, { compute, sessions, catalog }), reader, input.rowsSkipped)
    } catch (thrown) {
      // Nobody knows its id yet, so it never was.
      recorder.dropped(job.id)
      await deleteJob(store.db, job.id)
      throw thrown
    }
    events.publish(job.projectId, jobEvent(job))
    return job
  }

  return {
    accept,
    async namedTables(caller, input) {
      const statement = await filled(caller, input.sql)
      await authorizer.require(caller, toSubmit(input.queueName))
      const { id: queueId } = await requireQueue(store.db, caller.projectId, input.queueName)
      const session = await sessions.snapshot({ queueId, holderId: caller.userId })
      const currentDatabase = await databaseOf(caller, input, session)
      const analysis = await analyze(caller, session, statement, { currentDatabase, settings: session.settings, depth: 'syntax' })
      await requireAll(caller, await needsOf(caller, analysis, session), statement)
      return analysis.tables
    },
    async check(caller, input) {
      const statement = await filled(caller, input.sql)
      // A check names no queue: it is made as a job would be that names none.
      const { id: queueId } = await requireQueue(store.db, caller.projectId, DEFAULT_QUEUE)
      const session = await sessions.snapshot({ queueId, holderId: caller.userId })
      const currentDatabase = await databaseOf(caller, input, session)
      const order = { currentDatabase, settings: session.settings, depth: 'semantics' } as const
      // What is wrong with the names of columns tells which ones there are: asked before, as of a job.
      const named = await analyze(caller, session, statement, { ...order, depth: 'syntax' })
      await requireAll(caller, await needsOf(caller, named, session), statement)
      const rules = await rulesOfQueue(store.db, deps.defaultRules, caller.projectId, DEFAULT_QUEUE)
      const hints = judgeStatement(rules, statement.sql, named.inspection)
      return { jobType: (await analyze(caller, session, statement, order)).jobType, hints }
    },
  }
}
