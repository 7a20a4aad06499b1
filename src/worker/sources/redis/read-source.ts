import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { requireUnreadPassword } from '../shared/record-stores/encryption-options.ts'
import { REDIS_OPTIONS } from './options.ts'

export interface WrittenTable {
  readonly options: OptionValues<(typeof REDIS_OPTIONS)['options']>
  /** Of keys, as SCAN takes it. */
  readonly pattern: string
  /** What a row's key column leaves out of its key: so many characters at its beginning. */
  readonly prefixLength: number
  /** In lower case. */
  readonly keyColumn: string
  /** host:port, and the number of the database. */
  readonly place: string
}

/** spark-redis's, where none is named. */
const USUAL_KEY_COLUMN = '_id'

/** Everything that is written about a table, understood. @throws CausewayError for what is not, or is refused. */
export function readSource(source: TableSource): WrittenTable {
  if (source.kind !== 'redis') throw new CausewayError('internal', 'A table of another kind was given to the Redis source')
  const { host, port, authName } = source
  const options = readOptions(REDIS_OPTIONS, {
    ...source.options,
    host,
    port: String(port),
    ...(authName === undefined ? {} : { passwdauth: authName }),
  })
  const pattern = options['keys.pattern'] ?? `${options.table}:*`
  const isPrefix = pattern.endsWith('*') && pattern.indexOf('*') === pattern.length - 1
  const number = options.dbNum ?? 0
  const place = `${hostAndPort(host, port)}${number === 0 ? '' : `/${number}`}`
  if (options.passwdauth !== undefined) requireUnreadPassword(place, options)
  return {
    options,
    pattern,
    prefixLength: isPrefix ? pattern.length - 1 : 0,
    keyColumn: (options['key.column'] ?? USUAL_KEY_COLUMN).toLowerCase(),
    place,
  }
}
