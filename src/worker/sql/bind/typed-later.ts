import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'
import { sparkTypeDdl } from '../../../base/spark-type-ddl.ts'
import { notSupported } from '../syntax-error.ts'

export const holdsDecimal = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'decimal')

const WHOLE_DIGITS: Partial<Readonly<Record<SparkType['kind'], number>>> = { tinyint: 3, smallint: 5, int: 10, bigint: 20 }

/** Whether what a side and this one have in common holds each value of the side, though Spark takes it for one with a digit less before the point. */
export function givesRoom(type: SparkType, side: SparkType): boolean {
  if (side.kind !== 'decimal') return false
  if (type.kind === 'void') return true
  const needed = side.precision - side.scale
  if (type.kind !== 'decimal') return (WHOLE_DIGITS[type.kind] ?? 0) >= needed
  const digits = type.precision - type.scale
  // Of the type that Spark takes it for nothing is cast so early.
  return digits >= needed || (digits === needed - 1 && type.scale === side.scale)
}

/** The refusal of a calculation whose type Spark takes before it has its own (SPARK-39238): it may lose digits there. */
export const typedLater = ({ name, type }: { readonly name: string; readonly type: SparkType }, where: string): Error =>
  notSupported(
    `A calculation with decimals of one type ${where}, ${name},`,
    `Say which type it has: CAST(${name} AS ${sparkTypeDdl(type)}).`,
  )
