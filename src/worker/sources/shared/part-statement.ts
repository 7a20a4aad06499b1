import { parseSparkType } from '../../../base/spark-type.ts'
import { columnsOf, type Predicate } from '../../engine/predicate.ts'
import type { PartAggregate, PartColumn, PartOutput, PartSort, PartValue, RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import type { AskableColumn, Certainty, Comparable, Dialect } from './dialect.ts'
import { NotCertain, type PartDialect, type PartNumber } from './part-dialect.ts'
import { explainPredicate, printPredicate } from './print-predicate.ts'

/** A table of a part as it is in the database. */
export interface PartRelation<T extends string> {
  /** What stands behind FROM, without an alias. */
  readonly from: string
  readonly condition: Predicate
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

/** What a database is asked for a part: a SELECT of some of its outputs, by their places. @throws NotCertain where it might compute another answer than Spark */
export function partStatement<T extends string>(
  part: RemotePart,
  relations: readonly PartRelation<T>[],
  dialects: PartDialects<T>,
): (outputs: readonly number[]) => string {
  const printer = new PartPrinter(relations, dialects)
  const outputs = part.outputs.map((output) => printer.output(output, part.kind !== 'first rows'))
  const keys = part.outputs.flatMap((output) => (output.kind === 'column' ? [printer.operand(output.column, 'group')] : []))
  const where = printer.conditions(part)
  const from = relations.map((relation, index) => `${relation.from} AS ${aliasOf(index)}`).join(', ')
  const rows = `FROM ${from}${where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`}`
  const end = endOf(part, keys, printer)
  return (wanted) => {
    const list = wanted.flatMap((index) => outputs[index] ?? [])
    return `SELECT ${list.length === 0 ? dialects.parts.nothing : list.join(', ')} ${rows}${end}`
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
  }
}

const aliasOf = (table: number): string => `t${table}`

class PartPrinter<T extends string> {
  readonly #relations: readonly PartRelation<T>[]
  readonly #dialects: PartDialects<T>

  constructor(relations: readonly PartRelation<T>[], dialects: PartDialects<T>) {
    this.#relations = relations
    this.#dialects = dialects
  }

  /** What is a key stands in the select list as it is grouped. */
  output(output: PartOutput, isGrouped: boolean): string {
    if (output.kind === 'aggregate') return this.#aggregate(output)
    return isGrouped ? this.operand(output.column, 'group') : this.#read(output.column)
  }

  conditions({ joins, tables }: RemotePart): readonly string[] {
    const ofTables = this.#relations.flatMap((relation, index) => {
      if (tables[index]?.condition === undefined) return []
      const columns: (AskableColumn<T> | undefined)[] = []
      for (const place of columnsOf(relation.condition)) {
        const column = relation.column(place)
        if (column === undefined) continue
        columns[place] = { name: column.name, read: column.read(this.#quoted(index, column.name)), comparable: column.comparable }
      }
      const printed = printPredicate(relation.condition, columns, this.#dialects.conditions)
      if (printed?.exact === true) return [printed.sql]
      const [reason] = explainPredicate(relation.condition, columns, this.#dialects.conditions).flatMap(({ because }) => because ?? [])
      throw new NotCertain(`a condition is looked at here: ${reason ?? 'it has no form that is known'}`)
    })
    return [...ofTables, ...joins.map(({ left, right }) => this.#equality(left, right))]
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

function certain(certainty: Certainty, name: string): void {
  if (certainty.kind !== 'exact') throw new NotCertain(`of ${name}: ${certainty.because}`)
}
