import type {
  ExpressionContext,
  JoinRelationContext,
  RelationContext,
  RelationPrimaryContext,
  SampleContext,
  TableAliasContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { buildBoolean, buildExpression } from './build-expression.ts'
import { identifiersOf, identifierText, tableNameOf } from './build-name.ts'
import { functionNameText } from './build-primary.ts'
import { buildQuery } from './build-recursion.ts'
import { nodes } from './grammar.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { Expression, JoinKind, Relation, TableAlias } from './tree.ts'

const NO_ALIAS: TableAlias = { name: undefined, columnNames: [] }

export function buildRelation(context: RelationContext): Relation {
  if (context.pivotClause().length > 0) throw notSupported('PIVOT', 'Write one aggregate with FILTER (WHERE …) for each value.')
  if (context.unPivotClause().length > 0) throw notSupported('UNPIVOT')
  const table = context.tableName()
  const primary = context.relationPrimary()
  let relation: Relation
  if (table !== null) relation = { kind: 'table', name: tableNameOf(table.tableIdentifier()), alias: NO_ALIAS }
  else if (primary !== null) relation = buildRelationPrimary(primary, context.KW_LATERAL() !== null)
  else throw notSupported(`The relation ${context.getText().slice(0, 80)}`)
  for (const join of context.joinRelation()) relation = buildJoin(relation, join)
  return relation
}

function buildRelationPrimary(context: RelationPrimaryContext, isLateral: boolean): Relation {
  if (isLateral && !(context instanceof nodes.SubQueryTableSourceContext)) throw notSupported('LATERAL before anything but a subquery')
  if (context instanceof nodes.TableSourceContext) {
    refuseSample(context.sample())
    if (context.temporalClause() !== null) throw notSupported('Time travel (VERSION AS OF, TIMESTAMP AS OF)')
    const table = context.tableName()
    if (table === null) throw notSupported(`The relation ${context.getText().slice(0, 80)}`)
    return { kind: 'table', name: tableNameOf(table.tableIdentifier()), alias: buildAlias(context.tableAlias()) }
  }
  if (context instanceof nodes.SubQueryTableSourceContext) {
    refuseSample(context.sample())
    const query = buildQuery(context.atomSubQueryTableSource().query())
    return { kind: 'query', query, alias: buildAlias(context.tableAlias()), isLateral }
  }
  if (context instanceof nodes.InlineTableSourceContext)
    return { kind: 'values', rows: rowsOf(context.inlineTable().expression()), alias: buildAlias(context.tableAlias()) }
  if (context instanceof nodes.JoinTableSourceContext) {
    refuseSample(context.sample())
    return { kind: 'nested', relation: buildRelation(context.relation()), alias: buildAlias(context.tableAlias()) }
  }
  if (context instanceof nodes.FunctionTableSourceContext) {
    const table = context.functionTable()
    const atom = table.atomFunctionTable()
    const values = atom.functionTableArgument().map((argument) => {
      const expression = argument.functionArgument()?.expression()
      if (expression == null) throw notSupported(`The table function argument ${argument.getText().slice(0, 80)}`)
      return buildExpression(expression)
    })
    return { kind: 'function', name: functionNameText(atom.functionName()), arguments: values, alias: buildAlias(table.tableAlias()) }
  }
  throw notSupported(`The relation ${context.getText().slice(0, 80)}`)
}

function refuseSample(sample: SampleContext | null): void {
  if (sample !== null) throw notSupported('TABLESAMPLE', 'Use LIMIT, or WHERE rand() < 0.1.')
}

function buildJoin(left: Relation, context: JoinRelationContext): Relation {
  const right = buildRelationPrimary(context.relationPrimary(), context.KW_LATERAL() !== null)
  const criteria = context.joinCriteria()
  const on = criteria?.booleanExpression() ?? null
  const using = criteria?.identifierList() ?? null
  const isNatural = context.KW_NATURAL() !== null
  if (isNatural && criteria !== null) throw semanticError('NATURAL JOIN has neither ON nor USING')
  return {
    kind: 'join',
    join: joinKindOf(context),
    isNatural,
    left,
    right,
    on: on === null ? undefined : buildBoolean(on),
    using: using === null ? undefined : identifiersOf(using),
  }
}

function joinKindOf(context: JoinRelationContext): JoinKind {
  const type = context.joinType()
  if (type === null) return 'inner'
  if (type.KW_SEMI() !== null) return 'semi'
  if (type.KW_ANTI() !== null) return 'anti'
  if (type.KW_LEFT() !== null) return 'left'
  if (type.KW_RIGHT() !== null) return 'right'
  if (type.KW_FULL() !== null) return 'full'
  return type.KW_CROSS() === null ? 'inner' : 'cross'
}

export function buildAlias(context: TableAliasContext): TableAlias {
  const name = context.strictIdentifier()
  return name === null ? NO_ALIAS : { name: identifierText(name), columnNames: identifiersOf(context.identifierList()) }
}

/** VALUES (1, 'a'), (2, 'b') or VALUES 1, 2: the rows. */
export function rowsOf(items: readonly ExpressionContext[]): readonly (readonly Expression[])[] {
  return items.map((item) => {
    const expression = buildExpression(item)
    if (expression.kind === 'row') return expression.items.map((inner) => inner.expression)
    if (expression.kind === 'call' && expression.name === 'struct') {
      const [row] = expression.arguments
      if (row?.kind === 'row') return row.items.map((inner) => inner.expression)
    }
    return [expression]
  })
}
