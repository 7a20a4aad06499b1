import type { DuckDBMaterializedResult } from '@duckdb/node-api'
import { DuckDBMapValue } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import type { PartitionValues } from '../../protocol/table-files.ts'
import type { WrittenColumn, WrittenFile } from './messages.ts'

/** What a COPY with RETURN_STATS says of its files: filename, count, file_size_bytes, footer_size_bytes, column_statistics, partition_keys. */
export async function readWrittenFiles(result: DuckDBMaterializedResult): Promise<readonly WrittenFile[]> {
  const rows = await result.getRows()
  return rows.map((row) => ({
    path: String(row[0]),
    rowCount: Number(row[1]),
    bytes: Number(row[2]),
    partition: row[5] instanceof DuckDBMapValue ? partitionOf(row[5]) : undefined,
    columns: row[4] instanceof DuckDBMapValue ? columnsOf(row[4]) : new Map(),
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

/** A name in quotes; one of a value within a column is several with points between. */
const COLUMN = /^"((?:[^"]|"")*)"$/

function columnsOf({ entries }: DuckDBMapValue): ReadonlyMap<string, WrittenColumn> {
  return new Map(
    entries.flatMap(({ key, value }) => {
      const name = COLUMN.exec(String(key))?.[1]?.replaceAll('""', '"')
      return name === undefined || !(value instanceof DuckDBMapValue) ? [] : [[name, columnOf(value)] as const]
    }),
  )
}

function columnOf({ entries }: DuckDBMapValue): WrittenColumn {
  const texts = new Map(entries.map(({ key, value }) => [String(key), String(value)]))
  const nulls = Number(texts.get('null_count') ?? Number.NaN)
  return {
    nulls: Number.isSafeInteger(nulls) ? nulls : undefined,
    min: texts.get('min'),
    max: texts.get('max'),
    hasNaN: texts.get('has_nan') !== 'false',
  }
}
