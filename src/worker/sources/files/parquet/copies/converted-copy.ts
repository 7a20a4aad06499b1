import { impossibleType, type SaidType } from '../impossible-type.ts'
import { asStruct, bigOf, DamagedParquet, ELEMENT, FILE, int32, listOf, numberOf, structs, withFields } from './footer.ts'
import { writeFooterCopy } from './footer-copy.ts'
import type { ThriftStruct, ThriftValue } from './thrift-compact.ts'

/** The numbers of ConvertedType in Parquet's parquet.thrift. */
const CONVERTED = { map: 1, mapKeyValue: 2n, decimal: 5, ofIntegers: 11, bson: 20n } as const
/** Those that a logical type of the union LogicalType, by its number there, has one of for itself. */
const CONVERTED_OF: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [2, CONVERTED.map],
  [3, 3],
  [4, 4],
  [6, 6],
  // JSON: a text, which nobody looks into.
  [12, 0],
])
const LOGICAL = { decimal: 5, integer: 10 } as const
const DECIMAL = { scale: 1, precision: 2 } as const
const INTEGER = { bits: 1, isSigned: 2 } as const

/**
 * Writes a copy of a Parquet file that says the types of its columns by converted types as well, which are all that the engine looks at: they are an older word for
 * logical types, and who writes these may leave those out. A map that older programs called
 * MAP_KEY_VALUE is called a map, and BSON, of which the engine knows nothing, are bytes.
 * @throws DamagedParquet, DamagedThrift
 */
export const writeConvertedCopy = (from: string, to: string): Promise<void> => writeFooterCopy(from, to, converted)

const converted = (footer: ThriftStruct): ThriftStruct =>
  withFields(footer, [[FILE.schema, structs(listOf(footer, FILE.schema).map((element) => convertedElement(asStruct(element))))]])

function convertedElement(element: ThriftStruct): ThriftStruct {
  const { fields } = element
  if (fields.has(ELEMENT.convertedType)) {
    const type = bigOf(element, ELEMENT.convertedType)
    if (type === CONVERTED.bson) return withFields(element, [[ELEMENT.convertedType, undefined]])
    const isWholeMap = type === CONVERTED.mapKeyValue && fields.has(ELEMENT.children) && bigOf(element, ELEMENT.children) === 1n
    return isWholeMap ? withFields(element, [[ELEMENT.convertedType, int32(CONVERTED.map)]]) : element
  }
  if (!fields.has(ELEMENT.logicalType)) return element
  const [found] = asStruct(fields.get(ELEMENT.logicalType)).fields
  return found === undefined ? element : withFields(element, changesOf(found[0], asStruct(found[1])))
}

function changesOf(logical: number, said: ThriftStruct): readonly (readonly [number, ThriftValue])[] {
  switch (logical) {
    case LOGICAL.decimal: {
      const [scale, precision] = [numberOf(said, DECIMAL.scale), numberOf(said, DECIMAL.precision)]
      requirePossible({ kind: 'decimal', precision, scale })
      return [
        [ELEMENT.convertedType, int32(CONVERTED.decimal)],
        [ELEMENT.scale, int32(scale)],
        [ELEMENT.precision, int32(precision)],
      ]
    }
    case LOGICAL.integer: {
      const isSigned = said.fields.get(INTEGER.isSigned)
      const bits = numberOf(said, INTEGER.bits)
      requirePossible({ kind: 'integer', bits })
      // 8, 16, 32 and 64 bits, first those without a sign.
      const size = Math.log2(bits / 8)
      return [[ELEMENT.convertedType, int32(CONVERTED.ofIntegers + size + (isSigned?.kind === 'boolean' && isSigned.value ? 4 : 0))]]
    }
    default: {
      const own = CONVERTED_OF.get(logical)
      return own === undefined ? [] : [[ELEMENT.convertedType, int32(own)]]
    }
  }
}

function requirePossible(said: SaidType): void {
  const impossible = impossibleType(said)
  if (impossible !== undefined) throw new DamagedParquet(`a column is ${impossible}, which cannot be`)
}
