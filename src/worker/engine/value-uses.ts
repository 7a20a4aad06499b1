import { isFields } from '../../base/fields.ts'
import { JsonNumber } from './exact-json.ts'
import type { StreamColumn, ValueKind, ValueUse } from './stream-column.ts'

const FROM_LEAST: readonly ValueUse[] = ['unused', 'nullness', 'constant-comparison', 'comparison', 'value']
const more = (one: ValueUse, other: ValueUse): ValueUse => (FROM_LEAST.indexOf(one) >= FROM_LEAST.indexOf(other) ? one : other)

export type UseOf = (relation: string, column: StreamColumn) => ValueUse

/** Whether a database may have values of such a column that the engine's type cannot hold. */
export const hasUnheldValues = ({ kind }: ValueKind): boolean =>
  kind === 'date' || kind === 'timestamp' || kind === 'decimal' || kind === 'array'

const ALL_VALUES: UseOf = () => 'value'

type Tree = Readonly<Record<string, unknown>>
/** A column of a relation under its name in the statement, or one of a common table's. */
type Place = string

const placeOf = (relation: string, column: string | number): Place => `${relation}\0${column}`

/**
 * The uses of the columns of each relation that the serialized statement reads, by the relation's own name. Every relation has a name of its own in the whole
 * statement, and every column is named with it. A column that a query only hands on is used as the query's column is.
 */
export function readValueUses(statement: unknown): UseOf {
  const statements = isFields(statement) ? statement['statements'] : undefined
  const [only] = Array.isArray(statements) ? (statements as readonly unknown[]) : []
  if (!isFields(only) || !isFields(only['node'])) return ALL_VALUES
  const reader = new UseReader()
  reader.query(only['node'], () => undefined)
  return reader.uses()
}

class UseReader {
  readonly #direct = new Map<Place, ValueUse>()
  /** The whole part of the largest number that a column is compared with. */
  readonly #largest = new Map<Place, bigint>()
  /** What a column is cast to where it is compared. */
  readonly #castTo = new Map<Place, { readonly digits: number; readonly scale: number }[]>()
  readonly #handedOn = new Map<Place, Set<Place>>()
  /** Table name → the names that its columns have at each place where it is read. */
  readonly #scans = new Map<string, string[]>()
  readonly #commonTables = new Set<string>()
  readonly #bareNames = new Set<string>()
  #isUnderstood = true

  uses(): UseOf {
    if (!this.#isUnderstood) return ALL_VALUES
    return (relation, { name: column, value }) => {
      if (this.#bareNames.has(column)) return 'value'
      const names = this.#scans.get(relation) ?? []
      let use: ValueUse = names.length === 0 ? 'value' : 'unused'
      for (const name of names) use = more(use, this.#useOf(placeOf(name, column), value))
      return use
    }
  }

  #useOf(place: Place, value: ValueKind): ValueUse {
    let use = this.#direct.get(place) ?? 'unused'
    if (value.kind === 'decimal') {
      const digits = value.precision - value.scale
      // The largest value of the type stands for what is larger only among numbers that are smaller.
      if ((this.#largest.get(place) ?? 0n) >= 10n ** BigInt(digits) - 1n) use = more(use, 'comparison')
      if (this.#castTo.get(place)?.some((type) => type.digits < digits || type.scale < value.scale) === true) use = 'value'
    }
    for (const outer of this.#handedOn.get(place) ?? []) use = more(use, this.#useOf(outer, value))
    return use
  }

  /** `placeOfOutput`: what reads the query's column, by its number; undefined: the value is read. */
  query(node: Tree, placeOfOutput: (index: number) => Place | undefined): void {
    const { cte_map: commonTables, modifiers, ...rest } = node
    this.#commonTablesOf(commonTables)
    const isDistinct = this.#modifiers(modifiers)
    if (node['type'] === 'SET_OPERATION_NODE') {
      const isAll = node['setop_type'] === 'UNION' && node['setop_all'] === true
      for (const child of [node['left'], node['right'], ...listOf(node['children'])]) {
        if (!isFields(child)) continue
        this.query(child, placeOfOutput)
        if (!isAll) this.#compareOutputs(child)
      }
      return
    }
    if (node['type'] !== 'SELECT_NODE') {
      this.#isUnderstood = false
      return
    }
    const { select_list: outputs, from_table: from, where_clause: where, group_expressions: groups, having, qualify, ...others } = rest
    for (const [index, output] of listOf(outputs).entries()) {
      const column = columnOf(output)
      if (column === undefined) this.#expression(output)
      else this.#handOn(column, placeOfOutput(index))
    }
    if (isDistinct) this.#compareOutputs(node)
    this.#from(from)
    for (const group of listOf(groups)) this.#compared(group, 'comparison')
    for (const tree of [where, having, qualify]) this.#expression(tree)
    this.#anything(others)
  }

  #commonTablesOf(map: unknown): void {
    for (const entry of listOf(isFields(map) ? map['map'] : undefined)) {
      const [key, query] = isFields(entry) ? [entry['key'], isFields(entry['value']) ? entry['value']['query'] : undefined] : []
      const node = isFields(query) ? query['node'] : undefined
      if (typeof key !== 'string' || !isFields(node)) {
        this.#isUnderstood = false
        continue
      }
      this.#commonTables.add(key)
      this.query(node, (index) => placeOf(key, index))
    }
  }

  /** Whether rows are made distinct. */
  #modifiers(modifiers: unknown): boolean {
    let isDistinct = false
    for (const modifier of listOf(modifiers)) {
      if (!isFields(modifier)) continue
      if (modifier['type'] === 'DISTINCT_MODIFIER') isDistinct = true
      if (modifier['type'] === 'ORDER_MODIFIER')
        for (const order of listOf(modifier['orders'])) this.#compared(isFields(order) ? order['expression'] : undefined, 'comparison')
      else this.#anything(modifier)
    }
    return isDistinct
  }

  #compareOutputs(node: Tree): void {
    for (const output of listOf(node['select_list'])) this.#compared(output, 'comparison')
    for (const child of [node['left'], node['right'], ...listOf(node['children'])]) if (isFields(child)) this.#compareOutputs(child)
  }

  #from(from: unknown): void {
    if (!isFields(from)) return
    const alias = String(from['alias'] ?? '')
    if (alias === '' && from['type'] === 'BASE_TABLE') this.#isUnderstood = false
    const names = listOf(from['column_name_alias']).map(String)
    switch (from['type']) {
      case 'BASE_TABLE': {
        const table = String(from['table_name'] ?? '')
        if (this.#commonTables.has(table)) {
          for (const [index, name] of names.entries()) this.#handOnPlace(placeOf(table, index), placeOf(alias, name))
          if (names.length === 0) this.#isUnderstood = false
        } else {
          this.#scans.set(table, [...(this.#scans.get(table) ?? []), alias])
          if (names.length > 0) this.#isUnderstood = false
        }
        return
      }
      case 'SUBQUERY': {
        const node = isFields(from['subquery']) ? from['subquery']['node'] : undefined
        if (!isFields(node)) this.#isUnderstood = false
        else this.query(node, (index) => placeOf(alias, names[index] ?? outputName(node, index)))
        return
      }
      case 'JOIN':
        if (listOf(from['using_columns']).length > 0 || from['ref_type'] === 'NATURAL') this.#isUnderstood = false
        this.#from(from['left'])
        this.#from(from['right'])
        this.#expression(from['condition'])
        return
      case 'EMPTY':
      case 'EXPRESSION_LIST':
      case 'TABLE_FUNCTION':
        this.#anything(from)
        return
      default:
        this.#isUnderstood = false
    }
  }

  #expression(tree: unknown): void {
    if (!isFields(tree) || tree instanceof JsonNumber) return
    const column = columnOf(tree)
    if (column !== undefined || tree['class'] === 'COLUMN_REF') {
      this.#used(tree, 'value')
      return
    }
    switch (tree['class']) {
      case 'COMPARISON':
        this.#comparedWithEachOther([tree['left'], tree['right']])
        return
      case 'BETWEEN':
        this.#comparedWithEachOther([tree['input'], tree['lower'], tree['upper']])
        return
      case 'OPERATOR':
        if (tree['type'] === 'OPERATOR_IS_NULL' || tree['type'] === 'OPERATOR_IS_NOT_NULL')
          for (const child of listOf(tree['children'])) this.#compared(child, 'nullness')
        else if (tree['type'] === 'COMPARE_IN' || tree['type'] === 'COMPARE_NOT_IN') this.#comparedWithEachOther(listOf(tree['children']))
        else this.#anything(tree)
        return
      case 'FUNCTION': {
        const { children, ...others } = tree
        const isCount = tree['function_name'] === 'count'
        for (const child of listOf(children)) {
          if (isCount) this.#compared(child, tree['distinct'] === true ? 'comparison' : 'nullness')
          else this.#expression(child)
        }
        this.#anything(others)
        return
      }
      case 'SUBQUERY':
        this.#subquery(tree)
        return
      case 'STAR':
        this.#isUnderstood = false
        return
      default:
        this.#anything(tree)
    }
  }

  #subquery(tree: Tree): void {
    const node = isFields(tree['subquery']) ? tree['subquery']['node'] : undefined
    if (!isFields(node)) {
      this.#isUnderstood = false
      return
    }
    const own: Place = placeOf('', this.#direct.size)
    const use =
      tree['subquery_type'] === 'EXISTS' || tree['subquery_type'] === 'NOT_EXISTS'
        ? 'unused'
        : tree['subquery_type'] === 'ANY'
          ? 'comparison'
          : 'value'
    this.#direct.set(own, use)
    this.query(node, () => own)
    this.#compared(tree['child'], 'comparison')
  }

  #comparedWithEachOther(trees: readonly unknown[]): void {
    for (const tree of trees) {
      const others = trees.filter((other) => other !== tree).map(constantSize)
      if (!others.every((size) => size !== undefined)) {
        this.#compared(tree, 'comparison')
        continue
      }
      const column = columnOf(uncast(tree))
      if (column === undefined) this.#expression(tree)
      else {
        this.#used(uncast(tree), 'constant-comparison')
        if (uncast(tree) !== tree) this.#castTo.set(column, [...(this.#castTo.get(column) ?? []), decimalOf(tree)])
        this.#largest.set(
          column,
          [this.#largest.get(column) ?? 0n, ...others].reduce((one, other) => (one > other ? one : other)),
        )
      }
    }
  }

  #compared(tree: unknown, use: ValueUse): void {
    if (columnOf(tree) === undefined) this.#expression(tree)
    else this.#used(tree, use)
  }

  #used(tree: unknown, use: ValueUse): void {
    const column = columnOf(tree)
    if (column !== undefined) this.#direct.set(column, more(use, this.#direct.get(column) ?? 'unused'))
    else for (const name of listOf(isFields(tree) ? tree['column_names'] : undefined)) this.#bareNames.add(String(name))
  }

  #handOn(from: Place, to: Place | undefined): void {
    if (to === undefined) this.#direct.set(from, 'value')
    else this.#handOnPlace(from, to)
  }

  #handOnPlace(from: Place, to: Place): void {
    this.#handedOn.set(from, (this.#handedOn.get(from) ?? new Set()).add(to))
  }

  /** Whatever stands in it is read. */
  #anything(tree: unknown): void {
    if (!isFields(tree) || tree instanceof JsonNumber) return
    for (const below of Object.values(tree)) {
      if (!isFields(below)) continue
      if (typeof below['class'] === 'string') this.#expression(below)
      else if (below['type'] === 'SELECT_NODE' || below['type'] === 'SET_OPERATION_NODE') this.query(below, () => undefined)
      else this.#anything(below)
    }
  }
}

/** A column with its relation; what has more names is a field of one. */
function columnOf(tree: unknown): Place | undefined {
  if (!isFields(tree) || tree['class'] !== 'COLUMN_REF') return undefined
  const [relation, column, ...fields] = listOf(tree['column_names'])
  return typeof relation === 'string' && typeof column === 'string' && fields.length === 0 ? placeOf(relation, column) : undefined
}

function outputName(node: Tree, index: number): string {
  if (node['type'] === 'SET_OPERATION_NODE') return isFields(node['left']) ? outputName(node['left'], index) : ''
  const output = listOf(node['select_list'])[index]
  if (!isFields(output)) return ''
  if (typeof output['alias'] === 'string' && output['alias'] !== '') return output['alias']
  return String(listOf(output['column_names']).at(-1) ?? '')
}

/** What a cast to a decimal, or of a date to a timestamp, is made of: if the type is wide enough, the order stays, and what stands for others. */
function uncast(tree: unknown): unknown {
  if (!isFields(tree) || tree['class'] !== 'CAST' || !isFields(tree['cast_type'])) return tree
  return tree['cast_type']['id'] === 'DECIMAL' || tree['cast_type']['id'] === 'TIMESTAMP' ? tree['child'] : tree
}

function decimalOf(cast: unknown): { readonly digits: number; readonly scale: number } {
  const type = isFields(cast) ? cast['cast_type'] : undefined
  const info = isFields(type) && type['id'] === 'DECIMAL' ? type['type_info'] : undefined
  if (!isFields(info)) return { digits: -1, scale: -1 }
  const [width, scale] = [info['width'], info['scale']].map((number) => (number instanceof JsonNumber ? Number(number.text) : -1))
  return { digits: (width ?? -1) - (scale ?? 0), scale: scale ?? -1 }
}

const UNKNOWN_SIZE = 10n ** 40n

/** The whole part of what is known before any row is read, without its sign; undefined: it is not known before. */
function constantSize(tree: unknown): bigint | undefined {
  if (!isFields(tree)) return undefined
  if (tree['class'] === 'CAST') return constantSize(tree['child'])
  if (tree['class'] === 'CONSTANT') {
    const { value } = isFields(tree['value']) ? tree['value'] : {}
    const text = value instanceof JsonNumber ? value.text : String(value)
    const [, whole] = /^[+-]?(\d+)(?:\.\d*)?$/.exec(text) ?? []
    return whole === undefined ? (/\d[eE]/.test(text) || isFields(value) ? UNKNOWN_SIZE : 0n) : BigInt(whole)
  }
  return readsRows(tree) ? undefined : UNKNOWN_SIZE
}

const readsRows = (tree: unknown): boolean =>
  isFields(tree) && (tree['class'] === 'COLUMN_REF' || tree['class'] === 'SUBQUERY' || Object.values(tree).some(readsRows))

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])
