import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import { KEEP_RESULT } from '../../../protocol/result-files.ts'
import { INPUT_BYTES_MAX, JOB_TIMEOUT, RESULT_ROWS_MAX, SCRATCH_BYTES_MAX } from '../../../protocol/run-limits.ts'
import { LIMITS } from '../shared/limits.ts'
import { type RunLimitName, readRunLimit, runLimitWords } from '../shared/run-limit-values.ts'

/** What the server itself reads of a job's conf; every other key is kept and given to the worker as it is. */
export interface JobConf {
  /** dli.sql.job.timeout, which is in seconds. */
  readonly timeoutMs: number | undefined
  /** dli.sql.sqlasync.enabled: false makes the submitter of a DDL statement wait for its end. */
  readonly asynchronous: boolean
  /** Every row of a query's result is kept, and not the first alone. */
  readonly keepsAll: boolean
  readonly resultRowsMax: number | undefined
  readonly inputBytesMax: number | undefined
  readonly scratchBytesMax: number | undefined
}

function limitOf(name: RunLimitName, conf: Readonly<Record<string, string>>): number | undefined {
  const text = conf[name]
  if (text === undefined) return undefined
  const limit = readRunLimit(name, text.trim())
  if (limit === undefined) {
    throw new CausewayError('invalid-parameter', `The value of ${name} is not valid`, { hint: `Write ${runLimitWords(name)}.` })
  }
  return limit
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
  const seconds = limitOf(JOB_TIMEOUT, conf)
  return {
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    asynchronous: flag('dli.sql.sqlasync.enabled', conf['dli.sql.sqlasync.enabled'], true),
    keepsAll: keepsAll(conf[KEEP_RESULT]),
    resultRowsMax: limitOf(RESULT_ROWS_MAX, conf),
    inputBytesMax: limitOf(INPUT_BYTES_MAX, conf),
    scratchBytesMax: limitOf(SCRATCH_BYTES_MAX, conf),
  }
}
