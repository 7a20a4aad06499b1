import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import type { Job } from '../../domain/job.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import { DEFAULT_QUEUE } from '../../domain/queue.ts'
import type { ScriptRecord, ScriptSelection, StatementRecord } from '../../domain/script.ts'
import type { Tag } from '../../domain/tag.ts'
import {
  countOpenScripts,
  countStatements,
  findOpenStatement,
  findScript,
  insertScript,
  listStatements,
  pageOfScripts,
  updateScriptCancel,
  updateScriptLife,
} from '../../store/jobs/scripts.ts'
import type { Database } from '../../store/schema.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toSee, toSubmit } from '../authorization/need.ts'
import { requireDatabase } from '../catalog/require-database.ts'
import { scriptEvent } from '../events/events.ts'
import { readJobConf } from '../jobs/conf.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { queueForJob } from '../jobs/queue-for-job.ts'
import { openSession } from '../sessions/sessions.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { carryOut } from '../shared/machine.ts'
import { checkTags } from '../shared/tags.ts'
import { sessionConf } from './script-conf.ts'
import { scriptStep } from './script-machine.ts'
import { closeScript, createScriptRunner, type ScriptRunner, type ScriptRunnerDeps } from './script-runner.ts'
import { scriptStatements } from './script-statements.ts'

export interface NewScript {
  readonly sql: string
  /** '' is the database `default`. */
  readonly currentDatabase: string
  /** '' is the queue `default`. */
  readonly queueName: string
  readonly conf: Readonly<Record<string, string>>
  /** Of each of its jobs. */
  readonly tags: readonly Tag[]
  readonly stopsOnError: boolean
}

/** How far a script is. `statement`: the one that runs now, with what its job has told; undefined: none does. */
interface ScriptProgress {
  readonly script: Omit<ScriptRecord, 'sql'>
  readonly ended: number
  readonly statement: StatementRecord | undefined
}

export interface Scripts {
  /**
   * Splits the text, writes the script, answers before it runs. 'invalid-parameter' for one without a statement or with too many, 'sql-syntax' for one whose end is in a text or a
   * comment; what is wrong with a single statement is found when it is its turn.
   */
  submit(caller: Caller, input: NewScript): Promise<ScriptRecord>
  /** 'not-found' for an unknown id. */
  get(caller: Caller, id: string): Promise<{ readonly script: ScriptRecord; readonly statements: readonly StatementRecord[] }>
  progress(caller: Caller, id: string): Promise<ScriptProgress>
  /** The newest first. */
  list(caller: Caller, selection: ScriptSelection, page: PageRequest): Promise<Page<Omit<ScriptRecord, 'sql'>>>
  /** With the statement that runs; no other begins. 'not-supported' for a script that has ended. */
  cancel(caller: Caller, id: string): Promise<void>
}

export const noScript = (id: string): CausewayError =>
  new CausewayError('not-found', `There is no script with the id ${id}`, {
    hint: 'List the scripts of the project; records are kept for 30 days.',
  })

const STATEMENTS_OF_TURN = 100

export interface ScriptsDeps extends ScriptRunnerDeps {
  readonly authorizer: Authorizer
  readonly jobs: Pick<Jobs, 'submit' | 'get'>
}

export function createScripts(deps: ScriptsDeps): Scripts & Pick<ScriptRunner, 'halt' | 'drain'> {
  const { store, clock, authorizer, jobs, events } = deps
  const runner = createScriptRunner(deps)

  async function requireScript(db: Database, { projectId }: Caller, id: string): Promise<ScriptRecord> {
    const script = await findScript(db, id)
    if (script === undefined || script.projectId !== projectId) throw noScript(id)
    return script
  }

  /** While its job runs, that tells more than what is written of it. */
  async function withJob(caller: Caller, statement: StatementRecord): Promise<StatementRecord> {
    if (statement.state !== 'launching' || statement.jobId === undefined) return statement
    const { state, message, rowCount, inputRowCount, inputBytes, endedAt }: Job = await jobs.get(caller, statement.jobId)
    return { ...statement, state, message, rowCount, inputRowCount, inputBytes, endedAt }
  }

  return {
    halt: runner.halt,
    drain: runner.drain,

    async submit(caller, { sql, currentDatabase, queueName: named, conf, tags, stopsOnError }) {
      const statements = scriptStatements(sql)
      // To split a script of a thousand statements took milliseconds, and to write them takes as long.
      if (statements.length > STATEMENTS_OF_TURN) await nextTurn()
      readJobConf(conf)
      checkTags(tags)
      const queueName = named === '' ? DEFAULT_QUEUE : named
      const use = currentDatabase === '' ? undefined : toSee(currentDatabase)
      const id = newUuid()
      const written = (work: (tx: Database) => Promise<ScriptRecord>) =>
        authorizer.acting(caller, [toSubmit(queueName)], () =>
          authorizer.acting(caller, use === undefined ? [] : [use], () => store.transaction(work), 'sql-permission'),
        )
      const script = await written(async (tx) => {
        const queue = await queueForJob(tx, caller.projectId, queueName, clock())
        const database = currentDatabase === '' ? '' : (await requireDatabase(tx, caller.projectId, currentDatabase)).name
        if ((await countOpenScripts(tx, { queueId: queue.id })) >= LIMITS.scriptsRunning) {
          throw new CausewayError('limit-exceeded', `${LIMITS.scriptsRunning} scripts run on the queue ${queue.name} already`, {
            hint: 'Wait until some have ended, or use another queue.',
          })
        }
        const record: ScriptRecord = {
          id,
          projectId: caller.projectId,
          queueId: queue.id,
          queueName: queue.name,
          ...ownedBy(caller),
          sql,
          currentDatabase: database,
          conf,
          tags,
          stopsOnError,
          statementCount: statements.length,
          state: 'running',
          message: '',
          startedAt: clock(),
          endedAt: undefined,
          cancelRequestedAt: undefined,
          cancelReason: '',
        }
        await insertScript(tx, record, statements)
        await openSession(tx, { queueId: queue.id, holderId: id }, { database, settings: sessionConf(conf) })
        return record
      })
      events.publish(script.projectId, scriptEvent(script, 0))
      runner.start(script, statements)
      return script
    },

    async get(caller, id) {
      const script = await requireScript(store.db, caller, id)
      const statements = await listStatements(store.db, id)
      return { script, statements: await Promise.all(statements.map((statement) => withJob(caller, statement))) }
    },

    async progress(caller, id) {
      const { sql: _, ...script } = await requireScript(store.db, caller, id)
      const { waiting = 0, launching = 0, skipped = 0 } = await countStatements(store.db, id)
      const running = launching === 0 ? undefined : await findOpenStatement(store.db, id)
      const statement = running === undefined ? undefined : await withJob(caller, running)
      return { script, ended: script.statementCount - waiting - launching - skipped, statement }
    },

    async list(caller, selection, page) {
      return await pageOfScripts(store.db, { ...selection, projectId: caller.projectId }, page)
    },

    async cancel(caller, id) {
      const reason = `Cancelled by ${caller.userName}`
      const ended = await store.transaction(async (tx) => {
        const script = await requireScript(tx, caller, id)
        const now = clock()
        const step = scriptStep(script, { kind: 'cancel-requested' }, now)
        if (step.kind === 'refused') {
          throw new CausewayError('not-supported', `The script ${id} is ${script.state} and cannot be cancelled`, {
            hint: 'Cancel a script that is running.',
          })
        }
        let life = step.life
        await updateScriptCancel(tx, id, now, reason)
        await carryOut(step.effects, {
          'cancel-statement': async () => {
            const { launching = 0 } = await countStatements(tx, id)
            // The runner ends it when the job has ended.
            if (launching > 0) return
            const end = scriptStep(script, { kind: 'cancelled', message: reason }, now)
            if (end.kind === 'refused') return
            life = end.life
            await updateScriptLife(tx, id, life)
            await carryOut(end.effects, { 'close-session': () => closeScript(tx, script) })
          },
        })
        return life.state === 'running' ? undefined : { ...script, ...life }
      })
      if (ended !== undefined) events.publish(ended.projectId, scriptEvent(ended, 0))
      runner.cancel(id, reason)
    },
  }
}
