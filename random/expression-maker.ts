import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSparkType } from '../src/base/spark-type.ts'
import { FUNCTION_DIFFERENCES } from '../src/worker/sql/functions/differences.ts'
import type { SqlFunction } from '../src/worker/sql/functions/function-record.ts'
import { FUNCTIONS } from '../src/worker/sql/functions/registry.ts'
import type { Chance } from './chance.ts'
import { type Expression, textOf } from './expression.ts'
import { BOOLEANS, COMPARISONS, OPERATORS, type Operator } from './operators.ts'

const NUMBERS = /^(?:tinyint|smallint|int|bigint|float|double|decimal.*)$/
const INTEGERS = /^(?:tinyint|smallint|int|bigint)$/

/** The families of types that parameters of functions name. */
const FAMILIES: Readonly<Record<string, (type: string) => boolean>> = {
  any: () => true,
  atomic: (type) => !/^(?:array|map|struct|interval|void)/.test(type),
  number: (type) => NUMBERS.test(type),
  signed: (type) => NUMBERS.test(type) || type.startsWith('interval'),
  integer: (type) => INTEGERS.test(type),
  array: (type) => type.startsWith('array'),
  map: (type) => type.startsWith('map'),
  struct: (type) => type.startsWith('struct'),
}

/** Of a large number they make texts and lists that no memory holds. */
const LARGE = /^(?:repeat|space|lpad|rpad|array_repeat|sequence)$/

/** Their answers hang on the moment, on chance, on the machine, or on the order in which rows come. */
const UNSTEADY =
  /^(?:rand|randn|random|uuid|shuffle|now|current_.*|localtimestamp|unix_timestamp|to_unix_timestamp|monotonically_increasing_id|spark_partition_id|input_file.*|version|user|java_method|reflect|sleep|first|first_value|any_value|last|last_value|collect_.*|array_agg|approx_.*|percentile_approx|grouping.*|max_by|min_by|typeof|raise_error|assert_true)$/

/** What a random expression may be made of. */
export interface Material {
  readonly columns: readonly Expression[]
  readonly literals: readonly Expression[]
  /** The type that an expression over the columns has; undefined where it is refused. */
  readonly typeOf: (text: string) => Promise<string | undefined>
}

/** Most expressions that are made become operands of later ones; this bounds how long they get. */
const OPERAND_LENGTH_MAX = 90
const POOL_MAX = 40

/** Makes expressions out of others, each of a type that it knows. */
export class ExpressionMaker {
  readonly #chance: Chance
  readonly #material: Material
  readonly #pool = new Map<string, Expression[]>()
  #refused = 0

  constructor(chance: Chance, material: Material) {
    this.#chance = chance
    this.#material = material
    for (const leaf of [...material.columns, ...material.literals]) this.#keep(leaf)
  }

  /** How many were made that could not be translated. */
  get refused(): number {
    return this.#refused
  }

  /** A call of a scalar function of the registry, or an operator. */
  async scalar(): Promise<Expression> {
    return this.#until(() =>
      this.#chance.oneIn(3) ? this.#operation(this.#chance.pick(OPERATORS)) : this.#call(this.#chance.pick(SCALARS)),
    )
  }

  async aggregate(): Promise<Expression> {
    return this.#until(() => this.#call(this.#chance.pick(AGGREGATES)), false)
  }

  /** A condition as people write them: comparisons of columns with literals, joined. */
  async condition(depth: number): Promise<Expression> {
    if (depth > 0 && !this.#chance.oneIn(3)) {
      const operator = this.#chance.pick(BOOLEANS)
      const operands: Expression[] = []
      for (const _ of operator.operands) operands.push(await this.condition(depth - 1))
      return { type: 'boolean', pieces: filled(operator.text, operands) }
    }
    return this.#until(() => {
      const operator = this.#chance.pick(COMPARISONS)
      const column = this.#chance.oneIn(4) ? this.#operand(operator.operands[0] ?? 'any') : this.#leafFor(operator.operands[0] ?? 'any')
      if (column === undefined) return undefined
      const others = operator.operands.slice(1).map((operand) => this.#literal(operand === 'same' ? column.type : operand))
      return others.every((other) => other !== undefined) ? filled(operator.text, [column, ...others]) : undefined
    })
  }

  /** What is wrong would be wrong in all that it becomes a part of. */
  drop(text: string): void {
    for (const [type, known] of this.#pool) {
      const kept = known.filter((one) => !textOf(one).includes(text))
      if (kept.length > 0) this.#pool.set(type, kept)
      else this.#pool.delete(type)
    }
  }

  async #until(make: () => Expression['pieces'] | undefined, isKept = true): Promise<Expression> {
    for (;;) {
      const pieces = make()
      if (pieces === undefined) continue
      const type = await this.#material.typeOf(textOf({ type: '', pieces }))
      if (type === undefined) {
        this.#refused += 1
        continue
      }
      const made = { type, pieces }
      if (isKept && textOf(made).length <= OPERAND_LENGTH_MAX) this.#keep(made)
      return made
    }
  }

  #operation({ text, operands }: Operator): Expression['pieces'] | undefined {
    const made: Expression[] = []
    for (const operand of operands) {
      const one = this.#operand(operand === 'same' ? (made[0]?.type ?? 'any') : operand)
      if (one === undefined) return undefined
      made.push(one)
    }
    return filled(text, made)
  }

  #call({ name, parameters, min, max }: Callable): Expression['pieces'] | undefined {
    const count = min + this.#chance.integer(Math.min(max - min, 2) + 1)
    const values: Expression[] = []
    for (let index = 0; index < count; index += 1) {
      const parameter = parameters?.[Math.min(index, parameters.length - 1)]?.replace(/^=|[?…]$/g, '') ?? 'any'
      const first = values[0]
      // Functions without a written signature often take several of one type.
      const value = this.#operand(parameter === 'any' && first !== undefined && !this.#chance.oneIn(3) ? first.type : parameter)
      if (value === undefined) return undefined
      values.push(value)
    }
    return [`${name}(`, ...values.flatMap((value, index) => (index === 0 ? [value] : [', ', value])), ')']
  }

  /** Of that type or family; now and then of another, which is cast. */
  #operand(wanted: string): Expression | undefined {
    const fits = this.#chance.oneIn(12) ? () => true : (FAMILIES[wanted] ?? ((type: string) => type === wanted))
    const types = [...this.#pool.keys()].filter(fits)
    if (types.length === 0) return undefined
    return this.#chance.pick(this.#pool.get(this.#chance.pick(types)) ?? [])
  }

  #leafFor(wanted: string): Expression | undefined {
    const fitting = this.#material.columns.filter(({ type }) => (FAMILIES[wanted] ?? ((other: string) => other === wanted))(type))
    return fitting.length === 0 ? undefined : this.#chance.pick(fitting)
  }

  /** Mostly of the type; among numbers, and now and then among all, of another. */
  #literal(wanted: string): Expression | undefined {
    const isWide = this.#chance.oneIn(8)
    const fitting = this.#material.literals.filter(
      ({ type }) => isWide || type === wanted || (NUMBERS.test(wanted) && NUMBERS.test(type)) || FAMILIES[wanted]?.(type) === true,
    )
    return fitting.length === 0 ? undefined : this.#chance.pick(fitting)
  }

  #keep(made: Expression): void {
    if (!isPlain(made.type)) return
    const known = this.#pool.get(made.type) ?? []
    this.#pool.set(made.type, known)
    if (known.length < POOL_MAX) known.push(made)
    else known[this.#chance.integer(POOL_MAX)] = made
  }
}

/** Intervals of many kinds and deep structures would soon be most of the types. */
const isPlain = (type: string): boolean => type.length < 40 && !type.startsWith('interval') && parseSparkType(type).kind !== 'void'

function filled(text: string, operands: readonly Expression[]): Expression['pieces'] {
  return text.split(/\$(\d)/).flatMap((piece, index): readonly (string | Expression)[] => {
    if (index % 2 === 0) return piece === '' ? [] : [piece]
    const operand = operands[Number(piece) - 1]
    return operand === undefined ? [] : [operand]
  })
}

interface SparkFunctions {
  readonly functions: readonly { readonly name: string }[]
}

interface Callable {
  readonly name: string
  readonly parameters: readonly string[] | undefined
  readonly min: number
  readonly max: number
}

/** Functions that only a later Spark has would all be told as accepted, and so would names that only our own binder writes. */
const SPARKS: ReadonlySet<string> = new Set(
  (
    JSON.parse(readFileSync(join(import.meta.dirname, '..', 'scripts', 'reference', 'spark-functions.json'), 'utf8')) as SparkFunctions
  ).functions.map(({ name }) => name),
)

const callables = (kind: SqlFunction['kind']): readonly Callable[] =>
  [...FUNCTIONS]
    .filter(
      ([name, record]) =>
        record.kind === kind && SPARKS.has(name) && !UNSTEADY.test(name) && !LARGE.test(name) && !FUNCTION_DIFFERENCES.has(name),
    )
    .map(([name, record]) => ({
      name,
      parameters: record.kind === 'scalar' ? record.parameters : undefined,
      min: record.argumentsMin,
      max: record.argumentsMax,
    }))

const SCALARS = callables('scalar')
const AGGREGATES = callables('aggregate')
