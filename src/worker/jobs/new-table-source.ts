import type { TableSource } from '../../protocol/table-definition.ts'
import type { NewTableSource } from '../sql/new-table-source.ts'

export const newTableSource = (source: NewTableSource): TableSource =>
  source.kind === 'managed'
    ? { kind: 'managed', format: 'parquet', ...(source.rowFormat === undefined ? {} : { rowFormat: { ...source.rowFormat } }) }
    : source
