import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonFaultAt } from './json-fault.ts'

it.each([
  ['', 0],
  ['{"a":', 5],
  ['{"a":1', 6],
  ['{"a":1,}', 7],
  ['{"a":1 "b":2}', 7],
  ['{"a" 1}', 5],
  ["{'a':1}", 1],
  ['{1:2}', 1],
  ['[1,2}', 4],
  ['[1,]', 3],
  ['[,1]', 1],
  ['[1]]', 3],
  ['{}{}', 2],
  ['hunter2', 0],
  ['{"a":tru}', 5],
  ['01', 1],
  ['[+1]', 1],
  ['[1.]', 2],
  ['[-]', 1],
  ['"text', 5],
  ['"a\nb"', 2],
  ['"a\\x"', 2],
  ['"\\u12g4"', 1],
  ['[1]\u00a0', 3],
  ['// no comment\n1', 0],
])('%j stops being JSON at character %d', async (text, at) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError)
  expect(await jsonFaultAt(text)).toBe(at)
})

it('finds no fault in JSON, and one in whatever the language does not read', async () => {
  const changed = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '\\', ',', ':', '{', '}', '[', ']', '0', '.', 'e', '-', ' ', '\n', '\u0001', 't'))
    .map(([json, place, put]) => {
      const at = place % (json.length + 1)
      return json.slice(0, at) + put + json.slice(at + (place % 2))
    })
  await fc.assert(
    fc.asyncProperty(changed, async (text) => {
      const isJson = ((): boolean => {
        try {
          JSON.parse(text)
          return true
        } catch {
          return false
        }
      })()
      expect((await jsonFaultAt(text)) === undefined, text).toBe(isJson)
    }),
    { numRuns: 2_000 },
  )
})

it('goes through texts of a megabyte', async () => {
  expect(await jsonFaultAt(`"${'a'.repeat(1_000_000)}`)).toBe(1_000_001)
  expect(await jsonFaultAt(`[${'[],'.repeat(300_000)}`)).toBe(900_001)
})
