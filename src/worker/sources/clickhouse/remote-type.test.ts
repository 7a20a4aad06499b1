import { describe, expect, it } from 'vitest'
import { readTypeOf, UnusableType } from './remote-type.ts'
import { readTypeText } from './type-text.ts'

const nested = (depth: number, inner = 'Int8'): string => `${'Array('.repeat(depth)}${inner}${')'.repeat(depth)}`

describe('a type that no server has', () => {
  it.each([
    ...['Decimal(5, 99)', 'Decimal(0, 0)', 'Decimal(-1, -1)', 'Decimal(77, 0)', 'Decimal(9)', 'Decimal', 'Decimal(9, 1e1)', 'Decimal(9, )'],
    ...['DateTime64(10)', 'DateTime64(-300000000)', 'DateTime64(abc)', 'DateTime64(1.5)', 'DateTime64', "DateTime64('UTC')"],
    ...[
      'Array(Decimal(5, 99))',
      'Tuple(a Int8, b DateTime64(x))',
      'Nullable(Decimal(0, 0))',
      nested(33),
      nested(100_000),
      `A${' '.repeat(200_000)}!`,
    ],
    `DateTime64(${' '.repeat(900_000)}3)`,
  ])('is refused: %.40s', (text) => expect(() => readTypeOf(text)).toThrow(UnusableType))

  it.each([
    ['Decimal(76, 40)', 'decimal(38,38)'],
    ['Decimal(38, 38)', 'decimal(38,38)'],
    ['Nullable( Decimal( 5 , 0 ) )', 'decimal(5,0)'],
    ["DateTime64(9, 'UTC')", 'timestamp'],
    [nested(32), nested(32).replaceAll('Array(', 'array<').replace('Int8', 'int').replaceAll(')', '>')],
    ['Tuple(`a b` Nullable(Int8), c String)', 'struct<`a b`:int,c:string>'],
    ['Tuple()', 'string'],
    ['Array(Tuple())', 'array<string>'],
    ['No such', 'string'],
    [`A${' '.repeat(100_000)}!`, 'string'],
  ])('and %.40s is one', (text, sparkType) => expect(readTypeOf(text).sparkType).toBe(sparkType))
})

it('reads a type in a time that goes with its length', () => {
  expect(readTypeText(`A${' '.repeat(100_000)}!`).parts).toEqual([])
  expect(readTypeText(`Array${' '.repeat(100_000)}(Int8${' '.repeat(20_000)})`)).toEqual({ name: 'Array', parts: ['Int8'] })
})
