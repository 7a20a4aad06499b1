import { CausewayError } from '../../../base/errors.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { quoteText } from '../../engine/quote.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { literalPath } from './literal-path.ts'

const DIGITS_MAX = 38
const BYTES_MAX = 64 << 20

/** The engine says a double of a decimal that it cannot hold, a list of bare values of groups with one field each, and gives a column another name where there is one of its name already, or where it has none. */
export const needsLook = (columns: readonly EngineColumn[]): boolean =>
  columns.some(({ name, type }) => type.includes('DOUBLE') || type.includes('[]') || /_\d+$|^C\d+$/.test(name))

/**
 * Looks at what the files themselves say of their columns. The engine reads a decimal of more than 38 digits through a double, which keeps 15 of them.
 * @throws CausewayError for the first column, of those that are read, that has more digits, no name, whose groups the engine takes for their only field, or that differs from another one in case only.
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
    sql: `SELECT file_name, name, coalesce(num_children, 0), coalesce(precision, 0), coalesce(scale, 0), coalesce(repetition_type = 'REPEATED', false), coalesce(converted_type, '') || ' ' || coalesce(logical_type, '') FROM parquet_schema([${list}])`,
    columns: [
      { name: 'file', type: 'string' },
      { name: 'name', type: 'string' },
      { name: 'children', type: 'bigint' },
      { name: 'precision', type: 'bigint' },
      { name: 'scale', type: 'bigint' },
      { name: 'isRepeated', type: 'boolean' },
      { name: 'kind', type: 'string' },
    ],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  })
  let open: OpenGroup[] = []
  let column = ''
  let columns = 0
  const names = new Map<string, string>()
  for (const row of rowsJson) {
    const [file, name, children, precision, scale, isRepeated, kind] = JSON.parse(row) as SchemaRow
    while (open.at(-1)?.left === 0) open.pop()
    const around = open.at(-1)
    if (around === undefined) {
      open = [{ name: '', left: children, isList: false }]
      names.clear()
      columns = 0
      continue
    }
    around.left -= 1
    if (open.length === 1) {
      column = name
      if (name === '' && isRead(`C${columns}`)) throw noName(columns + 1, shownPath(file))
      columns += 1
      const earlier = names.get(name.toLowerCase())
      if (earlier !== undefined && isRead(name)) throw sameName(earlier, name, shownPath(file))
      names.set(name.toLowerCase(), name)
    }
    if (children > 0) open.push({ name, left: children, isList: /LIST|MAP/.test(kind) })
    if (isRepeated && children === 1 && isGroupOfRows(name, around) && isRead(column)) throw oneField(column, name, shownPath(file))
    if (precision > DIGITS_MAX && isRead(column)) throw tooManyDigits(column, `decimal(${precision},${scale})`, shownPath(file))
  }
}

type SchemaRow = readonly [string, string, number, number, number, boolean, string]

/** A group of which elements are still to come. */
interface OpenGroup {
  readonly name: string
  left: number
  readonly isList: boolean
}

/** Whether a repeated group is what the rows of a list are, by Spark's rules, and not what stands around them. */
const isGroupOfRows = (name: string, around: OpenGroup): boolean => !around.isList || name === 'array' || name === `${around.name}_tuple`

const oneField = (column: string, group: string, file: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `Column "${column}" of ${file} has a list of groups with one field each, "${group}", which is not supported`,
    {
      hint: 'Leave the column out: name the others, and their types, in CREATE TABLE',
    },
  )

const tooManyDigits = (column: string, type: string, file: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `Column "${column}" of ${file} is of the type ${type}: more than ${DIGITS_MAX} digits are not supported`,
    {
      hint: 'Leave the column out: name the others, and their types, in CREATE TABLE',
    },
  )

const noName = (position: number, file: string): CausewayError =>
  new CausewayError('not-supported', `Column ${position} of ${file} has an empty name, which is not supported`, {
    hint: 'Leave the column out: name the others, and their types, in CREATE TABLE',
  })

const sameName = (one: string, other: string, file: string): CausewayError =>
  new CausewayError('not-supported', `${file} has columns "${one}" and "${other}", which differ in case only`, {
    hint: 'Leave the column out: name the others, and their types, in CREATE TABLE',
  })
