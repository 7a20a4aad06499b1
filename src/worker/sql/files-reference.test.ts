import { expect, it } from 'vitest'
import { filesReference } from './files-reference.ts'

it.each(['obs://b/p', 's3a://b/p', 'OBS://b/p'])('files named by %s are those of the bucket', (table) => {
  expect(filesReference({ database: 'CSV', table })).toEqual({ format: 'csv', location: 'obs://b/p' })
})

it('files elsewhere are refused, and the name of a table is none of files', () => {
  expect(() => filesReference({ database: 'csv', table: 'https://b/p' })).toThrow(/is not an obs:\/\/ path/)
  expect(filesReference({ database: 'csv', table: 'flights' })).toBeUndefined()
})
