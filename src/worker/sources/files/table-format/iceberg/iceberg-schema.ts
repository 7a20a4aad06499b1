import { CausewayError } from '../../../../../base/errors.ts'
import { lookup } from '../../../../../base/lookup.ts'
import { parseSparkType, type SparkType } from '../../../../../base/spark-type.ts'
import { JsonFields } from '../json-fields.ts'
import type { StoredField, StoredType } from '../table-snapshot.ts'
import { NOT_READ } from './not-read.ts'

const SIMPLE_TYPES = lookup<SparkType>({
  boolean: { kind: 'boolean' },
  int: { kind: 'int' },
  long: { kind: 'bigint' },
  float: { kind: 'float' },
  double: { kind: 'double' },
  date: { kind: 'date' },
  // Spark 3.3 has one type of timestamps, and a session here is in UTC.
  timestamp: { kind: 'timestamp' },
  timestamptz: { kind: 'timestamp' },
  string: { kind: 'string' },
  uuid: { kind: 'string' },
  binary: { kind: 'binary' },
})
const DEPTH_MAX = 32

export interface IcebergField extends StoredField {
  readonly key: { readonly kind: 'id'; readonly id: number }
  /** Iceberg's own name of the type; undefined: of other types within. */
  readonly written: string | undefined
}

/** The columns of a schema of the metadata, found by their numbers. @throws CausewayError, by name, for a type that no column has here */
export function readIcebergSchema(schema: JsonFields, shown: string): readonly IcebergField[] {
  return structFields(schema, 'the schema', shown, 0)
}

function structFields(struct: JsonFields, parent: string, shown: string, depth: number): readonly IcebergField[] {
  if (depth > DEPTH_MAX)
    throw new CausewayError('limit-exceeded', `${shown}: ${parent} is nested deeper than ${DEPTH_MAX}`, { hint: NOT_READ })
  return struct.list('fields').map((one): IcebergField => {
    const field = new JsonFields(one, `a field of ${parent}`, shown)
    const name = field.text('name')
    if (field.has('initial-default'))
      throw new CausewayError('not-supported', `${shown}: column ${name} has an initial default, which is not supported`, {
        hint: 'Have the files of the table written anew, and the default taken away, by what writes it.',
      })
    const type = field.raw('type')
    const comment = field.textOr('doc', undefined)
    return {
      name,
      key: { kind: 'id', id: field.count('id') },
      type: storedType(type, name, shown, depth + 1),
      written: typeof type === 'string' ? type : undefined,
      ...(comment === undefined ? {} : { comment }),
    }
  })
}

function storedType(written: unknown, name: string, shown: string, depth: number): StoredType {
  if (depth > DEPTH_MAX)
    throw new CausewayError('limit-exceeded', `${shown}: column ${name} is nested deeper than ${DEPTH_MAX}`, { hint: NOT_READ })
  if (typeof written === 'string') return { kind: 'value', type: simpleType(written, name, shown) }
  const type = new JsonFields(written, `the type of ${name}`, shown)
  const kind = type.text('type')
  switch (kind) {
    case 'struct':
      return { kind: 'struct', fields: structFields(type, name, shown, depth) }
    case 'list':
      return { kind: 'array', element: storedType(type.raw('element'), name, shown, depth + 1) }
    case 'map':
      return {
        kind: 'map',
        key: storedType(type.raw('key'), name, shown, depth + 1),
        value: storedType(type.raw('value'), name, shown, depth + 1),
      }
    default:
      throw notSupported(kind, name, shown)
  }
}

function simpleType(written: string, name: string, shown: string): SparkType {
  const simple = SIMPLE_TYPES[written]
  if (simple !== undefined) return simple
  if (/^fixed\[\s*\d+\s*\]$/.test(written)) return { kind: 'binary' }
  if (/^decimal\(\s*\d{1,2}\s*,\s*\d{1,2}\s*\)$/.test(written)) return parseSparkType(written.replaceAll(/\s/g, ''))
  throw notSupported(written, name, shown)
}

const notSupported = (type: string, name: string, shown: string): CausewayError =>
  new CausewayError('not-supported', `${shown}: column ${name} is of the type ${type.slice(0, 60)}, which is not supported`, {
    hint: 'Spark 3.3 has no such type either: have what writes the table make a copy without the column.',
  })
