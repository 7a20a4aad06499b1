import { createWriteStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { READER_GONE, writeOut } from './write-out.ts'

test.skipIf(process.platform !== 'linux')('what a disk has no room for is told, and is no reader that has gone', async () => {
  const full = createWriteStream('/dev/full').on('error', () => {})
  for (const _ of ['the first', 'and all others'])
    await expect(writeOut(full, 'rows')).rejects.toThrow('What was to be written could not be: ENOSPC')
})

test('of a reader that has gone nothing is wrong', async () => {
  const gone = new PassThrough().on('error', () => {})
  await writeOut(gone, 'rows')
  gone.destroy()
  await expect(writeOut(gone, 'rows')).rejects.toBe(READER_GONE)
})
