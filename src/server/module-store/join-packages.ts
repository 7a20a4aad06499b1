import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { STEADY_COMPILER } from '../../base/steady-compiler.ts'

/** What of a package is loaded. Absolute. */
export interface PackageModules {
  readonly folder: string
  readonly files: readonly string[]
}

/** Text by a module's URL, and by the URL of an importing module, what each of its specifiers leads to. */
export interface JoinedPackages {
  readonly modules: Readonly<Record<string, string>>
  readonly resolutions: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** A package of fewer gains little. */
const MODULES_MIN = 50
const PROGRAM = join(import.meta.dirname, 'join-packages-main.ts')
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

/**
 * Of the modules that a start loads, those of each package of many, put together: Node takes a tenth of a millisecond for each module, however small, and two packages have
 * nine hundred of them. Each is still there by its own URL, and gives what it gave before.
 * @param urls of all ECMAScript modules that are loaded
 * @param scratch an absolute folder that is there, for files that are gone again afterwards
 * @throws Error when they could not be put together
 */
export async function joinPackages(urls: readonly string[], scratch: string): Promise<JoinedPackages> {
  const files = urls.map((url) => fileURLToPath(url))
  const packages = [...Map.groupBy(files, (file) => PACKAGE.exec(file)?.[0] ?? '')]
    .filter(([folder, found]) => folder !== '' && found.length >= MODULES_MIN)
    .map(([folder, found]): PackageModules => ({ folder, files: found }))
  if (packages.length === 0) return { modules: {}, resolutions: {} }
  const folder = await mkdtemp(join(scratch, 'joining-'))
  try {
    const [list, joined] = [join(folder, 'packages.json'), join(folder, 'joined.json')]
    await writeFile(list, JSON.stringify(packages), { mode: 0o600 })
    await promisify(execFile)(process.execPath, [STEADY_COMPILER, PROGRAM, list, joined], { env: {} })
    return JSON.parse(await readFile(joined, 'utf8'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
