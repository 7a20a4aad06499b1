import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { type MysqlAddress, parseJdbcUrl } from './jdbc-url.ts'
import { MYSQL_OPTIONS } from './options.ts'
import { parseRelation, type RemoteRelation } from './remote-relation.ts'

export interface WrittenTable {
  readonly options: OptionValues<(typeof MYSQL_OPTIONS)['options']>
  readonly address: MysqlAddress
  readonly relation: RemoteRelation
}

/** Everything that is written about a table, understood. @throws CausewayError for what is not, or is refused. */
export function readSource(source: TableSource): WrittenTable {
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the MySQL source')
  const { authName, url, dbtable } = source
  const options = readOptions(MYSQL_OPTIONS, {
    ...source.options,
    url,
    ...(dbtable === undefined ? {} : { dbtable }),
    ...(authName === undefined ? {} : { passwdauth: authName }),
  })
  const address = parseJdbcUrl(options.url)
  return { options, address, relation: parseRelation(options, address.database) }
}
