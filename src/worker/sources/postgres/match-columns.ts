import { parseSparkType, type SparkType, sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { matchRemoteColumns } from '../shared/jdbc/match-columns.ts'
import type { RemoteColumn, RemoteTable } from './remote-table.ts'
import { DECIMAL_DIGITS_MAX, type RemoteType, textual } from './remote-type.ts'

/** @throws CausewayError as matchRemoteColumns. */
export const matchColumns = (columns: readonly Column[], table: RemoteTable): readonly RemoteColumn[] =>
  matchRemoteColumns<RemoteType, RemoteColumn>(columns, table, typeFor)

/** Whatever it is, it can be read as a text, and so can be a column that was one when the table was made. A numeric of too many digits can have any scale. */
function typeFor(wanted: SparkType, remote: RemoteType): RemoteType | undefined {
  const own = parseSparkType(remote.sparkType)
  if (sameSparkType(wanted, own)) return remote
  if (
    wanted.kind === 'decimal' &&
    own.kind === 'decimal' &&
    wanted.precision === DECIMAL_DIGITS_MAX &&
    own.precision === DECIMAL_DIGITS_MAX
  )
    return { ...remote, sparkType: sparkTypeName(wanted), comparable: { type: 'number', roundedTo: wanted.scale } }
  return wanted.kind === 'string' ? textual({ deterministic: false }) : undefined
}
