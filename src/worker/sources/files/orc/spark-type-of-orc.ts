import { CausewayError } from '../../../../base/errors.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import type { OrcType } from './orc-type.ts'

/** What Spark 3.3 makes of an ORC type. @throws CausewayError, by the column's name, for one that no table here has */
export function sparkTypeOfOrc(type: OrcType, name: string, shown: string): SparkType {
  if (type.sparkName !== undefined) throw notRead(type.sparkName, name, shown)
  switch (type.kind) {
    case 'byte':
      return { kind: 'tinyint' }
    case 'short':
      return { kind: 'smallint' }
    case 'long':
      return { kind: 'bigint' }
    case 'varchar':
    case 'char':
      return { kind: 'string' }
    case 'timestamp with local time zone':
      return { kind: 'timestamp' }
    case 'decimal':
      return { kind: 'decimal', precision: type.precision, scale: type.scale }
    case 'list':
      return { kind: 'array', element: partOf(type, 0, name, shown) }
    case 'map':
      return { kind: 'map', key: partOf(type, 0, name, shown), value: partOf(type, 1, name, shown) }
    case 'struct':
      return {
        kind: 'struct',
        fields: type.names.map((field, index) => ({ name: field, type: partOf(type, index, name, shown) })),
      }
    case 'union':
      throw notRead('uniontype', name, shown)
    default:
      return { kind: type.kind }
  }
}

function partOf({ children }: OrcType, index: number, name: string, shown: string): SparkType {
  const part = children[index]
  return part === undefined ? { kind: 'void' } : sparkTypeOfOrc(part, name, shown)
}

const notRead = (type: string, name: string, shown: string): CausewayError =>
  new CausewayError('not-supported', `Column "${name}" of ${shown} has the type ${type.slice(0, 60)}, which is not supported`, {
    hint: 'Name the other columns and their types in CREATE TABLE.',
  })
