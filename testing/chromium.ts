import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianFolder, debianLibraries } from './debian-program.ts'

const run = promisify(execFile)

const PACKAGES = { needed: ['chromium-headless-shell', 'chromium-common', 'fonts-dejavu-core'], optional: [], withWhatTheyNeed: true }

/** A browser to run: its program, and the environment in which it finds its libraries. */
export interface Chromium {
  readonly program: string
  readonly env: Readonly<Record<string, string>>
  /** Of whoever starts it: Chromium does not sandbox its pages as root. */
  readonly args: readonly string[]
}

let found: Promise<Chromium | undefined> | undefined

/** Debian's Chromium without a window, unpacked once and tried once in a process; undefined where it cannot be had. */
export function findChromium(): Promise<Chromium | undefined> {
  found ??= tried()
  return found
}

async function tried(): Promise<Chromium | undefined> {
  const folder = await debianFolder('chromium', PACKAGES)
  if (folder === undefined) return undefined
  const program = join(folder, 'usr/lib/chromium/chromium-headless-shell')
  const { LD_LIBRARY_PATH: libraries = '', ...env } = await debianLibraries(folder)
  const inner = await Promise.all(libraries.split(':').map(foldersIn))
  const chromium = {
    program,
    env: { ...env, LD_LIBRARY_PATH: [libraries, ...inner.flat()].join(':'), HOME: folder },
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  }
  const runs = await run(program, ['--headless', ...chromium.args, '--dump-dom', 'about:blank'], { env: chromium.env }).then(
    () => true,
    () => false,
  )
  return runs ? chromium : undefined
}

/** Some packages keep libraries of their own in a folder of the libraries. */
async function foldersIn(libraries: string): Promise<readonly string[]> {
  const entries = await readdir(libraries, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(libraries, name))
}

/** For tests: what is said where there is none. */
export const NO_CHROMIUM = 'there is no Chromium: Debian’s package chromium-headless-shell cannot be had here (apt-get update?)'
