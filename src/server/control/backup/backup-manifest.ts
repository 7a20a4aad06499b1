import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { listOf } from '../../../base/fields.ts'

/** In a backup alone: how many bytes each of its files has. What is put back has none. */
export const BACKUP_MANIFEST = 'backup.json'

/** Behind all else that a backup holds. */
export async function writeManifest(folder: string): Promise<void> {
  await writeFile(join(folder, BACKUP_MANIFEST), JSON.stringify({ files: await filesOf(folder) }), { mode: 0o600 })
}

async function filesOf(folder: string): Promise<readonly (readonly [path: string, bytes: number])[]> {
  const files: (readonly [string, number])[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.push([relative(folder, path), (await stat(path)).size])
  }
  return files
}

/**
 * What is not as it was when the backup was made: files that are gone or have another length, by its manifest (those of before have none), and a database that SQLite does not find whole.
 * @param folder of the backup, or a copy of it
 * @throws 'invalid-parameter' that names the first of them and how many there are
 */
export async function checkBackup(folder: string): Promise<void> {
  const wrong: string[] = []
  for (const [path, bytes] of await manifestOf(folder)) {
    const size = await stat(join(folder, path)).then(
      (found) => found.size,
      () => undefined,
    )
    if (size !== bytes) wrong.push(size === undefined ? `${path} is missing` : `${path} has ${size} bytes, and had ${bytes}`)
  }
  const [first] = wrong
  if (first !== undefined) throw damaged(`${first}${wrong.length === 1 ? '' : `, and ${wrong.length - 1} more files are not as they were`}`)
  checkDatabase(dataFiles(folder).database)
}

async function manifestOf(folder: string): Promise<readonly (readonly [string, number])[]> {
  const text = await readFile(join(folder, BACKUP_MANIFEST), 'utf8').catch(() => '{}')
  let files: unknown
  try {
    files = Object(JSON.parse(text)).files
  } catch {
    throw damaged(`${BACKUP_MANIFEST} is no JSON`)
  }
  return listOf(files).flatMap((each) => {
    const [path, bytes] = listOf(each)
    return typeof path === 'string' && typeof bytes === 'number' ? [[path, bytes] as const] : []
  })
}

function checkDatabase(file: string): void {
  let found: unknown
  try {
    const database = new DatabaseSync(file)
    try {
      found = database.prepare('pragma quick_check(1)').get()?.['quick_check']
    } finally {
      database.close()
    }
  } catch (cause) {
    throw damaged(`its database is not whole: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  if (found !== 'ok') throw damaged(`its database is not whole: ${String(found)}`)
}

const damaged = (what: string): CausewayError =>
  new CausewayError('invalid-parameter', `The backup is not as it was made: ${what}`, {
    hint: 'Take another backup, or a whole copy of this one; nothing was put back.',
  })
