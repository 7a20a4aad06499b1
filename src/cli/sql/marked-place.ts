import type { StatementPlace } from '../../base/errors.ts'
import { plain } from '../shown-fields.ts'
import { textWidth } from '../tables/text-width.ts'

const WIDTH_MAX = 160

/** The line of a statement in which a mistake stands, and beneath it a mark; '' where the place is not in it. */
export function markedPlace(sql: string, { line, column, length }: StatementPlace, firstLine = 1): string {
  const text = sql.split('\n')[line - 1]
  if (text === undefined) return ''
  const signs = [...text]
  const from = Math.min(column - 1, signs.length)
  // Of a long line the part in which it stands.
  const begin = Math.max(0, from - WIDTH_MAX / 2)
  const shown = (some: readonly string[]): string => plain(some.join('').replaceAll('\t', ' '))
  const head = `${line + firstLine - 1} | `
  const before = shown(signs.slice(begin, from))
  const marked = shown(signs.slice(from, from + Math.max(1, length)).slice(0, WIDTH_MAX / 2))
  const after = shown(signs.slice(from + length, begin + WIDTH_MAX))
  const mark = ' '.repeat(textWidth(head + before)) + '^'.repeat(Math.max(1, textWidth(marked)))
  return `${head}${before}${length === 0 ? '' : marked}${after}\n${mark}`
}
