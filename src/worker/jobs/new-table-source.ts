import type { TableSource } from '../../protocol/table-definition.ts'
import type { NewTableSource } from '../sql/new-table-source.ts'

export const newTableSource = (source: NewTableSource): TableSource =>
  source.kind === 'managed' ? { ...source, kind: 'managed', format: 'parquet' } : source
