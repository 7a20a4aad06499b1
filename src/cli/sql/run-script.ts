import { setTimeout as sleep } from 'node:timers/promises'
import type { CausewayError } from '../../base/errors.ts'
import { RESULTS_DATABASE } from '../../protocol/result-files.ts'
import { bodyOf } from '../connect/http-call.ts'
import { Interrupted } from '../connect/interrupted.ts'
import { refusalOf } from '../connect/refusal-of.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { type Fields, isFields, plain, rowsOf } from '../shown-fields.ts'
import { lineInPlace, NO_LINE, type Screen } from '../terminal-line.ts'
import { writeOut } from '../write-out.ts'
import { progressText } from './progress-line.ts'
import type { Ran, RowSink } from './run-statement.ts'
import { hintsOf, previewOf, runStatement } from './run-statement.ts'
import { hintLines, outputSink, ranText, type Shown } from './sql-session.ts'
import { ownPath, type SqlTarget, vendorPath } from './sql-target.ts'
import { tellCancelling } from './tell-cancelling.ts'

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 500
/** For what is to be asked to its end, whatever is aborted meanwhile. */
const LAST_CALL_MS = 60_000
/** So many rows are kept of a query without asking for more. */
const PREVIEWED = 1_000

/** How the statements of a text are run as one script. */
export interface ScriptHow {
  readonly stopsOnError: boolean
  readonly shown: Shown
  /** A line for each statement that has ended, and how far the one is that runs; undefined: nothing is told. */
  readonly told: Screen | undefined
  /** Told why each statement has failed; undefined: what ends the script says so. */
  readonly toldMistake: ((error: CausewayError) => void) | undefined
  /** Whether what is told may be written over. */
  readonly isScreen: boolean
}

/** Gives the id of the script. */
export async function submitScript({ server, project, queue, database }: SqlTarget, sql: string, stopsOnError: boolean): Promise<string> {
  const json = {
    sql,
    queue_name: queue,
    ...(database === '' ? {} : { currentdb: database }),
    // All rows of each query are to be shown when it has ended.
    conf: ['causeway.sql.keepResult=all'],
    stop_on_error: stopsOnError,
  }
  // Not given up half-way: whoever does not learn the id cannot cancel the script.
  const signal = AbortSignal.timeout(LAST_CALL_MS)
  return String((await bodyOf(await server.send('POST', ownPath({ project }, 'scripts'), { json, signal })))['script_id'])
}

/**
 * Runs a text as one script to its end, and writes the rows of each statement when it has ended. When the signal is aborted the script is cancelled. Throws what it failed with: the
 * places of mistakes are those of the text.
 */
export async function runScript(
  target: SqlTarget,
  sql: string,
  { stopsOnError, shown, told, toldMistake, isScreen }: ScriptHow,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const clear = (): void => void (isScreen && told?.write(NO_LINE))
  using _told = tellCancelling(signal, shown.terminal, clear)
  const id = await submitScript(target, sql, stopsOnError)
  const path = ownPath(target, `scripts/${encodeURIComponent(id)}`)
  const begun = performance.now()
  let ended = 0
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(1.5 * pauseMs, LONGEST_PAUSE_MS)) {
      const progress = await target.server.ask('GET', `${path}/progress`)
      signal.throwIfAborted()
      const isOver = progress['status'] !== 'RUNNING'
      if (isOver || Number(progress['ended_count']) > ended) {
        const script = await target.server.ask('GET', path)
        clear()
        const statements = rowsOf(script['statements'])
        for (const statement of statements.slice(ended)) {
          if (!hasEnded(statement)) break
          ended += 1
          await showEnded(target, statement, { count: statements.length, shown, told }, signal)
          if (toldMistake !== undefined && statement['status'] === 'FAILED') toldMistake(await mistakeOf(target, statement))
        }
        if (isOver) {
          if (script['status'] === 'FINISHED') return
          throw failureOf(script)
        }
        pauseMs = FIRST_PAUSE_MS
      }
      if (isScreen) told?.write(lineInPlace(runningText(progress, (performance.now() - begun) / 1000, plain(target.queue)), told))
      await sleep(pauseMs, undefined, { signal })
    }
  } catch (thrown) {
    clear()
    if (!signal.aborted) throw thrown
    await cancelScript(target, path)
    if (signal.reason instanceof Interrupted) await waitForEnd(target, path)
    throw signal.reason
  }
}

const hasEnded = ({ status }: Fields): boolean => status === 'FINISHED' || status === 'FAILED' || status === 'CANCELLED'

function runningText({ statement, statement_count: count, ended_count: ended }: Fields, seconds: number, queue: string): string {
  if (!isFields(statement)) return `statement ${Math.min(Number(ended) + 1, Number(count))} of ${String(count)}: is looked at`
  return `statement ${String(statement['number'])} of ${String(count)}, ${progressText(seconds, queue, statement)}`
}

async function showEnded(
  target: SqlTarget,
  statement: Fields,
  { count, shown, told }: { readonly count: number } & Pick<ScriptHow, 'shown' | 'told'>,
  signal: AbortSignal,
): Promise<void> {
  const head = `statement ${String(statement['number'])} of ${count}`
  const { job_id: jobId, status } = statement
  if (status !== 'FINISHED' || typeof jobId !== 'string') {
    told?.write(`${head}: ${String(status).toLowerCase()}\n`)
    return
  }
  const write = async (text: string): Promise<void> => void (text === '' || (await writeOut(shown.rows, text)))
  const { sink, end } = outputSink(shown, write)
  const ran = await rowsOfStatement(target, statement, jobId, sink, signal)
  await end()
  const took = shown.hasTimes ? ` (${((Number(statement['end_time']) - Number(statement['start_time'])) / 1000).toFixed(2)} s)` : ''
  told?.write(`${head}: ${ranText(ran)}${took}\n`)
  if (shown.warnings !== undefined) shown.warnings.write(hintLines(await hintsOf(target, jobId)))
}

/** Of a query all rows: those that are more than a preview are kept as a table. */
async function rowsOfStatement(target: SqlTarget, statement: Fields, jobId: string, sink: RowSink, signal: AbortSignal): Promise<Ran> {
  const isQuery = statement['job_type'] === 'QUERY'
  if (!isQuery || Number(statement['result_count']) <= PREVIEWED) {
    const first = await previewOf(target, jobId)
    // Of wide rows a preview has fewer.
    if (!isQuery || first.missing === 0) return await first.giveTo(sink)
  }
  return await runStatement(target, `SELECT * FROM ${RESULTS_DATABASE}.\`${jobId}\``, sink, () => {}, signal)
}

/** By a signal of its own: that of the command may be what was aborted. */
async function cancelScript({ server }: SqlTarget, path: string): Promise<void> {
  try {
    const answer = await server.send('DELETE', path, { signal: AbortSignal.timeout(LAST_CALL_MS) })
    answer.resume()
  } catch {
    // One that has ended meanwhile cannot be cancelled.
  }
}

/** Throws where it cannot be said how it ended, or it had ended before. */
async function waitForEnd({ server }: SqlTarget, path: string): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(1.5 * pauseMs, LONGEST_PAUSE_MS)) {
    const { status } = await server.ask('GET', `${path}/progress`).catch((thrown: unknown) => {
      throw new Interrupted('Cancelled, and the server does not say whether the script has ended', { cause: thrown })
    })
    if (status === 'CANCELLED') return
    if (status !== 'RUNNING') throw new Interrupted(`Cancelled too late: the script is ${plain(status)}`)
    await sleep(pauseMs)
  }
}

/** The line of the statement that a failure is about, where no place in it is told. */
export const statementLine = (error: CausewayError): number | undefined => (error.place === undefined ? failedLine(error) : undefined)

/** The line in which the statement begins that has failed. */
export function failedLine(error: CausewayError): number | undefined {
  const line = error instanceof ServerRefusal ? error.body['line'] : undefined
  return typeof line === 'number' ? line : undefined
}

/** Why a statement has failed: its job says so, or where it has come to be none, the script. */
async function mistakeOf(target: SqlTarget, statement: Fields): Promise<ServerRefusal> {
  const { job_id: jobId, number, error_code: code, line, mistake: place } = statement
  const path = typeof jobId === 'string' ? vendorPath(target, `jobs/${encodeURIComponent(jobId)}/status`) : undefined
  const message = path === undefined ? String(statement['message'] ?? '') : String((await target.server.ask('GET', path))['message'])
  const what = `Statement ${String(number)} failed${message === '' ? '' : `: ${message}`}`
  return refusalOf({ error_msg: what, ...(code === undefined ? {} : { error_code: code }), place, line }, 400)
}

/** What the script says, with the place and the code of the statement that it is about. */
function failureOf(script: Fields): Error {
  const failed = rowsOf(script['statements']).find(({ status }) => status === 'FAILED' || status === 'CANCELLED')
  const code = script['status'] === 'CANCELLED' ? 'cancelled' : failed?.['error_code']
  const message = String(script['message']) || `The script is ${String(script['status'])}`
  return refusalOf(
    { error_msg: message, ...(code === undefined ? {} : { error_code: code }), place: failed?.['mistake'], line: failed?.['line'] },
    400,
  )
}
