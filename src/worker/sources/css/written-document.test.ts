import { expect, it } from 'vitest'
import { parseSparkType } from '../../../base/spark-type.ts'
import { documentText } from './written-document.ts'

const written = (cell: string, type: string): string => documentText([cell], [{ name: 'a', type: parseSparkType(type) }])

it.each([
  // The first number decides what a new index takes the field for.
  ['1', 'double', '{"a":1.0}'],
  ['-0', 'float', '{"a":-0.0}'],
  ['1e+300', 'double', '{"a":1e+300}'],
  ['1', 'bigint', '{"a":1}'],
  ['[1,null]', 'array<double>', '{"a":[1.0,null]}'],
  ['"12.30"', 'decimal(10,2)', '{"a":12.30}'],
  ['"2024-02-29 13:00:00.5"', 'timestamp', '{"a":"2024-02-29T13:00:00.5Z"}'],
  ['{"x":null,"y":"2024-02-29 13:00:00"}', 'struct<x:int,y:timestamp>', '{"a":{"y":"2024-02-29T13:00:00Z"}}'],
  ['null', 'int', '{}'],
])('%s of a %s', (cell, type, document) => expect(written(cell, type)).toBe(document))

it.each(['"NaN"', '"Infinity"', '"-Infinity"'])('no document can have %s', (cell) =>
  expect(() => written(cell, 'double')).toThrow('no document can have'),
)
