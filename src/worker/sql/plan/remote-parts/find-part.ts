import { parseSparkType, type SparkType, sameSparkType } from '../../../../base/spark-type.ts'
import { aggregateCall } from '../../bound/aggregate-call.ts'
import { BIGINT } from '../../bound/bound.ts'
import type { EngineText } from '../../bound/engine-text.ts'
import { type ExactNumber, exactNumber } from '../../bound/exact-number.ts'
import { leavesOf } from '../../bound/replace-leaves.ts'
import type { Scan } from '../../bound/scan.ts'
import { type ColumnSql, column, type FromNode, type SelectNode, type Sql } from '../../bound/sql.ts'
import { asPartAverage, asPartSum } from '../../functions/aggregates/part-aggregates.ts'
import { allOf, bracketed } from '../../functions/operators/logic.ts'
import { printAlone } from '../../render/duckdb/query.ts'
import { isConnected } from './is-connected.ts'
import type { PartColumn, PartFilter, PartFrom, PartOutput, PartShape, PartTest, PartValue, RemotePart } from './remote-part.ts'
import { replaceTrees } from './replace-trees.ts'
import { isOfRow, type Rows, type RowsFilter, type RowsFrom, rowsOf, StaysHere } from './rows-of.ts'

/** A part, and what the SELECT becomes when its place computes it. */
export interface FoundPart {
  readonly part: RemotePart
  readonly select: SelectNode
}

type Kind = RemotePart['kind']
type Nameless<T> = T extends unknown ? Omit<T, 'name'> : never

/** What of a SELECT could be asked as a whole; undefined: its rows are all there is to ask for. */
export function partKind(select: SelectNode): Kind | undefined {
  if (select.groupBy !== undefined || select.outputs.some(({ sql }) => holdsAggregate(sql))) return 'groups'
  if (select.isDistinct) return 'distinct rows'
  if (select.order.length > 0 && select.limit !== undefined) return 'first rows'
  return looksForPartners(select.from) ? 'rows with partners' : undefined
}

/** There are no more rows than of its left side. */
const looksForPartners = (from: FromNode | undefined): boolean => from?.kind === 'join' && (from.join === 'semi' || from.join === 'anti')

const holdsAggregate = (sql: Sql): boolean =>
  aggregateCall(sql) !== undefined || (sql.kind === 'template' && !isOfRow(sql) && sql.parts.some(holdsAggregate))

/** @throws StaysHere with the reason. */
export function findPart(select: SelectNode, kind: Kind, relation: string, scansOf: (relation: string) => Scan | undefined): FoundPart {
  const finder = new PartFinder(rowsOf(select, scansOf), relation)
  switch (kind) {
    case 'groups':
      return finder.groups(select)
    case 'distinct rows':
      return finder.distinctRows(select)
    case 'first rows':
      return finder.firstRows(select)
    case 'rows with partners':
      return finder.rowsWithPartners(select)
  }
}

class PartFinder {
  readonly #rows: Rows
  readonly #relation: string
  readonly #outputs: PartOutput[] = []
  readonly #tests: PartTest[] = []
  readonly #byKey = new Map<string, Sql>()
  readonly #made = new Map<Sql, Sql>()

  constructor(rows: Rows, relation: string) {
    this.#rows = rows
    this.#relation = relation
  }

  groups(select: SelectNode): FoundPart {
    const keys = new Set<string>()
    for (const element of select.groupBy ?? []) {
      if (element.kind !== 'key') throw new StaysHere('ROLLUP, CUBE and GROUPING SETS are made here')
      const key = this.#columnOf(element.key)
      if (key === undefined) throw new StaysHere('a key of GROUP BY is computed')
      keys.add(JSON.stringify(key))
      this.#column(key)
    }
    const replaced = (sql: Sql): Sql => replaceTrees(sql, (part) => this.#aggregate(part) ?? this.#keyColumn(part, keys), this.#made)
    const conditions = select.having === undefined ? undefined : replaced(select.having)
    const made = this.#select(select, replaced, { where: conditions, groupBy: undefined, having: undefined })
    return { part: this.#part({ kind: 'groups' }), select: made }
  }

  distinctRows(select: SelectNode): FoundPart {
    const made = this.#select(select, this.#ofRow, { where: undefined })
    if (this.#outputs.length === 0) throw new StaysHere('no column is read')
    return { part: this.#part({ kind: 'distinct rows' }), select: made }
  }

  firstRows(select: SelectNode): FoundPart {
    const { limit, offset = 0n } = select
    const count = typeof limit === 'bigint' && typeof offset === 'bigint' ? Number(limit + offset) : Number.NaN
    if (!Number.isSafeInteger(count)) throw new StaysHere('LIMIT is no number')
    const order = select.order.map(({ by, isDescending, nullsFirst }) => {
      const sql = typeof by === 'number' ? select.outputs[by - 1]?.sql : by
      const key = sql === undefined ? undefined : this.#columnOf(sql)
      if (key === undefined) throw new StaysHere('a key of ORDER BY is computed')
      return { by: key, isDescending, nullsFirst }
    })
    const made = this.#select(select, this.#ofRow, { where: undefined })
    return { part: this.#part({ kind: 'first rows', order, limit: count }), select: made }
  }

  rowsWithPartners(select: SelectNode): FoundPart {
    const made = this.#select(select, this.#ofRow, { where: undefined })
    if (this.#outputs.length === 0) throw new StaysHere('no column is read')
    return { part: this.#part({ kind: 'rows with partners' }), select: made }
  }

  #part(shape: PartShape): RemotePart {
    const { scans } = this.#rows
    const from = this.#from(this.#rows.from)
    const filters = this.#filters(this.#rows.filters, this.#rows.from)
    if (!isConnected(scans.length, from, filters)) throw new StaysHere('tables are joined without a condition that two columns are equal')
    const tables = scans.map((scan) => ({ scan }))
    return { ...shape, relation: this.#relation, tables, tests: this.#tests, from, filters, outputs: this.#outputs }
  }

  #from(from: RowsFrom): PartFrom {
    switch (from.kind) {
      case 'table':
        return { ...from, filters: this.#filters(from.filters, from) }
      case 'product':
        return { kind: 'product', of: from.of.map((one) => this.#from(one)) }
      case 'outer join': {
        const on = this.#filters(from.on, from)
        if (from.join === 'full' && on.some(({ kind }) => kind !== 'equal'))
          throw new StaysHere('the condition of a FULL JOIN is more than equal columns')
        return { ...from, left: this.#from(from.left), right: this.#from(from.right), on }
      }
    }
  }

  /** Of the rows of `of`. What is looked at of one table alone is one test of it. */
  #filters(filters: readonly RowsFilter[], of: RowsFrom): readonly PartFilter[] {
    const ofTables = this.#rows.scans.map((): Sql[] => [])
    const others: PartFilter[] = []
    for (const filter of filters) {
      if (filter.kind === 'partner') {
        others.push({ ...filter, from: this.#from(filter.from), on: this.#filters(filter.on, filter.from) })
        continue
      }
      const tables = new Set(leavesOf(filter.sql).map((leaf) => this.#placed(leaf).table))
      if (tables.size <= 1 && isOfRow(filter.sql)) ofTables[[...tables][0] ?? firstTable(of)]?.push(filter.sql)
      else others.push({ kind: 'equal', ...this.#equality(filter.sql) })
    }
    const tests = ofTables.flatMap((conditions, table): PartFilter[] => {
      if (conditions.length === 0) return []
      this.#tests.push({ table, sql: this.#condition(conditions) })
      return [{ kind: 'test', test: this.#tests.length - 1 }]
    })
    return [...tests, ...others]
  }

  #condition(conditions: readonly Sql[]): EngineText {
    return printAlone(allOf(conditions.map((condition) => bracketed([replaceTrees(condition, this.#neutral, new Map())]))))
  }

  readonly #neutral = (sql: Sql): Sql | undefined =>
    sql.kind === 'column' ? column(CONDITION_ROWS, `c${this.#placed(sql).column}`) : undefined

  #equality(condition: Sql): { readonly left: PartColumn; readonly right: PartColumn } {
    const [left, right, ...others] = condition.kind === 'template' && condition.commutes === '=' ? condition.parts : []
    if (left?.kind !== 'column' || right?.kind !== 'column' || others.length > 0)
      throw new StaysHere('tables are joined by a condition that is more than equal columns of one type')
    return { left: this.#placed(left), right: this.#placed(right) }
  }

  #select(select: SelectNode, replaced: (sql: Sql) => Sql, changed: Partial<SelectNode>): SelectNode {
    const made: SelectNode = {
      ...select,
      outputs: select.outputs.map((output) => ({ ...output, sql: replaced(output.sql) })),
      order: select.order.map((sort) => (typeof sort.by === 'number' ? sort : { ...sort, by: replaced(sort.by) })),
      ...changed,
      from: { kind: 'table', table: this.#relation, relation: this.#relation, columnNames: undefined },
    }
    for (const sql of [...made.outputs.map((output) => output.sql), ...made.order.map(({ by }) => by), made.where])
      if (sql !== undefined && typeof sql !== 'number') this.#check(sql)
    return made
  }

  /** Whatever still reads a table would read what is not there. */
  #check(sql: Sql): void {
    const stays = leavesOf(sql).some((leaf) => leaf.kind === 'column' && leaf.relation !== this.#relation)
    if (stays || !isOfRow(sql)) throw new StaysHere('it computes an aggregate, or a function over rows, that is not asked of databases')
  }

  readonly #ofRow = (sql: Sql): Sql => {
    const resolved = this.#rows.resolve(sql)
    if (!isOfRow(resolved)) throw new StaysHere('it computes with random values, subqueries or functions over rows')
    return replaceTrees(resolved, (part) => (part.kind === 'column' ? this.#column(this.#placed(part)) : undefined), this.#made)
  }

  #keyColumn(sql: Sql, keys: ReadonlySet<string>): Sql | undefined {
    const place = sql.kind === 'column' ? this.#columnOf(sql) : undefined
    return place !== undefined && keys.has(JSON.stringify(place)) ? this.#column(place) : undefined
  }

  #aggregate(sql: Sql): Sql | undefined {
    const call = aggregateCall(sql)
    if (call === undefined) return undefined
    const { isDistinct } = call
    const value = call.value === undefined ? undefined : this.#value(call.value)
    if (isDistinct && value?.of.kind !== 'column') throw new StaysHere('DISTINCT of what is computed is looked at here')
    const output = (name: 'count' | 'sum' | 'min' | 'max', type: SparkType, isNullWhereLong = false): Sql =>
      this.#output(value?.of.kind === 'column' ? this.#nameOf(value.of.column) : name, {
        kind: 'aggregate',
        call: name,
        isDistinct,
        value: value?.of,
        type,
        isNullWhereLong,
      })
    switch (call.name) {
      case 'count':
        return output('count', BIGINT)
      case 'min':
      case 'max':
        if (value === undefined || value.of.kind !== 'column') throw new StaysHere(`${call.name} is of a value that is computed`)
        return output(call.name, value.type)
      case 'sum':
        if (value === undefined) throw new StaysHere('its sum is not understood')
        if (call.fits !== undefined) return output('sum', call.fits, true)
        return asPartSum(output('sum', sumType(value.type)), value.type)
      case 'avg':
        if (value?.type.kind !== 'smallint' && value?.type.kind !== 'int')
          throw new StaysHere('an average of bigints depends on the order of its rows')
        return asPartAverage(output('sum', BIGINT), output('count', BIGINT))
    }
  }

  #value(sql: Sql): { readonly of: PartValue; readonly type: SparkType } {
    const number = exactNumber(sql)
    if (number !== undefined && number.kind === 'arithmetic') return { of: this.#number(number), type: number.type }
    const resolved = this.#rows.resolve(sql)
    const inner = exactNumber(resolved)
    if (inner !== undefined && inner.kind === 'arithmetic') return { of: this.#number(inner), type: inner.type }
    if (resolved.kind !== 'column') throw new StaysHere('an aggregate is of a value that databases may compute otherwise')
    const place = this.#placed(resolved)
    return { of: { kind: 'column', column: place }, type: this.#typeOf(place) }
  }

  #number(number: ExactNumber): PartValue {
    switch (number.kind) {
      case 'constant':
        return number
      case 'value': {
        const { of, type } = this.#value(number.sql)
        // Of the type that the arithmetic was found exact for.
        if (!sameSparkType(type, number.type)) throw new StaysHere('an aggregate is of a value that databases may compute otherwise')
        return of
      }
      case 'arithmetic':
        return { ...number, left: this.#number(number.left), right: this.#number(number.right) }
    }
  }

  #columnOf(sql: Sql): PartColumn | undefined {
    const resolved = this.#rows.resolve(sql)
    return resolved.kind === 'column' ? this.#rows.placeOf(resolved) : undefined
  }

  #placed(leaf: Sql): PartColumn {
    const place = leaf.kind === 'column' ? this.#rows.placeOf(leaf) : undefined
    if (place === undefined) throw new StaysHere('it reads a column of a query around it')
    return place
  }

  #column(place: PartColumn): ColumnSql {
    return this.#output(this.#nameOf(place), { kind: 'column', column: place, type: this.#typeOf(place) })
  }

  #nameOf({ table, column: index }: PartColumn): string {
    return this.#rows.scans[table]?.table.columns[index]?.name ?? ''
  }

  #typeOf({ table, column: index }: PartColumn): SparkType {
    const declared = this.#rows.scans[table]?.table.columns[index]
    if (declared === undefined) throw new StaysHere('a column is missing')
    return parseSparkType(declared.type)
  }

  /** Each once, under a name of its own: messages say which column it is of. */
  #output(written: string, output: Nameless<PartOutput>): ColumnSql {
    const key = JSON.stringify(output)
    const before = this.#byKey.get(key)
    if (before?.kind === 'column') return before
    const names = new Set(this.#outputs.map((one) => one.name.toLowerCase()))
    let name = written
    for (let times = 2; names.has(name.toLowerCase()); times += 1) name = `${written} (${times})`
    const made = column(this.#relation, name)
    this.#outputs.push({ ...output, name })
    this.#byKey.set(key, made)
    return made
  }
}

function firstTable(from: RowsFrom): number {
  switch (from.kind) {
    case 'table':
      return from.table
    case 'product':
      return from.of[0] === undefined ? 0 : firstTable(from.of[0])
    case 'outer join':
      return firstTable(from.left)
  }
}

/** What a condition's columns are columns of, for whoever reads it (engine/read-condition.ts). */
const CONDITION_ROWS = 'condition_rows'

/** Of integers in 64 bits there are 128 here, and decimals have as many digits as there are. */
function sumType(type: SparkType): SparkType {
  switch (type.kind) {
    case 'smallint':
    case 'int':
      return BIGINT
    case 'bigint':
      return { kind: 'decimal', precision: 38, scale: 0 }
    case 'decimal':
      return { kind: 'decimal', precision: 38, scale: type.scale }
    default:
      throw new StaysHere(type.kind === 'double' || type.kind === 'float' ? SUM_OF_DOUBLES : 'its sum is not understood')
  }
}

const SUM_OF_DOUBLES = 'a sum of doubles depends on the order of its rows'
