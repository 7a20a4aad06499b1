import type { DuckDBMaterializedResult } from '@duckdb/node-api'
import { DuckDBMapValue } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import type { PartitionValues } from '../../protocol/table-files.ts'
import type { WrittenFile } from './messages.ts'

/** What a COPY with RETURN_STATS says of its files: filename, count, file_size_bytes, footer_size_bytes, column_statistics, partition_keys. */
export async function readWrittenFiles(result: DuckDBMaterializedResult): Promise<readonly WrittenFile[]> {
  const rows = await result.getRows()
  return rows.map((row) => ({
    path: String(row[0]),
    rowCount: Number(row[1]),
    bytes: Number(row[2]),
    partition: row[5] instanceof DuckDBMapValue ? partitionOf(row[5]) : undefined,
  }))
}

function partitionOf({ entries }: DuckDBMapValue): PartitionValues {
  return Object.fromEntries(
    entries.map(({ key, value }) => {
      if (typeof key !== 'string' || (value !== null && typeof value !== 'string'))
        throw new CausewayError('internal', 'The engine tells a partition otherwise than by texts')
      return [key, value]
    }),
  )
}
