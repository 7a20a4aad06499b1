import { parseSparkType, type SparkType, sameSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { matchRemoteColumns } from '../shared/jdbc/match-columns.ts'
import type { RemoteColumn, RemoteTable } from './open-table.ts'
import { type RemoteType, TEXTUAL } from './remote-type.ts'

/** @throws CausewayError as matchRemoteColumns. */
export const matchColumns = (columns: readonly Column[], table: RemoteTable): readonly RemoteColumn[] =>
  matchRemoteColumns<RemoteType, RemoteColumn>(columns, table, typeFor)

/** Whatever it is, it can be read as a text. */
function typeFor(wanted: SparkType, remote: RemoteType): RemoteType | undefined {
  if (sameSparkType(wanted, parseSparkType(remote.sparkType))) return remote
  return wanted.kind === 'string' ? TEXTUAL : undefined
}
