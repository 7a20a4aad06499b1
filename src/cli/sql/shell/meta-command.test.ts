import { expect, it } from 'vitest'
import { metaCommand } from './meta-command.ts'

it.each([
  ['\\?', { kind: 'help' }],
  ['\\q;', { kind: 'quit' }],
  ['\\dt', { kind: 'statement', sql: 'SHOW TABLES' }],
  ['\\dt shop', { kind: 'statement', sql: 'SHOW TABLES IN shop' }],
  ['\\d shop.orders', { kind: 'statement', sql: 'DESCRIBE TABLE shop.orders' }],
  ['\\d a b; DROP TABLE c', { kind: 'statement', sql: 'DESCRIBE TABLE `a b; DROP TABLE c`' }],
  ['\\use my db', { kind: 'statement', sql: 'USE `my db`' }],
  ['\\watch', { kind: 'watch', seconds: 2 }],
  ['\\watch 0.5', { kind: 'watch', seconds: 0.5 }],
  ['\\export a.b.CSV', { kind: 'export', file: 'a.b.CSV', output: 'csv' }],
  ['\\export rows.parquet', { kind: 'export', file: 'rows.parquet', output: 'parquet' }],
  ['\\o jsonl', { kind: 'output', output: 'jsonl' }],
  ['\\queue q2', { kind: 'queue', queue: 'q2' }],
])('%s', (text, command) => expect(metaCommand(text)).toEqual(command))

it.each(['\\nothing', '\\', '\\watch soon', '\\watch 0', '\\export rows', '\\o xml', '\\use'])(
  '%s is told what is wrong with it',
  (text) => {
    expect(metaCommand(text).kind).toBe('wrong')
  },
)
