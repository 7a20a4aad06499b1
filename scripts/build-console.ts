/**
 * Builds the console into console/dist, where it is not what its sources say: a stamp beside it knows what it was made of. With --optional a build that fails is
 * told, and ends with 0: the server works without its console. With --before-start and the words of a start nothing is built for one that would end at once: its port is taken,
 * which it is to say now and not behind a build.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const ROOT = join(import.meta.dirname, '..')
const CONSOLE = join(ROOT, 'console')
const DIST = join(CONSOLE, 'dist')
const STAMP = 'stamp.json'
/** What the build is made of, beside what its sources take from other rooms. */
const SOURCES = ['console/{src,public}/**/*', 'console/index.html', 'console/vite.config.ts', 'console/tsconfig.json', 'package-lock.json']
/** A header is larger than what would be saved of a smaller file. */
const COMPRESSED_BYTES_MIN = 1_024
/** Of 11: the last takes twice as long, for two hundredths. */
const BROTLI_QUALITY = 10
const PLACE_TRIES = 20

interface Stamp {
  readonly hash: string
  /** Files of other rooms, by their paths below the root. */
  readonly others: readonly string[]
}

function hashOf(others: readonly string[]): string {
  const hash = createHash('sha256')
  const own = globSync(SOURCES, { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)))
  for (const file of [...own, ...others].toSorted()) {
    hash.update(`${file}\n`)
    hash.update(existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file)) : 'gone')
  }
  return hash.digest('hex')
}

function stampOf(text: string): Stamp | undefined {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('hash' in value) || !('others' in value)) return undefined
  const { hash, others } = value
  return typeof hash === 'string' && Array.isArray(others) ? { hash, others: others.filter((file) => typeof file === 'string') } : undefined
}

function isFresh(): boolean {
  try {
    const stamp = stampOf(readFileSync(join(DIST, STAMP), 'utf8'))
    return stamp !== undefined && stamp.hash === hashOf(stamp.others)
  } catch {
    return false
  }
}

/** Beside what is there, and in its place at once: a server that runs meanwhile gives whole files. */
async function build(): Promise<void> {
  // Whoever starts it may be a test: what is built is the same.
  process.env['NODE_ENV'] = 'production'
  const { build: viteBuild } = await import('vite')
  const draft = join(CONSOLE, `dist-${randomUUID()}`)
  try {
    const built = await viteBuild({
      configFile: join(CONSOLE, 'vite.config.ts'),
      logLevel: 'warn',
      mode: 'production',
      build: { outDir: draft },
    })
    if (!('output' in built)) throw new Error('vite has not built one program')
    const modules = built.output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
    const others = [...new Set(modules.map((id) => relative(ROOT, id.split('?')[0] ?? '')))].filter(
      (file) => !/^(\.\.|console|node_modules|\0)/.test(file) && existsSync(join(ROOT, file)),
    )
    await compress(draft)
    await writeFile(join(draft, STAMP), JSON.stringify({ hash: hashOf(others), others } satisfies Stamp))
    await putInPlace(draft)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** Another build may do the same at the same time: what is in its place then is as good, where it is of the same sources. */
async function putInPlace(draft: string): Promise<void> {
  for (let left = PLACE_TRIES; ; left -= 1) {
    const old = `${draft}-old-${left}`
    await rename(DIST, old).catch(() => undefined)
    try {
      await rename(draft, DIST)
      return
    } catch (failure) {
      if (left === 1 || !isTaken(failure)) throw failure
    } finally {
      await rm(old, { recursive: true, force: true })
    }
    if (isFresh()) return
  }
}

const isTaken = (failure: unknown): boolean =>
  failure instanceof Error && 'code' in failure && (failure.code === 'ENOTEMPTY' || failure.code === 'EEXIST')

async function compress(folder: string): Promise<void> {
  const brotli = promisify(brotliCompress)
  const zip = promisify(gzip)
  const files = globSync('**/*.{js,css,html,svg}', { cwd: folder })
  await Promise.all(
    files.map(async (name) => {
      const bytes = await readFile(join(folder, name))
      if (bytes.length < COMPRESSED_BYTES_MIN) return
      const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
      await writeFile(join(folder, `${name}.br`), await brotli(bytes, { params }))
      await writeFile(join(folder, `${name}.gz`), await zip(bytes, { level: 9 }))
    }),
  )
}

/** The words behind --before-start; undefined: no start follows. */
function startWords(): readonly string[] | undefined {
  const at = process.argv.indexOf('--before-start')
  return at < 0 ? undefined : process.argv.slice(at + 1)
}

const isVain = async (words: readonly string[] | undefined): Promise<boolean> =>
  words !== undefined && (await (await import('./vain-start.ts')).isVainStart(words, process.env, process.cwd()))

if (!isFresh() && !(await isVain(startWords()))) {
  const isOptional = process.argv.includes('--optional')
  try {
    console.log('Building the console (once after each change of it; some seconds)')
    await build()
  } catch (failure) {
    console.error(failure)
    console.error(isOptional ? 'The console was not built: the server works without it.' : 'The console was not built.')
    process.exitCode = isOptional ? 0 : 1
  }
}
