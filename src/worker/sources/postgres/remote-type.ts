import { quoteName } from '../../engine/quote.ts'
import type { Comparable } from '../shared/dialect.ts'
import type { PostgresComparable } from './dialect.ts'

export interface RemoteType {
  /** The type a column of the catalog gets. */
  readonly sparkType: string
  /** Read as text in PostgreSQL's own notation. */
  readonly asText: boolean
  readonly comparable: Comparable<PostgresComparable>
}

export interface RemoteTypeRow {
  readonly type: string
  readonly type_schema: string
  readonly category: string
  readonly modifier: number
  readonly deterministic: boolean
}

const DECIMAL_DIGITS_MAX = 38
const UNDECLARED_SCALE = 18

/** What a PostgreSQL type becomes; undefined for arrays, which have no counterpart yet. */
export function remoteType(row: RemoteTypeRow): RemoteType | undefined {
  if (row.category === 'A') return undefined
  if (row.category === 'C') return composite
  if (row.type_schema !== 'pg_catalog') return textual
  switch (row.type) {
    case 'bool':
      return native('boolean', 'boolean')
    case 'int2':
      return native('smallint', 'number')
    case 'int4':
      return native('int', 'number')
    case 'int8':
      return native('bigint', 'number')
    case 'oid':
      return native('bigint', 'other')
    case 'float4':
      return native('float', 'other')
    case 'float8':
      return native('double', 'double')
    case 'date':
      return native('date', 'date')
    case 'timestamp':
      return native('timestamp', 'timestamp')
    case 'timestamptz':
      return native('timestamp', 'instant')
    case 'numeric':
      return numeric(row.modifier)
    case 'text':
    case 'varchar':
      return native('string', row.deterministic ? 'text' : 'other')
    case 'bpchar':
      return native('string', row.deterministic ? 'padded-text' : 'other')
    case 'name':
      return native('string', 'other')
    case 'bytea':
      return native('binary', 'other')
    default:
      return textual
  }
}

/** How the column is named in the list of a COPY. */
export function selectExpression(name: string, type: RemoteType, typeName: string): string {
  if (type.asText) return `${quoteName(name)}::text`
  return typeName === 'oid' ? `${quoteName(name)}::int8` : quoteName(name)
}

const native = (sparkType: string, type: PostgresComparable, roundedTo?: number): RemoteType => ({
  sparkType,
  asText: false,
  comparable: roundedTo === undefined ? { type } : { type, roundedTo },
})

const textual: RemoteType = { sparkType: 'string', asText: true, comparable: { type: 'other' } }

const composite: RemoteType = { ...textual, comparable: { type: 'row' } }

/** The modifier holds precision and scale, the scale with a sign in 11 bits since PostgreSQL 15. */
function numeric(modifier: number): RemoteType {
  if (modifier < 4) return undeclared
  const precision = ((modifier - 4) >> 16) & 0xffff
  const scale = (((modifier - 4) & 0x7ff) ^ 0x400) - 0x400
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale)
  if (digits > DECIMAL_DIGITS_MAX) return undeclared
  return native(`decimal(${digits},${Math.max(scale, 0)})`, 'number')
}

const undeclared = native(`decimal(${DECIMAL_DIGITS_MAX},${UNDECLARED_SCALE})`, 'number', UNDECLARED_SCALE)
