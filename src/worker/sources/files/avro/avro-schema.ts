import { CausewayError } from '../../../../base/errors.ts'
import type { AvroDecimal, AvroField, AvroRecord, AvroType } from './avro-type.ts'

const DEPTH_MAX = 32
/** A few definitions that use each other twice each are a schema of millions of columns. */
const NODES_MAX = 100_000
const FIXED_BYTES_MAX = 1 << 20
const FLATTER = 'Write the file anew with a schema of fewer records in one another.'
const SIMPLE = ['null', 'boolean', 'float', 'double', 'string'] as const

/** The schema of an Avro file. @throws CausewayError, with `shown`, for what is none, and for a type that has itself within */
export function parseAvroSchema(text: string, shown: string): AvroType {
  let written: unknown
  try {
    written = JSON.parse(text)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `${shown}: the schema of the file is no JSON`, {
      hint: 'Look at the file, or write it anew.',
      cause,
    })
  }
  return new SchemaReader(shown).type(written, '', 0)
}

interface Named {
  readonly type: AvroType
  readonly nodes: number
}

class SchemaReader {
  readonly #shown: string
  /** Undefined: its definition is being read. */
  readonly #named = new Map<string, Named | undefined>()
  #nodes = 0

  constructor(shown: string) {
    this.#shown = shown
  }

  type(written: unknown, namespace: string, depth: number): AvroType {
    this.#count(1)
    if (depth > DEPTH_MAX)
      throw new CausewayError('limit-exceeded', `${this.#shown}: the schema is nested deeper than ${DEPTH_MAX}`, { hint: FLATTER })
    if (typeof written === 'string') return this.#byName(written, namespace)
    if (Array.isArray(written)) return this.#union(written, namespace, depth)
    if (typeof written !== 'object' || written === null) throw this.#wrong('a type is neither a name nor an object')
    return this.#complex(written as Readonly<Record<string, unknown>>, namespace, depth)
  }

  #complex(written: Readonly<Record<string, unknown>>, namespace: string, depth: number): AvroType {
    const { type } = written
    if (typeof type !== 'string') return this.type(type, namespace, depth + 1)
    switch (type) {
      case 'record':
      case 'error':
        return this.#define(written, namespace, (inner, name) => this.#record(written, inner, name, depth))
      case 'enum':
        return this.#define(written, namespace, () => ({ kind: 'enum', symbols: this.#symbols(written['symbols']) }))
      case 'fixed':
        return this.#define(written, namespace, () => this.#fixed(written))
      case 'array':
        return { kind: 'array', items: this.type(written['items'], namespace, depth + 1) }
      case 'map':
        return { kind: 'map', values: this.type(written['values'], namespace, depth + 1) }
      default:
        return withLogicalType(this.#byName(type, namespace), written)
    }
  }

  #define(
    { name, namespace: own }: Readonly<Record<string, unknown>>,
    outer: string,
    read: (namespace: string, name: string) => AvroType,
  ): AvroType {
    if (typeof name !== 'string' || name === '') throw this.#wrong('a type has no name')
    const dot = name.lastIndexOf('.')
    const namespace = dot >= 0 ? name.slice(0, dot) : typeof own === 'string' ? own : outer
    const fullName = fullNameOf(name.slice(dot + 1), namespace)
    if (this.#named.has(fullName)) throw this.#wrong(`there are two types ${fullName.slice(0, 60)}`)
    this.#named.set(fullName, undefined)
    const before = this.#nodes
    const type = read(namespace, fullName)
    this.#named.set(fullName, { type, nodes: this.#nodes - before })
    return type
  }

  #byName(name: string, namespace: string): AvroType {
    const simple = SIMPLE.find((one) => one === name)
    if (simple !== undefined) return { kind: simple }
    if (name === 'int' || name === 'long') return { kind: name, logical: undefined }
    if (name === 'bytes') return { kind: 'bytes', decimal: undefined }
    const fullName = name.includes('.') ? name : fullNameOf(name, namespace)
    const key = this.#named.has(fullName) ? fullName : name
    const found = this.#named.get(key)
    if (found !== undefined) {
      this.#count(found.nodes)
      return found.type
    }
    if (!this.#named.has(key)) throw this.#wrong(`there is no type ${name.slice(0, 60)}`)
    throw new CausewayError(
      'not-supported',
      `${this.#shown}: the type ${key.slice(0, 60)} has itself within, which is not supported, as in Spark`,
      { hint: 'Write the file anew without that field.' },
    )
  }

  #union(written: readonly unknown[], namespace: string, depth: number): AvroType {
    return { kind: 'union', branches: written.map((branch) => this.type(branch, namespace, depth + 1)) }
  }

  #record({ fields }: Readonly<Record<string, unknown>>, namespace: string, name: string, depth: number): AvroRecord {
    if (!Array.isArray(fields)) throw this.#wrong(`the record ${name.slice(0, 60)} has no list of fields`)
    const names = new Set<string>()
    const read = (fields as readonly unknown[]).map((field): AvroField => {
      const {
        name: fieldName,
        type,
        'field-id': id,
      } = (typeof field === 'object' && field !== null ? field : {}) as Readonly<Record<string, unknown>>
      if (typeof fieldName !== 'string' || names.has(fieldName))
        throw this.#wrong(`the record ${name.slice(0, 60)} has a field without a name of its own`)
      names.add(fieldName)
      return { name: fieldName, type: this.type(type, namespace, depth + 1), id: typeof id === 'number' ? id : undefined }
    })
    return { kind: 'record', name, fields: read }
  }

  #symbols(written: unknown): readonly string[] {
    if (Array.isArray(written) && written.every((symbol) => typeof symbol === 'string')) return written
    throw this.#wrong('an enum has no list of symbols')
  }

  #fixed(written: Readonly<Record<string, unknown>>): AvroType {
    const { size } = written
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) throw this.#wrong('a fixed type has no size')
    if (size > FIXED_BYTES_MAX)
      throw new CausewayError('limit-exceeded', `${this.#shown}: a fixed type has more than ${FIXED_BYTES_MAX} bytes`, {
        hint: 'Write the values as bytes.',
      })
    return withLogicalType({ kind: 'fixed', size, decimal: undefined }, written)
  }

  #count(nodes: number): void {
    this.#nodes += nodes
    if (this.#nodes > NODES_MAX)
      throw new CausewayError('limit-exceeded', `${this.#shown}: the schema has more than ${NODES_MAX} types`, { hint: FLATTER })
  }

  #wrong(what: string): CausewayError {
    return new CausewayError('invalid-parameter', `${this.#shown}: the schema of the file is damaged: ${what}`, {
      hint: 'Look at the file, or write it anew.',
    })
  }
}

const fullNameOf = (name: string, namespace: string): string => (namespace === '' ? name : `${namespace}.${name}`)

/** One that does not fit its type is passed over, as Avro wants it. */
function withLogicalType(type: AvroType, written: Readonly<Record<string, unknown>>): AvroType {
  const logical = written['logicalType']
  switch (type.kind) {
    case 'int':
      return logical === 'date' ? { kind: 'int', logical } : type
    case 'long':
      if (logical === 'local-timestamp-millis' || logical === 'local-timestamp-micros') return { kind: 'long', logical: 'local-timestamp' }
      return logical === 'timestamp-millis' || logical === 'timestamp-micros' ? { kind: 'long', logical } : type
    case 'bytes':
    case 'fixed':
      return logical === 'decimal' ? { ...type, decimal: decimalOf(written, type.kind === 'fixed' ? type.size : undefined) } : type
    default:
      return type
  }
}

function decimalOf({ precision, scale = 0 }: Readonly<Record<string, unknown>>, size: number | undefined): AvroDecimal | undefined {
  if (typeof precision !== 'number' || !Number.isInteger(precision) || precision <= 0) return undefined
  if (typeof scale !== 'number' || !Number.isInteger(scale) || scale < 0 || scale > precision) return undefined
  const digits = size === undefined ? precision : Math.floor(Math.log10(2) * (8 * size - 1))
  return precision <= digits ? { precision, scale } : undefined
}
