import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'
import { sparkTypeDdl } from '../../../base/spark-type-ddl.ts'
import { notSupported } from '../syntax-error.ts'

export const holdsDecimal = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'decimal')

/** The refusal of a calculation whose type Spark takes before it has its own (SPARK-39238): it may lose digits there. */
export const typedLater = ({ name, type }: { readonly name: string; readonly type: SparkType }, where: string): Error =>
  notSupported(
    `A calculation with decimals of one type ${where}, ${name},`,
    `Say which type it has: CAST(${name} AS ${sparkTypeDdl(type)}).`,
  )
