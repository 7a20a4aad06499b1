import type { TableFormatName } from '../../../../protocol/file-formats.ts'
import type { TableFormat } from './table-snapshot.ts'

const LOADERS: Readonly<Record<TableFormatName, () => Promise<TableFormat>>> = {
  iceberg: async () => (await import('./iceberg/iceberg-format.ts')).icebergFormat,
  delta: async () => (await import('./delta/delta-format.ts')).deltaFormat,
}

/** Reads the reader when the first table of its format is used. */
export const loadTableFormat = (name: TableFormatName): Promise<TableFormat> => LOADERS[name]()
