import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compileCache } from './kept-program.ts'

const ROOT = join(import.meta.dirname, '..')
const MIGRATIONS = join(ROOT, 'src', 'server', 'store', 'migrations')
const MAKER = join(ROOT, 'src', 'server', 'store', 'fixtures', 'empty-store-main.ts')
const KEPT = join(ROOT, 'node_modules', '.cache', 'causeway-tests', 'empty-store')

/**
 * Puts a database into a data folder that has none: of the present schema, with nothing in it, and without a key, as if a first start had been ended right behind its migrations.
 * To bring a new database through all of them is most of what opening a store costs, and hundreds of tests open one. Those of the migrations and of a first start use none.
 */
export async function lendEmptyStore(home: string): Promise<void> {
  // A folder that was used before has its own, or lacks it for a reason.
  if ((await isThere(join(home, 'causeway.db'))) || (await isThere(join(home, 'master.key')))) return
  const made = await emptyStore()
  await mkdir(home, { recursive: true, mode: 0o700 })
  await copyFile(made, join(home, 'causeway.db'))
}

let kept: Promise<string> | undefined

/** The file, made once for each state of the migrations and by this process looked for once. */
function emptyStore(): Promise<string> {
  kept ??= findOrMake()
  return kept
}

async function findOrMake(): Promise<string> {
  const file = join(KEPT, `${await stateOfMigrations()}.db`)
  if (await isThere(file)) return file
  await mkdir(KEPT, { recursive: true })
  // Whole or not at all: other tests look for it at the same time.
  const draft = `${file}.${randomUUID()}`
  await promisify(execFile)(process.execPath, ['--no-maglev-osr', MAKER, draft], {
    env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache },
  })
  await rename(draft, file)
  return file
}

async function stateOfMigrations(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(MIGRATIONS)).toSorted()) hash.update(name).update(await readFile(join(MIGRATIONS, name)))
  return hash.digest('hex').slice(0, 16)
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )
