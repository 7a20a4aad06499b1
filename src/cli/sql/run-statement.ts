import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../../base/errors.ts'
import { rowTextsOf } from '../../client/row-texts.ts'
import type { Column } from '../../protocol/table-definition.ts'
import { bodyAndText, bodyOf } from '../connect/http-call.ts'
import { Interrupted } from '../connect/interrupted.ts'
import { refusalOf } from '../connect/refusal-of.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { type Fields, isFields, listOf, rowsOf } from '../shown-fields.ts'
import { ownPath, type SqlTarget, vendorPath } from './sql-target.ts'

/** Takes what a statement gives; a promise holds up the server. */
export interface RowSink {
  columns(columns: readonly Column[]): Promise<void>
  /** Whole rows, each the text of a JSON array and a line end. */
  rows(lines: string): Promise<void>
}

/** Told how to find the job of a statement, as soon as that is known. */
export type OnStarted = (found: { readonly jobId: string } | { readonly tag: string }) => void

export interface Ran {
  /** Undefined where a statement has no rows. */
  readonly rowCount: number | undefined
  /** So many more there are, which are not kept. */
  readonly missing?: number
  /** What SQL defence rules that refuse nothing say of the statement. */
  readonly hints?: readonly string[]
}

/** What a query begins with; WITH and FROM may be those of an INSERT, which the server tells. */
const QUERY = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(?:SELECT|WITH|VALUES|FROM|TABLE|MAP|REDUCE)\b/i
export const TAG_KEY = 'causeway-sql'

/**
 * Runs a statement to its end: the rows of a query as they come, all of them. When the signal is aborted the job is cancelled, and its end waited for where somebody sits there (`Interrupted`):
 * throws the reason behind it. Throws what the server says, and 'unavailable' where its answer ends before the rows do.
 */
export async function runStatement(target: SqlTarget, sql: string, sink: RowSink, onStarted: OnStarted, signal: AbortSignal): Promise<Ran> {
  signal.throwIfAborted()
  if (QUERY.test(sql)) {
    try {
      return await stream(target, sql, sink, onStarted, signal)
    } catch (thrown) {
      if (!(thrown instanceof ServerRefusal) || thrown.body['error_code'] !== 'not-supported' || !/is no query/.test(thrown.message))
        throw thrown
    }
  }
  const jobId = await submit(target, sql, [])
  onStarted({ jobId })
  await waitForJob(target, jobId, signal)
  const ran = await preview(target, jobId, sink)
  return { ...ran, hints: await hintsOf(target, jobId) }
}

/** What rules say of a statement that is done: what cannot be asked any more makes no failure of it, which would be run again. */
export async function hintsOf(target: SqlTarget, jobId: string): Promise<readonly string[]> {
  const detail = await target.server.ask('GET', vendorPath(target, `jobs/${encodeURIComponent(jobId)}/detail`)).catch(() => undefined)
  return detail === undefined ? [] : hintsIn(detail)
}

const hintsIn = ({ rule_hints: hints }: Fields): readonly string[] => listOf(hints).map(String)

async function stream(target: SqlTarget, sql: string, sink: RowSink, onStarted: OnStarted, signal: AbortSignal): Promise<Ran> {
  const { server, queue, database } = target
  const tag = randomUUID()
  const json = {
    sql,
    queue_name: queue,
    ...(database === '' ? {} : { currentdb: database }),
    tags: [{ key: TAG_KEY, value: tag }],
  }
  onStarted({ tag })
  try {
    const answer = await server.send('POST', ownPath(target, 'queries'), { json, signal })
    return await readRows(answer, sink, signal)
  } catch (thrown) {
    if (thrown === signal.reason && thrown instanceof Interrupted) await waitForEnd(target, tag)
    throw thrown
  }
}

/** The server cancels a query whose reader is gone, and needs a while for it. Throws 'cancelled' where it cannot be said how it ended, or it had ended before. */
async function waitForEnd(target: SqlTarget, tag: string): Promise<void> {
  const path = vendorPath(target, `jobs?${new URLSearchParams({ tags: `${TAG_KEY}=${tag}` })}`)
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = longerPause(pauseMs)) {
    const { jobs } = await target.server.ask('GET', path).catch((thrown: unknown) => {
      throw new Interrupted(END_UNKNOWN, { cause: thrown })
    })
    const status = rowsOf(jobs)[0]?.['status']
    // There is none that has not begun.
    if (status === undefined || status === 'CANCELLED') return
    if (status === 'FINISHED' || status === 'FAILED') throw endedBefore(status)
    await sleep(pauseMs)
  }
}

const END_UNKNOWN = 'Cancelled, and the server does not say whether the job has ended'
const endedBefore = (status: string): Interrupted => new Interrupted(`Cancelled too late: the job is ${status}`)

/** Of a regular end alone: everything else throws. */
async function readRows(answer: IncomingMessage, sink: RowSink, signal: AbortSignal): Promise<Ran> {
  let hasColumns = false
  let end: Fields | undefined
  let rest = ''
  answer.setEncoding('utf8')
  async function take(lines: string): Promise<void> {
    let rows = lines
    if (!hasColumns) {
      const at = rows.indexOf('\n') + 1
      await sink.columns(columnsOf(fieldsIn(rows.slice(0, at))['columns']))
      hasColumns = true
      rows = rows.slice(at)
    }
    // A row is an array: only the last line is an object.
    const last = rows.lastIndexOf('\n', rows.length - 2) + 1
    if (rows[last] === '{') {
      end = fieldsIn(rows.slice(last))
      rows = rows.slice(0, last)
    }
    if (rows !== '') await sink.rows(rows)
  }
  try {
    for await (const chunk of answer) {
      const text: string = rest + chunk
      const whole = text.lastIndexOf('\n') + 1
      rest = text.slice(whole)
      if (whole > 0) await take(text.slice(0, whole))
    }
  } catch (thrown) {
    if (signal.aborted) throw signal.reason
    // Of what is no JSON the engine's own words show whatever stands there.
    if (thrown instanceof SyntaxError) {
      throw new CausewayError('unavailable', 'What answers there does not speak as Causeway does', {
        hint: 'Look at the address',
        cause: thrown,
      })
    }
    if (thrown instanceof CausewayError || !answer.errored) throw thrown
  }
  if (end === undefined) {
    throw new CausewayError('unavailable', 'The connection was cut: the rows before this are not all', { hint: 'Run the statement again' })
  }
  if (end['state'] !== 'FINISHED') throw refusalOf(end, 400)
  return { rowCount: Number(end['row_count']), hints: hintsIn(end) }
}

function fieldsIn(line: string): Fields {
  const value: unknown = JSON.parse(line)
  return isFields(value) ? value : {}
}

const columnsOf = (list: unknown): readonly Column[] => rowsOf(list).map(({ name, type }) => ({ name: String(name), type: String(type) }))

/** Gives the id of the job. */
export async function submit({ server, project, queue, database }: SqlTarget, sql: string, conf: readonly string[]): Promise<string> {
  const body = { sql, queue_name: queue, ...(database === '' ? {} : { currentdb: database }), conf }
  // Not given up half-way: whoever does not learn the id cannot cancel the job.
  const signal = AbortSignal.timeout(LAST_CALL_MS)
  const submitted = await bodyOf(await server.send('POST', vendorPath({ project }, 'jobs/submit-job'), { json: body, signal }))
  return String(submitted['job_id'])
}

const FIRST_PAUSE_MS = 20
/** For what is to be asked to its end, whatever is aborted meanwhile. */
const LAST_CALL_MS = 60_000
const LONGEST_PAUSE_MS = 500
const longerPause = (pauseMs: number): number => Math.min(1.5 * pauseMs, LONGEST_PAUSE_MS)

/** Throws what the job failed with; cancels it when the signal is aborted, and throws the reason: where that is `Interrupted`, when the job has ended. */
export async function waitForJob(target: SqlTarget, jobId: string, signal: AbortSignal): Promise<void> {
  const path = vendorPath(target, `jobs/${encodeURIComponent(jobId)}`)
  let isCancelled = false
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = longerPause(pauseMs)) {
    const now: Fields = await target.server.ask('GET', `${path}/status`).catch((thrown: unknown) => {
      if (signal.aborted && !isCancelled) return {}
      throw isCancelled ? new Interrupted(END_UNKNOWN, { cause: thrown }) : thrown
    })
    const { status } = now
    if (isCancelled && status === 'CANCELLED') throw signal.reason
    if (isCancelled && status === 'FINISHED') throw endedBefore(status)
    if (status === 'FINISHED') return
    if (status === 'FAILED' || status === 'CANCELLED') throw failureOf(now, status)
    if (isCancelled) await sleep(pauseMs)
    else if (!signal.aborted) await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    if (!signal.aborted || isCancelled) continue
    await cancel(target, path)
    if (!(signal.reason instanceof Interrupted)) throw signal.reason
    isCancelled = true
  }
}

/** By a signal of its own: that of the command may be what was aborted. */
async function cancel({ server }: SqlTarget, path: string): Promise<void> {
  try {
    const answer = await server.send('DELETE', path, { signal: AbortSignal.timeout(LAST_CALL_MS) })
    answer.resume()
  } catch {
    // One that has ended meanwhile cannot be cancelled.
  }
}

/** What a job says of its end, in the form in which a query's is told: a server of before keeps no kind of error. */
function failureOf({ message, error_code: kind, mistake: place }: Fields, status: string): ServerRefusal {
  const text = typeof message === 'string' && message !== '' ? message : `The job is ${status}`
  return refusalOf({ error_msg: text, ...(typeof kind === 'string' ? { error_code: kind } : {}), place }, 400)
}

/** Of what is no query the first rows, which are all but of very long lists. */
async function preview(target: SqlTarget, jobId: string, sink: RowSink): Promise<Ran> {
  return await (await previewOf(target, jobId)).giveTo(sink)
}

/** The first rows that are kept of a job, with all digits of their numbers, and how many more there are. */
export async function previewOf(
  { server, project }: SqlTarget,
  jobId: string,
): Promise<{ readonly missing: number; giveTo(sink: RowSink): Promise<Ran> }> {
  const answer = await server.send('GET', vendorPath({ project }, `jobs/${encodeURIComponent(jobId)}/preview`))
  const { body, text } = await bodyAndText(answer)
  const columns = rowsOf(body['schema']).flatMap((each) => Object.entries(each).map(([name, type]) => ({ name, type: String(type) })))
  const rows = Array.isArray(body['rows']) ? rowTextsOf(text) : []
  const missing = Math.max(0, Number(body['row_count']) - rows.length) || 0
  return {
    missing,
    async giveTo(sink) {
      if (columns.length === 0) return { rowCount: undefined }
      await sink.columns(columns)
      if (rows.length > 0) await sink.rows(rows.map((row) => `${row}\n`).join(''))
      return { rowCount: rows.length, ...(missing > 0 ? { missing } : {}) }
    },
  }
}
