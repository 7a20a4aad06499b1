import { CausewayError } from '../../../../../base/errors.ts'
import { lookup } from '../../../../../base/lookup.ts'
import { parseSparkType, type SparkType } from '../../../../../base/spark-type.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { JsonFields } from '../json-fields.ts'
import type { FieldKey, StoredField, StoredType } from '../table-snapshot.ts'

/** By what the columns of the table are found in its files. */
export type ColumnMapping = 'none' | 'name' | 'id'

const SIMPLE_TYPES: Readonly<Record<string, SparkType>> = lookup({
  string: { kind: 'string' },
  long: { kind: 'bigint' },
  integer: { kind: 'int' },
  short: { kind: 'smallint' },
  byte: { kind: 'tinyint' },
  float: { kind: 'float' },
  double: { kind: 'double' },
  boolean: { kind: 'boolean' },
  binary: { kind: 'binary' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' },
  // Spark 3.3 has one type of timestamps, and a session here is in UTC.
  timestamp_ntz: { kind: 'timestamp' },
})
const DEPTH_MAX = 32

/** The columns that a schemaString says; `shown`: where it stands. @throws CausewayError, by name, for a type that no column has here */
export function readSchema(schemaString: string, mapping: ColumnMapping, shown: string): readonly StoredField[] {
  const type = new SchemaReader(mapping, shown).type(parse(schemaString, shown), 'the schema', 0)
  if (type?.kind === 'struct') return type.fields
  throw new CausewayError('invalid-parameter', `${shown}: the schema of the table is no struct`, { hint: DAMAGED_FILE })
}

function parse(text: string, shown: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `${shown}: the schema of the table is no JSON`, { hint: DAMAGED_FILE, cause })
  }
}

class SchemaReader {
  readonly #mapping: ColumnMapping
  readonly #shown: string

  constructor(mapping: ColumnMapping, shown: string) {
    this.#mapping = mapping
    this.#shown = shown
  }

  /** Undefined: NULL only, which readers leave out. */
  type(written: unknown, name: string, depth: number): StoredType | undefined {
    if (depth > DEPTH_MAX)
      throw new CausewayError('limit-exceeded', `${this.#shown}: ${name} is nested deeper than ${DEPTH_MAX}`, {
        hint: 'Have a copy of the table made with fewer structs in one another.',
      })
    if (typeof written === 'string') return this.#simple(written, name)
    const fields = new JsonFields(written, name, this.#shown)
    const kind = fields.text('type')
    switch (kind) {
      case 'struct':
        return { kind: 'struct', fields: fields.list('fields').flatMap((one) => this.#field(one, name, depth)) }
      case 'array':
        return { kind: 'array', element: this.#inner(fields.raw('elementType'), name, depth) }
      case 'map':
        return {
          kind: 'map',
          key: this.#inner(fields.raw('keyType'), name, depth),
          value: this.#inner(fields.raw('valueType'), name, depth),
        }
      default:
        throw this.#notSupported(name, kind)
    }
  }

  #inner(written: unknown, name: string, depth: number): StoredType {
    const type = this.type(written, name, depth + 1)
    if (type !== undefined) return type
    throw this.#notSupported(name, 'void')
  }

  #simple(written: string, name: string): StoredType | undefined {
    if (written === 'void' || written === 'null') return undefined
    const simple = Object.hasOwn(SIMPLE_TYPES, written) ? SIMPLE_TYPES[written] : undefined
    if (simple !== undefined) return { kind: 'value', type: simple }
    if (/^decimal\(\s*\d{1,2}\s*,\s*\d{1,2}\s*\)$/.test(written))
      return { kind: 'value', type: parseSparkType(written.replaceAll(/\s/g, '')) }
    throw this.#notSupported(name, written)
  }

  #field(written: unknown, parent: string, depth: number): readonly StoredField[] {
    const fields = new JsonFields(written, `a field of ${parent}`, this.#shown)
    const name = fields.text('name')
    const type = this.type(fields.raw('type'), `column ${name}`, depth + 1)
    if (type === undefined) return []
    const metadata = fields.objectOr('metadata')
    const comment = metadata?.raw('comment')
    return [{ name, key: this.#key(name, metadata), type, ...(typeof comment === 'string' ? { comment } : {}) }]
  }

  #key(name: string, metadata: JsonFields | undefined): FieldKey {
    switch (this.#mapping) {
      case 'none':
        return { kind: 'name', name }
      case 'name':
        return { kind: 'name', name: this.#mapped(name, metadata).text('delta.columnMapping.physicalName') }
      case 'id':
        return { kind: 'id', id: this.#mapped(name, metadata).count('delta.columnMapping.id') }
    }
  }

  #mapped(name: string, metadata: JsonFields | undefined): JsonFields {
    if (metadata !== undefined) return metadata
    throw new CausewayError(
      'invalid-parameter',
      `${this.#shown}: column ${name} does not say what it is called in the files of the table`,
      {
        hint: DAMAGED_FILE,
      },
    )
  }

  #notSupported(name: string, type: string): CausewayError {
    return new CausewayError('not-supported', `${this.#shown}: ${name} is of the type ${type.slice(0, 60)}, which is not supported`, {
      hint: 'Spark 3.3 has no such type either: have what writes the table make a copy without the column.',
    })
  }
}

/** What the log calls the columns, where it says their values. */
export function logKeys(schemaString: string, mapping: ColumnMapping, shown: string): ReadonlyMap<string, string> {
  const byName = readSchema(schemaString, mapping === 'none' ? 'none' : 'name', shown)
  return new Map(byName.map(({ name, key }) => [name, key.kind === 'name' ? key.name : name]))
}
