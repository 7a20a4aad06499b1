import { expect, test } from 'vitest'
import { isReadable } from './is-readable.ts'

test.each<readonly [what: string, json: string, readable: boolean]>([
  ['a short one, whatever is in it', '['.repeat(200_000), true],
  [
    'rows of a preview, each a text',
    JSON.stringify({ rowsJson: Array(1_000).fill(JSON.stringify(Array(5_000).fill('a "b", {c}: [\\'))) }),
    true,
  ],
  ['a million files', JSON.stringify(Array(500_000).fill({ f: 1 })), true],
  ['a text that does not end', `["${'x'.repeat(300_000)}`, true],
  ['one that ends in the midst of what stands for something', `["${'x'.repeat(300_000)}\\`, true],
  ['what is much too deep', `${'['.repeat(101)}"${'x'.repeat(300_000)}"`, false],
  ['what is as deep as may be', `${'['.repeat(100)}"${'x'.repeat(300_000)}"`, true],
  ['millions of lists', `[${'[],'.repeat(1_600_000)}0]`, false],
  ['millions of fields', `{${'"":0,'.repeat(1_600_000)}"":0}`, false],
  ['millions of lists behind a text that seems to end', `["\\\\",${'[],'.repeat(1_600_000)}0]`, false],
  ['the same within a text', JSON.stringify([`",${'[],'.repeat(1_600_000)}`]), true],
])('%s', (_what, json, readable) => {
  expect(isReadable(json)).toBe(readable)
})
