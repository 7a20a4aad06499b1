import { describe, expect, it } from 'vitest'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { alteredColumns } from './altered-columns.ts'

const tableOf = (columns: readonly Column[], partitionedBy?: readonly string[]): TableDefinition => ({
  database: 'd',
  name: 't',
  columns: [...columns],
  source: { kind: 'managed', format: 'parquet' },
  ...(partitionedBy === undefined ? {} : { partitionedBy: [...partitionedBy] }),
})

const int = (name: string): Column => ({ name, type: 'int' })
const namesOf = ({ columns }: TableDefinition): readonly string[] => columns.map(({ name }) => name)

describe('columns are added one after the other', () => {
  const table = tableOf(['a', 'b', 'p'].map(int), ['p'])
  it.each<[string, readonly (readonly [name: string, place?: 'first' | { readonly after: string }])[], readonly string[]]>([
    ['at the end, before the partitions', [['x'], ['y']], ['a', 'b', 'x', 'y', 'p']],
    [
      'first',
      [
        ['x', 'first'],
        ['y', 'first'],
      ],
      ['y', 'x', 'a', 'b', 'p'],
    ],
    [
      'behind another',
      [
        ['x', { after: 'A' }],
        ['y', { after: 'a' }],
      ],
      ['a', 'y', 'x', 'b', 'p'],
    ],
    ['behind one that was just added', [['x', { after: 'b' }], ['y', { after: 'X' }], ['z']], ['a', 'b', 'x', 'y', 'z', 'p']],
  ])('%s', (_what, added, wanted) => {
    const columns = added.map(([name, place]) => ({ column: int(name), ...(place === undefined ? {} : { place }) }))
    expect(namesOf(alteredColumns(table, { kind: 'add', columns }, 1))).toEqual(wanted)
  })

  it('and of a table that has partitions only, before them', () => {
    const columns = ['x', 'y'].map((name) => ({ column: int(name) }))
    expect(namesOf(alteredColumns(tableOf([int('p')], ['p']), { kind: 'add', columns }, 1))).toEqual(['x', 'y', 'p'])
  })

  it('not behind a partition, or behind what is not there', () => {
    const add = (after: string) => () => alteredColumns(table, { kind: 'add', columns: [{ column: int('x'), place: { after } }] }, 1)
    expect(add('p')).toThrow('cannot stand before another column')
    expect(add('q')).toThrow('has no column q')
  })
})

// Each took minutes, in which the server answered nobody.
describe('ten thousand columns', () => {
  const count = 10_000
  const table = tableOf(Array.from({ length: count }, (_, index) => int(`Column_${index}`)))
  const upper = (name: string): string => name.toUpperCase()

  it('are dropped', () => {
    const columns = namesOf(table).slice(1).map(upper)
    expect(namesOf(alteredColumns(table, { kind: 'drop', columns, ifExists: false }, 1))).toEqual(['Column_0'])
  })

  it('are added behind the last one', () => {
    const columns = Array.from({ length: count }, (_, index) => ({ column: int(`n${index}`), place: { after: `column_${count - 1}` } }))
    expect(namesOf(alteredColumns(table, { kind: 'add', columns }, 1)).at(-1)).toBe('n0')
  })

  it('are replaced', () => {
    const columns = table.columns.map(({ name, type }) => ({ name: upper(name), type })).toReversed()
    expect(alteredColumns(table, { kind: 'replace', columns }, 1).columns).toEqual(columns)
  })
})

it('the name of a column in the files is kept, also of one that is called as what every object has', () => {
  const dropped = alteredColumns(tableOf([int('a'), int('__proto__')]), { kind: 'drop', columns: ['__proto__'], ifExists: false }, 1)
  const again = alteredColumns(dropped, { kind: 'add', columns: [{ column: int('__proto__') }] }, 2)
  expect(Object.entries(again.stored?.names ?? {})).toEqual([['__proto__', '__proto__$2']])
})
