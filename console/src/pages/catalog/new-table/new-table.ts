/** A table or a view as a person describes it. */
export interface NewTable {
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly description: string
  /** Of a table: a column a line, as `id int`, or `day date partition`; what stands behind -- is its comment. */
  readonly columns: string
  /** Of a view. */
  readonly query: string
}

export interface NewTableBody {
  readonly body: Readonly<Record<string, unknown>>
  /** What is wrong; '' where nothing is. */
  readonly wrong: string
}

const COLUMN = /^\s*(`[^`]+`|\w+)\s+(.*?)(?:\s+(partition))?\s*,?\s*(?:--\s*(.*))?$/i

/** The body that makes it. */
export function newTableBody({ name, kind, description, columns, query }: NewTable): NewTableBody {
  const head = { table_name: name.trim(), data_location: kind === 'view' ? 'VIEW' : 'DLI', ...(description === '' ? {} : { description }) }
  if (head.table_name === '') return { body: head, wrong: 'It wants a name' }
  if (kind === 'view') {
    const statement = query.trim().replace(/;$/, '')
    return { body: { ...head, select_statement: statement }, wrong: statement === '' ? 'A view wants a query' : '' }
  }
  const lines = columns.split('\n').filter((line) => line.trim() !== '')
  const read = lines.map((line) => COLUMN.exec(line))
  const unread = lines.find((_, at) => read[at] === null)
  const list = read.flatMap((match) => {
    const [, column = '', type = '', partition, comment] = match ?? []
    if (column === '') return []
    return [
      {
        column_name: column.replaceAll('`', ''),
        type: type.trim(),
        ...(comment === undefined || comment === '' ? {} : { description: comment }),
        ...(partition === undefined ? {} : { is_partition_column: true }),
      },
    ]
  })
  const wrong =
    unread !== undefined
      ? `"${unread.trim()}" is no column: write a name and a type, as id int`
      : list.length === 0
        ? 'A table wants a column'
        : ''
  return { body: { ...head, columns: list }, wrong }
}
