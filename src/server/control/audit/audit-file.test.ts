import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAuditFile } from './audit-file.ts'

let folder: string
let path: string
const lines: string[] = []
const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) })
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-audit-file-'))
  path = join(folder, 'audit.jsonl')
  lines.length = 0
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const read = async (file: string): Promise<readonly unknown[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))

it('is one line an event, for its owner only, and goes on behind what is there', async () => {
  for (const n of [1, 2]) {
    const file = createAuditFile({ path, bytes: 1_000_000, files: 3 }, log)
    file.add({ n })
    await file.close()
  }
  expect(await read(path)).toEqual([{ n: 1 }, { n: 2 }])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

it('begins a line of its own behind one that a full disk has cut off', async () => {
  await writeFile(path, '{"n":1}\n{"n":')
  const file = createAuditFile({ path, bytes: 1_000_000, files: 3 }, log)
  for (const n of [3, 4]) {
    file.add({ n })
    await file.settled()
  }
  await file.close()
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":\n{"n":3}\n{"n":4}\n')
})

it.each([1, 3])('is put aside when it is full, and of %i files the oldest goes', async (files) => {
  const file = createAuditFile({ path, bytes: 20, files }, log)
  for (let n = 1; n <= 9; n += 1) {
    file.add({ number: n })
    await file.settled()
  }
  await file.close()
  const names = (await readdir(folder)).toSorted()
  expect(names).toEqual(['audit.jsonl', 'audit.jsonl.1', 'audit.jsonl.2'].slice(0, files))
  expect(await read(path)).toEqual([{ number: 9 }])
  if (files === 3) expect(await read(`${path}.2`)).toEqual([{ number: 7 }])
})

it('counts what it could not write, says so once in the log, and goes on when it can', async () => {
  await mkdir(path)
  const file = createAuditFile({ path, bytes: 1_000_000, files: 3 }, log)
  for (let n = 1; n <= 3; n += 1) {
    file.add({ n })
    await file.settled()
  }
  expect(lines).toHaveLength(1)
  await rm(path, { recursive: true })
  file.add({ n: 4 })
  await file.close()
  expect(await read(path)).toEqual([{ lost: 3 }, { n: 4 }])
})
