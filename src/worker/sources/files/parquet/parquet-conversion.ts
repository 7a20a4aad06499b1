import type { SparkType } from '../../../../base/spark-type.ts'
import { quoteText } from '../../../engine/quote.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'

/**
 * Whether values that a file has in one type are read as those of another. Spark 3.3.1 (ParquetVectorUpdaterFactory) reads what a column is declared as only if it is
 * stored so; beside that, values are read here that lose nothing by it, as Spark 4 does. What a cast would make of the rest, nobody who wrote the file has meant.
 */
export function isReadAs(inFile: SparkType, declared: SparkType): boolean {
  switch (inFile.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
      return isWhole(declared) || declared.kind === 'double' || holds(declared, WHOLE_DIGITS[inFile.kind], 0)
    case 'bigint':
      return declared.kind === 'bigint' || holds(declared, WHOLE_DIGITS.bigint, 0)
    case 'float':
      return declared.kind === 'float' || declared.kind === 'double'
    case 'string':
    case 'binary':
      return declared.kind === 'string' || declared.kind === 'binary'
    case 'decimal':
      return isWideUnsigned(inFile, declared) || holds(declared, inFile.precision - inFile.scale, inFile.scale)
    case 'array':
      return declared.kind === 'array' && isReadAs(inFile.element, declared.element)
    case 'map':
      return declared.kind === 'map' && isReadAs(inFile.key, declared.key) && isReadAs(inFile.value, declared.value)
    case 'struct':
      // By their names, as columns are.
      return (
        declared.kind === 'struct' &&
        declared.fields.every(({ name, type }) => {
          const found = inFile.fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
          return found === undefined || isReadAs(found.type, type)
        })
      )
    default:
      return inFile.kind === declared.kind
  }
}

const WHOLE_DIGITS = { tinyint: 3, smallint: 5, int: 10, bigint: 19 } as const

const isWhole = ({ kind }: SparkType): boolean => kind === 'tinyint' || kind === 'smallint' || kind === 'int' || kind === 'bigint'

const holds = (type: SparkType, digits: number, scale: number): boolean =>
  type.kind === 'decimal' && type.scale >= scale && type.precision - type.scale >= digits

/** Numbers of 64 bits without a sign are decimals in Spark, and stored as longs. */
const isWideUnsigned = ({ precision, scale }: Extract<SparkType, { kind: 'decimal' }>, declared: SparkType): boolean =>
  precision === 20 && scale === 0 && declared.kind === 'bigint'

/** Engine text of a whole number as one of a smaller type: what does not fit is told by the column's name. `place`: the column and its file. */
export function wholeNumberSql(value: string, inFile: SparkType, declared: SparkType, place: string): string | undefined {
  const bits = BITS[declared.kind]
  const inFileBits = BITS[inFile.kind]
  if (bits === undefined || inFileBits === undefined || bits >= inFileBits) return undefined
  const message = `${quoteText(`${place} has the value `)} || ${value} || ${quoteText(`, which is no ${declared.kind.toUpperCase()}`)}`
  return `CASE WHEN ${value} BETWEEN ${-(2 ** (bits - 1))} AND ${2 ** (bits - 1) - 1} THEN CAST(${value} AS ${engineType(declared)}) WHEN ${value} IS NOT NULL THEN error(${message}) END`
}

const BITS: Partial<Readonly<Record<SparkType['kind'], number>>> = { tinyint: 8, smallint: 16, int: 32 }
