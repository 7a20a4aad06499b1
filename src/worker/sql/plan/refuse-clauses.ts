import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { refuseSecrets } from './jdbc-source.ts'

/** What no table of a store of records has beside its columns and options. */
export function refuseClauses(
  { options, partitionedBy, query, location }: Extract<Statement, { kind: 'create-table' }>,
  using: string,
  example: string,
): void {
  refuseSecrets(options)
  if (partitionedBy !== undefined) throw semanticError(`A table USING ${using} has no PARTITIONED BY`)
  if (query !== undefined) throw notSupported(`CREATE TABLE … USING ${using} AS SELECT`, 'Create the table, then INSERT INTO it.')
  if (location !== undefined) throw semanticError(`A table USING ${using} has no LOCATION`, example)
}
