import type { TableDefinition, TableSource } from '../../../protocol/table-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingTable, textRows } from './command-rows.ts'

export async function showCreateTable(command: Extract<Command, { kind: 'show-create-table' }>, context: JobContext): Promise<ResultRows> {
  const table = await existingTable(command.database, command.table, context)
  return textRows(['createtab_stmt'], [[createStatement(table)]])
}

/** A statement that makes the table again. */
function createStatement({ database, name, columns, source, comment }: TableDefinition): string {
  const list = columns.map(
    (column) =>
      `  ${quoteIdentifier(column.name)} ${column.type.toUpperCase()}${column.comment === undefined ? '' : ` COMMENT ${quoteString(column.comment)}`}`,
  )
  const options = optionsOf(source).map(([key, value]) => `  ${quoteString(key)} = ${quoteString(value)}`)
  const create = `CREATE TABLE ${quoteIdentifier(database)}.${quoteIdentifier(name)}`
  return [
    // The columns of a JDBC table are not written: they are read from the remote table.
    ...(source.kind === 'jdbc' ? [create] : [`${create} (`, `${list.join(',\n')})`]),
    `USING ${source.kind === 'jdbc' ? 'jdbc' : source.format}`,
    ...(options.length === 0 ? [] : [`OPTIONS (\n${options.join(',\n')})`]),
    ...(comment === undefined ? [] : [`COMMENT ${quoteString(comment)}`]),
  ].join('\n')
}

function optionsOf(source: TableSource): readonly (readonly [string, string])[] {
  switch (source.kind) {
    case 'managed':
      return []
    case 'files':
      return [...Object.entries(source.options).filter(([name]) => name !== 'path'), ['path', source.location]]
    case 'jdbc': {
      const others = Object.entries(source.options).filter(([name]) => name !== 'encryption')
      const authentication: readonly (readonly [string, string])[] =
        source.authName === undefined
          ? []
          : [
              ['passwdauth', source.authName],
              ['encryption', 'true'],
            ]
      return [...others, ['url', source.url], ['dbtable', source.dbtable], ...authentication]
    }
  }
}

const quoteIdentifier = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``)

/** Spark reads a backslash as the start of an escape. */
const quoteString = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
