import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import { KEEP_RESULT } from '../../../protocol/result-files.ts'
import { LIMITS } from '../shared/limits.ts'

/** What the server itself reads of a job's conf; every other key is kept and given to the worker as it is. */
export interface JobConf {
  /** dli.sql.job.timeout, which is in seconds. */
  readonly timeoutMs: number | undefined
  /** dli.sql.sqlasync.enabled: false makes the submitter of a DDL statement wait for its end. */
  readonly asynchronous: boolean
  /** Every row of a query's result is kept, and not the first alone. */
  readonly keepsAll: boolean
}

// A timer holds at most 2^31 - 1 ms.
const TIMEOUT_SECONDS_MAX = 2_147_483

function timeoutMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d{1,7}$/.test(text.trim()) ? Number(text) : 0
  if (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX) {
    throw new CausewayError('invalid-parameter', 'The value of dli.sql.job.timeout is not valid', {
      hint: `Write a whole number of seconds from 1 to ${TIMEOUT_SECONDS_MAX}.`,
    })
  }
  return seconds * 1000
}

function flag(name: string, text: string | undefined, otherwise: boolean): boolean {
  switch (text?.trim().toLowerCase()) {
    case undefined:
      return otherwise
    case 'true':
      return true
    case 'false':
      return false
    default:
      throw new CausewayError('invalid-parameter', `The value of ${name} is not valid`, { hint: 'Write true or false.' })
  }
}

function keepsAll(text: string | undefined): boolean {
  switch (text?.trim().toLowerCase()) {
    case undefined:
    case 'preview':
      return false
    case 'all':
      return true
    default:
      throw new CausewayError('invalid-parameter', `The value of ${KEEP_RESULT} is not valid`, { hint: 'Write all or preview.' })
  }
}

export function readJobConf(conf: Readonly<Record<string, string>>): JobConf {
  const entries = Object.entries(conf)
  if (entries.length > LIMITS.confEntries) {
    throw new CausewayError('invalid-parameter', `${entries.length} conf entries are given`, {
      hint: `Use at most ${LIMITS.confEntries} conf entries.`,
    })
  }
  for (const [key, value] of entries) {
    if (key === '' || key.length > LIMITS.confKeyCharacters || value.length > LIMITS.confValueCharacters) {
      throw new CausewayError('invalid-parameter', 'A conf entry is empty or too long', {
        hint: `Use keys of 1 to ${LIMITS.confKeyCharacters} and values of at most ${LIMITS.confValueCharacters} characters.`,
      })
    }
    plainText(`value of the conf entry ${plainText('key of a conf entry', key)}`, value)
  }
  return {
    timeoutMs: timeoutMs(conf['dli.sql.job.timeout']),
    asynchronous: flag('dli.sql.sqlasync.enabled', conf['dli.sql.sqlasync.enabled'], true),
    keepsAll: keepsAll(conf[KEEP_RESULT]),
  }
}
