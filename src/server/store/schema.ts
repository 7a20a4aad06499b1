/**
 * The tables as Kysely sees them: column names in camelCase, snake_case in the database. Only types that SQLite and PostgreSQL share: text, integers
 * (times are epoch ms), bytes. A flag is 0 or 1; structured values are JSON text, parsed where a row becomes a record.
 */
import type { Kysely } from 'kysely'
import type { AccountTables } from './tables/account-tables.ts'
import type { CatalogTables } from './tables/catalog-tables.ts'
import type { JobTables } from './tables/job-tables.ts'
import type { NetworkTables } from './tables/network-tables.ts'
import type { ProjectTables } from './tables/project-tables.ts'
import type { QueueTables } from './tables/queue-tables.ts'
import type { ServerTables } from './tables/server-tables.ts'

export interface Schema extends AccountTables, NetworkTables, QueueTables, CatalogTables, JobTables, ProjectTables, ServerTables {}

/** What every function of the store takes first: the database, or a transaction of it. */
export type Database = Kysely<Schema>
