import { CausewayError } from '../../../../base/errors.ts'
import { DamagedProtobuf, type ProtobufMessage } from './protobuf.ts'

/** In the order of their numbers in ORC's orc_proto.proto. */
const KINDS = [
  'boolean',
  'byte',
  'short',
  'int',
  'long',
  'float',
  'double',
  'string',
  'binary',
  'timestamp',
  'list',
  'map',
  'struct',
  'union',
  'decimal',
  'date',
  'varchar',
  'char',
  'timestamp with local time zone',
] as const
type OrcKind = (typeof KINDS)[number]

/** A type in an ORC file, which is a column of its own there, with those that it is made of behind it. */
export interface OrcType {
  /** The number of its column, by which its streams are found. */
  readonly id: number
  readonly kind: OrcKind
  readonly children: readonly OrcType[]
  /** Of a struct's fields. */
  readonly names: readonly string[]
  readonly precision: number
  readonly scale: number
  /** What Spark calls it, where ORC has no such type. */
  readonly sparkName: string | undefined
}

const TYPE = { kind: 1, subtypes: 2, names: 3, precision: 5, scale: 6, attributes: 7 } as const
const ATTRIBUTE = { key: 1, value: 2 } as const
const SPARK_TYPE = 'spark.sql.catalyst.type'
/** Each level takes one of the stack. */
const DEPTH_MAX = 200
/** Files that say nothing of a decimal are of Hive's first ones. */
const PRECISION_MAX = 38
const UNSAID = { precision: 38, scale: 10 } as const

/** The type of a row. @throws DamagedProtobuf, and CausewayError with `shown` for one that is nested too deep */
export function orcRoot(types: readonly ProtobufMessage[], shown: string): OrcType {
  const seen = new Set<number>()
  const typeOf = (id: number, depth: number): OrcType => {
    const type = types[id]
    const kind = type === undefined ? undefined : KINDS[type.number(TYPE.kind)]
    if (type === undefined || kind === undefined || seen.has(id)) throw new DamagedProtobuf('the types are no tree')
    if (depth > DEPTH_MAX)
      throw new CausewayError('limit-exceeded', `${shown}: its types are nested deeper than ${DEPTH_MAX}`, {
        hint: 'Write it anew with fewer structs, arrays and maps in one another.',
      })
    seen.add(id)
    const children = type.numbers(TYPE.subtypes).map((child) => typeOf(child, depth + 1))
    const names = type.texts(TYPE.names).map(plainName)
    if (!hasParts(kind, children.length, names.length)) throw new DamagedProtobuf(`a ${kind} has other parts`)
    const isUnsaid = kind === 'decimal' && !type.has(TYPE.precision)
    const [precision, scale] = isUnsaid ? [UNSAID.precision, UNSAID.scale] : [type.number(TYPE.precision), type.number(TYPE.scale)]
    if (kind === 'decimal' && (precision < 1 || precision > PRECISION_MAX || scale > precision))
      throw new DamagedProtobuf('there is no such decimal')
    const attribute = type.messages(TYPE.attributes).find((one) => one.text(ATTRIBUTE.key) === SPARK_TYPE)
    const sparkName = attribute?.text(ATTRIBUTE.value)
    return {
      id,
      kind,
      children,
      names,
      precision,
      scale,
      sparkName: sparkName === kind ? undefined : sparkName,
    }
  }
  return typeOf(0, 0)
}

/**
 * A name as ORC's Java library takes it, which Spark reads with: one that begins with ` is a quoted one, any other is quoted before it is read; `` in it is one `, and
 * what stands behind the one that closes it is left out.
 */
function plainName(written: string): string {
  const quoted = written.startsWith('`') ? written : `\`${written}\``
  const name = /^`((?:[^`]|``)+)`(?!`)/u.exec(quoted)?.[1]
  if (name === undefined) throw new DamagedProtobuf(`the name of a field is ${written === '' ? 'empty' : written}`)
  return name.replaceAll('``', '`')
}

function hasParts(kind: OrcKind, children: number, names: number): boolean {
  switch (kind) {
    case 'struct':
      return children === names
    case 'list':
      return children === 1
    case 'map':
      return children === 2
    case 'union':
      return children > 0
    default:
      return children === 0
  }
}
