import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { systemFailure } from '../../../base/system-failure.ts'
import { type FolderEntry, type OpenFolder, orderOf } from '../catalog/buckets/open-folder.ts'

export interface ListedObject {
  readonly key: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly changedAt: number
}

export interface PageOfObjects {
  readonly prefix: string
  readonly after: string
  readonly limit: number
  /** A name at the top that is not listed. */
  readonly hidden: string
}

/** No key is longer, and a job can nest folders deeper than the server has descriptors. */
const PATH_CHARACTERS_MAX = 1_024
/** A job can also make more folders without a file than a page may take to look into. */
const FOLDERS_MAX = 10_000
/** As many are read of a folder at least, for a short page over many folders without a file would read it as often as there are of them. */
const ENTRIES_MIN = 1_000

/**
 * The files under a folder by their keys, in the order of the keys; folders on which no key of the page can stand are not opened. Throws 'limit-exceeded' where too
 * many have to be.
 */
export async function pageOfObjects(root: OpenFolder, { prefix, after, limit, hidden }: PageOfObjects): Promise<readonly ListedObject[]> {
  const found: ListedObject[] = []
  let opens = 0

  /** Whether a key that begins so can be on the page. */
  const mayHold = (path: string): boolean =>
    (path.startsWith(prefix) || prefix.startsWith(path)) && (path >= after || after.startsWith(path))

  async function walk(folder: OpenFolder, path: string): Promise<void> {
    const isWanted = (entry: FolderEntry): boolean => {
      if (path === '' && entry.name === hidden) return false
      const key = `${path}${orderOf(entry)}`
      return entry.kind === 'folder' ? key.length <= PATH_CHARACTERS_MAX && mayHold(key) : key.startsWith(prefix) && key > after
    }
    for (let behind = '', isEnd = false; !isEnd; ) {
      const count = Math.max(limit - found.length, ENTRIES_MIN)
      const { entries, hasMore } = await folder.firstEntries(count, (entry) => orderOf(entry) > behind && isWanted(entry))
      for (const entry of entries) {
        if (found.length >= limit) return
        if (entry.kind === 'folder') await walkBelow(folder, entry.name, `${path}${entry.name}/`)
        else await take(folder, entry.name, `${path}${entry.name}`)
        behind = orderOf(entry)
      }
      isEnd = !hasMore
    }
  }

  async function walkBelow(folder: OpenFolder, name: string, path: string): Promise<void> {
    opens += 1
    if (opens > FOLDERS_MAX) throw tooMany()
    const below = await opened(folder, name)
    if (below === undefined) return
    try {
      await walk(below, path)
    } finally {
      await below[Symbol.asyncDispose]()
    }
  }

  async function take(folder: OpenFolder, name: string, key: string): Promise<void> {
    const file = await folder.fileStat(name)
    if (file !== undefined) found.push({ key, bytes: file.size, changedAt: file.mtimeMs })
  }

  await walk(root, '')
  return found
}

const tooMany = (): CausewayError =>
  new CausewayError('limit-exceeded', `More than ${FOLDERS_MAX} folders would have to be looked into for this page`, {
    hint: 'Give a longer prefix.',
  })

/** Undefined: it is gone, closed to the server, or something else has its name by now. What else fails would leave out keys that are there. */
async function opened(folder: OpenFolder, name: string): Promise<OpenFolder | undefined> {
  try {
    return await folder.folder(name)
  } catch (thrown) {
    if (hasCode(thrown, 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM')) return undefined
    throw systemFailure(thrown, 'The bucket') ?? thrown
  }
}
