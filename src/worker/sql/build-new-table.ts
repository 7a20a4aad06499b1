import type {
  CreateTableClausesContext,
  CreateTableContext,
  ExpressionPropertyListContext,
  PropertyKeyContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { buildExpression } from './build-expression.ts'
import { stringText } from './build-literal.ts'
import { identifierText, partsOf, tableNameOf } from './build-name.ts'
import { buildQuery } from './build-query.ts'
import { buildType } from './build-type.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { NewColumn, Statement } from './tree.ts'

export function buildNewTable(context: CreateTableContext): Statement {
  if (context.KW_TEMPORARY() !== null) throw notSupported('CREATE TEMPORARY TABLE', 'Write the query with WITH.')
  const clauses = context.createTableClauses()
  refuseClauses(clauses)
  const query = context.query()
  const texts = clauseTexts(clauses)
  return {
    kind: 'create-table',
    table: tableNameOf(context.tableNameCreate().tableIdentifier()),
    ifNotExists: context.ifNotExists() !== null,
    columns: buildColumns(context),
    provider: providerOf(context, clauses),
    options: buildOptions(clauses.expressionPropertyList()),
    location: texts.get('LOCATION'),
    comment: texts.get('COMMENT'),
    query: query === null ? undefined : buildQuery(query),
  }
}

function refuseClauses(clauses: CreateTableClausesContext): void {
  if (clauses.partitionFieldList().length > 0) throw notSupported('PARTITIONED BY', 'Leave it out: a table is one folder of files.')
  if (clauses.bucketSpec().length > 0) throw notSupported('CLUSTERED BY … INTO BUCKETS')
  if (clauses.skewSpec().length > 0) throw notSupported('SKEWED BY')
  if (clauses.rowFormat().length > 0) throw notSupported('ROW FORMAT', 'Write USING csv OPTIONS (…).')
  if (clauses.tableLifecycle().length > 0) throw notSupported('LIFECYCLE')
  if (clauses.KW_TBLPROPERTIES().length > 0) throw notSupported('TBLPROPERTIES')
}

function providerOf(context: CreateTableContext, clauses: CreateTableClausesContext): string | undefined {
  const provider = context.tableProvider()
  const [stored] = clauses.createFileFormat()
  if (stored === undefined) return provider === null ? undefined : partsOf(provider.multipartIdentifier()).join('.').toLowerCase()
  if (provider !== null) throw semanticError('A table has USING or STORED AS, not both')
  const format = stored.fileFormat()?.identifier()
  if (format == null) throw notSupported('STORED AS INPUTFORMAT and STORED BY', 'Write STORED AS PARQUET or USING parquet.')
  return identifierText(format).toLowerCase()
}

/** LOCATION and COMMENT each have one string, in the order of the keywords. */
function clauseTexts(clauses: CreateTableClausesContext): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  const strings = clauses.stringLit()
  const keywords = [...clauses.KW_LOCATION(), ...clauses.KW_COMMENT()].sort((a, b) => a.symbol.start - b.symbol.start)
  keywords.forEach((keyword, index) => {
    const name = keyword.getText().toUpperCase()
    const string = strings[index]
    if (string === undefined) throw semanticError(`${name} has no string`)
    if (texts.has(name)) throw semanticError(`${name} is given twice`)
    texts.set(name, stringText(string))
  })
  return texts
}

function buildColumns(context: CreateTableContext): readonly NewColumn[] | undefined {
  const list = context.createOrReplaceTableColTypeList()
  if (list === null) return undefined
  return list.createOrReplaceTableColType().map((column) => {
    let comment: string | undefined
    for (const option of column.colDefinitionOption()) {
      const string = option.stringLit()
      if (option.KW_COMMENT() === null || string === null)
        throw notSupported(
          option.KW_NOT() !== null ? 'NOT NULL' : option.getText().slice(0, 40),
          'A column has a name, a type and a comment.',
        )
      comment = stringText(string)
    }
    const name = column.columnNameCreate().errorCapturingIdentifier()
    return { name: identifierText(name), type: buildType(column.dataType()), comment }
  })
}

function buildOptions(lists: readonly ExpressionPropertyListContext[]): ReadonlyMap<string, string> {
  const options = new Map<string, string>()
  for (const list of lists) {
    for (const property of list.expressionProperty()) {
      const name = keyText(property.propertyKey()).toLowerCase()
      if (options.has(name)) throw semanticError(`The option '${name}' is given twice`)
      const value = property.expression()
      if (value === null) throw semanticError(`The option '${name}' has no value`)
      const expression = buildExpression(value)
      if (expression.kind === 'string') options.set(name, expression.value)
      else if (expression.kind === 'number') options.set(name, expression.text)
      else if (expression.kind === 'boolean') options.set(name, String(expression.value))
      else throw notSupported(`The value of the option '${name}'`, 'Write a string.')
    }
  }
  return options
}

function keyText(context: PropertyKeyContext): string {
  const string = context.stringLit()
  return string === null ? context.identifier().map(identifierText).join('.') : stringText(string)
}
