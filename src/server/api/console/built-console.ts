import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { lookup } from '../../../base/lookup.ts'

/** Where the build puts it. */
export const BUILT_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'console', 'dist')
export const isConsoleBuilt = (): boolean => existsSync(join(BUILT_FOLDER, 'index.html'))
/** What the build puts there; no folder above it, and no other file. */
const NAME = /^(assets\/)?[\w-]+(\.[\w-]+)+$/

const TYPES = lookup<string>({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
})

export interface BuiltFile {
  readonly bytes: Uint8Array
  readonly headers: Readonly<Record<string, string>>
  /** Its name says what is in it. */
  readonly isHashed: boolean
}

interface ReadFile {
  readonly bytes: Uint8Array
  readonly changedAt: number
}

/** Together they are some megabytes, and each visitor asks for the same. */
const read = new Map<string, ReadFile>()

async function readKept(path: string): Promise<Uint8Array | undefined> {
  try {
    const { mtimeMs: changedAt } = await stat(path)
    const kept = read.get(path)
    if (kept?.changedAt === changedAt) return kept.bytes
    const bytes = await readFile(path)
    read.set(path, { bytes, changedAt })
    return bytes
  } catch {
    read.delete(path)
    return undefined
  }
}

/**
 * A file of the built console, as small as the client takes it; undefined where there is none, or nothing is built.
 * @param accepted the header Accept-Encoding
 */
export async function findBuiltFile(name: string, accepted: string, folder = BUILT_FOLDER): Promise<BuiltFile | undefined> {
  const contentType = TYPES[extname(name)]
  if (!NAME.test(name) || contentType === undefined) return undefined
  for (const [encoding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
    ['', ''],
  ] as const) {
    if (encoding !== '' && !new RegExp(`(^|[ ,])${encoding}\\s*(,|$)`).test(accepted)) continue
    const bytes = await readKept(join(folder, `${name}${suffix}`))
    if (bytes === undefined) continue
    const coded: Readonly<Record<string, string>> = encoding === '' ? {} : { 'Content-Encoding': encoding }
    return { bytes, headers: { 'Content-Type': contentType, Vary: 'Accept-Encoding', ...coded }, isHashed: name.startsWith('assets/') }
  }
  return undefined
}
