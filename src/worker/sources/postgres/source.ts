import type { Source } from '../source.ts'
import { describePostgres } from './describe.ts'
import { insertPostgres } from './insert.ts'
import { scanPostgres } from './scan.ts'

/** Tables of PostgreSQL databases (USING JDBC with a jdbc:postgresql URL). */
export const postgresSource: Source = { describe: describePostgres, scan: scanPostgres, insert: insertPostgres }
