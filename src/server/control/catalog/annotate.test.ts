import { expect, it } from 'vitest'
import { partitionFolder } from '../../../protocol/partition-folder.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'
import { workerCallNeeds } from '../jobs/rights/worker-call-needs.ts'
import { annotated } from './annotate.ts'

const table: TableDefinition = {
  database: 'd',
  name: 't',
  columns: [
    { name: 'id', type: 'int' },
    { name: 'day', type: 'string' },
  ],
  source: { kind: 'files', format: 'parquet', location: 'obs://b/t', options: {} },
  partitionedBy: ['day'],
}

type Places = Extract<TableAnnotation, { kind: 'place-partitions' }>

const NOTHING = { kind: 'place-partitions', by: 'add', placed: [], removed: [], dropped: [], restored: [] } as const satisfies Places
const placeOf = (day: string, place: string) => ({ folders: `day=${day}`, location: `obs://b/${place}`, hides: [`day=${day}`] })

const dropped = (of: TableDefinition): readonly string[] | undefined => (of.source.kind === 'files' ? of.source.droppedFolders : undefined)

it('keeps which folders of partitions were dropped, and forgets them where they are back or at another place', () => {
  const once = annotated(table, { kind: 'drop-partitions', folders: ['day=a', 'day=b'] })
  const twice = annotated(once, { kind: 'drop-partitions', folders: ['day=b', 'day=c'] })
  expect(dropped(twice)).toEqual(['day=a', 'day=b', 'day=c'])
  expect(dropped(annotated(twice, { kind: 'restore-partitions', folders: ['day=b', 'day=x'] }))).toEqual(['day=a', 'day=c'])
  expect(annotated(twice, { kind: 'restore-partitions', folders: 'all' })).toEqual(table)
  expect(dropped(annotated(twice, { kind: 'location', location: 'obs://b/other' }))).toBeUndefined()
})

it('keeps no more of them than a definition holds, and none of a table without partitions at a location', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `day=${index}`)
  const full = annotated(table, { kind: 'drop-partitions', folders: many })
  expect(() => annotated(full, { kind: 'drop-partitions', folders: ['day=x'] })).toThrow('More than 10000 partitions')
  const { partitionedBy: _none, ...plain } = table
  expect(() => annotated(plain, { kind: 'drop-partitions', folders: ['day=a'] })).toThrow('no table with partitions at a location')
})

it('is for who may drop partitions, and back for who may add rows or partitions', () => {
  const privilegesOf = (change: Parameters<typeof annotated>[1]) => {
    const needs = workerCallNeeds({ kind: 'annotate-table', database: 'd', table: 't', change })
    return needs === 'own way' ? [] : needs.flatMap(({ privileges }) => privileges)
  }
  expect(privilegesOf({ kind: 'drop-partitions', folders: ['day=a'] })).toEqual(['ALTER_TABLE_DROP_PARTITION'])
  expect(privilegesOf({ kind: 'restore-partitions', folders: 'all' })).toEqual(
    expect.arrayContaining(['ALTER_TABLE_ADD_PARTITION', 'ALTER_TABLE_RECOVER_PARTITION', 'INSERT_INTO_TABLE']),
  )
})

it('keeps where partitions have places of their own, each once, until the table gets another place', () => {
  const change = (of: TableDefinition, some: Partial<Omit<Places, 'kind'>>): TableDefinition => annotated(of, { ...NOTHING, ...some })
  const before = annotated(table, { kind: 'drop-partitions', folders: ['day=b'] })
  const two = change(before, { placed: [placeOf('a', 'x'), placeOf('b', 'y')] })
  expect(two.source).toEqual({ ...table.source, placedPartitions: [placeOf('a', 'x'), placeOf('b', 'y')], droppedFolders: ['day=b'] })
  const one = change(two, { by: 'set-location', removed: ['day=b'], restored: ['day=b'] })
  const moved = change(one, { by: 'set-location', placed: [placeOf('a', 'z')] })
  expect(moved.source).toEqual({ ...table.source, placedPartitions: [placeOf('a', 'z')] })
  expect(change(moved, { by: 'overwrite', removed: ['day=a'] })).toEqual(table)
  expect(annotated(moved, { kind: 'location', location: 'obs://b/u' }).source).toEqual({ ...table.source, location: 'obs://b/u' })
  const many = Array.from({ length: 1001 }, (_, index) => placeOf(`${index}`, `${index}`))
  expect(() => change(table, { placed: many })).toThrow('would have a location of their own')
  const { partitionedBy: _none, ...plain } = table
  expect(() => change(plain, { placed: [placeOf('a', 'x')] })).toThrow('no table with partitions')
})

it.each([
  [
    'add',
    'ALTER_TABLE_ADD_PARTITION',
    [
      { removed: ['day=a'] },
      { dropped: ['day=b'] },
      {},
      { placed: [placeOf('x', 'y')], dropped: ['day=b'] },
      { placed: [{ ...placeOf('x', 'y'), hides: ['day=x', 'day=b'] }] },
    ],
  ],
  [
    'set-location',
    'ALTER_TABLE_SET_LOCATION',
    [
      { dropped: ['day=b'] },
      { removed: ['day=a'], dropped: ['day=b'] },
      { removed: ['day=a', 'day=c'] },
      {},
      { removed: ['day=a'], restored: ['day=gone'] },
      { removed: ['day=gone'] },
      { placed: [{ ...placeOf('a', 'y'), hides: ['day=b'] }] },
    ],
  ],
  [
    'rename',
    'ALTER_TABLE_RENAME_PARTITION',
    [
      { dropped: ['day=b'] },
      { removed: ['day=a'], dropped: ['day=b'] },
      { removed: ['day=b'], dropped: ['day=b'] },
      { removed: ['day=a', 'day=c'] },
      // It would have other files, or none: as where one is dropped, or gets another place.
      { removed: ['day=a'], placed: [placeOf('n', 'other')] },
      { removed: ['day=b'], placed: [placeOf('n', 'other')] },
      { removed: ['day=b'], placed: [placeOf('n', 't/day=c')], dropped: ['day=c'] },
      { removed: ['day=a'] },
      { removed: ['day=h'] },
      { removed: ['day=a'], restored: ['day=gone'] },
      { removed: ['day=h'], restored: ['day=gone'] },
      { removed: ['day=a'], placed: [{ ...placeOf('n', 'x'), hides: ['day=n', 'day=b'] }] },
    ],
  ],
  ['drop', 'ALTER_TABLE_DROP_PARTITION', [{ restored: ['day=b'] }, { placed: [placeOf('x', 'y')] }]],
  [
    'overwrite',
    'INSERT_OVERWRITE_TABLE',
    [{ removed: ['day=a'], dropped: ['day=b'] }, { restored: ['day=b'] }, { placed: [placeOf('x', 'y')] }],
  ],
] as const)('changes places by a statement of the kind %s, with %s, no further than such a statement does', (by, privilege, refused) => {
  const before = annotated(table, { kind: 'drop-partitions', folders: ['day=gone', 'day=was'] })
  const placed = annotated(before, { ...NOTHING, placed: [placeOf('a', 'x'), placeOf('c', 'z'), placeOf('h', 't/day=was')] })
  const change = (some: (typeof refused)[number]): Places => structuredClone({ ...NOTHING, by, ...some }) as Places
  for (const some of refused) {
    const needs = workerCallNeeds({ kind: 'annotate-table', database: 'd', table: 't', change: change(some) })
    expect(needs === 'own way' ? [] : needs.at(-1)?.privileges).toEqual([privilege])
    expect(() => annotated(placed, change(some)), JSON.stringify(some)).toThrow(/none of the statement|changed meanwhile/)
  }
})

it('lets a partition be renamed that has a place or gets one, and back, whose folder is left out as long as it is named otherwise', () => {
  const renamed = annotated(table, {
    ...NOTHING,
    by: 'rename',
    placed: [{ ...placeOf('n', 't/day=a'), hides: ['day=n'] }],
    removed: ['day=a'],
    dropped: ['day=a'],
  })
  expect(dropped(renamed)).toEqual(['day=a'])
  const other = {
    ...NOTHING,
    by: 'rename',
    placed: [placeOf('n', 't/day=a')],
    removed: ['day=a'],
    dropped: ['day=b'],
  } as const satisfies Places
  expect(() => annotated(table, other)).toThrow('changed meanwhile')
  const back = { ...NOTHING, by: 'rename', removed: ['day=n'], dropped: ['day=n'], restored: ['day=a'] } as const satisfies Places
  expect(dropped(annotated(renamed, back))).toEqual(['day=n'])
})

it('takes folders for those of a partition that say its values in other words, and no others', () => {
  const columns = [
    { name: 'n', type: 'int' },
    { name: 'at', type: 'date' },
    { name: 'ok', type: 'boolean' },
    { name: 'name', type: 'string' },
  ]
  const typed = { ...table, columns: [...table.columns, ...columns], partitionedBy: columns.map(({ name }) => name) }
  const hiding = (folder: string) => () =>
    annotated(typed, {
      ...NOTHING,
      placed: [{ folders: 'n=1/at=2024-01-05/ok=true/name=1', location: 'obs://b/x', hides: [folder] }],
    })
  for (const same of [
    'n=01/at=2024-1-5/ok=TRUE/name=1',
    'N=1/at=2024-01-05 00%3A00%3A00/ok=true/name=1',
    'at=2024-01-05/n=+1/ok=true/name=1',
  ])
    expect(hiding(same)).not.toThrow()
  for (const other of [
    'n=2/at=2024-01-05/ok=true/name=1',
    'n=1/at=2024-01-06/ok=true/name=1',
    'n=1/at=2024-01-05/ok=false/name=1',
    'n=1/at=2024-01-05/ok=true/name=01',
    'n=1/at=2024-01-05/ok=true',
    `n=__HIVE_DEFAULT_PARTITION__/at=2024-01-05/ok=true/name=1`,
    'n=x/at=2024-01-05/ok=true/name=1',
  ])
    expect(hiding(other), other).toThrow('none of the statement')
})

it.each([
  ['bigint', '9007199254740993', ['+9007199254740993', '09007199254740993'], ['9007199254740992', '9007199254740994']],
  ['decimal(20,2)', '90071992547409.93', ['090071992547409.930'], ['90071992547409.92', '9007199254740993']],
  ['int', '16', ['016'], ['0x10', '16.0', '1e1']],
  ['int', '0', ['-0'], ['%20', '']],
  ['double', '0.5', ['.5', '5e-1'], ['0.25', '']],
  ['date', '2024-01-01', ['2024', '2024-1', '2024-01-01T10%3A00%3A00'], ['2024-01-01x', '2024-01-11']],
  [
    'timestamp',
    '2024-01-05 10:00:00.5',
    ['2024-01-05T10%3A0%3A0.500Z', '2024-01-05 12%3A00%3A00.5+02%3A00'],
    ['2024-01-05 10%3A00%3A00.05', '2024-01-05 10%3A00%3A00.5+02%3A00'],
  ],
  ['boolean', 'true', ['1', 'y', 'T'], ['0', '2']],
  ['char(3)', 'a  ', ['a'], ['b', 'a   b']],
] as const)('a folder of %s says %s in as many ways as the worker reads it, and no other value', (type, value, same, others) => {
  const typed = { ...table, columns: [{ name: 'v', type }], partitionedBy: ['v'] }
  const hiding = (folder: string) => () =>
    annotated(typed, { ...NOTHING, placed: [{ folders: partitionFolder('v', value), location: 'obs://b/x', hides: [`v=${folder}`] }] })
  for (const folder of same) expect(hiding(folder), folder).not.toThrow()
  for (const folder of others) expect(hiding(folder), folder).toThrow('none of the statement')
})
