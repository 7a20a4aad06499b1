import type {
  FunctionArgumentContext,
  FunctionNameContext,
  PrimaryExpressionContext,
  QualifiedNameContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { buildConstant } from './build-literal.ts'
import { identifierText, partsOf } from './build-name.ts'
import { buildBoolean, buildExpression, buildNamed, buildQuery, buildSortItem, buildValue } from './build-recursion.ts'
import { buildType } from './build-type.ts'
import { buildWindowReference } from './build-window.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { Expression, FunctionCall, NamedExpression } from './tree.ts'

export function buildPrimary(context: PrimaryExpressionContext): Expression {
  const constant = context.constant()
  if (constant !== null) return buildConstant(constant)
  const functionName = context.functionName()
  if (functionName !== null) return buildCall(context, functionNameText(functionName))
  const column = context.columnNamePath()
  if (column !== null) return { kind: 'column', parts: partsOf(column.multipartIdentifier()) }
  if (context.ARROW() !== null) return buildLambda(context)
  const type = context.dataType()
  if (type !== null && (context.KW_CAST() !== null || context.KW_TRY_CAST() !== null)) {
    const [operand] = context.expression()
    if (operand === undefined) throw semanticError('CAST has no operand')
    return { kind: 'cast', operand: buildExpression(operand), type: buildType(type), isTry: context.KW_TRY_CAST() !== null }
  }
  if (context.KW_CASE() !== null) return buildCase(context)
  const inner = context.primaryExpression()
  if (inner !== null) return buildAccess(inner, context)
  const query = context.query()
  if (query !== null) return { kind: 'scalar-query', query: buildQuery(query) }
  if (context.ASTERISK() !== null) {
    const qualified: QualifiedNameContext | null = context.qualifiedName()
    return { kind: 'star', qualifier: qualified?.identifier().map(identifierText) ?? [] }
  }
  return buildKeywordForm(context)
}

function buildCall(context: PrimaryExpressionContext, name: string): FunctionCall {
  const where = context.booleanExpression()
  const window = context.windowSpec()
  const sort = context.sortItem()
  return {
    kind: 'call',
    name,
    arguments: context.functionArgument().map(buildArgument),
    isDistinct: context.setQuantifier()?.KW_DISTINCT() != null,
    ignoresNulls: context.KW_IGNORE() !== null,
    filter: where === null ? undefined : buildBoolean(where),
    withinGroup: sort === null ? undefined : buildSortItem(sort),
    over: window === null ? undefined : buildWindowReference(window),
  }
}

export function functionNameText(context: FunctionNameContext): string {
  const qualified = context.qualifiedName()
  if (qualified === null) {
    if (context.KW_IDENTIFIER() !== null) throw notSupported('IDENTIFIER(…)')
    return context.getText().toLowerCase()
  }
  const parts = qualified.identifier().map(identifierText)
  const [name] = parts
  if (name === undefined || parts.length > 1)
    throw notSupported(`The function ${parts.join('.')} of a database`, "Use Spark SQL's own functions.")
  return name.toLowerCase()
}

function buildArgument(context: FunctionArgumentContext): Expression {
  const expression = context.expression()
  if (expression === null) throw notSupported(`The named argument ${context.getText().slice(0, 80)}`, 'Write the arguments in their order.')
  return buildExpression(expression)
}

function buildLambda(context: PrimaryExpressionContext): Expression {
  const [body] = context.expression()
  if (body === undefined) throw semanticError('A lambda function has no body')
  return { kind: 'lambda', parameters: context.identifier().map(identifierText), body: buildExpression(body) }
}

function buildCase(context: PrimaryExpressionContext): Expression {
  const otherwise = context._elseExpression
  const [operand] = context.expression().filter((expression) => expression !== otherwise)
  return {
    kind: 'case',
    operand: operand === undefined ? undefined : buildExpression(operand),
    branches: context.whenClause().map((branch) => {
      const [when, result] = branch.expression()
      if (when === undefined || result === undefined) throw semanticError('WHEN has a condition and a result')
      return { when: buildExpression(when), result: buildExpression(result) }
    }),
    otherwise: otherwise === undefined ? undefined : buildExpression(otherwise),
  }
}

function buildAccess(inner: PrimaryExpressionContext, context: PrimaryExpressionContext): Expression {
  const operand = buildPrimary(inner)
  if (context.LEFT_BRACKET() !== null) {
    const [index] = context.valueExpression()
    if (index === undefined) throw semanticError('[ ] has no index')
    return { kind: 'subscript', operand, index: buildValue(index) }
  }
  const field = context._fieldName
  if (field === undefined) throw notSupported(`The expression ${context.getText().slice(0, 80)}`)
  return { kind: 'field', operand, name: identifierText(field) }
}

/** Forms that begin with a keyword or a bracket; each becomes the call it is another spelling of. */
function buildKeywordForm(context: PrimaryExpressionContext): Expression {
  const text = context.start?.text?.toLowerCase() ?? ''
  const values = context.valueExpression().map(buildValue)
  const named = context.namedExpression()
  if (text === '(') {
    const [single] = context.expression()
    if (single !== undefined && named.length === 0) return buildExpression(single)
    if (named.length > 0) return { kind: 'row', items: named.map(buildNamed) }
  }
  switch (text) {
    case 'current_date':
    case 'current_timestamp':
    case 'current_user':
      return call(text)
    case 'user':
    case 'session_user':
      return call('current_user')
    case 'struct':
      return structOf(named.map(buildNamed))
    case 'timestampadd':
    case 'dateadd':
    case 'date_add':
    case 'timestampdiff':
    case 'datediff':
    case 'date_diff':
    case 'timediff':
      return call(text === 'timestampadd' || text.endsWith('add') ? 'timestampadd' : 'timestampdiff', unitOf(context), ...values)
    case 'first':
    case 'last':
    case 'any_value':
      return { ...call(text, ...context.expression().map(buildExpression)), ignoresNulls: context.KW_IGNORE() !== null }
    case 'position':
      return call('position', ...values)
    case 'substr':
    case 'substring':
    case 'overlay':
      return call(text, ...values)
    case 'extract':
      return call('extract', { kind: 'string', value: context._field?.getText() ?? '' }, ...values)
    case 'trim':
      return buildTrim(context)
    case 'percentile_cont':
    case 'percentile_disc': {
      const sort = context.sortItem()
      return { ...call(text, ...values), withinGroup: sort === null ? undefined : buildSortItem(sort), over: overOf(context) }
    }
    default:
      throw notSupported(`The expression ${context.getText().slice(0, 80)}`)
  }
}

function unitOf(context: PrimaryExpressionContext): Expression {
  const unit = context.datetimeUnit()
  if (unit === null) throw semanticError(`The unit of ${context.start?.text ?? 'the function'} is a bare word, as in DAY`)
  return { kind: 'string', value: unit.getText().toLowerCase() }
}

function overOf(context: PrimaryExpressionContext): FunctionCall['over'] {
  const window = context.windowSpec()
  return window === null ? undefined : buildWindowReference(window)
}

function buildTrim(context: PrimaryExpressionContext): Expression {
  const source = context._srcStr
  const characters = context._trimStr
  if (source === undefined) throw semanticError('TRIM has no string')
  const name = context.KW_LEADING() !== null ? 'ltrim' : context.KW_TRAILING() !== null ? 'rtrim' : 'trim'
  // Spark's two-argument ltrim and rtrim take the characters first; `sp trim` forms keep one order here.
  return characters === undefined ? call(name, buildValue(source)) : call(`${name}_characters`, buildValue(source), buildValue(characters))
}

function structOf(items: readonly NamedExpression[]): Expression {
  return call('struct', { kind: 'row', items })
}

function call(name: string, ...values: readonly Expression[]): FunctionCall {
  return {
    kind: 'call',
    name,
    arguments: values,
    isDistinct: false,
    ignoresNulls: false,
    filter: undefined,
    withinGroup: undefined,
    over: undefined,
  }
}
