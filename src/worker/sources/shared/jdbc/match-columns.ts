import { CausewayError } from '../../../../base/errors.ts'
import { parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'

interface NamedColumn<T> {
  readonly name: string
  readonly type: T
  readonly typeName: string
}

/**
 * The remote columns behind columns of the catalog, by name. The catalog's columns were frozen when the table was made. `typeFor`: how a remote column is
 * read as the wanted type; undefined: it cannot be.
 * @throws CausewayError when one is gone, or has another type now.
 */
export function matchRemoteColumns<T extends { readonly sparkType: string }, C extends NamedColumn<T>>(
  columns: readonly Column[],
  table: { readonly shownName: string; readonly columns: readonly C[] },
  typeFor: (wanted: SparkType, remote: T) => T | undefined,
): readonly C[] {
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

const HINT =
  'The columns of a JDBC table are fixed when it is made: DROP TABLE and CREATE TABLE again to take over the remote ones; of one in a database FROM CONNECTION, REFRESH TABLE does it'
