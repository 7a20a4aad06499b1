import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCompute } from '../../compute.ts'
import { makeProgramPack } from './program-pack.ts'
import { checkSeals } from './sealed-file.ts'
import { WORKER_ENTRIES } from './worker-entries.ts'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-pack-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

describe('the packed program', () => {
  test('holds the program by where its processes and threads begin, is made once for each state of it, and only the last is kept', async () => {
    const source = join(home, 'src')
    const folder = join(home, 'pack')
    for (const name of ['worker', 'protocol', 'base', 'worker/fixtures']) await mkdir(join(source, name), { recursive: true })
    for (const name of WORKER_ENTRIES) {
      const text = `import { a } from './a.ts'\nimport pg from 'pg'\n// …\nconsole.log('${name} …', a, pg, (await import('./late.ts')).late)\n`
      await writeFile(join(source, 'worker', `${name}.ts`), text)
    }
    await writeFile(join(source, 'worker', 'a.ts'), 'export const a: number = 1\n')
    await writeFile(join(source, 'worker', 'late.ts'), 'export const late = 1n\n')
    await writeFile(join(source, 'worker', 'a.test.ts'), 'no\n')
    await writeFile(join(source, 'worker', 'fixtures', 'f.ts'), 'no\n')
    const { file } = await makeProgramPack(source, folder, true)
    const modules = modulesIn(await readFile(file, 'utf8'))
    const entry = modules[pathToFileURL(join(source, 'worker', 'main.ts')).href]
    expect(entry).toContain('from "pg"')
    // What is loaded only when it is needed stays on its own.
    expect(entry).not.toContain('1n')
    expect(Object.keys(modules).filter((url) => WORKER_ENTRIES.some((name) => url.endsWith(`/worker/${name}.ts`)))).toHaveLength(3)
    expect(Object.values(modules).join('\n')).not.toContain('number')
    expect(Object.values(modules).join('')).not.toMatch(/[^\0-\xff]/)
    await writeFile(file, 'kept as it is')
    expect((await makeProgramPack(source, folder, true)).file).toBe(file)
    expect(await readFile(file, 'utf8')).toBe('kept as it is')
    // Where somebody else could have written it, it is not believed.
    const anew = await makeProgramPack(source, folder, false)
    expect(await readFile(file, 'utf8')).toContain('const late = 1n')
    await checkSeals([anew])
    await writeFile(file, 'another')
    await expect(checkSeals([anew])).rejects.toMatchObject({ kind: 'unavailable' })
    await writeFile(join(source, 'worker', 'a.ts'), 'export const a: bigint = 2n\n')
    const { file: next } = await makeProgramPack(source, folder, true)
    expect(next).not.toBe(file)
    expect((await readdir(folder)).map((name) => join(folder, name))).toEqual([next])
  })

  test('has nothing of the library of schemas, which takes half as long to load as all the rest', async () => {
    const { file } = await makeProgramPack(join(import.meta.dirname, '..', '..', '..', '..'), join(home, 'pack'), true)
    const packages = Object.values(modulesIn(await readFile(file, 'utf8'))).flatMap((code) => [...code.matchAll(/from "([^."/][^"]*)"/g)])
    const named = new Set(packages.map(([, name]) => name))
    expect(named).toContain('pg')
    expect([...named].filter((name) => name?.startsWith('typebox'))).toEqual([])
  })

  test('is what workers run, and none of them may write it', async () => {
    const compute = createCompute({ home, settings: { spareWorkers: 0 }, dataFoldersReadable: [], log: pino({ level: 'silent' }) })
    try {
      await compute.start({
        jobStarted: () => undefined,
        jobProgress: () => undefined,
        jobEnded: () => undefined,
        queueLoadChanged: () => undefined,
        dial: () => Promise.reject(new Error('not used')),
        // A job's or statement's session, where nobody has set anything.
        call: () => Promise.resolve({ settings: {}, views: [], functions: [] }),
      })
      expect(
        await compute.analyze({ analysisId: 'a', sql: 'SELECT 1', currentDatabase: 'default', depth: 'semantics' }, 'duckdb'),
      ).toMatchObject({
        jobType: 'QUERY',
      })
      const [name = ''] = await readdir(join(home, 'worker-program'))
      const lines = await argumentsOfWorkers(home)
      expect(lines.some((line) => line.includes(encodeURIComponent(name)))).toBe(true)
      expect(
        lines.flatMap((line) => line.split('\0')).filter((arg) => arg.startsWith('--allow-fs-write') && arg.includes('worker-program')),
      ).toEqual([])
      // Whoever is the same user may: then nobody runs it.
      await writeFile(join(home, 'worker-program', name), '{}')
      for (const pid of await pidsOfWorkers(home)) endIfThere(pid)
      await expect
        .poll(() => [...compute.readiness().missing, ...compute.readiness().degraded].join())
        .toContain('The program of workers is not what it was')
      expect(await pidsOfWorkers(home)).toEqual([])
    } finally {
      await compute.stop('The test has ended')
    }
  })
})

/** Of ASCII alone, so that characters are bytes. */
function modulesIn(pack: string): Readonly<Record<string, string>> {
  const [head = ''] = pack.split('\n', 1)
  const places: Readonly<Record<string, readonly [number, number]>> = JSON.parse(head)
  const bodies = pack.slice(head.length + 1)
  return Object.fromEntries(Object.entries(places).map(([url, [begin, bytes]]) => [url, bodies.slice(begin, begin + bytes)]))
}

async function workersOf(mark: string): Promise<readonly { readonly pid: number; readonly line: string }[]> {
  const found: { readonly pid: number; readonly line: string }[] = []
  for (const name of await readdir('/proc')) {
    const line = /^\d+$/.test(name) ? await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '') : ''
    if (line.includes('--permission') && line.includes(mark)) found.push({ pid: Number(name), line })
  }
  return found
}

const argumentsOfWorkers = async (mark: string): Promise<readonly string[]> => (await workersOf(mark)).map(({ line }) => line)

const pidsOfWorkers = async (mark: string): Promise<readonly number[]> => (await workersOf(mark)).map(({ pid }) => pid)

function endIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended with the one before.
  }
}
