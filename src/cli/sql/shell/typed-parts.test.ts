import { expect, it } from 'vitest'
import { isWhole, typedParts } from './typed-parts.ts'

const command = (text: string) => ({ kind: 'command', text })
const statements = (text: string) => ({ kind: 'statements', text })
const misplaced = (text: string) => ({ kind: 'misplaced', text })

it.each([
  ['', []],
  [' \\x on ', [command('\\x on')]],
  ['SELECT 1;\nSELECT 2;', [statements('SELECT 1;\nSELECT 2;')]],
  ['\\x on\nSELECT 1,\n2;\n  \\x off\n', [command('\\x on'), statements('SELECT 1,\n2;'), command('\\x off')]],
  ['-- first\n\\use shop\nSELECT 1;', [statements('-- first'), command('\\use shop'), statements('SELECT 1;')]],
  ['exit', [command('\\q')]],
  [' Quit ; ', [command('\\q')]],
  ['SELECT 1;\nhelp', [statements('SELECT 1;'), command('\\?')]],
  ['SELECT\nexit;', [statements('SELECT\nexit;')]],
  ["SELECT '\n\\x';", [statements("SELECT '\n\\x';")]],
  ['SELECT 1 /*\n\\x */;', [statements('SELECT 1 /*\n\\x */;')]],
  ['SELECT 1 --\n;\n\\x', [statements('SELECT 1 --\n;'), command('\\x')]],
  ['SELECT 1\n\\x', [misplaced('SELECT 1\n\\x')]],
  ['SELECT 1; SELECT 2\n-- two\n \\q', [misplaced('SELECT 1; SELECT 2\n-- two\n \\q')]],
  ['SELECT `\n\\x`, "\n\\x";', [statements('SELECT `\n\\x`, "\n\\x";')]],
])('%j is of these parts', (text, parts) => expect(typedParts(text)).toEqual(parts))

it.each(['', 'exit', '\\x', 'SELECT 1;', 'SELECT 1;\n\\x', '\\x\nSELECT 1;', '\\x\n-- done', 'SELECT 1; -- done', 'SELECT 1\n\\q'])(
  '%j is whole',
  (text) => expect(isWhole(text)).toBe(true),
)

it.each(['SELECT 1', '\\x\nSELECT 1', "SELECT '\n\\x", '/* a\n\\x', 'SELECT 1;\nSELECT 2'])('%j is not', (text) =>
  expect(isWhole(text)).toBe(false),
)
