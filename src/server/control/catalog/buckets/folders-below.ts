import { CausewayError } from '../../../../base/errors.ts'
import { hasCode } from '../../../../base/has-code.ts'
import { atMost, sideBySide } from '../../../../base/side-by-side.ts'
import { isReservedPath } from '../../../../protocol/reserved-names.ts'
import type { ProjectBuckets } from './buckets.ts'
import type { OpenFolder } from './open-folder.ts'

type OpensFolders = Pick<ProjectBuckets, 'openFolder'>

/** The disk brings some in the time of one; Node has four threads for all that the server does with files. */
export const SYNCS_AT_ONCE = 3
/** Each waits for its turn most of the time. */
const FOLDERS_AT_ONCE = 8
/** Of those that have folders in them, which are gone through again and again. */
const KEPT_OPEN_MAX = 4
/** Files of one folder that are seen to one after the other: each other such part of it opens the folder anew. */
const FILES_OF_PART = 64

/** Folders below a location, of which a few are open at a time, however many there are. */
export class FoldersBelow implements AsyncDisposable {
  readonly #buckets: OpensFolders
  readonly #location: string
  readonly #root: OpenFolder
  /** Folders whose names of folders are on the disk, or on their way there: those were made before all of this. */
  readonly #synced = new Map<string, Promise<void>>()
  readonly #keptOpen = new Map<string, Promise<OpenFolder>>()
  readonly #inTurn = atMost(SYNCS_AT_ONCE)

  private constructor(buckets: OpensFolders, location: string, root: OpenFolder) {
    this.#buckets = buckets
    this.#location = location.replace(/\/$/, '')
    this.#root = root
  }

  static async open(buckets: OpensFolders, location: string): Promise<FoldersBelow> {
    return new FoldersBelow(buckets, location, await buckets.openFolder(location))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const kept of await Promise.allSettled(this.#keptOpen.values()))
      if (kept.status === 'fulfilled') await kept.value[Symbol.asyncDispose]()
    await this.#root[Symbol.asyncDispose]()
  }

  /** A few at a time, whichever folders they are in. */
  sync<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTurn(work)
  }

  /**
   * Works in the folder that a path below the location stands in: by links nowhere but to the folders of new names (`target`), where one may stand that leads to another
   * place in the bucket, and whose own names are on the disk then.
   */
  async within<T>(path: string, use: 'source' | 'target', work: (folder: OpenFolder) => Promise<T>): Promise<T> {
    const names = path.split('/').slice(0, -1)
    if (names.length === 0) return await work(this.#root)
    await using folder = await (use === 'target' ? this.#target(names) : this.#below(names, false))
    return await work(folder)
  }

  async #target(names: readonly string[]): Promise<OpenFolder> {
    const location = `${this.#location}/${names.join('/')}`
    if (isReservedPath(names))
      throw new CausewayError('forbidden', `${location} is a place of what is not whole yet: nothing stays there`, {
        hint: 'Choose another folder.',
      })
    try {
      return await this.#below(names, true)
    } catch (thrown) {
      if (!hasCode(thrown, 'ELOOP', 'ENOTDIR')) throw thrown
      return await this.#buckets.openFolder(location)
    }
  }

  /** The caller closes what it gets. */
  async #below(names: readonly string[], isNamed: boolean): Promise<OpenFolder> {
    for (const name of names) checkName(name)
    const above = names.slice(0, -1)
    const name = names.at(-1) ?? ''
    if (above.length === 0) return await this.#next(this.#root, '', name, isNamed)
    const path = `${above.join('/')}/`
    const key = `${isNamed} ${path}`
    const kept = this.#keptOpen.get(key)
    if (kept !== undefined) return await this.#next(await kept, path, name, isNamed)
    const opening = this.#below(above, isNamed)
    if (this.#keptOpen.size < KEPT_OPEN_MAX) {
      this.#keptOpen.set(key, opening)
      return await this.#next(await opening, path, name, isNamed)
    }
    await using folder = await opening
    return await this.#next(folder, path, name, isNamed)
  }

  async #next(folder: OpenFolder, path: string, name: string, isNamed: boolean): Promise<OpenFolder> {
    const next = await folder.folder(name)
    if (next === undefined) throw new CausewayError('not-found', 'A folder below the location of a table is not there')
    if (isNamed)
      await this.#syncOnce(path, folder).catch(async (thrown: unknown) => {
        await next[Symbol.asyncDispose]()
        throw thrown
      })
    return next
  }

  #syncOnce(path: string, folder: OpenFolder): Promise<void> {
    const synced = this.#synced.get(path) ?? this.sync(() => folder.sync())
    this.#synced.set(path, synced)
    return synced
  }
}

/** Some at a time, those of one folder one after the other, as `folderOf` says it of each; for so many in one folder that it takes long, several times. */
export async function eachOfFolders<T>(
  files: readonly T[],
  folderOf: (file: T) => string,
  work: (files: readonly [T, ...T[]]) => Promise<void>,
): Promise<void> {
  await sideBySide(partsOf(Map.groupBy(files, folderOf).values()), FOLDERS_AT_ONCE, work)
}

function* partsOf<T>(folders: Iterable<readonly T[]>): Generator<readonly [T, ...T[]]> {
  for (const files of folders) {
    for (let at = 0; at < files.length; at += FILES_OF_PART) {
      const [first, ...others] = files.slice(at, at + FILES_OF_PART)
      if (first !== undefined) yield [first, ...others]
    }
  }
}

/** What stands before the name in a path that a worker gave. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** A path that a worker gave: the last part, which is a name and no way out of the folder. */
export function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  checkName(name)
  return name
}

export function checkName(name: string): void {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
    throw new CausewayError('forbidden', 'A job may only name files below its location')
}
