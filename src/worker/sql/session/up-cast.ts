import { lookup } from '../../../base/lookup.ts'
import { type SparkType, sameSparkType } from '../../../base/spark-type.ts'

const NUMBERS: readonly string[] = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double']
const DIGITS: Readonly<Record<string, number>> = lookup({ tinyint: 3, smallint: 5, int: 10, bigint: 20 })

/** Whether every value of one type is one of the other, as Spark's Cast.canUpCast has it. */
export function canUpCast(from: SparkType, to: SparkType): boolean {
  if (sameSparkType(from, to) || from.kind === 'void') return true
  switch (to.kind) {
    case 'string':
      return (
        from.kind !== 'array' &&
        from.kind !== 'map' &&
        from.kind !== 'struct' &&
        from.kind !== 'interval' &&
        from.kind !== 'calendar-interval'
      )
    case 'timestamp':
      return from.kind === 'date' || from.kind === 'bigint'
    case 'decimal': {
      const [precision, scale] = from.kind === 'decimal' ? [from.precision, from.scale] : [DIGITS[from.kind], 0]
      return precision !== undefined && to.precision - to.scale >= precision - scale && to.scale >= scale
    }
    case 'array':
      return from.kind === 'array' && canUpCast(from.element, to.element)
    case 'map':
      return from.kind === 'map' && canUpCast(from.key, to.key) && canUpCast(from.value, to.value)
    case 'struct': {
      if (from.kind !== 'struct' || from.fields.length !== to.fields.length) return false
      return to.fields.every((field, index) => {
        const other = from.fields[index]
        return other !== undefined && canUpCast(other.type, field.type)
      })
    }
    default: {
      if (to.kind === 'bigint' && from.kind === 'timestamp') return true
      const place = NUMBERS.indexOf(to.kind)
      if (from.kind === 'decimal') {
        // A decimal fits where Spark keeps all its digits: into an integer without any behind the point, or into a double.
        const digits = DIGITS[to.kind]
        return digits === undefined ? isWideFloat(from, to) : from.scale === 0 && from.precision < digits
      }
      return place >= 0 && NUMBERS.includes(from.kind) && NUMBERS.indexOf(from.kind) < place
    }
  }
}

/** Spark's FloatDecimal and DoubleDecimal. */
function isWideFloat(from: Extract<SparkType, { kind: 'decimal' }>, to: SparkType): boolean {
  if (to.kind === 'float') return from.precision - from.scale <= 7 && from.scale <= 7
  return to.kind === 'double' && from.precision - from.scale <= 15 && from.scale <= 15
}
