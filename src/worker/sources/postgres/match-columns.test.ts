import { expect, test } from 'vitest'
import { matchColumns } from './match-columns.ts'
import type { RemoteTable } from './remote-table.ts'
import { type RemoteTypeRow, remoteType } from './remote-type.ts'

const row: RemoteTypeRow = {
  type: 'numeric',
  type_schema: 'pg_catalog',
  modifier: -1,
  deterministic: true,
  element: null,
  element_schema: null,
}
const withColumn = (of: Partial<RemoteTypeRow>): RemoteTable => ({
  from: 't',
  isUtf8: true,
  blocks: undefined,
  rows: undefined,
  sqlName: 't',
  shownName: 'public.t',
  columns: [{ name: 'c', type: remoteType({ ...row, ...of }), typeName: 'its type', isGenerated: false }],
})
const numeric = (precision: number, scale: number) => ({ modifier: ((precision << 16) | scale) + 4 })
const read = (type: string, of: Partial<RemoteTypeRow>) => matchColumns([{ name: 'c', type }], withColumn(of))[0]?.type

test('a numeric of more digits than a decimal has is read by the scale with which the table was made', () => {
  expect(read('decimal(38,5)', numeric(50, 5))).toMatchObject({ comparable: { type: 'number' } })
  expect(read('decimal(38,18)', numeric(50, 5))).toMatchObject({
    sparkType: 'decimal(38,18)',
    comparable: { type: 'number', roundedTo: 18 },
  })
  expect(read('decimal(38,2)', {})).toMatchObject({ sparkType: 'decimal(38,2)', comparable: { roundedTo: 2 } })
})

test('whatever it is, it is read as a text where the table has one', () => {
  expect(read('string', numeric(10, 2))?.read('"c"')).toBe('"c"::text')
  expect(read('string', { type: 'time' })?.read('"c"')).toBe('"c"::text')
  expect(read('string', { type: 'bpchar', modifier: 9 })?.read('"c"')).toBe('"c"')
})

test.each<[type: string, of: Partial<RemoteTypeRow>]>([
  ['decimal(10,2)', numeric(12, 4)],
  ['decimal(38,18)', numeric(10, 2)],
  ['int', { type: 'int8' }],
  ['timestamp', { type: 'date' }],
  ['array<int>', { type: '_int8', element: 'int8', element_schema: 'pg_catalog' }],
])('%s is not read from another type', (type, of) => {
  expect(() => read(type, of)).toThrow('the table here has')
})
