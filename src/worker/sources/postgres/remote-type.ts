import { quoteName } from '../../engine/quote.ts'

/** Which conditions on a column PostgreSQL decides as the engine does. */
export type Comparable =
  | { readonly kind: 'number' }
  /** Values are rounded to the scale when they are read, so they are compared rounded. */
  | { readonly kind: 'rounded-number'; readonly scale: number }
  | { readonly kind: 'double' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  /** An instant: literals are marked as UTC. */
  | { readonly kind: 'instant' }
  | { readonly kind: 'text' }
  /** char(n): PostgreSQL ignores spaces at the end, so only equality may be asked, and lets more through. */
  | { readonly kind: 'padded-text' }
  | { readonly kind: 'nothing' }
  /** Not even NULL: a row of NULLs IS NULL there, and one with a NULL in it is not IS NOT NULL either, but both are texts here. */
  | { readonly kind: 'unasked' }

export interface RemoteType {
  /** The type a column of the catalog gets. */
  readonly sparkType: string
  /** Read as text in PostgreSQL's own notation. */
  readonly asText: boolean
  readonly comparable: Comparable
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
      return native('boolean', { kind: 'boolean' })
    case 'int2':
      return native('smallint', { kind: 'number' })
    case 'int4':
      return native('int', { kind: 'number' })
    case 'int8':
      return native('bigint', { kind: 'number' })
    case 'oid':
      return native('bigint', { kind: 'nothing' })
    case 'float4':
      return native('float', { kind: 'nothing' })
    case 'float8':
      return native('double', { kind: 'double' })
    case 'date':
      return native('date', { kind: 'date' })
    case 'timestamp':
      return native('timestamp', { kind: 'timestamp' })
    case 'timestamptz':
      return native('timestamp', { kind: 'instant' })
    case 'numeric':
      return numeric(row.modifier)
    case 'text':
    case 'varchar':
      return native('string', { kind: row.deterministic ? 'text' : 'nothing' })
    case 'bpchar':
      return native('string', { kind: row.deterministic ? 'padded-text' : 'nothing' })
    case 'name':
      return native('string', { kind: 'nothing' })
    case 'bytea':
      return native('binary', { kind: 'nothing' })
    default:
      return textual
  }
}

/** How the column is named in the list of a COPY. */
export function selectExpression(name: string, type: RemoteType, typeName: string): string {
  if (type.asText) return `${quoteName(name)}::text`
  return typeName === 'oid' ? `${quoteName(name)}::int8` : quoteName(name)
}

const native = (sparkType: string, comparable: Comparable): RemoteType => ({ sparkType, asText: false, comparable })

const textual: RemoteType = { sparkType: 'string', asText: true, comparable: { kind: 'nothing' } }

const composite: RemoteType = { ...textual, comparable: { kind: 'unasked' } }

/** The modifier holds precision and scale, the scale with a sign in 11 bits since PostgreSQL 15. */
function numeric(modifier: number): RemoteType {
  if (modifier < 4) return undeclared
  const precision = ((modifier - 4) >> 16) & 0xffff
  const scale = (((modifier - 4) & 0x7ff) ^ 0x400) - 0x400
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale)
  if (digits > DECIMAL_DIGITS_MAX) return undeclared
  return native(`decimal(${digits},${Math.max(scale, 0)})`, { kind: 'number' })
}

const undeclared = native(`decimal(${DECIMAL_DIGITS_MAX},${UNDECLARED_SCALE})`, { kind: 'rounded-number', scale: UNDECLARED_SCALE })
