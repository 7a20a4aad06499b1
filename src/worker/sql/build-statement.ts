import type {
  DmlStatementNoWithContext,
  InsertIntoContext,
  StatementContext,
  StringLitContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { buildBoolean, buildExpression, buildNamed, buildSortItem, buildValue } from './build-expression.ts'
import { stringText } from './build-literal.ts'
import { databaseNameOf, oneName, partsOf, tableNameOf } from './build-name.ts'
import { buildNewTable } from './build-new-table.ts'
import { buildCtes, buildQuery } from './build-query.ts'
import { connectBuilders } from './build-recursion.ts'
import { nodes } from './grammar.ts'
import { notSupported } from './syntax-error.ts'
import type { CommonTable, Statement } from './tree.ts'

connectBuilders({
  expression: buildExpression,
  condition: buildBoolean,
  value: buildValue,
  named: buildNamed,
  sortItem: buildSortItem,
  query: buildQuery,
})

/** The statement's tree. What is not handled here is refused by its own first words, with a hint where there is another way. */
export function buildStatement(context: StatementContext): Statement {
  if (context instanceof nodes.StatementDefaultContext) return { kind: 'query', query: buildQuery(context.query()) }
  if (context instanceof nodes.DmlStatementContext) return buildDml(context.dmlStatementNoWith(), buildCtes(context.ctes()))
  if (context instanceof nodes.CreateTableContext) return buildNewTable(context)
  return buildDatabaseStatement(context) ?? buildTableStatement(context) ?? refuse(context)
}

function buildDml(context: DmlStatementNoWithContext, ctes: readonly CommonTable[]): Statement {
  if (context instanceof nodes.InsertFromQueryContext) {
    const into = context.insertInto()
    const table = into.tableName()
    refuseInsertForms(into)
    if (table === null) throw notSupported('INSERT into anything but a table')
    const columns = into.columnNameSeq()
    const query = buildQuery(context.query())
    return {
      kind: 'insert',
      table: tableNameOf(table.tableIdentifier()),
      columnNames: columns?.columnName().map((column) => {
        const parts = column.multipartIdentifierAllowEmpty()?.multipartIdentifier()
        return oneName(parts == null ? [] : partsOf(parts))
      }),
      query: { ...query, ctes: [...ctes, ...query.ctes] },
    }
  }
  const name = context.start?.text?.toUpperCase() ?? ''
  throw notSupported(name === 'FROM' ? 'An insert that begins with FROM' : name, name === 'FROM' ? 'Begin it with INSERT INTO.' : undefined)
}

function refuseInsertForms(context: InsertIntoContext): void {
  if (context.KW_DIRECTORY() !== null) throw notSupported('INSERT OVERWRITE DIRECTORY', 'Insert into a table with a location.')
  if (context.KW_OVERWRITE() !== null) throw notSupported('INSERT OVERWRITE', 'Drop the table, create it again and use INSERT INTO.')
  if (context.KW_REPLACE() !== null) throw notSupported('INSERT INTO … REPLACE WHERE')
  if (context.partitionSpec() !== null) throw notSupported('INSERT with PARTITION')
  if (context.KW_BY() !== null) throw notSupported('INSERT BY NAME', 'List the columns: INSERT INTO t (a, b) SELECT ….')
  if (context.ifNotExists() !== null) throw notSupported('INSERT … IF NOT EXISTS')
}

function buildDatabaseStatement(context: StatementContext): Statement | undefined {
  if (context instanceof nodes.CreateNamespaceContext) {
    if (context.KW_LOCATION().length > 0) throw notSupported('CREATE DATABASE with a location')
    const properties = context.propertyList()
    if (properties.length > 0) throw notSupported('CREATE DATABASE with properties')
    const comment = lastText(context.stringLit())
    return {
      kind: 'create-database',
      database: databaseNameOf(context.namespaceNameCreate()),
      ifNotExists: context.ifNotExists() !== null,
      comment,
    }
  }
  if (context instanceof nodes.DropNamespaceContext)
    return {
      kind: 'drop-database',
      database: databaseNameOf(context.namespaceName()),
      ifExists: context.ifExists() !== null,
      cascade: context.KW_CASCADE() !== null,
    }
  if (context instanceof nodes.DescribeNamespaceContext)
    return { kind: 'describe-database', database: databaseNameOf(context.namespaceName()), extended: context.KW_EXTENDED() !== null }
  if (context instanceof nodes.ShowNamespacesContext) {
    if (context.multipartIdentifier() !== null) throw notSupported('SHOW DATABASES in a catalog')
    return { kind: 'show-databases', pattern: optionalText(context.stringLit()) }
  }
  return undefined
}

function buildTableStatement(context: StatementContext): Statement | undefined {
  if (context instanceof nodes.DropTableContext)
    return { kind: 'drop-table', table: tableNameOf(context.tableName().tableIdentifier()), ifExists: context.ifExists() !== null }
  if (context instanceof nodes.DescribeRelationContext) {
    if (context.partitionSpec() !== null) throw notSupported('DESCRIBE of a partition')
    if (context.describeColName() !== null) throw notSupported('DESCRIBE of one column', 'Describe the table.')
    const extended = context.KW_EXTENDED() !== null || context.KW_FORMATTED() !== null
    return { kind: 'describe-table', table: tableNameOf(context.tableName().tableIdentifier()), extended }
  }
  if (context instanceof nodes.ShowTablesContext) {
    const database = context.namespaceName()
    const pattern = optionalText(context.stringLit())
    return { kind: 'show-tables', database: database === null ? undefined : databaseNameOf(database), pattern }
  }
  if (context instanceof nodes.ShowColumnsContext) {
    const table = tableNameOf(context.tableName().tableIdentifier())
    const database = context.namespaceName()
    return { kind: 'show-columns', table: database === null ? table : { database: databaseNameOf(database), table: table.table } }
  }
  if (context instanceof nodes.ShowCreateTableContext) {
    if (context.KW_SERDE() !== null) throw notSupported('SHOW CREATE TABLE AS SERDE')
    return { kind: 'show-create-table', table: tableNameOf(context.tableName().tableIdentifier()) }
  }
  return undefined
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['CREATE VIEW', 'Create a table with CREATE TABLE … AS SELECT, or write the query with WITH.'],
  ['EXPLAIN', 'Run the query; the detail of its job shows what was sent to each database.'],
  ['USE', "Name the database in the statement, or send it as the job's current database."],
  ['SET', "Send settings in the job's conf."],
  ['TRUNCATE TABLE', 'Drop the table and create it again.'],
  ['ALTER TABLE', 'Create a new table with CREATE TABLE … AS SELECT.'],
])

function refuse(context: StatementContext): never {
  const names = `${context.constructor.name.replace(/Context$/, '')}`
  const words = (context.getText().length === 0 ? names : firstWords(context)).toUpperCase()
  const hint = HINTS.get(words) ?? HINTS.get(words.split(' ')[0] ?? '')
  throw notSupported(words, hint)
}

/** The statement's own first keywords: CREATE VIEW, ALTER TABLE, SET. */
function firstWords(context: StatementContext): string {
  const SINGLE = new Set([
    'EXPLAIN',
    'USE',
    'SET',
    'RESET',
    'MSCK',
    'LOAD',
    'CACHE',
    'UNCACHE',
    'ADD',
    'LIST',
    'DFS',
    'GRANT',
    'REVOKE',
    'OPTIMIZE',
  ])
  const SKIPPED = new Set(['OR', 'REPLACE', 'TEMPORARY', 'GLOBAL'])
  const words: string[] = []
  const walk = (node: unknown): void => {
    if (words.length >= 2) return
    if (!(node instanceof Object)) return
    if ('symbol' in node && 'getText' in node && typeof node.getText === 'function') {
      const word = String(node.getText()).toUpperCase()
      if (!SKIPPED.has(word)) words.push(word)
      return
    }
    if ('children' in node && Array.isArray(node.children)) for (const child of node.children) walk(child)
  }
  walk(context)
  const [first = 'THE STATEMENT', second] = words
  return SINGLE.has(first) || second === undefined ? first : `${first} ${second}`
}

const optionalText = (context: StringLitContext | null): string | undefined => (context === null ? undefined : stringText(context))

function lastText(strings: readonly StringLitContext[]): string | undefined {
  const last = strings.at(-1)
  return last === undefined ? undefined : stringText(last)
}
