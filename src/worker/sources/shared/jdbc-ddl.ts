import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import type { SourceDdl } from './source.ts'

/** What SHOW CREATE TABLE writes of a table of a remote database. Its columns are read from there. */
export function jdbcDdl(source: TableSource): SourceDdl {
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the source of a database')
  const others = Object.entries(source.options).filter(([name]) => name !== 'encryption')
  const authentication: SourceDdl['options'] =
    source.authName === undefined
      ? []
      : [
          ['passwdauth', source.authName],
          ['encryption', 'true'],
        ]
  const table: SourceDdl['options'] = source.dbtable === undefined ? [] : [['dbtable', source.dbtable]]
  return {
    using: 'jdbc',
    options: [...others, ['url', source.url], ...table, ...authentication],
    place: [
      ['Url', source.url],
      ['Remote Table', source.dbtable ?? source.options['dbtable'] ?? `(${source.options['query'] ?? ''})`],
    ],
    showsColumns: false,
  }
}
