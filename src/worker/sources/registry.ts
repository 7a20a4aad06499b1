import { CausewayError } from '../../base/errors.ts'
import { JDBC_FORMS, JDBC_SERVERS, type JdbcProtocol, jdbcProtocolOf, jdbcWordOf } from '../../base/remote-kinds.ts'
import type { StoreKind } from '../../protocol/record-stores.ts'
import type { TableSource } from '../../protocol/table-definition.ts'
import type { Decoders } from '../engine/decoder.ts'
import { clickhouseKind } from './clickhouse/kind.ts'
import { cssKind } from './css/kind.ts'
import { filesKind } from './files/kind.ts'
import { mongoKind } from './mongo/kind.ts'
import { mysqlKind } from './mysql/kind.ts'
import { postgresKind } from './postgres/kind.ts'
import { redisKind } from './redis/kind.ts'
import type { OptionsSchema } from './shared/options/source-option.ts'
import type { SourceKind } from './shared/source.ts'

/** Databases that a JDBC URL names. */
const DATABASES: Readonly<Record<JdbcProtocol, SourceKind>> = { postgresql: postgresKind, mysql: mysqlKind, clickhouse: clickhouseKind }

/** Places that options of their own name. */
const STORES: Readonly<Record<StoreKind, SourceKind>> = { redis: redisKind, mongo: mongoKind, css: cssKind }

const KINDS: readonly SourceKind[] = [filesKind, ...Object.values(DATABASES), ...Object.values(STORES)]

/** What may be written about tables of every kind, for the page of them. */
export const TABLE_OPTIONS: readonly OptionsSchema[] = KINDS.flatMap(({ options }) => options)

/** The decoders of all sources, for the engine's thread. */
export const DECODERS: Decoders = Object.assign({}, ...KINDS.map(({ decoders }) => decoders))

/** The kind of place where a table is. @throws CausewayError not-supported for a database that none serves. */
export function sourceKindOf(source: TableSource): SourceKind {
  switch (source.kind) {
    case 'managed':
    case 'files':
      return filesKind
    case 'jdbc':
      return databaseKind(source.url)
    default:
      return STORES[source.kind]
  }
}

function databaseKind(url: string): SourceKind {
  const database = jdbcWordOf(url)
  const protocol = jdbcProtocolOf(database)
  if (protocol !== undefined) return DATABASES[protocol]
  if (database === '') {
    throw new CausewayError('invalid-parameter', 'The option url is not a JDBC URL', { hint: `Write 'url'='${JDBC_FORMS}'` })
  }
  throw new CausewayError('not-supported', `Tables of ${database} databases are not supported`, {
    hint: `Supported are ${JDBC_SERVERS}: ${JDBC_FORMS}`,
  })
}
