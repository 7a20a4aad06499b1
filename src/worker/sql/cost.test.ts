import { describe, expect, test } from 'vitest'
import { parseSparkType } from '../../base/spark-type.ts'
import { type Bound, compose, DOUBLE, literal, STRING, VOID } from './bound/bound.ts'
import { column, type Sql } from './bound/sql.ts'
import { fragment } from './bound/template.ts'
import { DEPTH, engineSql, nested, SAMPLE_CONTEXT } from './fixtures/nested-statements.ts'
import { attempted, ENVIRONMENT, madeInto, samples } from './fixtures/sample-values.ts'
import { type CallTail, emitScalar, type ScalarCall, type ScalarFunction, type SqlFunction } from './functions/function-record.ts'
import { castBound } from './functions/operators/cast.ts'
import { FUNCTIONS } from './functions/registry.ts'
import { expandedLength } from './render/duckdb/fixtures/expanded-text.ts'
import { printQuery } from './render/duckdb/query.ts'
import { printValue } from './render/duckdb/value.ts'
import { OPERATORS } from './session/function-usage.ts'
import { translate } from './translate.ts'
import { isAtomic } from './types/coercion.ts'

/** How much longer twelve may be than two. Even growth makes 6, and up to 11 where the values are short enough to be repeated at first. */
const RATIO_MAX = 14

interface Nesting {
  readonly ratio: number
  readonly name: string
}

const recordsOf = <K extends SqlFunction['kind']>(kind: K): readonly (readonly [string, Extract<SqlFunction, { kind: K }>])[] => {
  const isKind = (record: SqlFunction): record is Extract<SqlFunction, { kind: K }> => record.kind === kind
  return [...new Set(FUNCTIONS.values())].filter(isKind).map((record) => [record.names[0] ?? '', record])
}

const around = () => ({ relations: new Set(['t']), printQuery, written: { length: 0, depth: 0 } })

describe('scalar functions', () => {
  const lengthOf = (sql: Sql): number => expandedLength(printValue(sql, around()))

  /** What it gives depends on no value, or on one that is written in the statement. */
  const WITHOUT_OPERANDS =
    /^(schema_of_\w+|pi|e|rand|uuid|current_\w+|version|now|input_file_\w+|monotonically_increasing_id|spark_partition_id|randn)$/

  /** Each place of an argument of each list of arguments that the function takes. */
  function nestings(name: string, record: ScalarFunction): readonly Nesting[] {
    const call = { name, environment: ENVIRONMENT }
    const made: Nesting[] = []
    const seen = new Set<string>()
    const countMax = Math.min(record.argumentsMax, record.argumentsMin + 2)
    for (let count = record.argumentsMin; count <= countMax; count += 1) {
      for (const values of samples(count, (given) => attempted(() => record.emit(given, call)) !== undefined)) {
        // An atomic argument is cast, and casts have their own test.
        const kind = `${count} ${isAtomic(values[0]?.type ?? VOID) ? 'atomic' : values[0]?.type.kind} ${record.emit(values, call).type.kind}`
        if (seen.has(kind)) continue
        seen.add(kind)
        for (const [place, value] of values.entries()) {
          if (value.constant !== undefined) continue
          const step = (inner: Bound): Bound =>
            emitScalar(
              record,
              values.map((other, index) => (index === place ? madeInto(inner, value.type) : other)),
              call,
            )
          const twice = attempted(() => step(step(value)))
          if (twice === undefined) continue
          made.push({
            ratio: lengthOf(nested(step, twice, DEPTH - 2).sql) / lengthOf(twice.sql),
            name: `${name}(${values.map((one) => one.name).join(', ')}), argument ${place + 1}`,
          })
        }
      }
    }
    return made
  }

  test.each(recordsOf('scalar'))('%s', (name, record) => {
    const made = nestings(name, record)
    expect(made.filter(({ ratio }) => ratio > RATIO_MAX)).toEqual([])
    if (made.length === 0) expect(name).toMatch(WITHOUT_OPERANDS)
  })
})

/** How often an argument may stand in what an aggregate, a window function or a generator makes of it: it cannot be named there. */
const REPEATED_MAX = 16

/** These read no value, but places in a window, or what the binder alone knows. */
const WITHOUT_VALUES =
  /^(row_number|rank|dense_rank|percent_rank|cume_dist|ntile|percentile_cont|percentile_disc|grouping|grouping_id|count_min_sketch)$/

describe('functions of rows', () => {
  const lengthOf = (sql: Sql): number => expandedLength(printValue(sql, around()))
  const deep = (value: Bound): Bound => nested((inner) => madeInto(castBound(inner, STRING), value.type), value, DEPTH)
  const plain: CallTail = {
    isDistinct: false,
    ignoresNulls: false,
    filters: [],
    over: undefined,
    around: undefined,
    place: undefined,
    hasTurnedFrame: false,
    withinGroup: undefined,
  }
  const sorted = literal(column('t', 'f'), DOUBLE, 'f')
  const tails: readonly CallTail[] = [
    plain,
    { ...plain, over: fragment` OVER (ORDER BY ${sorted})` },
    { ...plain, withinGroup: { value: sorted, isDescending: false } },
  ]

  type Emit = (values: readonly Bound[]) => readonly Sql[]

  function repetitions(
    name: string,
    record: { readonly argumentsMin: number; readonly argumentsMax: number },
    emit: Emit,
  ): readonly Nesting[] {
    const made: Nesting[] = []
    for (let count = Math.max(record.argumentsMin, 1); count <= Math.min(record.argumentsMax, record.argumentsMin + 2); count += 1)
      for (const values of samples(count, (given) => attempted(() => emit(given)) !== undefined))
        for (const [place, value] of values.entries()) {
          if (value.constant !== undefined) continue
          const inner = attempted(() => deep(value))
          if (inner === undefined) continue
          const given = attempted(() => emit(values.map((other, index) => (index === place ? inner : other))))
          if (given === undefined) continue
          const once = emit(values)
          for (const [column, sql] of given.entries())
            made.push({
              ratio: (lengthOf(sql) - lengthOf(once[column] ?? sql)) / lengthOf(inner.sql),
              name: `${name}(${values.map((one) => one.name).join(', ')}), argument ${place + 1}`,
            })
        }
    return made
  }

  const call = (name: string): ScalarCall => ({ name, environment: ENVIRONMENT })
  const emits = (record: SqlFunction, name: string): readonly Emit[] =>
    record.kind === 'aggregate' || record.kind === 'window'
      ? tails.map(
          (tail): Emit =>
            (values) => [compose(values, { ...record.emit(values, tail, call(name)), name }).sql],
        )
      : record.kind === 'generator'
        ? [false, true].map(
            (isOuter): Emit =>
              (values) =>
                record.emit(values, isOuter, call(name)).map(({ sql, type }) => compose(values, { sql, type, name }).sql),
          )
        : []

  test.each([...recordsOf('aggregate'), ...recordsOf('window'), ...recordsOf('generator')])('%s', (name, record) => {
    const made = emits(record, name).flatMap((emit) => repetitions(name, record, emit))
    expect(made.filter(({ ratio }) => ratio > REPEATED_MAX)).toEqual([])
    if (made.length === 0) expect(name).toMatch(WITHOUT_VALUES)
  })
})

type Step = readonly [step: (inner: string) => string, innermost: string]

async function nestedRatio([step, innermost]: Step): Promise<number> {
  const [twice, often] = [2, DEPTH].map((times) => `SELECT ${nested(step, innermost, times)} AS v FROM t`)
  return expandedLength(await engineSql(often ?? '')) / expandedLength(await engineSql(twice ?? ''))
}

const WIDE = 'CAST(q AS DECIMAL(38,6))'
const COMPARED: readonly Step[] = [
  [(x) => `(${x} OPERATOR b)`, 'b'],
  [(x) => `(CAST(${x} AS string) OPERATOR d)`, 's'],
]
const compared = (operator: string): readonly Step[] =>
  COMPARED.map(([step, innermost]) => [(x) => step(x).replace('OPERATOR', operator), innermost])

/** What is put into itself, and what stands innermost. */
const OPERATOR_STEPS: Readonly<Record<string, readonly Step[]>> = {
  '%': [
    [(x) => `(${x} % q)`, 'q'],
    [(x) => `(f % ${x})`, 'f'],
    [(x) => `(${x} % i)`, 'i'],
  ],
  '*': [
    [(x) => `(${x} * ${WIDE})`, WIDE],
    [(x) => `(${x} * i)`, 'i'],
  ],
  '+': [
    [(x) => `(${x} + ${WIDE})`, WIDE],
    [(x) => `(${x} + f)`, 's'],
    [(x) => `(${x} + INTERVAL 1 MONTH)`, 'd'],
    [(x) => `(${x} + INTERVAL 1 HOUR)`, 'ts'],
  ],
  '-': [
    [(x) => `(q - ${x})`, 'q'],
    [(x) => `(- ${x})`, 'i'],
    [(x) => `(${x} - INTERVAL 1 DAY)`, 'ts'],
  ],
  '/': [
    [(x) => `(${x} / q)`, 'q'],
    [(x) => `(q / ${x})`, 'q'],
    [(x) => `(f / ${x})`, 'i'],
  ],
  div: [
    [(x) => `(${x} div l)`, 'l'],
    [(x) => `(${x} div q)`, 'q'],
    [(x) => `(q div ${x})`, 'q'],
  ],
  '&': [[(x) => `(${x} & l)`, 'l']],
  '|': [[(x) => `(${x} | i)`, 'i']],
  '^': [[(x) => `(${x} ^ i)`, 'i']],
  '~': [[(x) => `(~${x})`, 'i']],
  '||': [
    [(x) => `(${x} || s)`, 's'],
    [(x) => `(${x} || xs)`, 'xs'],
  ],
  '<': compared('<'),
  '<=': compared('<='),
  '<=>': compared('<=>'),
  '=': compared('='),
  '==': compared('=='),
  '>': compared('>'),
  '>=': compared('>='),
  '!=': compared('!='),
  '<>': compared('<>'),
  and: [
    [(x) => `(${x} AND b)`, 'b'],
    [(x) => `(b AND ${x})`, 'b'],
  ],
  or: [[(x) => `(${x} OR b)`, 'b']],
  not: [[(x) => `(NOT ${x})`, 'b']],
  '!': [[(x) => `(! ${x})`, 'b']],
  like: [
    [(x) => `(CAST(${x} AS string) LIKE s)`, 's'],
    [(x) => `(CAST(${x} AS string) LIKE ANY ('t%', s))`, 's'],
    [(x) => `(CAST(${x} AS string) NOT LIKE ALL ('t%', s))`, 's'],
  ],
  ilike: [[(x) => `(CAST(${x} AS string) ILIKE s)`, 's']],
  rlike: [[(x) => `(CAST(${x} AS string) RLIKE s)`, 's']],
  regexp: [[(x) => `(CAST(${x} AS string) REGEXP s)`, 's']],
  in: [
    [(x) => `(${x} IN (true, b))`, 'b'],
    [(x) => `(b NOT IN (${x}, true))`, 'b'],
  ],
  between: [
    [(x) => `(${x} BETWEEN false AND b)`, 'b'],
    [(x) => `(b BETWEEN ${x} AND true)`, 'b'],
    [(x) => `(CAST(${x} AS string) NOT BETWEEN d AND d)`, 's'],
  ],
  case: [
    [(x) => `CASE ${x} WHEN 1 THEN 2 WHEN 2 THEN 1 END`, 'i'],
    [(x) => `CASE i WHEN ${x} THEN 2 ELSE 1 END`, 'i'],
    [(x) => `CASE WHEN b THEN ${x} ELSE s END`, 'i'],
  ],
  when: [[(x) => `CASE WHEN ${x} THEN b WHEN b THEN true END`, 'b']],
  cast: [[(x) => `CAST(CAST(${x} AS struct<a:string,b:string>) AS struct<a:int,b:string>)`, 'st']],
  'IS NULL': [
    [(x) => `(${x} IS NULL)`, 'b'],
    [(x) => `(${x} IS NOT TRUE)`, 's'],
    [(x) => `(${x} IS DISTINCT FROM b)`, 'b'],
  ],
  '[ ]': [
    [(x) => `xs[${x}]`, 'i'],
    [(x) => `array(${x}[i])`, 'xs'],
    [(x) => `map(s, ${x}[s])`, 'm'],
  ],
  '.': [[(x) => `named_struct('a', ${x}.a)`, 'st']],
}

describe('operators', () => {
  test.each(Object.entries(OPERATOR_STEPS))('%s', async (_name, steps) => {
    for (const step of steps) expect(await nestedRatio(step), step[0](step[1])).toBeLessThan(RATIO_MAX)
  })

  test('each operator that Spark describes is among them', () => {
    expect(OPERATORS.filter((name) => !(name in OPERATOR_STEPS))).toEqual([])
  })

  const ATOMIC = [
    'boolean',
    'tinyint',
    'smallint',
    'int',
    'bigint',
    'float',
    'double',
    'decimal(20,4)',
    'decimal(38,38)',
    'string',
    'binary',
    'date',
    'timestamp',
  ]
  test.each(ATOMIC)('casts of %s', async (from) => {
    for (const to of ATOMIC) {
      const step: Step = [(x) => `CAST(CAST(${x} AS ${to}) AS ${from})`, `CAST(s AS ${from})`]
      const isCast = await engineSql(`SELECT ${step[0](step[1])} FROM t`).then(
        () => true,
        () => false,
      )
      if (isCast) expect(await nestedRatio(step), `${from} ${to}`).toBeLessThan(RATIO_MAX)
    }
  })
})

describe('functions that take lambda functions', () => {
  /** The forms of such calls: the list or map is put into itself, and the body is. */
  const FORMS: readonly (readonly [kind: 'list' | 'map', form: (name: string, inner: string) => string])[] = [
    ['list', (name, x) => `${name}(${x}, e -> e + 1)`],
    ['list', (name, x) => `${name}(${x}, e -> e > 1)`],
    ['list', (name, x) => `${name}(${x}, (e, g) -> e - g)`],
    ['list', (name, x) => `${name}(${x}, xs, (e, g) -> e + g)`],
    ['list', (name, x) => `${name}(${x}, 0, (a, e) -> a + e)`],
    ['list', (name, x) => `${name}(${x}, 0, (a, e) -> a + e, a -> a + 1)`],
    ['map', (name, x) => `${name}(${x}, (k, v) -> v + 1)`],
    ['map', (name, x) => `${name}(${x}, (k, v) -> v > 1)`],
    ['map', (name, x) => `${name}(${x}, (k, v) -> concat(k, v))`],
    ['map', (name, x) => `${name}(${x}, m, (k, v, w) -> v + w)`],
  ]
  const BODIES: readonly (readonly [form: (name: string, inner: string) => string])[] = [
    [(name, x) => `size(${name}(xs, e -> e > ${x}))`],
    [(name, x) => `CAST(${name}(xs, e -> e > ${x}) AS int)`],
    [(name, x) => `${name}(xs, 0, (a, e) -> a + ${x})`],
    [(name, x) => `size(${name}(m, (k, v) -> v > ${x}))`],
    [(name, x) => `size(${name}(m, (k, v) -> concat(k, ${x})))`],
    [(name, x) => `size(${name}(xs, xs, (e, g) -> e + ${x}))`],
    [(name, x) => `size(${name}(m, m, (k, v, w) -> v + ${x}))`],
  ]

  async function wrapped(sql: string, kind: 'list' | 'map'): Promise<(x: string) => string> {
    const plan = await translate(`SELECT ${sql} AS v FROM t`, SAMPLE_CONTEXT)
    const type = parseSparkType(plan.kind === 'query' ? (plan.query.columns[0]?.type ?? 'void') : 'void')
    const number = (x: string): string => (type.kind === 'array' || type.kind === 'map' ? `size(${x})` : `CAST(${x} AS int)`)
    if (type.kind === 'array' && kind === 'list' && type.element.kind === 'int') return (x) => x
    return kind === 'list' ? (x) => `array(${number(x)})` : (x) => `map(s, ${number(x)})`
  }

  test.each(recordsOf('higher-order'))('%s', async (name) => {
    let count = 0
    for (const [kind, form] of FORMS) {
      const innermost = kind === 'list' ? 'xs' : 'm'
      const wrap = await wrapped(form(name, innermost), kind).catch(() => undefined)
      if (wrap === undefined) continue
      count += 1
      expect(await nestedRatio([(x) => wrap(form(name, x)), innermost]), form(name, innermost)).toBeLessThan(RATIO_MAX)
    }
    expect(count).toBeGreaterThan(0)
    for (const [form] of BODIES) {
      const isCall = await engineSql(`SELECT ${form(name, 'i')} FROM t`).then(
        () => true,
        () => false,
      )
      if (isCall) expect(await nestedRatio([(x) => form(name, x), 'i']), form(name, 'i')).toBeLessThan(RATIO_MAX)
    }
  })
})
