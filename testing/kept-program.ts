import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What a start of Causeway leaves for the next one: the worker's program in one file, the modules of a start in one file, and what Node has compiled. Every server
 * of the tests has a data folder of its own and would make all of it anew, which is more than half of the processor time of its start.
 * It is the program's own to see whether what it finds is of its present state: nothing here says so.
 */
const CACHE = join(import.meta.dirname, '..', 'node_modules', '.cache', 'causeway-tests')

/** In a data folder: what each holds besides is of no use to another one. */
const KEPT = [
  { folder: 'worker-program', isKept: (name: string) => name.endsWith('.pack') },
  { folder: 'compile-cache', isKept: (name: string) => name === 'modules.json' || name === 'probe-program.json' },
] as const

/** For a program's environment, as NODE_COMPILE_CACHE. */
export const compileCache = join(CACHE, 'compiled')

/** Gives a data folder that is still empty what earlier starts have left, if they have. */
export async function lendProgram(home: string): Promise<void> {
  for (const { folder, isKept } of KEPT) {
    const names = (await filesOf(join(CACHE, folder))).filter(isKept)
    if (names.length === 0) continue
    await mkdir(join(home, folder), { recursive: true, mode: 0o700 })
    for (const name of names) await lend(join(CACHE, folder, name), join(home, folder, name)).catch(ifGone)
  }
}

/** Takes from a data folder what a start has left there, for the next ones. */
export async function keepProgram(home: string): Promise<void> {
  for (const { folder, isKept } of KEPT) {
    const names = (await filesOf(join(home, folder))).filter(isKept)
    if (names.length === 0) continue
    await mkdir(join(CACHE, folder), { recursive: true, mode: 0o700 })
    for (const name of names) await replace(join(home, folder, name), join(CACHE, folder, name))
    // Of another state of the program.
    for (const name of await filesOf(join(CACHE, folder)))
      if (isKept(name) && !names.includes(name)) await rm(join(CACHE, folder, name), { force: true })
  }
}

/** With its time, by which keepProgram sees that it is still what was lent: to read megabytes twice at the end of each server and worker costs more than to lend them. */
async function lend(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from)
  await copyFile(from, to)
  await utimes(to, atime, mtime)
}

/** Whole or not at all: other tests look for it at the same time. */
async function replace(from: string, to: string): Promise<void> {
  const [lent, kept] = await Promise.all([from, to].map((file) => stat(file).catch(() => undefined)))
  if (lent !== undefined && lent.size === kept?.size && Math.round(lent.mtimeMs) === Math.round(kept.mtimeMs)) return
  const [now, before] = await Promise.all([from, to].map((file) => readFile(file).catch(() => undefined)))
  if (now === undefined || (before !== undefined && now.equals(before))) return
  const draft = `${to}.${randomUUID()}`
  await copyFile(from, draft).catch(ifGone)
  await rename(draft, to).catch(ifGone)
}

const filesOf = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => [])

/** Another test has put a newer one in its place. */
function ifGone(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}
