import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { HELP, metaCommand } from './meta-command.ts'

it.each([
  ['\\?', { kind: 'help' }],
  ['\\q;', { kind: 'quit' }],
  ['\\dt', { kind: 'statement', sql: 'SHOW TABLES' }],
  ['\\dt shop', { kind: 'statement', sql: 'SHOW TABLES IN shop' }],
  ['\\d shop.orders', { kind: 'statement', sql: 'DESCRIBE TABLE shop.orders' }],
  ['\\d a b; DROP TABLE c', { kind: 'statement', sql: 'DESCRIBE TABLE `a b; DROP TABLE c`' }],
  ["\\d 'my table'", { kind: 'statement', sql: 'DESCRIBE TABLE `my table`' }],
  ['\\use "my db"', { kind: 'statement', sql: 'USE `my db`' }],
  ["\\queue 'q 2'", { kind: 'queue', queue: 'q 2' }],
  ['\\use my db', { kind: 'statement', sql: 'USE `my db`' }],
  ['\\watch', { kind: 'watch', seconds: 2 }],
  ['\\watch 0.5', { kind: 'watch', seconds: 0.5 }],
  ['\\export a.b.CSV', { kind: 'export', file: 'a.b.CSV', output: 'csv' }],
  ['\\export my rows.csv', { kind: 'export', file: 'my rows.csv', output: 'csv' }],
  ["\\export 'my rows.csv'", { kind: 'export', file: 'my rows.csv', output: 'csv' }],
  ['\\export "rows.md";', { kind: 'export', file: 'rows.md', output: 'markdown' }],
  ["\\export it's.csv", { kind: 'export', file: "it's.csv", output: 'csv' }],
  ['\\export rows.parquet', { kind: 'export', file: 'rows.parquet', output: 'parquet' }],
  ['\\export ~/my rows.csv', { kind: 'export', file: join(homedir(), 'my rows.csv'), output: 'csv' }],
  ["\\export '~/rows.csv'", { kind: 'export', file: join(homedir(), 'rows.csv'), output: 'csv' }],
  ['\\export ~rows.csv', { kind: 'export', file: '~rows.csv', output: 'csv' }],
  ['\\o jsonl', { kind: 'output', output: 'jsonl' }],
  ['\\x', { kind: 'expanded', isOn: undefined }],
  ['\\x on', { kind: 'expanded', isOn: true }],
  ['\\timing off;', { kind: 'timing', isOn: false }],
  ['\\queue q2', { kind: 'queue', queue: 'q2' }],
])('%s', (text, command) => expect(metaCommand(text)).toEqual(command))

it.each([
  '\\nothing',
  '\\',
  '\\watch soon',
  '\\watch 0',
  '\\export rows',
  '\\o xml',
  '\\use',
  '\\x maybe',
  '\\timing 1',
  '\\l shop',
  '\\q 1',
  '\\? x',
])('%s is told what is wrong with it', (text) => {
  expect(metaCommand(text).kind).toBe('wrong')
})

it.each(['0x1', '1e1', '0b1', '+1', '-1', '1.', '1 2', '1s', '86401', 'Infinity'])(
  '\\watch %s is refused, and what is taken is said',
  (text) => {
    expect(metaCommand(`\\watch ${text}`)).toEqual({ kind: 'wrong', text: 'Give seconds from 0.1 to 86400: \\watch 5' })
  },
)

it('the help and the refusal name every ending and every format that is taken', () => {
  for (const ending of ['csv', 'json', 'jsonl', 'ndjson', 'md', 'txt', 'parquet']) {
    expect(metaCommand(`\\export rows.${ending}`)).toMatchObject({ kind: 'export' })
    expect(HELP, ending).toContain(`.${ending}`)
  }
  expect(metaCommand('\\o parquet')).toEqual({ kind: 'wrong', text: expect.stringContaining('\\export rows.parquet') })
})
