import { CausewayError } from '../../../base/errors.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { quoteText } from '../../engine/quote.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { literalPath } from './literal-path.ts'

const DIGITS_MAX = 38
const BYTES_MAX = 64 << 20

/** The engine says a double of a decimal that it cannot hold, and gives a column another name where there is one of its name already. */
export const needsLook = (columns: readonly EngineColumn[]): boolean =>
  columns.some(({ name, type }) => type.includes('DOUBLE') || /_\d+$/.test(name))

/**
 * Looks at what the files themselves say of their columns. The engine reads a decimal of more than 38 digits through a double, which keeps 15 of them.
 * @throws CausewayError for the first column, of those that are read, that has more digits, or that differs from another one in case only.
 */
export async function checkColumnsOfFiles(
  paths: readonly string[],
  isRead: (name: string) => boolean,
  shownPath: (path: string) => string,
  context: Pick<FilesContext, 'engine'>,
): Promise<void> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT file_name, name, coalesce(num_children, 0), coalesce(precision, 0), coalesce(scale, 0) FROM parquet_schema([${list}])`,
    columns: [
      { name: 'file', type: 'string' },
      { name: 'name', type: 'string' },
      { name: 'children', type: 'bigint' },
      { name: 'precision', type: 'bigint' },
      { name: 'scale', type: 'bigint' },
    ],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  })
  /** How many elements are still to come of each one that is open, from the root down. */
  let open: number[] = []
  let column = ''
  const names = new Map<string, string>()
  for (const row of rowsJson) {
    const [file, name, children, precision, scale] = JSON.parse(row) as [string, string, number, number, number]
    while (open.at(-1) === 0) open.pop()
    if (open.length === 0) {
      open = [children]
      names.clear()
      continue
    }
    open[open.length - 1] = (open.at(-1) ?? 0) - 1
    if (open.length === 1) {
      column = name
      const earlier = names.get(name.toLowerCase())
      if (earlier !== undefined && isRead(name)) throw sameName(earlier, name, shownPath(file))
      names.set(name.toLowerCase(), name)
    }
    if (children > 0) open.push(children)
    if (precision > DIGITS_MAX && isRead(column)) throw tooManyDigits(column, `decimal(${precision},${scale})`, shownPath(file))
  }
}

const tooManyDigits = (column: string, type: string, file: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `Column "${column}" of ${file} is of the type ${type}: more than ${DIGITS_MAX} digits are not supported`,
    {
      hint: 'Leave the column out: name the others, and their types, in CREATE TABLE',
    },
  )

const sameName = (one: string, other: string, file: string): CausewayError =>
  new CausewayError('not-supported', `${file} has columns "${one}" and "${other}", which differ in case only`, {
    hint: 'Leave the column out: name the others, and their types, in CREATE TABLE',
  })
