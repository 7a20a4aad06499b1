import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, sameSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { RemoteColumn, RemoteTable } from './remote-table.ts'
import type { RemoteType } from './remote-type.ts'

export interface MatchedColumn extends RemoteColumn {
  readonly type: RemoteType
}

/**
 * The remote columns behind columns of the catalog, by name. The catalog's columns were frozen when the table was made.
 * @throws CausewayError when one is gone, or has another type now.
 */
export function matchColumns(columns: readonly Column[], table: RemoteTable): readonly MatchedColumn[] {
  return columns.map((column) => {
    const remote = table.columns.find(({ name }) => name === column.name)
    if (remote === undefined) {
      throw new CausewayError('sql-semantics', `The remote table ${table.shownName} has no column "${column.name}"`, { hint: HINT })
    }
    const { type } = remote
    if (type === undefined || !sameSparkType(parseSparkType(column.type), parseSparkType(type.sparkType))) {
      throw new CausewayError(
        'sql-semantics',
        `Column "${column.name}" of the remote table ${table.shownName} is ${remote.typeName} (${type?.sparkType ?? 'not supported'}), the table here has ${column.type}`,
        { hint: HINT },
      )
    }
    return { ...remote, type }
  })
}

const HINT = 'The columns of a JDBC table are fixed when it is made: DROP TABLE and CREATE TABLE again to take over the remote ones'
