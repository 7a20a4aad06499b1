import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { makeProgramPack } from '../server/compute/engines/duckdb/program-pack.ts'

const LIST = `
  import { registerHooks } from 'node:module'
  const urls = []
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
  await import(process.argv[1])
  console.log(JSON.stringify(urls))
`
const WORKER = join(import.meta.dirname, 'worker.ts')
const MAIN = join(import.meta.dirname, 'main.ts')

test('a worker starts without the library of schemas, which the server needs to check what the worker says', () => {
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', LIST, WORKER], { encoding: 'utf8' })
  expect(done.stderr).toBe('')
  const urls: readonly string[] = JSON.parse(done.stdout)
  expect(urls.some((url) => url.endsWith('/protocol/wire-error.ts'))).toBe(true)
  expect(urls.filter((url) => url.includes('/typebox/'))).toEqual([])
})

/** Node's own module that strips types, which it loads with the first file of TypeScript. */
const STRIPPER = 'internal/deps/amaro'
const STRIPS = `
  process.on('exit', () => console.log(process.moduleLoadList.some((name) => name.includes('${STRIPPER}'))))
  await import(process.argv[1])
`

test('no thread of a worker strips types: its program is packed as JavaScript, and so is what reads the pack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-pack-'))
  try {
    const { file } = await makeProgramPack(join(import.meta.dirname, '..'), folder, false)
    // It ends when it has loaded everything, for it has no server.
    const strips = (...args: readonly string[]): string =>
      spawnSync(process.execPath, [...args, '--input-type=module', '-e', STRIPS, MAIN], { encoding: 'utf8' }).stdout.trim()
    const reader = pathToFileURL(join(import.meta.dirname, 'program-pack.mjs')).href
    expect(strips(`--import=${reader}?file=${encodeURIComponent(file)}`)).toBe('false')
    expect(strips()).toBe('true')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
