import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import { type CsvFormat, csvFormat } from './csv/csv-format.ts'
import { FILE_OPTIONS } from './options.ts'

export type FileFormat =
  /** `compression`: of the files that are written. */
  { readonly kind: 'parquet'; readonly compression: 'snappy' | 'uncompressed' } | { readonly kind: 'json' } | CsvFormat

/** @throws CausewayError, by name, for an option that cannot be honoured exactly. */
export function fileFormat(source: TableDefinition['source']): FileFormat {
  if (source.kind === 'managed') return { kind: 'parquet', compression: 'snappy' }
  if (source.kind !== 'files') throw new CausewayError('internal', 'A table without files was given to the files source')
  const given = { ...source.options, path: source.location }
  switch (source.format) {
    case 'parquet': {
      const { compression } = readOptions(FILE_OPTIONS.parquet, given)
      return { kind: 'parquet', compression: compression === 'none' || compression === 'uncompressed' ? 'uncompressed' : 'snappy' }
    }
    case 'json':
      readOptions(FILE_OPTIONS.json, given)
      return { kind: 'json' }
    case 'csv':
      return csvFormat(readOptions(FILE_OPTIONS.csv, given))
  }
}
