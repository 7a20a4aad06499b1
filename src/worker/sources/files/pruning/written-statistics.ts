import { parseSparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { TABLE_FILE_LIMITS } from '../../../../protocol/table-file-limits.ts'
import type { ColumnStatistics, FileStatistics, TableFile } from '../../../../protocol/table-files.ts'
import type { WrittenColumn, WrittenFile } from '../../../engine/messages.ts'
import { knownKind, knownValue } from './known-values.ts'

/** So many columns of all files of a statement, so that its message stays within what the channel takes. */
const ENTRIES_MAX = 100_000

/** What the engine tells of files that it has just written, as far as it is certain. `columns`: the first of them are kept, as the files name them. */
export function writtenStatistics(
  files: readonly Pick<WrittenFile, 'columns'>[],
  columns: readonly Column[],
): readonly Pick<TableFile, 'statistics'>[] {
  const count = Math.min(TABLE_FILE_LIMITS.columnsWithStatistics, Math.floor(ENTRIES_MAX / Math.max(1, files.length)))
  const kept = columns.filter(({ type }) => isKnown(type)).slice(0, count)
  return files.map((file) => {
    const statistics: FileStatistics = Object.fromEntries(
      kept.flatMap(({ name, type }) => {
        const column = file.columns.get(name)
        return column === undefined ? [] : [[name, columnStatistics(sparkTypeName(parseSparkType(type)), column)] as const]
      }),
    )
    return Object.keys(statistics).length === 0 ? {} : { statistics }
  })
}

const isKnown = (type: string): boolean => knownKind(sparkTypeName(parseSparkType(type))) !== undefined

function columnStatistics(type: string, { nulls, min, max, hasNaN }: WrittenColumn): ColumnStatistics {
  const known = { type, ...(nulls === undefined ? {} : { nulls }) }
  const kind = knownKind(type)
  // NaN is more than every number and is in no bound.
  if (kind === undefined || (kind === 'double' && hasNaN)) return known
  const isText = kind === 'string'
  const least = min === undefined ? undefined : isText ? lowerBound(min) : knownValue(kind, min) && min
  const most = max === undefined ? undefined : isText ? upperBound(max) : knownValue(kind, max) && max
  return { ...known, ...(least === undefined ? {} : { min: least }), ...(most === undefined ? {} : { max: most }) }
}

/** A prefix is not more than the whole. */
const lowerBound = (text: string): string | undefined => (isWhole(text) ? beginning(text, TABLE_FILE_LIMITS.boundCharacters) : undefined)

const LAST_CHARACTER = '\u{10FFFF}'

/** A prefix and the last of all characters are more than the whole, unless this goes on with that one. */
function upperBound(text: string): string | undefined {
  if (!isWhole(text)) return undefined
  if (text.length <= TABLE_FILE_LIMITS.boundCharacters) return text
  const start = beginning(text, TABLE_FILE_LIMITS.boundCharacters - LAST_CHARACTER.length)
  return text.startsWith(LAST_CHARACTER, start.length) ? undefined : `${start}${LAST_CHARACTER}`
}

/** Without half of a character at its end. */
function beginning(text: string, length: number): string {
  const cut = text.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/** The engine cuts long texts itself, by bytes: what is then no text is no bound. */
const isWhole = (text: string): boolean => text.isWellFormed() && !text.includes('\uFFFD')
