import { asStruct, bigOf, CHUNK, COLUMN, ELEMENT, FILE, listOf, ROW_GROUP, structs, withFields } from './footer.ts'
import { writeFooterCopy } from './footer-copy.ts'
import type { ThriftStruct } from './thrift-compact.ts'

const CONVERTED = { uint8: 11n, uint16: 12n, int16: 16n, int32: 17n } as const
/** Of the union LogicalType, and of IntType in it. */
const LOGICAL = { integer: 10, bits: 1, isSigned: 2 } as const

/**
 * Writes a copy of a Parquet file that has its numbers of 8 and 16 bits without a sign as those of the types that Spark reads them in: as they stand there, in 32 bits, whatever they are.
 * The new footer says no statistics of such columns, which are ordered otherwise.
 * @throws DamagedParquet, DamagedThrift
 */
export const writeSignedCopy = (from: string, to: string): Promise<void> => writeFooterCopy(from, to, signed)

function signed(footer: ThriftStruct): ThriftStruct {
  const leaves = new Set<number>()
  let leaf = 0
  const schema = listOf(footer, FILE.schema).map((value) => {
    const element = asStruct(value)
    if (!element.fields.has(ELEMENT.type)) return element
    const bits = unsignedBits(element)
    if (bits !== undefined) leaves.add(leaf)
    leaf += 1
    if (bits === undefined) return element
    return withFields(element, [
      [ELEMENT.convertedType, { kind: 'number', type: 5, value: bits === 8 ? CONVERTED.int16 : CONVERTED.int32 }],
      [ELEMENT.logicalType, undefined],
    ])
  })
  const groups = listOf(footer, FILE.rowGroups).map((value) => {
    const group = asStruct(value)
    const chunks = listOf(group, ROW_GROUP.columns).map((chunk, index) => (leaves.has(index) ? withoutStatistics(asStruct(chunk)) : chunk))
    return withFields(group, [[ROW_GROUP.columns, structs(chunks)]])
  })
  return withFields(footer, [
    [FILE.schema, structs(schema)],
    [FILE.rowGroups, structs(groups)],
  ])
}

function withoutStatistics(chunk: ThriftStruct): ThriftStruct {
  const metadata = asStruct(chunk.fields.get(CHUNK.metadata))
  const without = [COLUMN.statistics, ...COLUMN.bloomFilter].map((id) => [id, undefined] as const)
  return withFields(chunk, [[CHUNK.metadata, withFields(metadata, without)], ...CHUNK.indexes.map((id) => [id, undefined] as const)])
}

/** Of a number of 8 or 16 bits without a sign. */
function unsignedBits(element: ThriftStruct): 8 | 16 | undefined {
  const logical = element.fields.get(ELEMENT.logicalType)
  const integer = logical?.kind === 'struct' ? logical.fields.get(LOGICAL.integer) : undefined
  if (integer?.kind === 'struct') {
    const isSigned = integer.fields.get(LOGICAL.isSigned)
    if (isSigned?.kind !== 'boolean' || isSigned.value) return undefined
    const bits = bigOf(integer, LOGICAL.bits)
    return bits === 8n ? 8 : bits === 16n ? 16 : undefined
  }
  if (!element.fields.has(ELEMENT.convertedType)) return undefined
  const converted = bigOf(element, ELEMENT.convertedType)
  return converted === CONVERTED.uint8 ? 8 : converted === CONVERTED.uint16 ? 16 : undefined
}
