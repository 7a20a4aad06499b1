import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CausewayError } from '../base/errors.ts'
import { writeWholeFile } from './whole-file.ts'
import { writeOut } from './write-out.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-whole-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('is there under its name when it is whole, and not before', async () => {
  const path = join(folder, 'rows.csv')
  await writeWholeFile(path, 'rows.csv', async (out) => {
    await writeOut(out, 'a\n1\n')
    expect(await readdir(folder)).not.toContain('rows.csv')
  })
  expect(await readFile(path, 'utf8')).toBe('a\n1\n')
  expect(await readdir(folder)).toEqual(['rows.csv'])
})

it('leaves nothing where what is written fails half-way', async () => {
  const cut = new CausewayError('unavailable', 'The connection was cut')
  const failing = writeWholeFile(join(folder, 'rows.csv'), 'rows.csv', async (out) => {
    await writeOut(out, 'a\n')
    throw cut
  })
  await expect(failing).rejects.toBe(cut)
  expect(await readdir(folder)).toEqual([])
})

it('keeps a file that is there, before it begins and where somebody makes it meanwhile', async () => {
  const path = join(folder, 'rows.csv')
  const refusal = { kind: 'invalid-parameter', message: 'rows.csv is there already' }
  await expect(writeWholeFile(path, 'rows.csv', async () => await writeFile(path, 'theirs'))).rejects.toMatchObject(refusal)
  await expect(writeWholeFile(path, 'rows.csv', async () => expect.unreachable())).rejects.toMatchObject(refusal)
  expect(await readFile(path, 'utf8')).toBe('theirs')
  expect(await readdir(folder)).toEqual(['rows.csv'])
})

it.each(['none/rows.csv', 'rows\0.csv', `${'x'.repeat(300)}.csv`])('refuses a name that no file can have: %j', async (name) => {
  const refused = writeWholeFile(join(folder, name), name, async () => expect.unreachable())
  await expect(refused).rejects.toMatchObject({ kind: 'invalid-parameter', message: `${name} cannot be made` })
  expect(await readdir(folder)).toEqual([])
})

it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing where who writes it is ended by %s', async (signal) => {
  const module = JSON.stringify(import.meta.resolve('./whole-file.ts'))
  const text = `import { writeWholeFile } from ${module}
await writeWholeFile(process.argv[1], 'rows.csv', async (out) => {
  out.write('a', () => console.log('begun'))
  await new Promise((resolve) => setTimeout(resolve, 2 ** 30))
})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text, join(folder, 'rows.csv')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(await readdir(folder)).toHaveLength(1)
  child.kill(signal)
  expect(await once(child, 'close')).toEqual([130, null])
  expect(await readdir(folder)).toEqual([])
})
