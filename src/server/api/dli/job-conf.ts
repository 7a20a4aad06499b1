import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { LIMITS } from '../../control/shared/limits.ts'
import { told } from '../input/told-limits.ts'

const CONF_ENTRIES_MAX = 1000

export const ConfInput = Type.Array(Type.String(), { maxItems: CONF_ENTRIES_MAX, ...told({ maxItems: LIMITS.confEntries }) })

/** "key=value" pairs, with or without spaces round the sign. */
export function confOf(entries: readonly string[] | undefined): Record<string, string> {
  const conf: Record<string, string> = {}
  for (const entry of entries ?? []) {
    const equals = entry.indexOf('=')
    const key = entry.slice(0, Math.max(equals, 0)).trim()
    if (key === '' || key === '__proto__') {
      throw new CausewayError('invalid-parameter', 'An entry of the parameter conf of the body is not of the form key=value', {
        hint: 'Write each as "dli.sql.job.timeout=600".',
      })
    }
    conf[key] = entry.slice(equals + 1).trim()
  }
  return conf
}
