import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { keptFolder } from './kept-folder.ts'

const run = promisify(execFile)
/** A mirror that does not answer is none; one that is slow is one. */
const DOWNLOAD_MS = 5 * 60_000

/** Packages that are needed, and those that only some releases of Debian have, or need. */
interface Packages {
  readonly needed: readonly string[]
  readonly optional: readonly string[]
  /** With the packages that those lean on, and that the machine has not. */
  readonly withWhatTheyNeed?: boolean
}

/**
 * The folder with the files of several packages, unpacked once and kept for the next test, and not installed, so that no right is needed; undefined where there is no Debian or
 * no mirror, or one that is needed cannot be had.
 */
export async function debianFolder(name: string, packages: Packages): Promise<string | undefined> {
  const state = createHash('sha256').update(JSON.stringify(packages)).digest('hex').slice(0, 8)
  return await keptFolder(`${name}-${process.arch}-${state}`, async (draft) => {
    const named = [...packages.needed, ...(await known(packages.optional))]
    const names = packages.withWhatTheyNeed === true ? await withMissing(named).catch(() => named) : named
    return await unpacked(names, draft)
  })
}

/** Those that this release has, asked for at once: in a container each question reads the lists of all packages anew. */
async function known(packageNames: readonly string[]): Promise<readonly string[]> {
  if (packageNames.length === 0) return []
  // It fails where it does not know one, and has told of the others.
  const told = await run('apt-cache', ['show', '--no-all-versions', ...packageNames], { maxBuffer: 1 << 26 }).catch(
    (error: unknown) => error,
  )
  const stdout = typeof told === 'object' && told !== null && 'stdout' in told ? String(told.stdout) : ''
  const there = new Set(Array.from(stdout.matchAll(/^Package: (\S+)$/gm), ([, name]) => name))
  return packageNames.filter((name) => there.has(name))
}

/** What programs lean on is told by the machine's own list of packages: of the libraries, those that it has not; where a choice is left, the first. */
async function withMissing(packageNames: readonly string[]): Promise<readonly string[]> {
  const flags = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`)
  const [told, there] = await Promise.all([
    run('apt-cache', ['depends', '--recurse', ...flags, ...packageNames], { maxBuffer: 1 << 26 }),
    run('dpkg-query', ['--show', '--showformat', `\${Package}\\n`], { maxBuffer: 1 << 26 }),
  ])
  const installed = new Set(there.stdout.split('\n'))
  const needs = neededBy(told.stdout)
  const all = new Set(packageNames)
  // What is added while it is gone through is gone through as well.
  for (const name of all) {
    for (const choice of needs.get(name) ?? []) {
      const [first] = choice
      if (first?.startsWith('lib') === true && !choice.some((one) => installed.has(one))) all.add(first)
    }
  }
  return [...all]
}

/** The choices of each package, each of one name or several: ` |Depends: a` and `  Depends: b` below it are one. */
function neededBy(told: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const needs = new Map<string, (readonly string[])[]>()
  let of: (readonly string[])[] = []
  let choice: string[] = []
  for (const line of told.split('\n')) {
    const [, isOneOf, name = ''] = /^ ([ |])(?:Pre)?Depends: <?([a-z0-9][^:>\s]*)/.exec(line) ?? []
    if (/^[a-z0-9]/.test(line)) {
      of = []
      needs.set(line.replace(/:.*$/, ''), of)
    } else if (isOneOf !== undefined) {
      choice.push(name)
      if (isOneOf === '|') continue
      of.push(choice)
      choice = []
    }
  }
  return needs
}

async function unpacked(packageNames: readonly string[], folder: string): Promise<boolean> {
  const downloads = await mkdtemp(join(tmpdir(), 'causeway-debian-'))
  try {
    const download = () => run('apt-get', ['download', ...packageNames], { cwd: downloads, timeout: DOWNLOAD_MS })
    await download().catch(download)
    const files = (await readdir(downloads)).filter((name) => name.endsWith('.deb'))
    for (const file of files) await run('dpkg', ['-x', join(downloads, file), folder])
    return files.length === packageNames.length
  } catch {
    return false
  } finally {
    await rm(downloads, { recursive: true, force: true })
  }
}

/** The environment of a program that was unpacked there: with the libraries that were unpacked beside it. */
export async function debianLibraries(programs: string): Promise<Readonly<Record<string, string>>> {
  const folders: string[] = []
  for (const lib of ['usr/lib', 'lib']) {
    for (const name of await readdir(join(programs, lib)).catch(() => [])) {
      if (name.includes('-linux-gnu')) folders.push(join(programs, lib, name))
    }
  }
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: folders.join(':') }
}
