import { asStruct, bigOf, COLUMN, ELEMENT, FILE, int32, listOf, PAGE, PAGE_V2, TYPE_V2, withFields } from '../copies/footer.ts'
import { type ChunkRewriting, type Rewriting, writeRewrittenCopy } from '../copies/rewritten-copy.ts'
import type { ThriftStruct } from '../copies/thrift-compact.ts'
import { type Int96Column, int96Columns } from './int96-columns.ts'
import { hasValues, openPage, VALUE_BYTES } from './int96-page.ts'

const INT64 = 2
const TIMESTAMP_MICROS = 10
const UNCOMPRESSED = 0
const EPOCH_DAY = 2_440_588n
const DAY_MICROS = 86_400_000_000n

/**
 * Writes a copy of a Parquet file whose timestamps of the type INT96 are those of microseconds that Spark reads: in 64 bits, wrapped where they are more.
 * @throws DamagedParquet
 */
export const writeTimestampsCopy = async (from: string, to: string, signal: AbortSignal): Promise<void> =>
  await writeRewrittenCopy(from, to, rewriting, signal)

function rewriting(footer: ThriftStruct): Rewriting {
  const columns = int96Columns(footer)
  let leaf = -1
  const schema = listOf(footer, FILE.schema).map((value) => {
    const element = asStruct(value)
    if (!element.fields.has(ELEMENT.type)) return element
    leaf += 1
    if (!columns.has(leaf)) return element
    return withFields(element, [
      [ELEMENT.type, int32(INT64)],
      [ELEMENT.convertedType, int32(TIMESTAMP_MICROS)],
      [ELEMENT.logicalType, undefined],
    ])
  })
  return {
    schema,
    chunk(metadata, number) {
      const column = columns.get(number)
      return column === undefined ? undefined : chunkOf(metadata, column)
    },
  }
}

function chunkOf(metadata: ThriftStruct, column: Int96Column): ChunkRewriting {
  const codec = bigOf(metadata, COLUMN.codec)
  return {
    metadata: [
      [COLUMN.type, int32(INT64)],
      [COLUMN.codec, int32(UNCOMPRESSED)],
      [COLUMN.statistics, undefined],
    ],
    page(header, bytes) {
      const { levels, values } = openPage(header, bytes, codec, column)
      const page = Buffer.concat([levels, hasValues(header) ? microsOf(values) : values])
      const sized = withFields(header, [[PAGE.bytes, int32(page.length)]])
      return { header: bigOf(header, PAGE.type) === TYPE_V2 ? notCompressed(sized) : sized, bytes: page }
    },
  }
}

function notCompressed(header: ThriftStruct): ThriftStruct {
  const of = withFields(asStruct(header.fields.get(PAGE.dataV2)), [[PAGE_V2.isCompressed, { kind: 'boolean', value: false }]])
  return withFields(header, [[PAGE.dataV2, of]])
}

/** DateTimeUtils.fromJulianDay, of Spark 3.3.1. */
function microsOf(values: Buffer): Buffer {
  const count = Math.floor(values.length / VALUE_BYTES)
  const micros = Buffer.allocUnsafe(count * 8)
  for (let index = 0; index < count; index += 1) {
    const nanos = values.readBigInt64LE(index * VALUE_BYTES)
    const day = BigInt(values.readInt32LE(index * VALUE_BYTES + 8))
    micros.writeBigInt64LE(BigInt.asIntN(64, (day - EPOCH_DAY) * DAY_MICROS + nanos / 1000n), index * 8)
  }
  return micros
}
