import { CausewayError } from '../../../../base/errors.ts'
import type { EngineColumn } from '../../../engine/messages.ts'
import { quoteText } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { literalPath } from '../literal-path.ts'
import { type FoldedShape, foldedShape, hasFold, type SchemaElement } from './parquet-lists.ts'

const DIGITS_MAX = 38
const BYTES_MAX = 64 << 20
const DEPTH_MAX = 200

/** The engine says a double of a decimal that it cannot hold, a list of bare values of groups with one field each, and gives a column another name where there is one of its name already, or where it has none. */
export const needsLook = (columns: readonly EngineColumn[]): boolean =>
  columns.some(({ name, type }) => type.includes('DOUBLE') || type.includes('[]') || /_\d+$|^C\d+$/.test(name))

/** Of a file: its columns that the engine reads with bare values in place of groups, by their names there. */
export type FoldedColumns = ReadonlyMap<string, FoldedShape>

/**
 * Looks at what the files themselves say of their columns. The engine reads a decimal of more than 38 digits through a double, which keeps 15 of them.
 * Answers with the files, by their paths, that have columns which are read otherwise than the engine says.
 * @throws CausewayError for the first column, of those that are read, that has more digits, no name, or that differs from another one in case only.
 */
export async function lookAtColumns(
  paths: readonly string[],
  isRead: (name: string) => boolean,
  shownPath: (path: string) => string,
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadonlyMap<string, FoldedColumns>> {
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
  const elements = rowsJson.map((row): SchemaElement => {
    const [file, name, children, precision, scale, isRepeated, kind] = JSON.parse(row) as SchemaRow
    return { file, name, children, precision, scale, isRepeated, isList: /LIST/i.test(kind), isMap: /MAP/i.test(kind) }
  })
  const found = new Map<string, FoldedColumns>()
  for (let at = 0; at < elements.length; ) {
    const root = elements[at]
    if (root === undefined) break
    const shown = shownPath(root.file)
    const columns = new Map<string, FoldedShape>()
    const names = new Map<string, string>()
    at += 1
    for (let place = 0; place < root.children; place += 1) {
      const { name = '' } = elements[at] ?? {}
      if (name === '' && isRead(`C${place}`)) throw noName(place + 1, shown)
      const earlier = names.get(name.toLowerCase())
      if (earlier !== undefined && isRead(name)) throw sameName(earlier, name, shown)
      names.set(name.toLowerCase(), name)
      const tree = new ColumnReader(elements, at, isRead(name), shown)
      const shape = tree.shape()
      if (hasFold(shape)) columns.set(name, shape)
      at = tree.end
    }
    if (columns.size > 0) found.set(root.file, columns)
  }
  return found
}

type SchemaRow = readonly [string, string, number, number, number, boolean, string]

/** Reads one column and all that is in it. */
class ColumnReader {
  readonly #elements: readonly SchemaElement[]
  readonly #column: string
  readonly #isRead: boolean
  readonly #shown: string
  /** Behind the column. */
  end: number

  constructor(elements: readonly SchemaElement[], at: number, isRead: boolean, shown: string) {
    this.#elements = elements
    this.#column = elements[at]?.name ?? ''
    this.#isRead = isRead
    this.#shown = shown
    this.end = at
  }

  shape(parent?: SchemaElement, depth = 0): FoldedShape {
    const element = this.#elements[this.end]
    if (element === undefined) throw cutOff(this.#shown)
    if (depth > DEPTH_MAX) throw tooDeep(this.#column, this.#shown)
    this.end += 1
    if (element.precision > DIGITS_MAX && this.#isRead)
      throw tooManyDigits(this.#column, `decimal(${element.precision},${element.scale})`, this.#shown)
    const fields = Array.from({ length: element.children }, () => {
      const { name = '' } = this.#elements[this.end] ?? {}
      return { name, shape: this.shape(element, depth + 1) }
    })
    return foldedShape(element, parent, fields)
  }
}

const LEAVE_OUT = 'Leave the column out: name the others, and their types, in CREATE TABLE'

const tooManyDigits = (column: string, type: string, file: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `Column "${column}" of ${file} is of the type ${type}: more than ${DIGITS_MAX} digits are not supported`,
    { hint: LEAVE_OUT },
  )

const tooDeep = (column: string, file: string): CausewayError =>
  new CausewayError('limit-exceeded', `Column "${column}" of ${file} is nested deeper than ${DEPTH_MAX}`, { hint: LEAVE_OUT })

const cutOff = (file: string): CausewayError =>
  new CausewayError('invalid-parameter', `${file} has fewer columns than its footer says`, { hint: 'The file is damaged.' })

const noName = (position: number, file: string): CausewayError =>
  new CausewayError('not-supported', `Column ${position} of ${file} has an empty name, which is not supported`, { hint: LEAVE_OUT })

const sameName = (one: string, other: string, file: string): CausewayError =>
  new CausewayError('not-supported', `${file} has columns "${one}" and "${other}", which differ in case only`, { hint: LEAVE_OUT })
