import { noneNamed } from '../../../base/none-named.ts'
import { sparkTypeName } from '../../../base/spark-type.ts'
import { type Bound, compose } from '../bound/bound.ts'
import { withEarly } from '../bound/early.ts'
import { isVolatile } from '../bound/sql.ts'
import { earlyAggregate } from '../functions/aggregates/early-aggregate.ts'
import { type CallTail, checkCount, emitScalar, type SqlFunction } from '../functions/function-record.ts'
import { NAMES_ELSEWHERE } from '../functions/names-elsewhere.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { ofFunction } from '../functions/result-ranges.ts'
import { matchHint } from '../match-hint.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, FunctionCall, Window } from '../tree/query.ts'
import { columnsOfStar } from './columns-of-star.ts'
import { bindExpression, type ExpressionContext, functionEnvironment } from './context.ts'
import { outerUsesOf, refuseOuter } from './correlation.ts'
import { countedCall, counts, refuseFiles } from './every-row.ts'
import { foldedInteger } from './folded-integer.ts'
import type { WrittenFunction } from './functions-in-sight.ts'
import { bindGroupingCall } from './grouping-call.ts'
import { bindHigherOrder } from './lambda.ts'
import { refuseOfBytes } from './not-in-values.ts'
import { holdsPredicateQuery } from './predicate-queries.ts'
import { makeStruct } from './struct.ts'
import { bindTimeWindow } from './time-windows.ts'
import { bindUserFunction } from './user-function.ts'
import { bindWindow, definitionOf, ownFrame, type WindowNeeds } from './window.ts'

export function bindCall(written: FunctionCall, around: ExpressionContext): Bound {
  const context = around.allowsGenerators ? { ...around, allowsGenerators: false } : around
  const call = isRowCount(written, context) ? written : withoutStars(written, context)
  const own = userFunction(call, context)
  if (own !== undefined) return bindUserFunction(call, own, context)
  if (call.name === 'struct') return bindStruct(call, context)
  if (call.name === 'grouping' || call.name === 'grouping_id') return bindGroupingCall(call, context)
  const record = findFunction(call.name)
  if (call.ignoresNulls && !IGNORING_NULLS.has(call.name)) throw semanticError(`${call.name} has no IGNORE NULLS`, 'Leave it out.')
  if (call.over !== undefined && record.kind !== 'aggregate' && record.kind !== 'window')
    throw semanticError(`${call.name} is no window function`)
  if (record.kind !== 'aggregate' && (call.isDistinct || call.filter !== undefined))
    throw semanticError(`${call.name} is no aggregate: it has neither DISTINCT nor FILTER`)
  if (isRowCount(call, context)) {
    return bindAggregate({ ...call, arguments: [{ kind: 'number', type: 'integer', text: '1' }] }, record, context)
  }
  const countsNothing = call.name === 'count' && call.arguments.length === 0 && context.rules.countOfNothing
  if (!countsNothing) checkCount(record, call)
  switch (record.kind) {
    case 'scalar': {
      if (call.name === 'window' || call.name === 'session_window') return bindTimeWindow(call, context)
      const inputFile = call.name === 'input_file_name' ? context.scope.inputFile() : undefined
      if (inputFile !== undefined) return inputFile
      refuseFiles(call, context)
      const values = call.arguments.map((value) => bindExpression(value, context))
      refuseOfBytes(call.name, values, context.clause)
      const argumentNames = call.arguments.map(writtenName)
      const bound = emitScalar(record, values, { name: call.name, argumentNames, environment: functionEnvironment(context) })
      if (call.name === 'arrays_zip') return { ...bound, nameBeforeField: whole(call.name, values, fieldNamesOf(bound)) }
      if (
        values.some(({ nameBeforeField }) => nameBeforeField !== undefined) &&
        bound.name === `${call.name}(${values.map(({ name }) => name).join(', ')})`
      )
        return { ...bound, nameBeforeField: whole(call.name, values, []) }
      return counts(call) ? countedCall(call, bound, context) : bound
    }
    case 'higher-order':
      return bindHigherOrder(call, record, context)
    case 'aggregate':
    case 'window':
      return bindAggregate(call, record, context)
    case 'generator': {
      const values = call.arguments.map((value) => folded(value, bindExpression(value, context)))
      if (values.some((value) => value.hasWindow))
        throw semanticError(`${call.name} makes rows of no window function`, 'Compute the window function in a subquery of FROM.')
      const isOuter = call.name.endsWith('_outer')
      const columns = record.emit(values, isOuter, { name: call.name, environment: functionEnvironment(context) })
      const [first] = columns
      if (first === undefined || !around.allowsGenerators)
        throw semanticError(
          `${call.name} makes rows: it may stand by itself in the select list, and in LATERAL VIEW`,
          `Write LATERAL VIEW ${call.name}(…) t AS name, and compute with the name.`,
        )
      const bound = compose(values, { sql: first.sql, type: first.type, name: first.name })
      return { ...bound, generator: { columns } }
    }
  }
}

/** As Spark prints a call with all that it is made of, and not only with its arguments. */
const whole = (name: string, values: readonly Bound[], others: readonly string[], before = ''): string =>
  `${name}(${before}${[...values.map((value) => value.nameBeforeField ?? value.name), ...others].join(', ')})`

const fieldNamesOf = ({ type }: Bound): readonly string[] =>
  type.kind === 'array' && type.element.kind === 'struct' ? type.element.fields.map(({ name }) => name) : []

const IGNORING_NULLS: ReadonlySet<string> = new Set('first first_value last last_value any_value lead lag nth_value'.split(' '))

/** Two places of the buffer, which are not set while the query is read. */
const WITH_BUFFER: ReadonlySet<string> = new Set(['collect_list', 'collect_set', 'histogram_numeric'])

function writtenName(expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'column':
      return expression.parts.at(-1)
    case 'field':
      return expression.name
    case 'subscript':
      return expression.index.kind === 'string' ? expression.index.value : undefined
    default:
      return undefined
  }
}

/** What is built in goes before a function of the user, unless its database is written. */
function userFunction({ name, home }: FunctionCall, { state }: ExpressionContext): WrittenFunction | undefined {
  if (home?.isWritten !== true && FUNCTIONS.has(name)) return undefined
  const own = state.functions.find(name, home?.database)
  if (own === undefined && home?.isWritten === true)
    throw semanticError(
      noneNamed('function', `${home.database}.${name}`),
      `SHOW USER FUNCTIONS IN ${home.database} lists those that there are.`,
    )
  return own
}

/** count(*). Spark reads count(t.*) as a slip unless a setting allows it, but count(t.*, …) and count(DISTINCT *) as counts of the columns' values. */
function isRowCount(call: FunctionCall, { rules, scope }: ExpressionContext): boolean {
  const [only, ...others] = call.arguments
  if (call.name !== 'count' || call.home !== undefined || only?.kind !== 'star' || only.pattern !== undefined || others.length > 0)
    return false
  if (only.qualifier.length === 0) return !call.isDistinct
  if (rules.countOfTableStar || !scope.hasRelation(only.qualifier)) return false
  throw semanticError('count(t.*) cannot be read', 'Write count(*).')
}

/** f(*) and f(t.*) have all of the columns as arguments. */
function withoutStars(call: FunctionCall, context: ExpressionContext): FunctionCall {
  const isStar = (value: Expression | undefined): boolean => value?.kind === 'star'
  const [only] = call.arguments
  if (only?.kind === 'row' && only.items.some((item) => isStar(item.expression)) && call.name === 'struct') {
    const items = only.items.flatMap((item) =>
      columnsOfStar(item.expression, context).map((expression) =>
        expression === item.expression ? item : { expression, alias: undefined, aliases: [] },
      ),
    )
    return { ...call, arguments: [{ ...only, items }] }
  }
  if (!call.arguments.some(isStar)) return call
  return { ...call, arguments: call.arguments.flatMap((value) => columnsOfStar(value, context)) }
}

export function findFunction(name: string): SqlFunction {
  const record = FUNCTIONS.get(name)
  if (record === undefined)
    throw semanticError(
      `The function ${name} does not exist or is not supported`,
      elsewhereHint(name) ??
        matchHint(
          name,
          [...FUNCTIONS.keys()].filter((key) => !key.endsWith('_characters')),
        ).replace(/^There are:.*$/, 'No function that Causeway has is called alike: write the value with other functions.'),
    )
  return record
}

function elsewhereHint(name: string): string | undefined {
  const written = NAMES_ELSEWHERE.get(name.toLowerCase())
  return written === undefined ? undefined : `Write ${written}.`
}

function bindStruct(call: FunctionCall, context: ExpressionContext): Bound {
  const [only] = call.arguments
  const items =
    only?.kind === 'row' && call.arguments.length === 1
      ? only.items
      : call.arguments.map((expression) => ({ expression, alias: undefined, aliases: [] }))
  const bound = makeStruct(items, context)
  const names = items.flatMap(({ expression, alias }) =>
    expression.kind === 'column' && alias === undefined ? expression.parts.slice(-1) : [],
  )
  const isOfColumns = names.length === items.length && bound.name === `struct(${names.join(', ')})`
  return isOfColumns ? { ...bound, nameBeforeField: `struct(${names.map((name) => `${name}, ${name}`).join(', ')})` } : bound
}

function bindAggregate(call: FunctionCall, record: SqlFunction, context: ExpressionContext): Bound {
  if (record.kind !== 'aggregate' && record.kind !== 'window') throw semanticError(`${call.name} is no aggregate`)
  const isWindow = call.over !== undefined
  if (!isWindow && record.kind === 'aggregate') {
    if (context.lift !== undefined && context.allowsAggregates) return context.lift.aggregate(call)
    if (context.aggregatesAround !== undefined && context.clause === 'WHERE' && !context.isInAggregate)
      return context.aggregatesAround.aggregateAround(call, context)
  }
  checkPlace(call, record, isWindow, context)
  const inner: ExpressionContext = isWindow
    ? withinWindow(context)
    : { ...context, isInAggregate: true, allowsAggregates: false, allowsWindows: false }
  const values = call.arguments.map((value) => folded(value, bindExpression(value, inner)))
  if (isWindow && call.filter !== undefined)
    throw notSupported('FILTER of a window function', `Write ${call.name}(CASE WHEN … THEN … END) OVER (…).`)
  if (holdsPredicateQuery(call.filter))
    throw semanticError('IN (SELECT …) and EXISTS may not stand in FILTER', 'Compute the condition in a subquery.')
  const filter = call.filter === undefined ? undefined : bindExpression(call.filter, inner)
  if (filter !== undefined && isVolatile(filter.sql))
    throw semanticError(`FILTER takes no value that differs from row to row, as ${filter.name} does`, 'Compute it in a subquery of FROM.')
  if (filter !== undefined && filter.type.kind !== 'boolean')
    throw semanticError(`FILTER takes a condition; ${filter.name} is ${sparkTypeName(filter.type)}`)
  const within = call.withinGroup
  const sorted = within === undefined ? undefined : bindExpression(within.expression, inner)
  if (call.over !== undefined && call.withinGroup !== undefined) checkUnordered(call.name, definitionOf(call.over, context))
  const window = call.over === undefined ? undefined : bindWindow(call.over, withinWindow(context), needsOf(call, record, values))
  if (call.isDistinct && (record.kind !== 'aggregate' || !record.allowsDistinct)) throw semanticError(`${call.name} has no DISTINCT`)
  if (call.isDistinct && isWindow) throw semanticError('DISTINCT is not allowed in a window function')
  const tail: CallTail = {
    isDistinct: call.isDistinct,
    ignoresNulls: call.ignoresNulls,
    filters: filter === undefined ? [] : [filter.sql],
    over: window?.sql,
    around: window?.around,
    place: window?.place,
    hasTurnedFrame: window?.hasTurnedFrame === true,
    withinGroup: within === undefined || sorted === undefined ? undefined : { value: sorted, isDescending: within.isDescending },
  }
  if (!isWindow) refuseNested(call.name, [...values, filter, sorted])
  const changing = isWindow ? undefined : [...values, ...(sorted === undefined ? [] : [sorted])].find(({ sql }) => isVolatile(sql))
  if (changing !== undefined)
    throw semanticError(
      `The aggregate ${call.name} takes no value that differs from row to row, as ${changing.name} does`,
      'Compute it in a subquery of FROM.',
    )
  const emitted = record.emit(values, tail, { name: call.name, environment: functionEnvironment(context) })
  const plain = emitted.name ?? `${call.name}(${call.isDistinct ? 'DISTINCT ' : ''}${values.map((value) => value.name).join(', ')})`
  const filtered = filter === undefined ? plain : `${plain} FILTER (WHERE ${filter.name})`
  const name = window === undefined ? filtered : `${filtered} OVER (${window.name})`
  const parts = [...values, ...(filter === undefined ? [] : [filter]), ...(sorted === undefined ? [] : [sorted]), ...(window?.parts ?? [])]
  const bound = compose(parts, { sql: ofFunction(call.name, emitted.sql), type: emitted.type, name })
  if (isWindow) {
    const isNested = context.isInWindow === true && context.nestedWindows !== undefined
    return { ...bound, hasWindow: true, ...(isNested ? { sql: context.nestedWindows.add(bound.sql) } : {}) }
  }
  refuseOuter(outerUsesOf(bound, context.scope), `The aggregate ${call.name}`)
  const called = plain.slice(0, plain.indexOf('('))
  const isWhole = WITH_BUFFER.has(called) && plain === name
  const printed = isWhole ? { nameBeforeField: whole(called, values, ['0', '0'], call.isDistinct ? 'distinct ' : '') } : {}
  const isPlain = filter === undefined && sorted === undefined
  const early = isPlain ? earlyAggregate(call.name, values, bound.type) : undefined
  return { ...withEarly(bound, early), ...printed, hasAggregate: true, uses: bound.uses.filter((use) => use.scopeId !== context.scope.id) }
}

/** An alias of the select list may hold what may not be written there. */
function refuseNested(name: string, parts: readonly (Bound | undefined)[]): void {
  const nested = parts.find((part) => part?.hasAggregate === true || part?.hasWindow === true)
  if (nested !== undefined)
    throw semanticError(
      `The aggregate ${name} may not stand around the alias ${nested.name}, which is computed of groups`,
      'An alias hides the column of its name here: give it another name, or order by the alias alone.',
    )
}

/** One may stand in another where it can be computed before it. */
const withinWindow = (context: ExpressionContext): ExpressionContext => ({
  ...context,
  allowsWindows: context.allowsWindows && context.nestedWindows !== undefined,
  isInWindow: true,
})

/** 1 + 1 is as good as 2 where a number must be written in the statement. */
function folded(expression: Expression, bound: Bound): Bound {
  const value = expression.kind === 'arithmetic' ? foldedInteger(expression) : undefined
  return value === undefined ? bound : { ...bound, constant: { kind: 'number', text: String(value) } }
}

/** What WITHIN GROUP orders by is all that there is to order by. */
function checkUnordered(name: string, window: Window): void {
  if (window.order.length > 0 || window.frame !== undefined)
    throw semanticError(`${name} with WITHIN GROUP has no ORDER BY and no frame in its OVER (…)`, 'Write PARTITION BY alone.')
}

function needsOf(call: FunctionCall, record: SqlFunction, values: readonly Bound[]): WindowNeeds {
  const hasOwnFrame = record.kind === 'window' && record.needsOrder
  const rows = values[1]?.constant?.kind === 'number' ? values[1].constant.text : undefined
  return {
    name: call.name,
    order: record.kind === 'window',
    frame: hasOwnFrame ? ownFrame(call.name, rows) : undefined,
  }
}

function checkPlace(call: FunctionCall, record: SqlFunction, isWindow: boolean, context: ExpressionContext): void {
  if (record.kind === 'window' && !isWindow) {
    throw semanticError(
      `${call.name} is a window function and has no OVER (…)`,
      `Write the rows that it looks at behind it: ${call.name}(…) OVER (PARTITION BY … ORDER BY …).`,
    )
  }
  if (isWindow && !context.allowsWindows)
    throw semanticError(`The window function ${call.name} may not stand in ${placeName(context)}`, 'Compute it in a subquery of FROM.')
  if (!isWindow && !context.allowsAggregates)
    throw semanticError(
      `The aggregate ${call.name} may not stand in ${context.isInAggregate ? 'another aggregate' : context.clause}`,
      context.clause === 'WHERE' ? 'Conditions on aggregates stand in HAVING.' : undefined,
    )
}

function placeName({ isInAggregate, clause }: ExpressionContext): string {
  if (isInAggregate) return 'an aggregate'
  return clause === 'SELECT' ? 'another one' : clause
}
