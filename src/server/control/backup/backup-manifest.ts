import { open, opendir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { hasCode } from '../../../base/has-code.ts'

/** In a backup alone: how many bytes each of its files has. What is put back has none. */
export const BACKUP_MANIFEST = 'backup.json'

/** Behind all else that a backup holds. Folder by folder: there may be a million files, and others are to have their turn. */
export async function writeManifest(folder: string, signal?: AbortSignal): Promise<void> {
  await using file = await open(join(folder, BACKUP_MANIFEST), 'wx', 0o600)
  await file.writeFile('{"files":[')
  let between = '\n'
  for await (const lines of filesOf(folder, signal)) {
    await file.writeFile(between + lines.map((line) => JSON.stringify(line)).join(',\n'))
    between = ',\n'
  }
  await file.writeFile('\n]}\n')
}

type FileLine = readonly [path: string, bytes: number]
const LINES_AT_ONCE = 1_000

async function* filesOf(top: string, signal: AbortSignal | undefined): AsyncGenerator<readonly FileLine[]> {
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let lines: FileLine[] = []
    for await (const entry of await opendir(join(top, folder))) {
      signal?.throwIfAborted()
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      if (!entry.isFile() || path === BACKUP_MANIFEST) continue
      lines.push([path, (await stat(join(top, path))).size])
      if (lines.length < LINES_AT_ONCE) continue
      yield lines
      lines = []
    }
    if (lines.length > 0) yield lines
  }
}

/**
 * What is not as it was when the backup was made: files that are gone or have another length, by its manifest (those of before have none), and a database that SQLite does not find whole.
 * @param folder of the backup, or a copy of it
 * @returns whether there is a manifest: nothing is known of the files of one without
 * @throws 'invalid-parameter' that names the first of them and how many there are
 */
export async function checkBackup(folder: string): Promise<'all' | 'database-only'> {
  const wrong: string[] = []
  const lines = await manifestOf(folder)
  for (const [path, bytes] of lines ?? []) {
    const size = await stat(join(folder, path)).then(
      (found) => found.size,
      () => undefined,
    )
    if (size !== bytes) wrong.push(size === undefined ? `${path} is missing` : `${path} has ${size} bytes, and had ${bytes}`)
  }
  const [first] = wrong
  if (first !== undefined) throw damaged(`${first}${wrong.length === 1 ? '' : `, and ${wrong.length - 1} more files are not as they were`}`)
  checkDatabase(dataFiles(folder).database)
  return lines === undefined ? 'database-only' : 'all'
}

/** Undefined: there is none, as in a backup of before. One that cannot be read, or is no list of files, says nothing good of the rest. */
async function manifestOf(folder: string): Promise<readonly FileLine[] | undefined> {
  let text: string
  try {
    text = await readFile(join(folder, BACKUP_MANIFEST), 'utf8')
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined
    throw damaged(`${BACKUP_MANIFEST} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
  }
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch {
    throw damaged(`${BACKUP_MANIFEST} is no JSON`)
  }
  const files: unknown = isRecord(told) ? told['files'] : undefined
  const database = basename(dataFiles(folder).database)
  if (!Array.isArray(files) || !files.every(isFileLine) || !files.some(([path]) => path === database))
    throw damaged(`${BACKUP_MANIFEST} is no list of its files`)
  return files
}

const isFileLine = (value: unknown): value is FileLine =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'

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
