import type { Column } from '../../../protocol/table-definition.ts'
import type { RowStream } from '../jobs/row-stream.ts'

export interface PreviewedRows {
  readonly columns: readonly Column[]
  /** Each the text of a JSON array. */
  readonly rowsJson: readonly string[]
}

/** All rows of a query of few. @throws why it did not finish */
export async function previewRows({ parts }: RowStream): Promise<PreviewedRows> {
  let columns: readonly Column[] = []
  let rows = ''
  for await (const part of parts) {
    if (part.kind === 'columns') ({ columns } = part)
    else if (part.kind === 'rows') rows += part.text
    else if (part.error !== undefined) throw part.error
  }
  return { columns, rowsJson: rows.split('\n').filter((row) => row !== '') }
}
