import { parseSparkType } from '../../../base/spark-type.ts'
import { columnsOf, isTrue, type Predicate, TRUE } from '../../engine/predicate.ts'
import type {
  PartAggregate,
  PartColumn,
  PartFilter,
  PartFrom,
  PartOutput,
  PartSort,
  PartValue,
  RemotePart,
} from '../../sql/plan/remote-parts/remote-part.ts'
import { type AskableColumn, type Certainty, type Comparable, type Dialect, EXACT } from './dialect.ts'
import { NotCertain, type PartDialect, type PartNumber } from './part-dialect.ts'
import { explainPredicate, printPredicate } from './print-predicate.ts'

/** A table of a part as it is in the database. */
export interface PartRelation<T extends string> {
  /** What stands behind FROM, without an alias. */
  readonly from: string
  /** By its place in the catalog's table; undefined: there is none. Throws where one is not as it was. */
  readonly column: (index: number) => PartRemoteColumn<T> | undefined
}

export interface PartRemoteColumn<T extends string> {
  readonly name: string
  readonly sparkType: string
  readonly read: (column: string) => string
  readonly comparable: Comparable<T>
}

export interface PartDialects<T extends string> {
  readonly conditions: Dialect<T>
  readonly parts: PartDialect<T>
}

/** A part as it is looked at: its tables there, and the conditions of its tests. */
export interface PartInPlace<T extends string> {
  readonly part: RemotePart
  readonly relations: readonly PartRelation<T>[]
  readonly conditions: readonly Predicate[]
}

/** A SELECT of some of the outputs, by their places; of groups, of those at least of which the predicate on outputs holds. */
export type PartStatement = (outputs: readonly number[], having?: Predicate) => string

/** What a database is asked for a part. @throws NotCertain where it might compute another answer than Spark */
export function partStatement<T extends string>(place: PartInPlace<T>, dialects: PartDialects<T>): PartStatement {
  const { part } = place
  const printer = new PartPrinter(place, dialects)
  const isGrouped = part.kind === 'groups' || part.kind === 'distinct rows'
  const outputs = part.outputs.map((output) => printer.output(output, isGrouped))
  const keys = isGrouped
    ? part.outputs.flatMap((output) => (output.kind === 'column' ? [printer.operand(output.column, 'group')] : []))
    : []
  const where = printer.filters(part.filters)
  const rows = `FROM ${printer.from(part.from)}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`}`
  const end = endOf(part, keys, printer)
  return (wanted, chosenBy = TRUE) => {
    const list = wanted.flatMap((index) => outputs[index] ?? [])
    const chosen = isGrouped && !isTrue(chosenBy) ? printer.having(chosenBy, part.outputs) : undefined
    const all = `SELECT ${list.length === 0 ? dialects.parts.nothing : list.join(', ')} ${rows}${end}`
    const having = chosen === undefined ? '' : ` HAVING ${chosen}`
    const { statementBytesMax = Number.POSITIVE_INFINITY } = dialects.conditions
    // Groups that are too many are left out here.
    return Buffer.byteLength(all) + Buffer.byteLength(having) > statementBytesMax ? all : `${all}${having}`
  }
}

function endOf<T extends string>(part: RemotePart, keys: readonly string[], printer: PartPrinter<T>): string {
  switch (part.kind) {
    case 'groups':
    case 'distinct rows':
      return keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
    case 'first rows': {
      const order = part.order.map((sort) => printer.sorted(sort))
      return ` ORDER BY ${order.join(', ')} LIMIT ${part.limit}`
    }
    case 'rows with partners':
      return ''
  }
}

const aliasOf = (table: number): string => `t${table}`

class PartPrinter<T extends string> {
  readonly #relations: readonly PartRelation<T>[]
  readonly #part: RemotePart
  readonly #conditions: readonly Predicate[]
  readonly #dialects: PartDialects<T>

  constructor({ part, relations, conditions }: PartInPlace<T>, dialects: PartDialects<T>) {
    this.#part = part
    this.#relations = relations
    this.#conditions = conditions
    this.#dialects = dialects
  }

  /** What is a key stands in the select list as it is grouped. */
  output(output: PartOutput, isGrouped: boolean): string {
    if (output.kind === 'aggregate') return this.#aggregate(output)
    return isGrouped ? this.operand(output.column, 'group') : this.#read(output.column)
  }

  /** What stands behind FROM; within another one, in brackets where it is more than a table. */
  from(from: PartFrom, isWithin = false): string {
    switch (from.kind) {
      case 'table': {
        const table = `${this.#relations[from.table]?.from ?? ''} AS ${aliasOf(from.table)}`
        if (from.filters.length === 0) return table
        return `(SELECT * FROM ${table} WHERE ${this.filters(from.filters).join(' AND ')}) AS ${aliasOf(from.table)}`
      }
      case 'product':
        // A comma binds less than JOIN.
        return isWithin
          ? `(${from.of.map((one) => this.from(one, true)).join(' CROSS JOIN ')})`
          : from.of.map((one) => this.from(one, true)).join(', ')
      case 'outer join': {
        if (from.join === 'full') certain(this.#dialects.parts.fullJoin)
        const sides = `${this.from(from.left, true)} ${from.join.toUpperCase()} JOIN ${this.from(from.right, true)}`
        const written = `${sides} ON ${this.filters(from.on).join(' AND ')}`
        return isWithin ? `(${written})` : written
      }
    }
  }

  filters(filters: readonly PartFilter[]): readonly string[] {
    return filters.map((filter) => this.#filter(filter))
  }

  #filter(filter: PartFilter): string {
    switch (filter.kind) {
      case 'test':
        return this.#test(filter.test)
      case 'equal':
        return this.#equality(filter.left, filter.right)
      case 'partner':
        return `${filter.isNegated ? 'NOT ' : ''}EXISTS (SELECT 1 FROM ${this.from(filter.from)} WHERE ${this.filters(filter.on).join(' AND ')})`
    }
  }

  #test(index: number): string {
    const [table, condition] = [this.#part.tests[index]?.table ?? -1, this.#conditions[index]]
    if (condition === undefined) throw new NotCertain('a condition is missing')
    const columns: (AskableColumn<T> | undefined)[] = []
    for (const place of columnsOf(condition)) {
      const column = this.#relations[table]?.column(place)
      if (column === undefined) continue
      columns[place] = { name: column.name, read: column.read(this.#quoted(table, column.name)), comparable: column.comparable }
    }
    const printed = printPredicate(condition, columns, this.#dialects.conditions)
    if (printed?.exact === true) return printed.sql
    const [reason] = explainPredicate(condition, columns, this.#dialects.conditions).flatMap(({ because }) => because ?? [])
    throw new NotCertain(`a condition is looked at here: ${reason ?? 'it has no form that is known'}`)
  }

  /** What surely leaves out no group of which the predicate holds; it is looked at again here. */
  having(predicate: Predicate, outputs: readonly PartOutput[]): string | undefined {
    const columns = outputs.map((output) => this.#askable(output))
    return printPredicate(predicate, columns, this.#dialects.conditions)?.sql
  }

  #askable(output: PartOutput): AskableColumn<T> | undefined {
    const { name } = output
    if (output.kind === 'column') {
      const { comparable } = this.#column(output.column)
      const operand = this.operand(output.column, 'group')
      // A text that is grouped by its bytes is no text there any more.
      const isOther = this.#dialects.conditions.rules[comparable.type].exactly !== undefined && operand !== this.#read(output.column)
      return isOther ? undefined : { name, read: operand, comparable }
    }
    const { call, value, isNullWhereLong } = output
    const read = this.#aggregate(output)
    if (call === 'count' || (call === 'sum' && !isNullWhereLong)) return { name, read, comparable: this.#dialects.parts.ofNumbers }
    if (call === 'sum' || value?.kind !== 'column') return undefined
    const { comparable } = this.#column(value.column)
    const isSame = this.operand(value.column, 'extremes') === this.#read(value.column)
    return isSame ? { name, read, comparable } : undefined
  }

  operand(place: PartColumn, use: 'group' | 'extremes' | 'order' | 'join'): string {
    const { comparable, name } = this.#column(place)
    const rules = this.#dialects.parts.rules[comparable.type]
    certain(rules[use], name)
    if (comparable.roundedTo !== undefined) throw new NotCertain(`values of ${name} are rounded when they are read`)
    return rules.operand(this.#read(place))
  }

  sorted({ by, isDescending, nullsFirst }: PartSort): string {
    return this.#dialects.parts.sorted(this.operand(by, 'order'), { isDescending, nullsFirst })
  }

  #equality(left: PartColumn, right: PartColumn): string {
    const [a, b] = [this.#column(left), this.#column(right)]
    if (a.comparable.type !== b.comparable.type)
      throw new NotCertain(`${a.name} and ${b.name} are of types that are compared otherwise there`)
    const operands = [this.operand(left, 'join'), this.operand(right, 'join')] as const
    return this.#dialects.parts.equal(operands, [this.#read(left), this.#read(right)])
  }

  #aggregate({ call, isDistinct, value, type, isNullWhereLong }: PartAggregate): string {
    if (value === undefined) return 'count(*)'
    switch (call) {
      case 'count': {
        if (value.kind !== 'column') throw new NotCertain('it counts what is computed')
        const { comparable, name } = this.#column(value.column)
        certain(this.#dialects.parts.rules[comparable.type].count, name)
        return `count(${isDistinct ? `DISTINCT ${this.operand(value.column, 'group')}` : this.#read(value.column)})`
      }
      case 'min':
      case 'max':
        if (value.kind !== 'column') throw new NotCertain(`${call} is of what is computed`)
        return `${call}(${this.operand(value.column, 'extremes')})`
      case 'sum': {
        if (isDistinct) certain(this.#dialects.parts.sumOfDistinct ?? EXACT)
        const sum = `sum(${isDistinct ? 'DISTINCT ' : ''}${this.#dialects.parts.addend(this.#number(value))})`
        if (!isNullWhereLong || type.kind !== 'decimal') return sum
        return this.#dialects.parts.longSum(sum, type.precision - type.scale)
      }
    }
  }

  #number(value: PartValue): PartNumber {
    switch (value.kind) {
      case 'constant':
        return value
      case 'arithmetic':
        return { ...value, left: this.#number(value.left), right: this.#number(value.right) }
      case 'column': {
        const { name, comparable, sparkType } = this.#column(value.column)
        certain(this.#dialects.parts.rules[comparable.type].sum, name)
        const type = parseSparkType(sparkType)
        if (comparable.roundedTo !== undefined) throw new NotCertain(`values of ${name} are rounded when they are read`)
        if (type.kind === 'decimal' && type.precision >= LONGEST_DECIMAL)
          throw new NotCertain(`values of ${name} may have more digits there than are read`)
        return { kind: 'column', sql: this.#read(value.column), type }
      }
    }
  }

  #read(place: PartColumn): string {
    const column = this.#column(place)
    return column.read(this.#quoted(place.table, column.name))
  }

  #quoted(table: number, name: string): string {
    return `${aliasOf(table)}.${this.#dialects.conditions.quoteName(name)}`
  }

  #column({ table, column }: PartColumn): PartRemoteColumn<T> {
    const found = this.#relations[table]?.column(column)
    if (found === undefined) throw new NotCertain('a column is missing there')
    return found
  }
}

const LONGEST_DECIMAL = 38

function certain(certainty: Certainty, name?: string): void {
  if (certainty.kind !== 'exact') throw new NotCertain(name === undefined ? certainty.because : `of ${name}: ${certainty.because}`)
}
