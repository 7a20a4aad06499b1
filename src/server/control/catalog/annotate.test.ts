import { expect, it } from 'vitest'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
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
