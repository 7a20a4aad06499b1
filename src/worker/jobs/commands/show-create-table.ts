import { CausewayError } from '../../../base/errors.ts'
import type { Properties, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ViewDefinition } from '../../../protocol/view-definition.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import { sourceKindOf } from '../../sources/registry.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { existingRelation } from './relation.ts'

export async function showCreateTable(command: Extract<Command, { kind: 'show-create-table' }>, context: JobContext): Promise<ResultRows> {
  const relation = await existingRelation(command.relation, context)
  if (relation.kind === 'view') {
    throw new CausewayError('not-supported', `SHOW CREATE TABLE of the temporary view ${relation.name.name} is not supported`, {
      hint: 'Spark has it for tables only: the statement that made the view is in the list of jobs.',
    })
  }
  const statement = relation.kind === 'table' ? createStatement(relation.table) : createViewStatement(relation.view)
  return textRows(['createtab_stmt'], [[statement]])
}

/** As Spark writes it. */
function createViewStatement({ database, name, columns, comment, properties = {}, source }: ViewDefinition): string {
  const list = columns.map(
    (column) => `  ${quoteIdentifier(column.name)}${column.comment === undefined ? '' : ` COMMENT ${quoteString(column.comment)}`}`,
  )
  return [
    `CREATE VIEW ${quoteIdentifier(database)}.${quoteIdentifier(name)} (`,
    `${list.join(',\n')})`,
    ...(comment === undefined ? [] : [`COMMENT ${quoteString(comment)}`]),
    ...propertyLines(properties),
    `AS ${source.sql}`,
  ].join('\n')
}

function propertyLines(properties: Properties): readonly string[] {
  const list = Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const lines = list.map(([key, value]) => `  ${quoteString(key)} = ${quoteString(value)}`)
  return lines.length === 0 ? [] : [`TBLPROPERTIES (\n${lines.join(',\n')})`]
}

/** A statement that makes the table again. */
function createStatement({ database, name, columns, source, comment, partitionedBy = [], properties = {} }: TableDefinition): string {
  const list = columns.map(
    (column) =>
      `  ${quoteIdentifier(column.name)} ${column.type.toUpperCase()}${column.comment === undefined ? '' : ` COMMENT ${quoteString(column.comment)}`}`,
  )
  const ddl = sourceKindOf(source).ddl(source)
  const options = ddl.options.map(([key, value]) => `  ${quoteString(key)} = ${quoteString(value)}`)
  const create = `CREATE TABLE ${quoteIdentifier(database)}.${quoteIdentifier(name)}`
  return [
    ...(ddl.showsColumns ? [`${create} (`, `${list.join(',\n')})`] : [create]),
    `USING ${ddl.using}`,
    ...(options.length === 0 ? [] : [`OPTIONS (\n${options.join(',\n')})`]),
    ...(partitionedBy.length === 0 || !ddl.showsColumns ? [] : [`PARTITIONED BY (${partitionedBy.map(quoteIdentifier).join(', ')})`]),
    ...(comment === undefined ? [] : [`COMMENT ${quoteString(comment)}`]),
    ...propertyLines(properties),
  ].join('\n')
}

const quoteIdentifier = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``)

/** Spark reads a backslash as the start of an escape. */
const quoteString = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
