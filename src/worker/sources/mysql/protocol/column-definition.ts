import { NotProtocolError } from './not-protocol-error.ts'
import { PacketCursor } from './packet-cursor.ts'

/** What the server tells of a column of an answer. */
export interface ColumnDefinition {
  readonly name: string
  readonly type: number
  readonly flags: number
  /** Number of a collation; 63: bytes. */
  readonly collation: number
  /** Characters that it is wide, as the type counts them. */
  readonly length: number
  readonly decimals: number
}

export function readColumnDefinition(packet: Buffer): ColumnDefinition {
  const cursor = new PacketCursor(packet)
  // Catalog, schema, table, table behind an alias.
  for (let i = 0; i < 4; i += 1) cursor.field()
  const name = cursor.field()
  cursor.field()
  const fixed = cursor.length()
  if (name === undefined || fixed !== 12) throw new NotProtocolError('a column has another form')
  return {
    name: name.toString('utf8'),
    collation: cursor.uint(2),
    length: cursor.uint(4),
    type: cursor.uint(1),
    flags: cursor.uint(2),
    decimals: cursor.uint(1),
  }
}
