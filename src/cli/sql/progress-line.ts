import { bytesText } from '../bytes-text.ts'
import { type Fields, plain, rowsOf } from '../shown-fields.ts'
import { type Screen, type TerminalLine, terminalLine } from '../terminal-line.ts'
import type { OnStarted } from './run-statement.ts'
import { TAG_KEY } from './run-statement.ts'
import { type SqlTarget, vendorPath } from './sql-target.ts'

/** One line on a terminal that tells how far a statement is. */
export interface ProgressLine extends TerminalLine {
  readonly started: OnStarted
}

const SOURCES_SHOWN = 3

export function progressLine(target: SqlTarget, screen: Screen | undefined, signal: AbortSignal): ProgressLine {
  let query = ''
  /** Its status tells of each source, and is asked by the id. */
  async function jobNow(): Promise<Fields | undefined> {
    if (query === '') return undefined
    const [job] = rowsOf((await target.server.ask('GET', vendorPath(target, `jobs?${query}`)))['jobs'])
    if (job === undefined || job['status'] !== 'RUNNING') return job
    return await target.server.ask('GET', vendorPath(target, `jobs/${encodeURIComponent(String(job['job_id']))}/status`))
  }
  const line = terminalLine(screen, async (seconds) => {
    const job = await jobNow()
    return signal.aborted ? `${seconds.toFixed(0)} s: is being cancelled (Ctrl-C leaves)` : progressText(seconds, plain(target.queue), job)
  })
  return {
    ...line,
    started: (found) => {
      query = String(new URLSearchParams('tag' in found ? { tags: `${TAG_KEY}=${found.tag}` } : { job_id: found.jobId }))
    },
  }
}

export function progressText(seconds: number, queue: string, job: Readonly<Record<string, unknown>> | undefined): string {
  const time = `${seconds.toFixed(0)} s`
  if (job === undefined) return `${time}: begins on ${queue}`
  if (job['status'] === 'LAUNCHING') return `${time}: waits in the line of ${queue}`
  const read = Number(job['input_row_count'])
  const rows = read === 0 ? 'nothing read yet' : `${rowsText(read)}, ${bytesText(Number(job['input_size']))} read`
  const given = Number(job['result_count'])
  const share = Number(job['progress'] ?? 0)
  const percent = share > 0 ? `${Math.round(share * 100)} %, ` : ''
  const sources = sourcesText(rowsOf(job['sources']))
  return `${time}: ${percent}${rows}${given === 0 ? '' : `, ${rowsText(given)} given`} (Ctrl-C cancels)${sources}`
}

const rowsText = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`

/** Where there is one source, all that is read is of it. */
function sourcesText(sources: readonly Fields[]): string {
  if (sources.length < 2) return ''
  const shown = sources.slice(0, SOURCES_SHOWN).map(({ source, bytes }) => `${plain(source)} ${bytesText(Number(bytes))}`)
  const more = sources.length > SOURCES_SHOWN ? [`${sources.length - SOURCES_SHOWN} more`] : []
  return `: ${[...shown, ...more].join(', ')}`
}
