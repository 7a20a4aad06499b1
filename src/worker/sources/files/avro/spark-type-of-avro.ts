import { CausewayError } from '../../../../base/errors.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import type { AvroType } from './avro-type.ts'

export const DECIMAL_PRECISION_MAX = 38

/** What Spark 3.3 makes of an Avro type. */
export function sparkTypeOfAvro(type: AvroType, name: string, shown: string): SparkType {
  switch (type.kind) {
    case 'int':
      return { kind: type.logical ?? 'int' }
    case 'long':
      if (type.logical === 'local-timestamp')
        throw new CausewayError(
          'not-supported',
          `Column "${name}" of ${shown} is a local timestamp, which is not supported, as in Spark 3.3`,
          {
            hint: 'Name the columns in CREATE TABLE, and this one as a bigint: it counts from 1970.',
          },
        )
      return { kind: type.logical === undefined ? 'bigint' : 'timestamp' }
    case 'enum':
      return { kind: 'string' }
    case 'null':
      return { kind: 'void' }
    case 'bytes':
    case 'fixed':
      if (type.decimal === undefined) return { kind: 'binary' }
      if (type.decimal.precision <= DECIMAL_PRECISION_MAX) return { kind: 'decimal', ...type.decimal }
      throw new CausewayError(
        'not-supported',
        `Column "${name}" of ${shown} has ${type.decimal.precision} digits: more than ${DECIMAL_PRECISION_MAX} are not supported, as in Spark`,
        { hint: 'Name the columns in CREATE TABLE, and this one as binary.' },
      )
    case 'array':
      return { kind: 'array', element: sparkTypeOfAvro(type.items, name, shown) }
    case 'map':
      return { kind: 'map', key: { kind: 'string' }, value: sparkTypeOfAvro(type.values, name, shown) }
    case 'record':
      return { kind: 'struct', fields: type.fields.map((field) => ({ name: field.name, type: sparkTypeOfAvro(field.type, name, shown) })) }
    case 'union':
      return sparkTypeOfUnion(type.branches, name, shown)
    default:
      return { kind: type.kind }
  }
}

/** A struct of all branches, of which one is not NULL; NULL itself is none, and numbers of two sizes are one of the larger. */
function sparkTypeOfUnion(branches: readonly AvroType[], name: string, shown: string): SparkType {
  const present = presentBranches(branches)
  const [only] = present
  if (only !== undefined && present.length === 1) return sparkTypeOfAvro(only, name, shown)
  const wide = widened(present)
  if (wide !== undefined) return { kind: wide }
  if (only === undefined) return { kind: 'void' }
  return {
    kind: 'struct',
    fields: present.map((branch, index) => ({ name: `member${index}`, type: sparkTypeOfAvro(branch, name, shown) })),
  }
}

export const presentBranches = (branches: readonly AvroType[]): readonly AvroType[] => branches.filter(({ kind }) => kind !== 'null')

/** The one type of numbers that two branches make. */
export function widened(branches: readonly AvroType[]): 'bigint' | 'double' | undefined {
  if (branches.length !== 2) return undefined
  const kinds = branches.map(({ kind }) => kind)
  if (kinds.includes('int') && kinds.includes('long')) return 'bigint'
  if (kinds.includes('float') && kinds.includes('double')) return 'double'
  return undefined
}
