import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeSocketFolder } from './socket-folder.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-scratch-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const listens = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(path, () => server.close(() => resolve(true)))
  })

it('is a new folder in the scratch folder, which need not be there yet', async () => {
  const scratch = join(folder, 'data', 'scratch')
  const made = await Promise.all([makeSocketFolder(scratch, 'probe'), makeSocketFolder(scratch, 'probe')])
  expect(new Set(made).size).toBe(2)
  for (const each of made) {
    expect(dirname(each)).toBe(scratch)
    expect(statSync(each).mode & 0o777).toBe(0o700)
  }
})

it('has room for the path of a socket, however long that of the scratch folder is', async () => {
  for (let length = 1; length < 120; length += 7) {
    const made = await makeSocketFolder(join(folder, 'x'.repeat(length)), 'probe')
    try {
      expect(await listens(join(made, 'socketed')), made).toBe(true)
    } finally {
      rmSync(made, { recursive: true, force: true })
    }
  }
})
