import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { type DeclaredType, parseDeclaredType, sparkTypeName } from '../../../base/spark-type.ts'
import type { ColumnPlace, ColumnsChange } from '../../../protocol/columns-change.ts'
import { storedName } from '../../../protocol/stored-name.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { checkWritten } from './table-definition.ts'

/** A column, and what the table's files call it; undefined: no file has it yet. */
interface Placed {
  readonly column: Column
  readonly stored: string | undefined
}

/**
 * The table with the change. `version`: the one that it makes; undefined: a table without versions, whose columns are found by their names.
 * @throws 'not-found' for a column that is not there, 'already-exists' for one that is, 'invalid-parameter' for what its files would not be read by
 */
export function alteredColumns(table: TableDefinition, change: ColumnsChange, version: number | undefined): TableDefinition {
  checkWritten({ columns: writtenIn(change) })
  const before = table.columns.map((column): Placed => ({ column, stored: storedName(table, column.name) }))
  const after = changed(table, before, change)
  checkNames(table, after)
  const partitions = new Set(table.partitionedBy)
  if (after.every(({ column }) => partitions.has(column.name)))
    throw new CausewayError('invalid-parameter', `The table ${shown(table)} would have no column of its own`, { hint: 'Drop the table.' })
  const buckets = bucketsOf(
    table,
    new Map(before.map((one) => [keyOf(one.column.name), after.find(({ stored }) => stored === one.stored)?.column.name])),
  )
  if (version === undefined) return { ...table, columns: after.map(({ column }) => column) }
  const kept = new Set(after.flatMap(({ stored }) => stored ?? []))
  const gone = [
    ...(table.stored?.gone ?? []),
    ...before.flatMap(({ stored }) => (stored === undefined || kept.has(stored) ? [] : [stored])),
  ]
  const used = new Set([...gone, ...kept].map((name) => name.toLowerCase()))
  const names: [name: string, inFiles: string][] = []
  for (const { column, stored } of after) {
    const inFiles = stored ?? freshName(column.name, used)
    used.add(inFiles.toLowerCase())
    if (inFiles !== column.name) names.push([column.name, inFiles])
  }
  const { buckets: _before, ...others } = table
  return { ...others, ...buckets, columns: after.map(({ column }) => column), stored: { version, names: Object.fromEntries(names), gone } }
}

function writtenIn(change: ColumnsChange): readonly Pick<Column, 'comment'>[] {
  switch (change.kind) {
    case 'add':
      return change.columns.map(({ column }) => column)
    case 'alter':
      return [change]
    case 'replace':
      return change.columns
    case 'drop':
    case 'rename':
      return []
  }
}

/** With the names that the columns have afterwards; where one is gone, the rows are in no buckets any more. */
function bucketsOf({ buckets }: TableDefinition, names: ReadonlyMap<string, string | undefined>): Pick<TableDefinition, 'buckets'> {
  if (buckets === undefined) return {}
  const moved = (list: readonly string[]): readonly (string | undefined)[] => list.map((name) => names.get(keyOf(name)))
  const columns = moved(buckets.columns).flatMap((name) => name ?? [])
  if (columns.length < buckets.columns.length) return {}
  const sortedBy = moved(buckets.sortedBy)
  const firstGone = sortedBy.indexOf(undefined)
  const kept = firstGone === -1 ? sortedBy : sortedBy.slice(0, firstGone)
  return { buckets: { ...buckets, columns, sortedBy: kept.flatMap((name) => name ?? []) } }
}

/** With the columns that an earlier version had, and what its files call them: that they never had other names is said by their absence. */
export function withColumns(table: TableDefinition, { columns, stored }: Pick<TableDefinition, 'columns' | 'stored'>): TableDefinition {
  const { stored: _present, ...others } = table
  return { ...others, columns, ...(stored === undefined ? {} : { stored }) }
}

/** What each column is called afterwards, by its name, both in lower case; undefined: it is not there. */
export type ColumnMoves = ReadonlyMap<string, string | undefined>

/** From one version of a table to another: a column is the same one where the files call it the same. */
export function columnMoves(from: TableDefinition, to: TableDefinition): ColumnMoves {
  const there = new Map(to.columns.map(({ name }) => [keyOf(storedName(to, name)), keyOf(name)]))
  return new Map(from.columns.map(({ name }) => [keyOf(name), there.get(keyOf(storedName(from, name)))]))
}

/** The table as it is now, with the columns of an earlier version: what only the present one has is gone. */
export function restoredColumns(
  table: TableDefinition,
  was: Pick<TableDefinition, 'columns' | 'stored'>,
  version: number,
): TableDefinition {
  const earlier = withColumns(table, was)
  const back = new Set(was.columns.map(({ name }) => storedName(earlier, name)))
  const present = table.columns.map(({ name }) => storedName(table, name))
  const gone = [...new Set([...(table.stored?.gone ?? []), ...(was.stored?.gone ?? []), ...present])].filter((name) => !back.has(name))
  const there = new Map(was.columns.map(({ name }) => [keyOf(storedName(earlier, name)), name]))
  const { buckets: _before, ...others } = table
  const buckets = bucketsOf(table, new Map(table.columns.map(({ name }) => [keyOf(name), there.get(keyOf(storedName(table, name)))])))
  return { ...others, ...buckets, columns: was.columns, stored: { version, names: was.stored?.names ?? {}, gone } }
}

function changed(table: TableDefinition, before: readonly Placed[], change: ColumnsChange): readonly Placed[] {
  switch (change.kind) {
    case 'add':
      return withAdded(table, before, change.columns)
    case 'drop': {
      const keys = new Set(before.map(({ column }) => keyOf(column.name)))
      const missing = change.columns.find((name) => !keys.has(keyOf(name)))
      if (missing !== undefined && !change.ifExists) throw noColumn(table, missing)
      for (const name of change.columns) refuseOfPartition(table, name, 'be dropped')
      const gone = new Set(change.columns.map(keyOf))
      return before.filter(({ column }) => !gone.has(keyOf(column.name)))
    }
    case 'rename': {
      required(table, before, change.column)
      refuseOfPartition(table, change.column, 'be renamed')
      return before.map((one) => (isNamed(one, change.column) ? { ...one, column: { ...one.column, name: change.name } } : one))
    }
    case 'alter': {
      const { column, ...rest } = required(table, before, change.column)
      if (change.type !== undefined) checkType(table, column, change.type)
      const { type = column.type, comment = column.comment, place } = change
      const next = { ...rest, column: { name: column.name, type, ...(comment === undefined ? {} : { comment }) } }
      if (place === undefined) return before.map((one) => (isNamed(one, column.name) ? next : one))
      refuseOfPartition(table, column.name, 'have another place')
      const others = before.filter((one) => !isNamed(one, column.name))
      return withPlaced(table, others, [{ placed: next, place }])
    }
    case 'replace': {
      const partitions = before.filter(({ column }) => table.partitionedBy?.includes(column.name) === true)
      for (const { name } of change.columns) refuseOfPartition(table, name, 'be replaced')
      const byKey = new Map(before.map((one) => [keyOf(one.column.name), one]))
      const columns = change.columns.map((column): Placed => {
        const found = byKey.get(keyOf(column.name))
        if (found !== undefined && found.column.type !== column.type) checkType(table, found.column, column.type)
        return { column, stored: found?.stored }
      })
      return [...columns, ...partitions]
    }
  }
}

const keyOf = (name: string): string => name.toLowerCase()

const isNamed = ({ column }: Placed, name: string): boolean => keyOf(column.name) === keyOf(name)

const shown = ({ database, name }: TableDefinition): string => `${database}.${name}`

const noColumn = (table: TableDefinition, name: string): CausewayError =>
  new CausewayError('not-found', `The table ${shown(table)} has no column ${name}`, { hint: 'DESCRIBE lists its columns.' })

function required(table: TableDefinition, columns: readonly Placed[], name: string): Placed {
  const found = columns.find((one) => isNamed(one, name))
  if (found === undefined) throw noColumn(table, name)
  return found
}

/** Folders are named after them, and they are the last columns. */
function refuseOfPartition(table: TableDefinition, name: string, what: string): void {
  if (table.partitionedBy?.some((one) => one.toLowerCase() === name.toLowerCase()) !== true) return
  throw new CausewayError('not-supported', `${name} is a partition column of ${shown(table)}, and cannot ${what}`, {
    hint: 'Make a new table: CREATE TABLE … PARTITIONED BY … AS SELECT.',
  })
}

interface Placing {
  readonly placed: Placed
  readonly place: ColumnPlace | 'last'
}

interface Link {
  readonly placed: Placed | undefined
  next: Link | undefined
}

const withAdded = (
  table: TableDefinition,
  before: readonly Placed[],
  added: Extract<ColumnsChange, { kind: 'add' }>['columns'],
): readonly Placed[] =>
  withPlaced(
    table,
    before,
    added.map(({ column, place }): Placing => ({ placed: { column, stored: undefined }, place: place ?? 'last' })),
  )

/** One after the other, in the time of as many: a table may have ten thousand columns, and as many be added, while nobody else is answered. */
function withPlaced(table: TableDefinition, before: readonly Placed[], placings: readonly Placing[]): readonly Placed[] {
  const head: Link = { placed: undefined, next: undefined }
  const byKey = new Map<string, Link>()
  const insert = (placed: Placed, after: Link): Link => {
    const link: Link = { placed, next: after.next }
    after.next = link
    const key = keyOf(placed.column.name)
    if (!byKey.has(key)) byKey.set(key, link)
    return link
  }
  const partitions = new Set(table.partitionedBy)
  let lastOwn = head
  let end = head
  for (const one of before) {
    end = insert(one, end)
    if (!partitions.has(one.column.name)) lastOwn = end
  }
  for (const { placed, place } of placings) {
    const after = place === 'first' ? head : place === 'last' ? lastOwn : byKey.get(keyOf(place.after))
    if (after === undefined) throw noColumn(table, typeof place === 'string' ? place : place.after)
    if (typeof place !== 'string') refuseOfPartition(table, place.after, 'stand before another column')
    const link = insert(placed, after)
    if (after === lastOwn) lastOwn = link
  }
  const columns: Placed[] = []
  for (let link = head.next; link !== undefined; link = link.next) if (link.placed !== undefined) columns.push(link.placed)
  return columns
}

function checkNames(table: TableDefinition, columns: readonly Placed[]): void {
  const seen = new Set<string>()
  for (const { column } of columns) {
    const key = column.name.toLowerCase()
    if (seen.has(key)) throw new CausewayError('already-exists', `The table ${shown(table)} would have two columns ${column.name}`)
    seen.add(key)
  }
}

const WIDER: Readonly<Record<string, readonly string[]>> = lookup({
  tinyint: ['smallint', 'int', 'bigint'],
  smallint: ['int', 'bigint'],
  int: ['bigint'],
  float: ['double'],
  char: ['string'],
  varchar: ['string'],
})

/** Old files keep the values of the old type, which the new one must have, too. */
function checkType(table: TableDefinition, { name, type: text }: Column, wanted: string): void {
  const [from, to] = [parseDeclaredType(text), parseDeclaredType(wanted)]
  if (sparkTypeName(from) === sparkTypeName(to)) return
  refuseOfPartition(table, name, 'have another type')
  if (isWider(from, to)) return
  throw new CausewayError('not-supported', `The column ${name} of ${shown(table)} is of type ${text}, and cannot become ${wanted}`, {
    hint: 'A type may become wider: TINYINT to SMALLINT, INT and BIGINT; FLOAT to DOUBLE; a DECIMAL of more digits; VARCHAR to STRING. Else write CREATE TABLE … AS SELECT CAST(…).',
  })
}

function isWider(from: DeclaredType, to: DeclaredType): boolean {
  if (from.kind === 'decimal' && to.kind === 'decimal')
    return to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale
  if (from.kind === 'varchar' && to.kind === 'varchar') return to.length >= from.length
  return WIDER[from.kind]?.includes(to.kind) === true
}

/** A name that no column in the files has, or had. */
function freshName(name: string, used: ReadonlySet<string>): string {
  let fresh = name
  for (let count = 2; used.has(fresh.toLowerCase()); count += 1) fresh = `${name}$${count}`
  return fresh
}
