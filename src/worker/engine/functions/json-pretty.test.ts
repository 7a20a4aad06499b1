import { expect, it } from 'vitest'
import { prettyJson } from './json-pretty.ts'

it('writes fields on lines of their own, and strings as they are', () => {
  expect(prettyJson(String.raw`{"a\\\"":["x\\",{},[],{"b:{":null}],"c":-1.5e3}`)).toBe(
    String.raw`{
  "a\\\"" : [ "x\\", { }, [ ], {
    "b:{" : null
  } ],
  "c" : -1.5e3
}`,
  )
})

it('takes a string of any length', () => {
  const long = JSON.stringify(`${'x'.repeat(12_000_000)}${'\\"'.repeat(1_000_000)}`)
  expect(prettyJson(`{"a":${long}}`) === `{\n  "a" : ${long}\n}`).toBe(true)
})
