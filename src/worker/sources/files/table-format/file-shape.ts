import { CausewayError } from '../../../../base/errors.ts'
import { quoteText } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { literalPath } from '../literal-path.ts'
import { checkFootersAsTheyStand } from '../parquet/check-footers.ts'
import { lookThrough } from '../parquet/int96/look-through.ts'
import { type FileCalendar, GREGORIAN, oldCalendars } from '../parquet/parquet-calendar.ts'
import { DAMAGED_FILE } from './damaged-file.ts'

/** What a Parquet file says that its columns are, as the engine reads them. */
export type Shape =
  | { readonly kind: 'value'; readonly precision: number; readonly engineType: string }
  | { readonly kind: 'struct'; readonly fields: readonly ShapeField[] }
  | { readonly kind: 'array'; readonly element: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }

export interface ShapeField {
  readonly name: string
  readonly id: number | undefined
  readonly shape: Shape
}

export interface FilesOfShape {
  readonly fields: readonly ShapeField[]
  readonly paths: readonly string[]
  readonly calendar: FileCalendar
}

/** One element of a file's schema, in the order in which they stand there: a parent before its children. */
interface Element {
  readonly name: string
  readonly children: number
  readonly repeated: boolean
  readonly converted: string
  readonly precision: number
  readonly engineType: string
  readonly id: number | null
}

const BYTES_MAX = 256 << 20
const DEPTH_MAX = 64
const FILES_AT_ONCE = 2000
const ELEMENT = 'struct<name:string,children:bigint,repeated:boolean,converted:string,precision:bigint,engineType:string,id:bigint>'

/** The files, by what they say of their columns: those of one shape are read by one reader. `haveDays`: dates or timestamps are read from them. */
export async function filesByShape(
  paths: readonly string[],
  haveDays: boolean,
  context: Pick<FilesContext, 'engine' | 'signal' | 'distant'>,
  shownPath: (path: string) => string,
): Promise<readonly FilesOfShape[]> {
  const found = new Map<string, FilesOfShape & { readonly paths: string[] }>()
  for (let at = 0; at < paths.length; at += FILES_AT_ONCE) {
    context.signal.throwIfAborted()
    const some = paths.slice(at, at + FILES_AT_ONCE)
    await checkFootersAsTheyStand(some, shownPath, context.signal)
    const calendars = haveDays ? await calendarsOf(some, context, shownPath) : new Map<string, FileCalendar>()
    for (const { key, elements, files } of await shapesOf(some, context)) {
      const fields = new ShapeReader(elements).fields()
      for (const path of files) {
        const calendar = calendars.get(path) ?? GREGORIAN
        const keyOfBoth = `${key}${JSON.stringify(calendar)}`
        const group = found.get(keyOfBoth) ?? { fields, paths: [], calendar }
        found.set(keyOfBoth, group)
        group.paths.push(path)
      }
    }
  }
  return [...found.values()]
}

async function calendarsOf(
  paths: readonly string[],
  context: Pick<FilesContext, 'engine' | 'signal' | 'distant'>,
  shownPath: (path: string) => string,
): Promise<ReadonlyMap<string, FileCalendar>> {
  const { calendars, belowZero } = await lookThrough(await oldCalendars(paths, context), undefined, context)
  const [first] = belowZero
  if (first === undefined) return calendars
  throw new CausewayError('not-supported', `${shownPath(first)} has timestamps of the type INT96 before the year -4713`, {
    hint: 'In tables that keep a log of their own they are not read. Have them written as TIMESTAMP_MICROS.',
  })
}

async function shapesOf(paths: readonly string[], context: Pick<FilesContext, 'engine'>) {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const element =
    "{'name': name, 'children': coalesce(num_children, 0), 'repeated': coalesce(repetition_type, '') = 'REPEATED', " +
    "'converted': coalesce(converted_type, CASE WHEN logical_type LIKE 'ListType%' THEN 'LIST' WHEN logical_type LIKE 'MapType%' THEN 'MAP' ELSE '' END), " +
    "'precision': coalesce(precision, 0), 'engineType': coalesce(duckdb_type, ''), 'id': field_id}"
  const kind = "concat_ws(' ', type, type_length, logical_type, duckdb_type, scale)"
  const { rowsJson, rowCount } = await context.engine.request({
    kind: 'query',
    sql: `SELECT kinds, elements, list(file_name) FROM (SELECT file_name, list(${kind} ORDER BY column_id) AS kinds, list(${element} ORDER BY column_id) AS elements FROM parquet_schema([${list}]) GROUP BY file_name) GROUP BY kinds, elements`,
    columns: [
      { name: 'kinds', type: 'array<string>' },
      { name: 'elements', type: `array<${ELEMENT}>` },
      { name: 'files', type: 'array<string>' },
    ],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  })
  if (rowsJson.length < rowCount)
    throw new CausewayError('limit-exceeded', 'The files of the table differ too much in their columns to be read together', {
      hint: 'Have its files written anew by what writes the table.',
    })
  return rowsJson.map((row) => {
    const [kinds, elements, files] = JSON.parse(row) as [unknown, readonly Element[], readonly string[]]
    return { key: JSON.stringify([kinds, elements]), elements, files }
  })
}

/** From a list of elements to a tree, by the engine's rules, so that what is made of it fits what the engine reads. */
class ShapeReader {
  readonly #elements: readonly Element[]
  #next = 0

  constructor(elements: readonly Element[]) {
    this.#elements = elements
  }

  fields(): readonly ShapeField[] {
    const root = this.#take()
    return Array.from({ length: root.children }, () => this.#field(undefined, 0))
  }

  #take(): Element {
    const element = this.#elements[this.#next]
    if (element === undefined)
      throw new CausewayError('invalid-parameter', 'A Parquet file of the table has fewer columns than its footer says', {
        hint: DAMAGED_FILE,
      })
    this.#next += 1
    return element
  }

  #field(parent: Element | undefined, depth: number): ShapeField {
    if (depth > DEPTH_MAX)
      throw new CausewayError('limit-exceeded', `A Parquet file of the table has columns nested deeper than ${DEPTH_MAX}`, {
        hint: 'Have a copy of the table made with fewer structs in one another.',
      })
    const element = this.#take()
    const children = Array.from({ length: element.children }, () => this.#field(element, depth + 1))
    return { name: element.name, id: element.id ?? undefined, shape: shapeOf(element, parent, children) }
  }
}

function shapeOf(element: Element, parent: Element | undefined, children: readonly ShapeField[]): Shape {
  const { converted, repeated } = element
  const value: Shape = { kind: 'value', precision: element.precision, engineType: element.engineType }
  const [first, second] = children
  if (first === undefined) return repeated ? { kind: 'array', element: value } : value
  const isEntry = converted === 'MAP_KEY_VALUE' || (parent?.converted === 'MAP' && parent.children === 1)
  if (isEntry && repeated && second !== undefined && children.length === 2) return { kind: 'map', key: first.shape, value: second.shape }
  const isWrapper = converted === 'LIST' || converted === 'MAP' || repeated
  const inner: Shape = children.length > 1 || !isWrapper ? { kind: 'struct', fields: children } : first.shape
  return repeated ? { kind: 'array', element: inner } : inner
}
