import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** A mirror that does not answer is none. */
const DOWNLOAD_MS = 60_000
const KEPT = join(import.meta.dirname, '..', 'node_modules', '.cache', 'causeway-tests')

/**
 * A program of a Debian package, unpacked into `folder` and not installed, so that no right is needed; undefined where there is no Debian, or no mirror. It runs
 * only with the libraries that the machine has.
 */
export async function debianProgram(packageName: string, folder: string, program: string): Promise<string | undefined> {
  return (await unpacked(packageName, folder)) ? join(folder, program) : undefined
}

/**
 * The folder with the files of several packages, unpacked once and kept for the next test; undefined where the first of them cannot be had. Of the others, each is
 * one that only some releases of Debian have, or need.
 */
export async function debianFolder(name: string, packages: readonly [string, ...string[]]): Promise<string | undefined> {
  const kept = join(KEPT, `${name}-${process.arch}`)
  if (await exists(kept)) return kept
  await mkdir(KEPT, { recursive: true })
  const draft = join(KEPT, `${name}.${randomUUID()}`)
  try {
    await mkdir(draft)
    const [first, ...others] = packages
    if (!(await unpacked(first, draft))) return undefined
    for (const one of others) await unpacked(one, draft)
    await rename(draft, kept).catch(() => undefined)
    return (await exists(kept)) ? kept : undefined
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function unpacked(packageName: string, folder: string): Promise<boolean> {
  const downloads = await mkdtemp(join(tmpdir(), 'causeway-debian-'))
  try {
    await run('apt-get', ['download', packageName], { cwd: downloads, timeout: DOWNLOAD_MS })
    const file = (await readdir(downloads)).find((name) => name.endsWith('.deb'))
    if (file === undefined) return false
    await run('dpkg', ['-x', join(downloads, file), folder])
    return true
  } catch {
    return false
  } finally {
    await rm(downloads, { recursive: true, force: true })
  }
}
