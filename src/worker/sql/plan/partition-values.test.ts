import { expect, test } from 'vitest'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { namedValues, partitionValues } from './partition-values.ts'

const TYPES = {
  flag: 'boolean',
  tiny: 'tinyint',
  number: 'int',
  big: 'bigint',
  day: 'date',
  Name: 'string',
  at: 'timestamp',
  price: 'decimal(5,2)',
  share: 'double',
  part: 'float',
  code: 'char(3)',
  text: 'varchar(3)',
}

const table: TableDefinition = {
  database: 'default',
  name: 't',
  columns: [{ name: 'v', type: 'int' }, ...Object.entries(TYPES).map(([name, type]) => ({ name, type }))],
  partitionedBy: Object.keys(TYPES),
  source: { kind: 'managed', format: 'parquet' },
}

const keptOf = (column: string, value: string | null | undefined) => partitionValues(table, [{ column, value }])

test.each([
  ['flag', ' TRUE ', { flag: 'true' }],
  ['flag', 'yes', { flag: 'true' }],
  ['flag', 'f', { flag: 'false' }],
  ['flag', '0', { flag: 'false' }],
  ['tiny', '-128Y', { tiny: '-128' }],
  ['number', '+007', { number: '7' }],
  ['big', '9223372036854775807', { big: '9223372036854775807' }],
  ['day', '2024-2-9', { day: '2024-02-09' }],
  ['day', '2024', { day: '2024-01-01' }],
  ['day', '2024-01-04 10:00:00', { day: '2024-01-04' }],
  ['at', '2024-01-05', { at: '2024-01-05 00:00:00' }],
  ['at', '2024-01-05T10:00:00.120+01:00', { at: '2024-01-05 09:00:00.12' }],
  ['price', '2', { price: '2.00' }],
  ['price', '2.555', { price: '2.56' }],
  ['price', '-1.5BD', { price: '-1.50' }],
  ['price', '-0', { price: '0.00' }],
  ['price', '.1e2', { price: '10.00' }],
  ['share', '3', { share: '3.0' }],
  ['share', '1e20', { share: '1.0E20' }],
  ['share', 'nan', { share: 'NaN' }],
  ['share', '-Infinity', { share: '-Infinity' }],
  ['part', '0.1D', { part: '0.1' }],
  ['part', '16777217.0000000001', { part: '1.6777218E7' }],
  ['part', '+NaN', { part: 'NaN' }],
  ['share', '-NaN', { share: 'NaN' }],
  ['share', '0x1p3', { share: '8.0' }],
  ['NAME', 'x y', { Name: 'x y' }],
  ['name', '__HIVE_DEFAULT_PARTITION__', { Name: null }],
  ['code', 'a', { code: 'a  ' }],
  ['code', 'abc  ', { code: 'abc' }],
  ['code', '', { code: '   ' }],
  ['text', 'a ', { text: 'a ' }],
  ['text', 'abc  ', { text: 'abc' }],
  ['number', null, { number: null }],
  ['number', undefined, {}],
])('the value %s = %j is kept as %j', (column, value, kept) => {
  expect(keptOf(column, value)).toEqual(kept)
})

test.each([
  ['flag', 'ja', 'is no boolean'],
  ['price', '1000', 'is no decimal'],
  ['price', '1,5', 'is no decimal'],
  ['share', 'x', 'is no double'],
  ['share', '1.5BD', 'is no double'],
  ['at', 'noon', 'is no timestamp'],
  ['at', '10:00', 'is no timestamp'],
  ['tiny', '128', 'is no tinyint'],
  ['number', '2147483648', 'is no int'],
  ['number', '1.0', 'is no int'],
  ['day', '2023-02-29', 'is no date'],
  ['day', '2024-13-01', 'is no date'],
  ['code', 'abcd', 'too long for char(3)'],
  ['text', 'abcd', 'too long for varchar(3)'],
  ['name', '', 'an empty text'],
  ['v', '1', 'v is no partition column'],
  ['other', '1', 'other is no partition column'],
])('the value %s = %j is refused', (column, value, words) => {
  expect(() => keptOf(column, value)).toThrow(words)
})

/** As Spark 3.3.1 writes them. */
test.each([
  ['16777217.0000000001', 'decimal', { part: '1.6777218E7', share: '1.6777217E7' }],
  ['16777217.0000000001', 'double', { part: '1.6777216E7', share: '1.6777217E7' }],
  ['16777217', 'float', { part: '1.6777216E7', share: '1.6777216E7' }],
  ['1.5', 'big-decimal', { part: '1.5', share: '1.5' }],
  ['1.0E3', 'exponent', { part: '1000.0', share: '1000.0' }],
] as const)('the number %s, a %s, is kept as %j', (text, type, kept) => {
  const written = ['part', 'share'].map((column) => ({ column, value: { kind: 'number' as const, text, type } }))
  expect(partitionValues(table, namedValues(written))).toEqual(kept)
})

test('a table without partitions has none to choose', () => {
  const { partitionedBy: _none, ...plain } = table
  expect(partitionValues(plain, [])).toEqual({})
  expect(() => partitionValues(plain, [{ column: 'day', value: '2024-01-01' }])).toThrow('has no partitions')
})
