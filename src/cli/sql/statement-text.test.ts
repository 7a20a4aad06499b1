import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { readStatementText } from './statement-text.ts'

const read = (...bytes: readonly (string | Buffer)[]): Promise<string> =>
  readStatementText(Readable.from(bytes.map((each) => Buffer.from(each))), 'The file a.sql')

it('is the text, without its mark, however it comes in pieces', async () => {
  expect(await read('SELECT 1')).toBe('SELECT 1')
  expect(await read('\ufeffSELECT 1')).toBe('SELECT 1')
  const both = Buffer.from("SELECT 'é'")
  expect(await read(both.subarray(0, 9), both.subarray(9))).toBe("SELECT 'é'")
})

it('is no other text than was written: what is not UTF-8 is refused, with its line', async () => {
  await expect(read(Buffer.from("SELECT 1;\nSELECT 'caf\xe9'\n", 'latin1'))).rejects.toMatchObject({
    kind: 'invalid-parameter',
    message: 'The file a.sql is not UTF-8 in its line 2',
    hint: expect.stringContaining('iconv'),
  })
  await expect(read(Buffer.from("SELECT 'caf\xe9", 'latin1'))).rejects.toMatchObject({
    message: 'The file a.sql is not UTF-8 in its line 1',
  })
  await expect(read(Buffer.from('\ufeffSELECT 1', 'utf16le'))).rejects.toMatchObject({ message: 'The file a.sql is UTF-16, and not UTF-8' })
})

it('is not there where it cannot be read', async () => {
  const failing = new Readable({ read: () => failing.destroy(new Error('EISDIR')) })
  await expect(readStatementText(failing, 'The file a.sql')).rejects.toMatchObject({ message: 'The file a.sql cannot be read' })
})
