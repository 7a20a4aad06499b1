import { CausewayError } from '../../../base/errors.ts'
import { syntaxError } from '../place.ts'
import { notSupported } from '../syntax-error.ts'
import type { SessionStatement } from '../tree/session-statement.ts'

const SPACE_OR_LINE_COMMENT = /[ \t\r\n]+|--(?:\\\n|[^\r\n])*/y
const FIRST_WORD = /(SET|RESET)(?![A-Za-z0-9_.])/iy
const NAME_AND_VALUE = /^([a-zA-Z_\d.:]+)\s*=([^;]*);*$/
const NAME = /^([a-zA-Z_\d.:]+)\s*;*$/
const QUOTED_NAME = /^`((?:[^`]|``)+)`\s*(?:=\s*(?:`((?:[^`]|``)*)`|([^;`]*)))?;*$/
const QUOTED_VALUE = /^([a-zA-Z_\d.:]+)\s*=\s*`((?:[^`]|``)*)`;*$/
const TIME_ZONE = /^TIME\s+ZONE(?:\s+([\s\S]*?))?;*$/i

const EXPECTED = 'Write SET, SET name or SET name=value; put a name or a value with other signs in backticks, as in SET `a-b`=`x;y`.'

/**
 * SET and RESET: what stands behind the sign of equality is a text up to a semicolon, of no tokens and with its quotes, as Spark reads it. Undefined for
 * another statement.
 */
export function readSettingStatement(sql: string): SessionStatement | undefined {
  const start = firstWordAt(sql)
  FIRST_WORD.lastIndex = start
  const word = FIRST_WORD.exec(sql)?.[0].toUpperCase()
  if (word === undefined) return undefined
  const text = sql.slice(start + word.length).trim()
  const isEmpty = /^;*$/.test(text)
  if (word === 'RESET') {
    if (isEmpty) return { kind: 'reset', name: undefined }
    const name = NAME.exec(text)?.[1] ?? unquoted(QUOTED_NAME.exec(text)?.[1])
    if (name === undefined) throw refused(sql, start, 'Write RESET, or RESET name.')
    return { kind: 'reset', name }
  }
  if (isEmpty) return { kind: 'show-settings', isVerbose: false }
  if (/^-v\s*;*$/.test(text)) return { kind: 'show-settings', isVerbose: true }
  return readSet(sql, start, text)
}

/** Behind white space and comments; a comment in a comment is left to the lexer, for no statement of these begins so. */
function firstWordAt(sql: string): number {
  let at = 0
  for (;;) {
    SPACE_OR_LINE_COMMENT.lastIndex = at
    const skipped = SPACE_OR_LINE_COMMENT.exec(sql)?.[0].length ?? 0
    at += skipped
    if (skipped > 0) continue
    const end = sql.startsWith('/*', at) ? sql.indexOf('*/', at + 2) : -1
    if (end < 0) return at
    at = end + 2
  }
}

function readSet(sql: string, start: number, text: string): SessionStatement {
  const zone = TIME_ZONE.exec(text)
  if (zone !== null) return timeZone(zone[1]?.trim() ?? '')
  if (/^CATALOG\s/i.test(text)) throw notSupported('SET CATALOG', 'There is one catalog: leave it out.')
  if (/^ROLE\b/i.test(text)) throw notSupported('SET ROLE')
  const both = NAME_AND_VALUE.exec(text)
  const quotedValue = QUOTED_VALUE.exec(text)
  if (quotedValue !== null) return { kind: 'set', name: quotedValue[1] ?? '', value: unquoted(quotedValue[2]) ?? '' }
  if (both !== null) return { kind: 'set', name: both[1] ?? '', value: (both[2] ?? '').trim() }
  const name = NAME.exec(text)
  if (name !== null) return { kind: 'show-setting', name: name[1] ?? '' }
  const quoted = QUOTED_NAME.exec(text)
  if (quoted === null) throw refused(sql, start, EXPECTED)
  const quotedName = unquoted(quoted[1]) ?? ''
  const value = unquoted(quoted[2]) ?? quoted[3]?.trim()
  return value === undefined ? { kind: 'show-setting', name: quotedName } : { kind: 'set', name: quotedName, value }
}

/** LOCAL is the zone of the machine, which is UTC here. */
function timeZone(text: string): SessionStatement {
  const name = 'spark.sql.session.timeZone'
  if (/^LOCAL$/i.test(text)) return { kind: 'set', name, value: 'UTC' }
  const [, single, double] = /^(?:'([^'\\]*)'|"([^"\\]*)")$/.exec(text) ?? []
  const value = single ?? double
  if (value !== undefined) return { kind: 'set', name, value }
  if (/^INTERVAL\s/i.test(text))
    throw notSupported('SET TIME ZONE INTERVAL', "Times are shown in UTC: leave it out, or write SET TIME ZONE 'UTC'.")
  throw new CausewayError('sql-syntax', 'SET TIME ZONE has no zone', { hint: "Write SET TIME ZONE 'UTC' or SET TIME ZONE LOCAL." })
}

function unquoted(text: string | undefined): string | undefined {
  return text?.replaceAll('``', '`')
}

/** Several statements are told as such; so is a semicolon in a value, which ends it whatever stands around. */
function refused(sql: string, start: number, hint: string): CausewayError {
  const semicolon = /^[^;]*;+\s*(?=[^;\s])/.exec(sql.slice(start))
  const from = start + (semicolon?.[0].length ?? 0)
  const range = { start: from, end: from + (/^[^\s;]*/.exec(sql.slice(from))?.[0].length ?? 0) }
  const message = 'SET and RESET are not followed by what they take'
  return syntaxError(sql, semicolon === null ? message : `${message}, or by a second statement: submit one a job`, range, hint)
}
