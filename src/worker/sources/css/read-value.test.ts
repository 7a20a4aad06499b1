import { describe, expect, it } from 'vitest'
import { parseSparkType } from '../../../base/spark-type.ts'
import { DigitsWanted, parseWithDigits } from './json-numbers.ts'
import { numberRange } from './number-range.ts'
import { dayOf, readMoment } from './read-moment.ts'
import { readValue } from './read-value.ts'

const micros = (text: string): bigint => BigInt(Date.parse(text)) * 1000n

describe('moments', () => {
  it.each([
    ['2024-02-29', micros('2024-02-29T00:00:00Z')],
    ['2024-02', micros('2024-02-01T00:00:00Z')],
    ['2024', micros('2024-01-01T00:00:00Z')],
    ['2024/02/29 13:00:00', micros('2024-02-29T13:00:00Z')],
    ['2024-02-29T13', micros('2024-02-29T13:00:00Z')],
    ['2024-02-29T13:00:00.123456789Z', micros('2024-02-29T13:00:00.123Z') + 456n],
    ['2024-02-29T13:00:00+05:30', micros('2024-02-29T07:30:00Z')],
    ['1969-12-31T23:59:59.999999Z', -1n],
    ['0001-01-01', micros('0001-01-01T00:00:00Z')],
    ['1709164800000', 1_709_164_800_000_000n],
    ['2023-02-29', undefined],
    ['2024-13-01', undefined],
    ['24:00', undefined],
    ['', undefined],
    [-1, -1000n],
    [2024, undefined],
    [1e300, undefined],
  ])('%j', (written, read) => expect(readMoment(written)).toBe(read))

  it('days are those of UTC, before 1970 too', () => {
    expect([0n, -1n, 86_400_000_000n, 86_399_999_999n].map(dayOf)).toEqual([0, -1, 1, 0])
  })
})

describe('values', () => {
  const bigint = parseSparkType('bigint')
  it('a number whose digits may be lost is asked for with all of them', () => {
    expect(() => readValue(JSON.parse('9007199254740993'), bigint)).toThrow(DigitsWanted)
    expect(readValue(parseWithDigits('9007199254740993'), bigint)).toBe(9_007_199_254_740_993n)
    expect(() => readValue(JSON.parse('1234567.1234567891'), parseSparkType('decimal(20,10)'))).toThrow(DigitsWanted)
    expect(readValue(parseWithDigits('{"a":[12.10]}'), parseSparkType('string'))).toBe('{"a":[12.1]}')
  })

  it.each(['5', '5.0', '5e0', '50e-1'])('%s is five, with its digits or without', (text) => {
    expect(readValue(JSON.parse(text), bigint)).toBe(5n)
    expect(readValue(parseWithDigits(text), bigint)).toBe(5n)
  })

  it.each([
    ['9007199254740993.0', 9_007_199_254_740_993n],
    ['"1e3"', 1000n],
  ])('%s has each of its digits', (text, value) => expect(readValue(parseWithDigits(text), bigint)).toBe(value))

  it.each([
    ['1.00000000000000001', 'bigint'],
    ['"0x1e"', 'bigint'],
    ['"x"', 'int'],
    ['2147483648', 'int'],
    ['5.5', 'int'],
    ['[1]', 'int'],
    ['{}', 'array<int>'],
    ['[]', 'struct<a:int>'],
    ['"a%"', 'binary'],
    ['1', 'boolean'],
  ])('%s is no %s', (text, type) => expect(readValue(parseWithDigits(text), parseSparkType(type))).toBeUndefined())
})

describe('what is indexed of numbers', () => {
  const number = (text: string) => ({ kind: 'number', text }) as const
  it.each([
    ['5', 'bigint', 'byte', { low: '5', high: '5' }],
    ['300', 'bigint', 'byte', 'nothing'],
    ['5.5', 'double', 'long', { low: '4', high: '7' }],
    ['9007199254740993', 'double', 'long', undefined],
    ['16777216', 'float', 'long', undefined],
    ['0', 'double', 'double', { low: '-0', high: '0' }],
    ['0.1', 'double', 'double', { low: '0.1', high: '0.1' }],
    ['1e300', 'double', 'float', {}],
    ['5', 'string', 'long', undefined],
  ] as const)('%s of a %s in a %s', (text, type, kind, range) => {
    expect(numberRange(number(text), number(text), parseSparkType(type), kind)).toEqual(range)
  })
})
