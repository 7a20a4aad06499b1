import { CausewayError } from '../../../base/errors.ts'
import type { OpenFolder } from '../catalog/open-folder.ts'

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
    for (const { name, kind } of await folder.entries()) {
      if (found.length >= limit) return
      if (path === '' && name === hidden) continue
      const key = `${path}${name}`
      if (kind === 'folder') {
        if (key.length >= PATH_CHARACTERS_MAX || !mayHold(`${key}/`)) continue
        opens += 1
        if (opens > FOLDERS_MAX) throw tooMany()
        const below = await opened(folder, name)
        if (below === undefined) continue
        try {
          await walk(below, `${key}/`)
        } finally {
          await below[Symbol.asyncDispose]()
        }
      } else if (key.startsWith(prefix) && key > after) {
        const file = await folder.file(name)
        if (file === undefined) continue
        const { size, mtimeMs } = await file.stat()
        await file.close()
        found.push({ key, bytes: size, changedAt: mtimeMs })
      }
    }
  }

  await walk(root, '')
  return found
}

const tooMany = (): CausewayError =>
  new CausewayError('limit-exceeded', `More than ${FOLDERS_MAX} folders would have to be looked into for this page`, {
    hint: 'Give a longer prefix.',
  })

/** Undefined: it is gone, or something else has its name by now. */
async function opened(folder: OpenFolder, name: string): Promise<OpenFolder | undefined> {
  try {
    return await folder.folder(name)
  } catch {
    return undefined
  }
}
