import type { Clock } from '../../../base/clock.ts'
import type { ScriptRecord, StatementEnd, StatementRecord } from '../../domain/script.ts'
import { findJob } from '../../store/jobs/jobs.ts'
import { listOpenScripts, listStatements, updateScriptLife, updateStatement } from '../../store/jobs/scripts.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { carryOut } from '../shared/machine.ts'
import { interruptedMessage, type ScriptEvent, scriptStep } from './script-machine.ts'
import { closeScript } from './script-runner.ts'

/**
 * Ends the scripts that the last server left running, each in one transaction. To be called when the jobs that were left open have been ended: none of a script runs again.
 */
export async function endInterruptedScripts(store: Store, clock: Clock): Promise<void> {
  for (const script of await listOpenScripts(store.db)) {
    await store.transaction(async (tx) => {
      const interrupted = await endStatement(tx, await listStatements(tx, script.id), clock)
      const step = scriptStep(script, eventOf(script, await listStatements(tx, script.id), interrupted), clock())
      if (step.kind === 'refused') return
      await updateScriptLife(tx, script.id, step.life)
      await carryOut(step.effects, { 'close-session': () => closeScript(tx, script) })
    })
  }
}

/** Gives the statement that was under way as it ended. */
async function endStatement(
  tx: Database,
  statements: readonly StatementRecord[],
  clock: Clock,
): Promise<(StatementRecord & { readonly state: StatementEnd }) | undefined> {
  const statement = statements.find(({ state }) => state === 'launching')
  if (statement === undefined) return undefined
  const job = statement.jobId === undefined ? undefined : await findJob(tx, statement.jobId)
  const known =
    job === undefined
      ? { message: 'Its job is not there any more', endedAt: clock() }
      : { message: job.message, endedAt: job.endedAt, rowCount: job.rowCount, inputRowCount: job.inputRowCount, inputBytes: job.inputBytes }
  const state = job === undefined || job.state === 'launching' || job.state === 'running' ? 'failed' : job.state
  const ended = { ...statement, ...known, state }
  await updateStatement(tx, ended)
  return ended
}

function eventOf(
  { statementCount, stopsOnError, cancelRequestedAt, cancelReason }: ScriptRecord,
  statements: readonly StatementRecord[],
  interrupted: (StatementRecord & { readonly state: StatementEnd }) | undefined,
): Extract<ScriptEvent, { kind: 'finished' | 'cancelled' | 'restarted' }> {
  if (statements.every(({ state }) => state === 'finished')) return { kind: 'finished' }
  if (cancelRequestedAt !== undefined) return { kind: 'cancelled', message: cancelReason }
  const ended = statements.filter(({ state }) => state === 'finished' || ((state === 'failed' || state === 'cancelled') && !stopsOnError))
  const current = interrupted === undefined || interrupted.state === 'finished' ? undefined : interrupted
  return { kind: 'restarted', message: interruptedMessage(ended.length, statementCount, current) }
}
