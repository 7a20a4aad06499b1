import { lookup } from '../../../base/lookup.ts'
import { parseSparkType, type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { type AggregateCall, withAggregateCall } from '../bound/aggregate-call.ts'
import { type Bound, type Constant, compose } from '../bound/bound.ts'
import { NULL_SQL, type Sql, type Template } from '../bound/sql.ts'
import { type Fragment, filled, fragment, type Hole, joined, overRows, template, text } from '../bound/template.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, FunctionCall } from '../tree/query.ts'
import { isAtomic, isInteger, isNumeric } from '../types/coercion.ts'
import { castBound } from './operators/cast.ts'
import { ofFunction } from './result-ranges.ts'

/** What a function may know of the job. */
export interface FunctionEnvironment extends StatementEnvironment {
  /** Where decimals have no room for all digits, those behind the point give way; otherwise what does not fit is NULL. */
  readonly allowsPrecisionLoss: boolean
  readonly concatOfBinaryIsText: boolean
  readonly eltOfBinaryIsText: boolean
  /** In VALUES: how long before the statement's instant that is which the call stands for; fewer with each call. Spark looks at the clock there for each anew, before the statement runs. */
  readonly microsBeforeNow?: () => number
}

/** The same for the whole of a statement. */
export interface StatementEnvironment {
  /** Epoch ms: one instant for the whole statement. */
  readonly now: number
  readonly userName: string
  readonly currentDatabase: string
}

export interface Emitted {
  readonly sql: Sql
  readonly type: SparkType
  /** Where Spark prints the call otherwise than as name(arguments). */
  readonly name?: string
  readonly constant?: Constant
}

export interface ScalarFunction {
  readonly kind: 'scalar'
  readonly names: readonly string[]
  readonly argumentsMin: number
  readonly argumentsMax: number
  /** What its arguments must be, where its record says so. */
  readonly parameters?: readonly Parameter[]
  readonly emit: (values: readonly Bound[], call: ScalarCall) => Emitted
}

export interface ScalarCall {
  readonly name: string
  /** What each argument is called by how it is written: a column, a field, the value of a key; undefined for what is computed. */
  readonly argumentNames?: readonly (string | undefined)[]
  readonly environment: FunctionEnvironment
}

/** A function that takes lambda functions: it binds its own arguments. */
export interface HigherOrderFunction {
  readonly kind: 'higher-order'
  readonly names: readonly string[]
  readonly argumentsMin: number
  readonly argumentsMax: number
  readonly emit: (values: readonly Expression[], binder: LambdaBinder, call: ScalarCall) => Bound
}

export interface LambdaBinder {
  bind(expression: Expression): Bound
  /**
   * The body with its parameters of these types. The engine's parameter names are in the answer; sqlOf says how the body reads each parameter
   * when that is not the engine's parameter itself.
   */
  bindLambda(
    expression: Expression,
    types: readonly SparkType[],
    sqlOf?: (parameters: readonly Sql[]) => readonly Sql[],
  ): { readonly parameters: readonly string[]; readonly body: Bound; readonly text: string }
}

/** The clauses around an aggregate or window call, to be put behind its arguments. */
export interface CallTail {
  readonly isDistinct: boolean
  readonly ignoresNulls: boolean
  /** Conditions of FILTER, joined with AND. */
  readonly filters: readonly Sql[]
  /** OVER (…), where the call stands over a window. */
  readonly over: Fragment | undefined
  /** Around the frame of that window: the same order of all of the partition's rows, and of those up to the frame's end. */
  readonly around: { readonly all: Fragment; readonly upToEnd: Fragment } | undefined
  /** The place of a row in the order of that window, where it has one: greater for each later row, and for each earlier one. */
  readonly place: { readonly later: Sql; readonly earlier: Sql } | undefined
  /** The frame of that window ends before it begins. */
  readonly hasTurnedFrame: boolean
  readonly withinGroup: { readonly value: Bound; readonly isDescending: boolean } | undefined
}

export interface AggregateFunction {
  readonly kind: 'aggregate'
  readonly names: readonly string[]
  readonly argumentsMin: number
  readonly argumentsMax: number
  readonly allowsDistinct: boolean
  readonly emit: (values: readonly Bound[], tail: CallTail, call: ScalarCall) => Emitted
}

export interface WindowFunction {
  readonly kind: 'window'
  readonly names: readonly string[]
  readonly argumentsMin: number
  readonly argumentsMax: number
  readonly needsOrder: boolean
  readonly emit: (values: readonly Bound[], tail: CallTail, call: ScalarCall) => Emitted
}

/** A function that makes rows: in the select list, and in LATERAL VIEW. */
export interface GeneratorFunction {
  readonly kind: 'generator'
  readonly names: readonly string[]
  readonly argumentsMin: number
  readonly argumentsMax: number
  readonly emit: (
    values: readonly Bound[],
    isOuter: boolean,
    call: ScalarCall,
  ) => readonly { readonly name: string; readonly type: SparkType; readonly sql: Sql }[]
}

export type SqlFunction = ScalarFunction | HigherOrderFunction | AggregateFunction | WindowFunction | GeneratorFunction

/**
 * What a parameter takes: a type that the argument is cast to as Spark casts implicitly, or a family of types that it must be of.
 * A ? behind it: may be left out; … behind it: any number of them; = before it: of that very type, or NULL.
 */
export type Parameter = string

type Result = string | SparkType | ((values: readonly Bound[]) => SparkType)
/** Engine text with $1, $2 … for the arguments, or what makes the tree of them. */
type Body = string | ((values: readonly Sql[], bounds: readonly Bound[]) => Sql)

interface Printing {
  /** Spark prints this instead of name(arguments). */
  readonly print?: (names: readonly string[], called: string) => string
}

/** A scalar function in one line: names, parameters, result, and engine SQL with $1, $2 … for the arguments. */
export function scalar(
  names: string,
  parameters: readonly Parameter[],
  result: Result,
  body: Body,
  printing: Printing = {},
): ScalarFunction {
  const variadic = parameters.at(-1)?.endsWith('…') === true
  const required = parameters.filter((parameter) => !parameter.endsWith('?') && !parameter.endsWith('…')).length
  return {
    kind: 'scalar',
    names: names.split(' '),
    argumentsMin: required,
    argumentsMax: variadic ? 10_000 : parameters.length,
    parameters,
    emit: (values, call) => {
      const bounds = values.map((value, index) =>
        coerce(value, parameters[Math.min(index, parameters.length - 1)] ?? 'any', call.name, index),
      )
      const sql =
        typeof body === 'string'
          ? fill(body, bounds)
          : body(
              bounds.map((bound) => bound.sql),
              bounds,
            )
      const type = resultType(result, bounds)
      const printed = printing.print?.(
        values.map((value) => value.name),
        call.name,
      )
      return { sql, type, ...(printed === undefined ? {} : { name: printed }) }
    },
  }
}

function resultType(result: Result, bounds: readonly Bound[]): SparkType {
  if (typeof result === 'function') return result(bounds)
  return typeof result === 'string' ? typeNamed(result) : result
}

const types = new Map<string, SparkType>()
function typeNamed(name: string): SparkType {
  const known = types.get(name)
  if (known !== undefined) return known
  const type = parseSparkType(name)
  types.set(name, type)
  return type
}

/** Text with $1, $2 … for values: each number is a hole. */
export function fill(body: string, values: readonly { readonly sql: Sql }[]): Template {
  const pieces = body.split(/\$(\d)/)
  return filled(
    pieces.filter((_, index) => index % 2 === 0),
    pieces.filter((_, index) => index % 2 === 1).map((digit) => values[Number(digit) - 1]?.sql ?? NULL_SQL),
  )
}

const FAMILIES: Readonly<Record<string, (type: SparkType) => boolean>> = lookup({
  any: () => true,
  atomic: isAtomic,
  number: isNumeric,
  /** A number or an interval of one kind. */
  signed: (type) => isNumeric(type) || type.kind === 'interval',
  integer: isInteger,
  array: (type) => type.kind === 'array',
  map: (type) => type.kind === 'map',
  struct: (type) => type.kind === 'struct',
})

/** The argument as the parameter takes it. Throws sql-semantics with the function's name and the argument's place. */
export function coerce(value: Bound, parameter: Parameter, functionName: string, index: number): Bound {
  const isExact = parameter.startsWith('=')
  const wanted = parameter.replace(/^=|[?…]$/g, '')
  const family = FAMILIES[wanted]
  if (family !== undefined) {
    if (family(value.type) || value.type.kind === 'void') return value
    if ((wanted === 'number' || wanted === 'signed' || wanted === 'integer') && value.type.kind === 'string')
      return castBound(value, typeNamed(wanted === 'integer' ? 'int' : 'double'))
    throw wrongType(value, wanted, functionName, index)
  }
  const type = typeNamed(wanted)
  const fits = isExact ? value.type.kind === type.kind || value.type.kind === 'void' : isCoercible(value.type, type)
  if (fits) return castBound(value, type)
  throw wrongType(value, wanted, functionName, index)
}

/** Spark's implicit casts of arguments (TypeCoercion.implicitCast). */
function isCoercible(from: SparkType, to: SparkType): boolean {
  if (from.kind === to.kind || from.kind === 'void') return true
  if (from.kind === 'interval' && to.kind === 'string') return true
  if (!isAtomic(from) || !isAtomic(to)) return false
  if (to.kind === 'string') return true
  if (from.kind === 'string') return true
  if (isNumeric(to)) return isNumeric(from)
  if (to.kind === 'date') return from.kind === 'timestamp'
  if (to.kind === 'timestamp') return from.kind === 'date'
  return false
}

function wrongType(value: Bound, wanted: string, functionName: string, index: number): Error {
  return semanticError(`Argument ${index + 1} of ${functionName} must be of type ${wanted}; ${value.name} is ${sparkTypeName(value.type)}`)
}

export function emitScalar(record: ScalarFunction, values: readonly Bound[], call: ScalarCall): Bound {
  const emitted = record.emit(values, call)
  const name = emitted.name ?? `${call.name}(${values.map((value) => value.name).join(', ')})`
  const bound = compose(values, { sql: ofFunction(call.name, emitted.sql), type: emitted.type, name })
  return emitted.constant === undefined ? bound : { ...bound, constant: emitted.constant }
}

export function checkCount(record: { readonly argumentsMin: number; readonly argumentsMax: number }, call: FunctionCall): void {
  const count = call.arguments.length
  if (count >= record.argumentsMin && count <= record.argumentsMax) return
  const wanted =
    record.argumentsMin === record.argumentsMax
      ? `${record.argumentsMin}`
      : record.argumentsMax >= 10_000
        ? count < record.argumentsMin
          ? `at least ${record.argumentsMin}`
          : `at most ${record.argumentsMax}`
        : `${record.argumentsMin} to ${record.argumentsMax}`
  const message = `${call.name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, not ${count}`
  throw semanticError(message, `DESCRIBE FUNCTION ${call.name} shows how it is called.`)
}

/** The call of an engine aggregate with its clauses. */
export function aggregateSql(name: string, values: readonly Hole[], tail: CallTail, filters: readonly Sql[] = [], order: Hole = ''): Sql {
  const conditions = [...tail.filters, ...filters]
  // The engine counts the rows of a frame by its edges, less than none where they are the wrong way round.
  if (tail.hasTurnedFrame && name === 'count' && values.length === 1 && values[0] === '*')
    return template`coalesce(${aggregateSql('count_if', [text('TRUE')], tail, filters)}, CAST(0 AS BIGINT))`
  const filter = conditions.length === 0 ? '' : fragment` FILTER (WHERE ${joined(conditions, ' AND ')})`
  const sql = overRows(template`${name}(${tail.isDistinct ? 'DISTINCT ' : ''}${joined(values, ', ')}${order})${filter}${tail.over ?? ''}`)
  return conditions.length > 0 || tail.over !== undefined || order !== ''
    ? sql
    : withAggregateCall(sql, plainCall(name, values, tail.isDistinct))
}

/** Of these the engine's own is exact. */
const PLAIN_CALLS: Readonly<Record<string, AggregateCall['name']>> = lookup({ count: 'count', sum: 'sum', min: 'min', max: 'max' })

function plainCall(name: string, [value, ...others]: readonly Hole[], isDistinct: boolean): AggregateCall | undefined {
  const plain = PLAIN_CALLS[name]
  if (plain === undefined || others.length > 0) return undefined
  if (value === '*') return { name: plain, isDistinct, value: undefined }
  return typeof value === 'object' && 'kind' in value && value.kind !== 'fragment' ? { name: plain, isDistinct, value } : undefined
}

/** NULL, also as a type: CAST(NULL AS STRING). */
export const isNullConstant = (value: Bound | undefined): boolean => value?.type.kind === 'void' || value?.constant?.kind === 'null'

/** The text of an argument that must be written in the statement: a format, a unit, a name. */
export function constantText(value: Bound | undefined, what: string): string {
  if (value?.constant?.kind !== 'string') throw semanticError(`${what} must be a string written in the statement`)
  return value.constant.value
}

export function constantInteger(value: Bound | undefined, what: string): number {
  const constant = value?.constant
  if (constant?.kind !== 'number' || !/^-?\d{1,9}$/.test(constant.text))
    throw semanticError(`${what} must be an integer written in the statement`)
  return Number(constant.text)
}
