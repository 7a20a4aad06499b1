import { type Fields, plain, rowsOf } from '../shown-fields.ts'
import { cutToWidth } from '../tables/text-width.ts'
import type { OnStarted } from './run-statement.ts'
import { TAG_KEY } from './run-statement.ts'
import { type SqlTarget, vendorPath } from './sql-target.ts'

/** One line on a terminal that tells how far a statement is. */
export interface ProgressLine extends Disposable {
  readonly started: OnStarted
  /** Before anything else is written to the terminal; it comes back while the statement runs. */
  clear(): void
}

const BEGIN_MS = 700
const EVERY_MS = 500
/** Of a terminal that does not say its own, or says 0. */
const WIDTH = 80
const SOURCES_SHOWN = 3

/** Nothing is asked of a server, and nothing shown, of what is done before a person has begun to wait. */
export function progressLine(
  target: SqlTarget,
  screen: { write(text: string): unknown; readonly columns?: number } | undefined,
): ProgressLine {
  if (screen === undefined) return { started: () => {}, clear: () => {}, [Symbol.dispose]: () => {} }
  const terminal = screen
  const begun = performance.now()
  let query = ''
  let isShown = false
  let isOver = false
  let timer: NodeJS.Timeout
  const clear = (): void => {
    if (isShown) terminal.write('\r\u001b[K')
    isShown = false
  }
  /** Its status tells of each source, and is asked by the id. */
  async function jobNow(): Promise<Fields | undefined> {
    if (query === '') return undefined
    const [job] = rowsOf((await target.server.ask('GET', vendorPath(target, `jobs?${query}`)))['jobs'])
    if (job === undefined || job['status'] !== 'RUNNING') return job
    return await target.server.ask('GET', vendorPath(target, `jobs/${encodeURIComponent(String(job['job_id']))}/status`))
  }
  async function look(): Promise<void> {
    const job = await jobNow()
    if (isOver) return
    const text = progressText((performance.now() - begun) / 1000, plain(target.queue), job)
    terminal.write(`\r\u001b[K${cutToWidth(text, (terminal.columns || WIDTH) - 1)}`)
    isShown = true
  }
  const wait = (ms: number): void => {
    timer = setTimeout(() => {
      // What cannot be told is not: the statement itself tells what is wrong.
      look()
        .catch(() => {})
        .finally(() => {
          if (!isOver) wait(EVERY_MS)
        })
    }, ms)
  }
  wait(BEGIN_MS)
  return {
    started: (found) => {
      query = String(new URLSearchParams('tag' in found ? { tags: `${TAG_KEY}=${found.tag}` } : { job_id: found.jobId }))
    },
    clear,
    [Symbol.dispose]: () => {
      isOver = true
      clearTimeout(timer)
      clear()
    },
  }
}

export function progressText(seconds: number, queue: string, job: Readonly<Record<string, unknown>> | undefined): string {
  const time = `${seconds.toFixed(0)} s`
  if (job === undefined) return `${time}: begins on ${queue}`
  if (job['status'] === 'LAUNCHING') return `${time}: waits in the line of ${queue}`
  const read = Number(job['input_row_count'])
  const rows = read === 0 ? 'nothing read yet' : `${read.toLocaleString('en-US')} rows, ${bytesText(Number(job['input_size']))} read`
  const given = Number(job['result_count'])
  const share = Number(job['progress'] ?? 0)
  const percent = share > 0 ? `${Math.round(share * 100)} %, ` : ''
  const sources = sourcesText(rowsOf(job['sources']))
  return `${time}: ${percent}${rows}${given === 0 ? '' : `, ${given.toLocaleString('en-US')} rows given`} (Ctrl-C cancels)${sources}`
}

/** Where there is one source, all that is read is of it. */
function sourcesText(sources: readonly Fields[]): string {
  if (sources.length < 2) return ''
  const shown = sources.slice(0, SOURCES_SHOWN).map(({ source, bytes }) => `${plain(source)} ${bytesText(Number(bytes))}`)
  const more = sources.length > SOURCES_SHOWN ? [`${sources.length - SOURCES_SHOWN} more`] : []
  return `: ${[...shown, ...more].join(', ')}`
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

/** 1.5 MiB of 1572864. */
function bytesText(bytes: number): string {
  let unit = 0
  let left = bytes
  for (; left >= 1024 && unit < UNITS.length - 1; unit += 1) left /= 1024
  return `${unit === 0 ? left : left.toFixed(1)} ${UNITS[unit] ?? ''}`
}
