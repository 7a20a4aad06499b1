import type { JobDetail, JobNow } from '../../../api/statements.ts'
import { bytesText } from '../../../components/bytes-text.ts'
import type { ResultRows } from '../../../components/result-grid/result-rows.ts'

export type RunState =
  /** One of several, whose turn has not come. */
  | { readonly kind: 'next' }
  | { readonly kind: 'submitting' }
  | { readonly kind: 'going'; readonly now: JobNow | undefined }
  /** rows: undefined of a statement that has none. */
  | { readonly kind: 'finished'; readonly rows: ResultRows | undefined }
  | { readonly kind: 'failed'; readonly failure: unknown }
  | { readonly kind: 'cancelled' }
  /** One before it did not finish. */
  | { readonly kind: 'left-out' }

/** One statement that was run, with what it was then: what the tab holds since then is another matter. */
export interface Run {
  readonly id: string
  readonly sql: string
  /** The plan of it was asked for, and not its rows. */
  readonly isPlan: boolean
  readonly queue: string
  readonly jobId: string | undefined
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly state: RunState
  readonly detail: JobDetail | undefined
}

export type RunChange = Partial<Pick<Run, 'jobId' | 'state' | 'detail' | 'endedAt' | 'startedAt'>>

export const isOver = ({ state }: Run): boolean => {
  switch (state.kind) {
    case 'finished':
    case 'failed':
    case 'cancelled':
    case 'left-out':
      return true
    case 'next':
    case 'submitting':
    case 'going':
      return false
  }
}

const NAME_MAX = 40

/** What a run is called: the beginning of its statement, in one line. */
export function runName({ sql, isPlan }: Pick<Run, 'sql' | 'isPlan'>, number: number): string {
  const line = sql
    .replaceAll(/--[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const short = line.length > NAME_MAX ? `${line.slice(0, NAME_MAX)}…` : line
  return `${number}. ${isPlan ? 'Plan: ' : ''}${short}`
}

const counted = (count: number, what: string): string => `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`

/** How far a run is, or how it ended, in a line. */
export function runText({ state, queue, isPlan }: Run, seconds: number): string {
  const time = `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`
  switch (state.kind) {
    case 'next':
      return 'Waits for the statements before it'
    case 'submitting':
      return `${time}: is sent to ${queue}`
    case 'going':
      return `${time}: ${state.now === undefined ? 'has begun' : progressText(state.now, queue)}`
    case 'finished':
      // What it counts is the lines of the plan, which are no rows of the statement.
      if (isPlan) return `Plan in ${time}`
      return state.rows === undefined ? `Done in ${time}` : `${counted(state.rows.rowCount, 'row')} in ${time}`
    case 'failed':
      return `Failed after ${time}`
    case 'cancelled':
      return `Cancelled after ${time}`
    case 'left-out':
      return 'Was not run: one before it did not finish'
  }
}

function progressText({ status, message, readRows, readBytes, givenRows, share }: JobNow, queue: string): string {
  if (status === 'LAUNCHING') return message === '' ? `waits in the line of ${queue}` : message
  const counts = readRows === 0 ? 'nothing read yet' : `${counted(readRows, 'row')}, ${bytesText(readBytes)} read`
  const read = share === undefined || share === 0 ? counts : `${Math.round(share * 100)} %, ${counts}`
  return givenRows === 0 ? read : `${read}, ${counted(givenRows, 'row')} given`
}
