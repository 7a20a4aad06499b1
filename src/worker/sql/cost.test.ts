import { readdirSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSparkType } from '../../base/spark-type.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import { ENGINE_FUNCTIONS, registerEngineFunction } from '../engine/functions/engine-functions.ts'
import { type Bound, compose, DOUBLE, literal, STRING, VOID } from './bound/bound.ts'
import { column, type Sql } from './bound/sql.ts'
import { fragment } from './bound/template.ts'
import { attempted, COLUMN_TYPES, ENVIRONMENT, madeInto, samples } from './fixtures/sample-values.ts'
import { type CallTail, emitScalar, type ScalarCall, type ScalarFunction, type SqlFunction } from './functions/function-record.ts'
import { castBound } from './functions/operators/cast.ts'
import { FUNCTIONS } from './functions/registry.ts'
import type { TranslationContext } from './plan/plan.ts'
import { ENGINE_MACROS } from './render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from './render/duckdb/engine-settings.ts'
import { expandedLength, expandedText } from './render/duckdb/fixtures/expanded-text.ts'
import { printQuery } from './render/duckdb/query.ts'
import { printValue } from './render/duckdb/value.ts'
import { OPERATORS } from './session/function-usage.ts'
import { translate } from './translate.ts'
import { isAtomic } from './types/coercion.ts'

/**
 * The engine plans text, and a nesting that doubles at each step is a text that it never ends with. So each function and operator is put into itself
 * twelve times, and judged by the characters that the engine gets, its macros expanded: never by time.
 */
const DEPTH = 12
/** How much longer twelve may be than two. Even growth makes 6, and up to 11 where the values are short enough to be repeated at first. */
const RATIO_MAX = 14

const table: TableDefinition = {
  database: 'default',
  name: 't',
  columns: COLUMN_TYPES.map(([name, type]) => ({ name, type })),
  source: { kind: 'managed', format: 'parquet' },
}
const context: TranslationContext = {
  catalog: { databaseExists: async () => true, table: async (_database, name) => (name === 't' ? table : undefined) },
  ...ENVIRONMENT,
}

async function engineSql(sql: string): Promise<string> {
  const plan = await translate(sql, context)
  if (plan.kind !== 'query') throw new Error('no query')
  return plan.query.sql
}

interface Nesting {
  readonly ratio: number
  readonly name: string
}

const nested = <T>(step: (inner: T) => T, inner: T, times: number): T =>
  Array.from({ length: times }).reduce<T>((made) => step(made), inner)

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
    const plan = await translate(`SELECT ${sql} AS v FROM t`, context)
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

/** Of what the engine plans for one character of a statement: an hour or a timestamp out of a text needs the most, then structs read from JSON. */
const EXPANSION_MAX = 1500

test('no statement of the case files becomes much more than it is', async () => {
  const folder = new URL('./cases/', import.meta.url)
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
  const CaseFile = Type.Object({ cases: Type.Array(Type.Object({ sql: Type.String() })) })
  const columnsOf = new Map<string, TableDefinition['columns']>()
  const ofCases: TranslationContext = {
    ...context,
    catalog: {
      databaseExists: async () => true,
      table: async (database, name) => {
        const columns = columnsOf.get(name)
        return columns === undefined ? undefined : { ...table, database, name, columns }
      },
    },
  }
  for (const [name, sql] of Object.entries(Value.Parse(Type.Record(Type.String(), Type.String()), read('tables.json')))) {
    const plan = await translate(sql, ofCases)
    if (plan.kind === 'query') columnsOf.set(name, [...plan.query.columns])
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'tables.json' && name !== 'known-differences.json')
  let count = 0
  for (const { sql } of files.flatMap((name) => Value.Parse(CaseFile, read(name)).cases)) {
    const plan = await translate(sql, ofCases).catch(() => undefined)
    if (plan?.kind !== 'query') continue
    count += 1
    expect(expandedLength(plan.query.sql) / sql.length, sql).toBeLessThan(EXPANSION_MAX)
  }
  expect(count).toBeGreaterThan(1000)
})

describe('the engine', () => {
  let instance: DuckDBInstance
  let connection: DuckDBConnection
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    connection = await instance.connect()
    for (const name of Object.keys(ENGINE_FUNCTIONS)) await registerEngineFunction(connection, name)
    await connection.run([...ENGINE_SETTINGS, ...ENGINE_MACROS].join(';'))
  })
  afterAll(() => {
    connection.closeSync()
    instance.closeSync()
  })

  const SAMPLE: readonly string[] = [
    nested((x) => `(${x} / 3BD)`, '10BD', 6),
    nested((x) => `CAST(CAST(${x} AS double) AS string)`, "'7'", DEPTH),
    nested((x) => `substring(${x}, 2, 30)`, "'abcdefghijklmnop'", DEPTH),
    nested((x) => `CASE ${x} WHEN 1 THEN 2 WHEN 2 THEN 1 END`, '1', DEPTH),
    nested((x) => `transform(${x}, e -> e + 1)`, 'array(1, 2)', DEPTH),
    "date_trunc('month', '2020-02-03')",
  ]

  test.each(SAMPLE)('plans %s', async (expression) => {
    const sql = await engineSql(`SELECT ${expression} AS v`)
    expect(expandedLength(sql)).toBe(expandedText(sql).length)
    await connection.runAndReadAll(sql)
  })

  test('gets no text that it would not end with: the statement is refused', async () => {
    const wide = Array.from({ length: 120 }, () => 'CAST(CAST(s AS timestamp) AS string)').join(' || ')
    await expect(engineSql(`SELECT ${wide} FROM t`)).rejects.toMatchObject({
      kind: 'limit-exceeded',
      message: expect.stringContaining('too complex'),
    })
  })
})
