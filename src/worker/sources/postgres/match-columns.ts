import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, type SparkType, sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { RemoteColumn, RemoteTable } from './remote-table.ts'
import { DECIMAL_DIGITS_MAX, type RemoteType, textual } from './remote-type.ts'

/**
 * The remote columns behind columns of the catalog, by name. The catalog's columns were frozen when the table was made.
 * @throws CausewayError when one is gone, or has another type now.
 */
export function matchColumns(columns: readonly Column[], table: RemoteTable): readonly RemoteColumn[] {
  return columns.map((column) => {
    const remote = table.columns.find(({ name }) => name === column.name)
    if (remote === undefined) {
      throw new CausewayError('sql-semantics', `The remote table ${table.shownName} has no column "${column.name}"`, { hint: HINT })
    }
    const type = typeFor(parseSparkType(column.type), remote.type)
    if (type === undefined) {
      throw new CausewayError(
        'sql-semantics',
        `Column "${column.name}" of the remote table ${table.shownName} is ${remote.typeName} (${remote.type.sparkType}), the table here has ${column.type}`,
        { hint: HINT },
      )
    }
    return { ...remote, type }
  })
}

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

const HINT = 'The columns of a JDBC table are fixed when it is made: DROP TABLE and CREATE TABLE again to take over the remote ones'
