import type { VersionChoice } from '../../protocol/table-files.ts'
import { semanticError } from './syntax-error.ts'
import type { WrittenVersion } from './tree/query.ts'

/** A number from 0, or a time in UTC: with a zone, or as far as it is written from the year on. */
export function versionChoice({ kind, text }: WrittenVersion): VersionChoice {
  if (kind === 'version') {
    if (/^\d{1,15}$/.test(text)) return { version: Number(text) }
    if (/^\d{16,19}$/.test(text)) return { snapshot: text }
    throw semanticError(`${text.slice(0, 40)} is no number of a version`, 'DESCRIBE HISTORY lists the versions of a table.')
  }
  const [, date = '', time = '00:00', zone = 'Z'] =
    /^\s*(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?\s*(Z|[+-]\d{2}:\d{2})?\s*$/.exec(text) ?? []
  const at = Date.parse(`${date}T${time}${zone}`)
  if (at >= 0 && isDay(date)) return { at }
  throw semanticError(`'${text.slice(0, 40)}' is no time`, "Write TIMESTAMP AS OF '2024-01-31 12:00:00'; it is read in UTC.")
}

/** Date takes the 30th of February for the 1st of March. */
function isDay(date: string): boolean {
  const day = new Date(`${date}T00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
}
