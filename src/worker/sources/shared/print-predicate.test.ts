import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ComparisonOperator, Literal, Predicate } from '../../engine/predicate.ts'
import { postgresDialect } from '../postgres/dialect.ts'
import { type AskableColumn, atLeast, type Dialect, EXACT, type TypeRules, uncertain } from './dialect.ts'
import { printPredicate } from './print-predicate.ts'

/** A second dialect: names in backticks, no escape strings, and a database that can be asked at once. */
const no = uncertain('so this test has it')
const known: TypeRules = {
  literal: (literal) => (literal.kind === 'number' ? literal.text : undefined),
  equality: EXACT,
  difference: EXACT,
  order: EXACT,
  prefix: no,
  truth: no,
  nullness: EXACT,
}
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
const exactText: TypeRules = {
  ...known,
  literal: (literal) => (literal.kind === 'text' ? text(literal.value) : undefined),
  prefix: atLeast('LIKE ignores case'),
}
const backticks: Dialect<'number' | 'text' | 'caseless' | 'boolean' | 'hidden'> = {
  quoteName: (name) => `\`${name.replaceAll('`', '``')}\``,
  startsWith: (operand, prefix) => `${operand} LIKE ${text(`${prefix.replace(/[!%_]/g, '!$&')}%`)} ESCAPE '!'`,
  isTruth: (operand, value) => `${operand} = ${value ? 1 : 0}`,
  rounded: (operand, scale) => `round(${operand}, ${scale})`,
  rules: {
    number: known,
    text: exactText,
    caseless: { ...exactText, equality: atLeast('case is ignored'), difference: no, order: no },
    boolean: { ...known, truth: EXACT, literal: (literal) => (literal.kind === 'boolean' ? String(Number(literal.value)) : undefined) },
    hidden: { ...known, equality: no, difference: no, order: no, nullness: no },
  },
}

const TYPES = ['number', 'text', 'caseless', 'boolean', 'hidden'] as const
const OPERATORS: readonly ComparisonOperator[] = ['=', '<>', '<', '<=', '>', '>=']
const hostile = fc.string({ unit: fc.constantFrom('`', '"', "'", '\\', ' ', '-', ';', '%', '_', '!', 'é', 'a', 'A'), maxLength: 6 })
const literals = {
  number: fc.integer({ min: -3, max: 3 }).map((value): Literal => ({ kind: 'number', text: String(value) })),
  text: hostile.map((value): Literal => ({ kind: 'text', value })),
  boolean: fc.boolean().map((value): Literal => ({ kind: 'boolean', value })),
}
const anyLiteral = fc.oneof(literals.number, literals.text, literals.boolean)
const literalOf = { number: literals.number, text: literals.text, caseless: literals.text, boolean: literals.boolean, hidden: anyLiteral }

/** Conditions whose literals mostly are of the column's type, as the engine's are. */
const conditionOn = (column: number, literal: fc.Arbitrary<Literal>): fc.Arbitrary<Predicate> =>
  fc.oneof(
    fc.record({ kind: fc.constant('comparison' as const), column: fc.constant(column), operator: fc.constantFrom(...OPERATORS), literal }),
    fc.record({ kind: fc.constant('in' as const), column: fc.constant(column), literals: fc.array(literal, { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('between' as const), column: fc.constant(column), low: literal, high: literal }),
    fc.record({ kind: fc.constant('is-null' as const), column: fc.constant(column), negated: fc.boolean() }),
  )

const leaves: readonly fc.Arbitrary<Predicate>[] = [
  ...TYPES.map((type, column) => conditionOn(column, literalOf[type])),
  fc.record({ kind: fc.constant('prefix' as const), column: fc.constantFrom(1, 2), prefix: hostile }),
  fc.record({ kind: fc.constant('truth' as const), column: fc.constant(3), value: fc.boolean() }),
  fc.constant({ kind: 'unknown' as const }),
]
const treeOf = (leaf: fc.Arbitrary<Predicate>): fc.Arbitrary<Predicate> =>
  fc.letrec<{ tree: Predicate }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), children: fc.array(tie('tree'), { maxLength: 3 }) }),
    ),
  })).tree

type Value = number | string | null
type Row = readonly [number: Value, text: Value, caseless: Value, boolean: Value, hidden: Value]
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 })
const rowArbitrary: fc.Arbitrary<Row> = fc.tuple(
  orNull(fc.integer({ min: -3, max: 3 })),
  orNull(hostile),
  orNull(hostile),
  orNull(fc.constantFrom(0, 1)),
  orNull(fc.integer({ min: -3, max: 3 })),
)

/** What the engine finds, with SQL's third value; the part that is not understood is true, so that it asks for most rows. */
function holds(predicate: Predicate, row: Row): boolean | null {
  const value = 'column' in predicate ? (row[predicate.column] ?? null) : null
  switch (predicate.kind) {
    case 'and':
      return predicate.children.reduce<boolean | null>((sum, child) => both(sum, holds(child, row)), true)
    case 'or':
      return not(predicate.children.reduce<boolean | null>((sum, child) => both(sum, not(holds(child, row))), true))
    case 'unknown':
      return true
    case 'is-null':
      return (value === null) !== predicate.negated
    case 'truth':
      return value === null ? null : value === Number(predicate.value)
    case 'prefix':
      return value === null ? null : String(value).startsWith(predicate.prefix)
    case 'comparison':
      return compare(value, predicate.operator, predicate.literal)
    case 'in':
      return value === null ? null : predicate.literals.some((literal) => compare(value, '=', literal) === true)
    case 'between':
      return both(compare(value, '>=', predicate.low), compare(value, '<=', predicate.high))
  }
}

const not = (value: boolean | null): boolean | null => (value === null ? null : !value)
const both = (a: boolean | null, b: boolean | null): boolean | null =>
  a === false || b === false ? false : a === null || b === null ? null : true

function compare(value: Value, operator: ComparisonOperator, literal: Literal): boolean | null {
  if (value === null) return null
  const other =
    literal.kind === 'number'
      ? Number(literal.text)
      : literal.kind === 'boolean'
        ? Number(literal.value)
        : literal.kind === 'text'
          ? literal.value
          : ''
  const order = typeof value === 'string' ? Buffer.compare(Buffer.from(value), Buffer.from(String(other))) : value - Number(other)
  return { '=': order === 0, '<>': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator]
}

test('in any dialect: a database with other quotes and other certainties gives at least the wanted rows, and no others where that is said', () => {
  let [printed, exact] = [0, 0]
  fc.assert(
    fc.property(
      treeOf(fc.oneof(...leaves)),
      fc.array(rowArbitrary, { maxLength: 12 }),
      fc.array(hostile, { minLength: 5, maxLength: 5 }),
      (predicate, rows, names) => {
        const columns = TYPES.map((type, index) => ({ name: `${names[index]}${index}`, comparable: { type } }))
        const result = printPredicate(predicate, columns, backticks)
        if (result === undefined) return
        printed += 1
        if (result.exact) exact += 1
        using database = new DatabaseSync(':memory:')
        // A hidden column is none of the table: naming it is an error.
        const visible = columns
          .slice(0, 4)
          .map(({ name, comparable }) => `${backticks.quoteName(name)} ${comparable.type === 'caseless' ? 'TEXT COLLATE NOCASE' : ''}`)
        database.exec(`CREATE TABLE "t" ("row_number", ${visible.join(', ')})`)
        const insert = database.prepare(`INSERT INTO "t" VALUES (?, ?, ?, ?, ?)`)
        for (const [index, row] of rows.entries()) insert.run(index, ...row.slice(0, 4))
        const found = new Set(
          database
            .prepare(`SELECT "row_number" AS n FROM "t" WHERE ${result.sql}`)
            .all()
            .map(({ n }) => n),
        )
        for (const [index, row] of rows.entries()) {
          const wanted = holds(predicate, row) === true
          if (wanted) expect(found.has(index), result.sql).toBe(true)
          else if (result.exact) expect(found.has(index), result.sql).toBe(false)
        }
      },
    ),
    { numRuns: 1500 },
  )
  // Else this test would prove nothing.
  expect(printed).toBeGreaterThan(200)
  expect(exact).toBeGreaterThan(50)
})

/** What is left of SQL without its names and texts, which are given as they are meant. */
function lexed(
  sql: string,
  quote: '`' | '"',
): { readonly names: readonly string[]; readonly texts: readonly string[]; readonly rest: string } {
  const [names, texts]: [string[], string[]] = [[], []]
  const rest = sql.replaceAll(/`(?:[^`]|``)*`|"(?:[^"]|"")*"|(\bE)?'((?:[^']|'')*)'/g, (token, escaped?: string, inner?: string) => {
    if (inner !== undefined) {
      const value = inner.replaceAll("''", "'")
      texts.push(escaped === undefined ? value : value.replaceAll('\\\\', '\\'))
    } else {
      expect(token.startsWith(quote), sql).toBe(true)
      names.push(token.slice(1, -1).replaceAll(quote + quote, quote))
    }
    return ' '
  })
  return { names, texts, rest }
}

const WORDS =
  /^(?:[\s(),=<>\-+.\d]|\de[+-]?\d|\b(?:AND|OR|IN|IS|NOT|NULL|BETWEEN|LIKE|ESCAPE|true|false|round)\b|::(?:float8|date|timestamptz|timestamp)\b)*$/i

/** Literals as a plan never has them, too: the form of each is looked at before it is written. */
const anyText = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom("1' OR '1'='1", '1; DROP TABLE t', '1e5', '-2.5', '2024-02-29', '2024-02-29 10:00:00 (BC)', '0044-03-15 (BC)'),
)
const wildLiteral: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({ kind: fc.constantFrom('number' as const, 'date' as const, 'timestamp' as const), text: anyText }),
  fc.record({ kind: fc.constant('text' as const), value: anyText }),
  literals.boolean,
)

function quotedAsTheDialectHasIt<T extends string>(dialect: Dialect<T>, quote: '`' | '"', types: readonly T[]): void {
  const columns = fc.array(
    fc.record({ name: hostile, type: fc.constantFrom(...types), roundedTo: fc.option(fc.nat(18), { nil: undefined }) }),
    { minLength: 4, maxLength: 4 },
  )
  const leaf = fc
    .nat(3)
    .chain((column) =>
      fc.oneof(
        conditionOn(column, wildLiteral),
        fc.record({ kind: fc.constant('prefix' as const), column: fc.constant(column), prefix: anyText }),
        fc.record({ kind: fc.constant('truth' as const), column: fc.constant(column), value: fc.boolean() }),
      ),
    )
  let quoted = 0
  fc.assert(
    fc.property(fc.oneof({ arbitrary: leaf, weight: 2 }, treeOf(leaf)), columns, (predicate, described) => {
      const given = described.map(
        ({ name, type, roundedTo }): AskableColumn<T> => ({ name, comparable: roundedTo === undefined ? { type } : { type, roundedTo } }),
      )
      const printed = printPredicate(predicate, given, dialect)
      if (printed === undefined) return
      const { names, texts, rest } = lexed(printed.sql, quote)
      quoted += texts.length
      expect(rest).toMatch(WORDS)
      for (const name of names) expect(given.map((column) => column.name)).toContain(name)
    }),
    { numRuns: 2000 },
  )
  expect(quoted).toBeGreaterThan(50)
}

describe('names and texts are quoted by the dialect, whatever they hold, and nothing else of theirs is written', () => {
  test('with backticks', () => quotedAsTheDialectHasIt(backticks, '`', TYPES))
  test('as PostgreSQL has it', () =>
    quotedAsTheDialectHasIt(postgresDialect, '"', [
      'number',
      'double',
      'boolean',
      'date',
      'timestamp',
      'instant',
      'text',
      'padded-text',
      'other',
      'collated-text',
    ]))
})
