import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { MONGO_OPTIONS } from './options.ts'

export interface WrittenTable {
  readonly options: OptionValues<(typeof MONGO_OPTIONS)['options']>
  readonly host: string
  readonly port: number
  readonly database: string
  readonly collection: string
  /** The database that has the user. */
  readonly authSource: string
  /** host:port/database */
  readonly place: string
}

/** Everything that is written about a table, understood. @throws CausewayError for what is not, or is refused. */
export function readSource(source: TableSource): WrittenTable {
  if (source.kind !== 'mongo') throw new CausewayError('internal', 'A table of another kind was given to the MongoDB source')
  const { host, port, authName } = source
  const options = readOptions(MONGO_OPTIONS, {
    ...source.options,
    url: `${host}:${port}`,
    ...(authName === undefined ? {} : { passwdauth: authName }),
  })
  const { database, collection } = options
  return {
    options,
    host,
    port,
    database,
    collection,
    authSource: options.authSource ?? 'admin',
    place: `${hostAndPort(host, port)}/${database}`,
  }
}
