import { CausewayError } from '../../../../base/errors.ts'
import { jsonCells } from '../../../../base/json-cells.ts'
import { parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { ArrowValues, TooManyValues } from './arrow-values.ts'
import { FlatBuilder } from './flat-builder.ts'
import { linesOf, type ResultFormat, rowsWithin } from './result-format.ts'

const VERSION_5 = 4
const HEADERS = { schema: 1, recordBatch: 3 } as const
const CONTINUATION = 0xffff_ffff

/** Of all columns, with the fields and elements within: a NULL of a struct is a value of each of its fields, so a short text makes very many. */
const VALUES_OF_ROW_MAX = 20_000
const VALUES_AT_ONCE = 200_000
/** Elements of arrays count here, too. */
const VALUES_OF_BATCH_MAX = 5_000_000

/** An Arrow IPC stream (https://arrow.apache.org/docs/format/Columnar.html): a schema, a record batch for some rows, an end. */
export function arrowResult(): ResultFormat {
  let types: readonly SparkType[] = []
  const valuesOfRow = (): number => types.reduce((sum, type) => sum + countValues(type), 0)
  return {
    contentType: 'application/vnd.apache.arrow.stream',
    ending: 'arrows',
    head(columns) {
      types = columns.map(({ type }) => parseSparkType(type))
      if (valuesOfRow() > VALUES_OF_ROW_MAX) throw tooLarge(`Its columns have more than ${VALUES_OF_ROW_MAX} fields together`)
      return schemaMessage(columns, types)
    },
    get rowsAtOnce() {
      return rowsWithin(VALUES_AT_ONCE, valuesOfRow())
    },
    rows: (lines) => Buffer.concat(batchMessages([...linesOf(lines)].map(jsonCells), types)),
    tail: () => Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]),
  }
}

function countValues(type: SparkType): number {
  switch (type.kind) {
    case 'array':
      return 1 + countValues(type.element)
    case 'map':
      return 1 + countValues(type.key) + countValues(type.value)
    case 'struct':
      return type.fields.reduce((sum, field) => sum + countValues(field.type), 1)
    default:
      return 1
  }
}

const tooLarge = (why: string): CausewayError =>
  new CausewayError('limit-exceeded', `The result cannot be sent as an Arrow stream: ${why}`, {
    hint: 'Ask for parquet, jsonl or csv.',
  })

/** In parts where they are too many values for one. */
function batchMessages(rows: readonly (readonly string[])[], types: readonly SparkType[]): readonly Uint8Array[] {
  try {
    return [batchMessage(rows, types)]
  } catch (thrown) {
    if (!(thrown instanceof TooManyValues)) throw thrown
    if (rows.length === 1) throw tooLarge(`a row of it has more than ${VALUES_OF_BATCH_MAX} values`)
    const half = rows.length >> 1
    return [...batchMessages(rows.slice(0, half), types), ...batchMessages(rows.slice(half), types)]
  }
}

function message(header: number, writeHeader: (flat: FlatBuilder) => number, body: readonly Uint8Array[]): Uint8Array {
  const flat = new FlatBuilder()
  const content = writeHeader(flat)
  const bodyLength = body.reduce((sum, { length }) => sum + length, 0)
  const root = flat.table([() => flat.int16(VERSION_5), () => flat.int8(header), () => flat.offset(content), () => flat.int64(bodyLength)])
  const metadata = flat.finish(root)
  const length = (metadata.length + 7) & ~7
  const prefix = Buffer.alloc(8)
  prefix.writeUInt32LE(CONTINUATION, 0)
  prefix.writeInt32LE(length, 4)
  return Buffer.concat([prefix, metadata, Buffer.alloc(length - metadata.length), ...body])
}

const schemaMessage = (columns: readonly Column[], types: readonly SparkType[]): Uint8Array =>
  message(
    HEADERS.schema,
    (flat) => {
      const fields = flat.offsets(columns.map(({ name }, index) => writeField(flat, name, types[index] ?? { kind: 'void' }, true)))
      return flat.table([() => flat.int16(0), () => flat.offset(fields)])
    },
    [],
  )

function batchMessage(rows: readonly (readonly string[])[], types: readonly SparkType[]): Uint8Array {
  const values = new ArrowValues(VALUES_OF_BATCH_MAX)
  for (const [index, type] of types.entries()) {
    values.add(
      type,
      rows.map((row) => row[index] ?? 'null'),
    )
  }
  let at = 0
  const places = values.buffers.map(({ bytes, length }): readonly [number, number] => {
    const place = at
    at += bytes.length
    return [place, length]
  })
  return message(
    HEADERS.recordBatch,
    (flat) => {
      const buffers = flat.pairs(places)
      const nodes = flat.pairs(values.nodes)
      return flat.table([() => flat.int64(rows.length), () => flat.offset(nodes), () => flat.offset(buffers)])
    },
    values.buffers.map(({ bytes }) => bytes),
  )
}

interface ArrowType {
  /** Of the union Type in Arrow's Schema.fbs. */
  readonly id: number
  readonly fields: (flat: FlatBuilder) => readonly (() => void)[]
}

const int = (bits: number): ArrowType => ({ id: 2, fields: (flat) => [() => flat.int32(bits), () => flat.int8(1)] })
const floating = (precision: number): ArrowType => ({ id: 3, fields: (flat) => [() => flat.int16(precision)] })
const plain = (id: number): ArrowType => ({ id, fields: () => [] })

function arrowType(type: SparkType): ArrowType {
  switch (type.kind) {
    case 'boolean':
      return plain(6)
    case 'tinyint':
      return int(8)
    case 'smallint':
      return int(16)
    case 'int':
    case 'void':
      return int(32)
    case 'bigint':
      return int(64)
    case 'float':
      return floating(1)
    case 'double':
      return floating(2)
    case 'decimal':
      return { id: 7, fields: (flat) => [() => flat.int32(type.precision), () => flat.int32(type.scale), () => flat.int32(128)] }
    case 'date':
      return { id: 8, fields: (flat) => [() => flat.int16(0)] }
    case 'timestamp':
      return {
        id: 10,
        fields(flat) {
          const zone = flat.string('UTC')
          return [() => flat.int16(2), () => flat.offset(zone)]
        },
      }
    case 'binary':
      return plain(4)
    case 'array':
      return plain(12)
    case 'struct':
      return plain(13)
    case 'map':
      return { id: 17, fields: (flat) => [() => flat.int8(0)] }
    case 'string':
    // A result has the text of an interval.
    case 'interval':
    case 'calendar-interval':
      return plain(5)
  }
}

function writeField(flat: FlatBuilder, name: string, type: SparkType, nullable: boolean): number {
  const children = flat.offsets(writeChildren(flat, type))
  const { id, fields } = arrowType(type)
  const typeTable = flat.table(fields(flat))
  return writeFieldTable(flat, name, nullable, { id, typeTable, children })
}

function writeFieldTable(
  flat: FlatBuilder,
  name: string,
  nullable: boolean,
  { id, typeTable, children }: { readonly id: number; readonly typeTable: number; readonly children: number },
): number {
  const text = flat.string(name)
  return flat.table([
    () => flat.offset(text),
    () => flat.int8(nullable ? 1 : 0),
    () => flat.int8(id),
    () => flat.offset(typeTable),
    undefined,
    () => flat.offset(children),
  ])
}

function writeChildren(flat: FlatBuilder, type: SparkType): readonly number[] {
  switch (type.kind) {
    case 'array':
      return [writeField(flat, 'element', type.element, true)]
    case 'struct':
      return type.fields.map((field) => writeField(flat, field.name, field.type, true))
    case 'map': {
      const children = flat.offsets([writeField(flat, 'key', type.key, false), writeField(flat, 'value', type.value, true)])
      const struct = flat.table([])
      return [writeFieldTable(flat, 'entries', false, { id: arrowType({ kind: 'struct', fields: [] }).id, typeTable: struct, children })]
    }
    default:
      return []
  }
}
