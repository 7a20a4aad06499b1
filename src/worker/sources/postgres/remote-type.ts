import type { Comparable } from '../shared/dialect.ts'
import type { PostgresComparable } from './dialect.ts'

/** How a value is written for PostgreSQL, where its Spark type does not say it alone. */
export type WrittenForm =
  | 'plain'
  /** 0 and 1 for a boolean. */
  | 'bit'
  /** The bytes are those of a text. */
  | 'text-bytes'
  /** With the time zone of Spark's session. */
  | 'in-utc'

export interface RemoteType {
  /** The type a column of the catalog gets. */
  readonly sparkType: string
  /** What is read of a column, an expression over its quoted name: in PostgreSQL's binary form of the Spark type. Conditions are asked of the same. */
  readonly read: (column: string) => string
  readonly comparable: Comparable<PostgresComparable>
  readonly written: WrittenForm
}

export interface RemoteTypeRow {
  readonly type: string
  readonly type_schema: string
  readonly modifier: number
  readonly deterministic: boolean
  /** Of an array's elements; null: it is none. */
  readonly element: string | null
  readonly element_schema: string | null
}

/** What becomes of a type, as a column and as the elements of an array. */
interface TypeRule {
  /** Of pg_catalog. */
  readonly names: readonly string[]
  /** Types with modifiers, as they are declared, for the documentation; absent: the names alone. */
  readonly examples?: readonly { readonly declared: string; readonly modifier: number }[]
  readonly column: (row: RemoteTypeRow) => RemoteType
  /** Undefined: texts. */
  readonly element?: (row: RemoteTypeRow) => ElementType
}

interface ElementType {
  readonly sparkType: string
  readonly read: (column: string) => string
  readonly written: WrittenForm
}

export const DECIMAL_DIGITS_MAX = 38
const UNDECLARED_SCALE = 18
/** PostgreSQL keeps the length of a char(n) with the four bytes that it once wrote before it. */
const LENGTH_OFFSET = 4

const asIs = (column: string): string => column
const castTo =
  (type: string) =>
  (column: string): string =>
    `${column}::${type}`

const made = (
  sparkType: string,
  type: PostgresComparable,
  { read = asIs, written = 'plain', roundedTo }: { read?: (column: string) => string; written?: WrittenForm; roundedTo?: number } = {},
): RemoteType => ({ sparkType, read, comparable: roundedTo === undefined ? { type } : { type, roundedTo }, written })

const native = (names: readonly string[], sparkType: string, type: PostgresComparable, written: WrittenForm = 'plain'): TypeRule => ({
  names,
  column: () => made(sparkType, type, { written }),
  element: () => ({ sparkType, read: asIs, written }),
})

/** The modifier holds precision and scale, the scale with a sign in 11 bits since PostgreSQL 15. Spark cuts both at 38 digits. */
function numeric({ modifier }: RemoteTypeRow): RemoteType {
  if (modifier < LENGTH_OFFSET) return made(`decimal(${DECIMAL_DIGITS_MAX},${UNDECLARED_SCALE})`, 'number', { roundedTo: UNDECLARED_SCALE })
  const precision = ((modifier - LENGTH_OFFSET) >> 16) & 0xffff
  const scale = (((modifier - LENGTH_OFFSET) & 0x7ff) ^ 0x400) - 0x400
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale)
  const type = `decimal(${Math.min(digits, DECIMAL_DIGITS_MAX)},${Math.min(Math.max(scale, 0), DECIMAL_DIGITS_MAX)})`
  return made(type, 'number', scale > DECIMAL_DIGITS_MAX ? { roundedTo: DECIMAL_DIGITS_MAX } : {})
}

const modifierOf = (precision: number, scale: number): number => ((precision << 16) | (scale & 0x7ff)) + LENGTH_OFFSET

const EPOCH = "'1970-01-01'::date"
const timeOfDay = (time: string): string => `(${EPOCH} + ${time})`

/** Each element `u.e` computed, in its place. An array of several dimensions stays one of that type, which is refused when it is read. */
const eachElement =
  (computed: string, type: string) =>
  (column: string): string =>
    `CASE WHEN pg_catalog.array_ndims(${column}) > 1 THEN ARRAY[ARRAY[NULL::${type}]] WHEN ${column} IS NOT NULL THEN ` +
    `ARRAY(SELECT ${computed} FROM pg_catalog.unnest(${column}) WITH ORDINALITY AS u(e, n) ORDER BY u.n) END`

/** As psql and the JDBC driver show it: only a cast to text puts "/32" behind a single host. */
const addressText = (column: string): string => `pg_catalog.abbrev(${column})`

const texts: ElementType = { sparkType: 'string', read: castTo('text[]'), written: 'plain' }

/** The types that Spark 3.3.1's PostgresDialect and the JDBC driver tell apart; any other is a text, as PostgreSQL writes it. */
export const TYPE_RULES: readonly TypeRule[] = [
  native(['bool'], 'boolean', 'boolean'),
  native(['int2'], 'smallint', 'number'),
  native(['int4'], 'int', 'number'),
  native(['int8'], 'bigint', 'number'),
  {
    names: ['oid'],
    column: () => made('bigint', 'number', { read: castTo('int8') }),
    element: () => ({ sparkType: 'bigint', read: castTo('int8[]'), written: 'plain' }),
  },
  native(['float4'], 'float', 'other'),
  native(['float8'], 'double', 'double'),
  {
    names: ['numeric'],
    examples: [
      { declared: 'numeric(10,2)', modifier: modifierOf(10, 2) },
      { declared: 'numeric(50,5)', modifier: modifierOf(50, 5) },
      { declared: 'numeric(5,-2)', modifier: modifierOf(5, -2) },
      { declared: 'numeric', modifier: -1 },
    ],
    column: numeric,
    element: (row) => ({ sparkType: numeric(row).sparkType, read: asIs, written: 'plain' }),
  },
  native(['date'], 'date', 'date'),
  native(['timestamp'], 'timestamp', 'timestamp'),
  native(['timestamptz'], 'timestamp', 'instant', 'in-utc'),
  {
    names: ['time'],
    column: () => made('timestamp', 'timestamp', { read: timeOfDay }),
    element: () => ({ sparkType: 'timestamp', read: eachElement(timeOfDay('u.e'), 'timestamp'), written: 'plain' }),
  },
  {
    names: ['timetz'],
    column: () =>
      made('timestamp', 'timestamp', { read: (column) => timeOfDay(`(${column} AT TIME ZONE 'UTC')::time`), written: 'in-utc' }),
    element: () => ({
      sparkType: 'timestamp',
      read: eachElement(timeOfDay("(u.e AT TIME ZONE 'UTC')::time"), 'timestamp'),
      written: 'in-utc',
    }),
  },
  {
    names: ['text', 'varchar'],
    column: ({ deterministic }) => made('string', deterministic ? 'text' : 'collated-text'),
    element: () => ({ ...texts, read: asIs }),
  },
  {
    names: ['bpchar'],
    examples: [
      { declared: 'char(5)', modifier: 5 + LENGTH_OFFSET },
      { declared: 'bpchar', modifier: -1 },
    ],
    column: ({ modifier }) => made(modifier > LENGTH_OFFSET ? `char(${modifier - LENGTH_OFFSET})` : 'string', 'padded-text'),
    element: () => ({ ...texts, read: asIs }),
  },
  native(['bytea'], 'binary', 'other'),
  {
    names: ['bit'],
    examples: [
      { declared: 'bit(1)', modifier: 1 },
      { declared: 'bit(8)', modifier: 8 },
    ],
    column: ({ modifier }) =>
      modifier === 1
        ? made('boolean', 'boolean', { read: (column) => `(${column} = B'1')`, written: 'bit' })
        : made('binary', 'other', { read: castTo('text'), written: 'text-bytes' }),
    element: () => ({ sparkType: 'binary', read: castTo('text[]'), written: 'text-bytes' }),
  },
  {
    names: ['inet'],
    column: (row) => ({ ...textual(row), read: addressText }),
    element: () => ({ ...texts, read: eachElement(addressText('u.e'), 'text') }),
  },
]

const RULES: ReadonlyMap<string, TypeRule> = new Map(TYPE_RULES.flatMap((rule) => rule.names.map((name) => [name, rule] as const)))

/** What a PostgreSQL type becomes. */
export function remoteType(row: RemoteTypeRow): RemoteType {
  if (row.element !== null) {
    const element = (ruleOf(row.element_schema, row.element)?.element ?? (() => texts))(row)
    return { sparkType: `array<${element.sparkType}>`, read: element.read, comparable: { type: 'other' }, written: element.written }
  }
  const rule = ruleOf(row.type_schema, row.type)
  return rule === undefined ? textual(row) : rule.column(row)
}

const ruleOf = (schema: string | null, type: string): TypeRule | undefined => (schema === 'pg_catalog' ? RULES.get(type) : undefined)

/** In PostgreSQL's own notation. */
export const textual = ({ deterministic }: Pick<RemoteTypeRow, 'deterministic'>): RemoteType =>
  made('string', deterministic ? 'text' : 'collated-text', { read: castTo('text') })
