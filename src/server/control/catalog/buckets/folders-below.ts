import { CausewayError } from '../../../../base/errors.ts'
import { hasCode } from '../../../../base/has-code.ts'
import { isReservedPath } from '../../../../protocol/reserved-names.ts'
import type { ProjectBuckets } from './buckets.ts'
import type { OpenFolder } from './open-folder.ts'

type OpensFolders = Pick<ProjectBuckets, 'openFolder'>

/** A statement may write into 10,000, and the server has descriptors for twice as many. */
const OPEN_MAX = 16
/** The disk brings some in the time of one; Node has four threads for all that the server does with files. */
export const SYNCS_AT_ONCE = 3

interface Opened {
  readonly folder: OpenFolder
  isChanged: boolean
}

/** Folders below a location, of which a few are open at a time: one that was asked for is open until eight others are. */
export class FoldersBelow implements AsyncDisposable {
  readonly #buckets: OpensFolders
  readonly #location: string
  readonly #root: Opened
  readonly #opened = new Map<string, Opened>()
  /** Whose names of folders are on the disk: they were made before all of this. */
  readonly #synced = new Set<string>()
  #failures: readonly unknown[] = []

  private constructor(buckets: OpensFolders, location: string, root: OpenFolder) {
    this.#buckets = buckets
    this.#location = location.replace(/\/$/, '')
    this.#root = { folder: root, isChanged: false }
  }

  static async open(buckets: OpensFolders, location: string): Promise<FoldersBelow> {
    return new FoldersBelow(buckets, location, await buckets.openFolder(location))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { folder } of [this.#root, ...this.#opened.values()]) await folder[Symbol.asyncDispose]()
  }

  /**
   * The folder that a path below the location stands in: by links nowhere but to the folders of new names (`target`), where one may stand that leads to another place in the
   * bucket, and whose own names are on the disk then.
   */
  async of(path: string, use: 'source' | 'target'): Promise<OpenFolder> {
    return (await this.#find(path, use)).folder
  }

  /** Names in the folder are not on the disk before `sync`. */
  async changing(path: string, use: 'source' | 'target'): Promise<OpenFolder> {
    const found = await this.#find(path, use)
    found.isChanged = true
    return found.folder
  }

  /** @throws where what was changed in one of them is not on the disk */
  async sync(): Promise<void> {
    await this.#settleAll([this.#root, ...this.#opened.values()])
    if (this.#failures.length > 0) throw this.#failures[0]
  }

  async #close(oldest: readonly (readonly [string, Opened])[]): Promise<void> {
    for (const [key] of oldest) this.#opened.delete(key)
    const closed = oldest.map(([, opened]) => opened)
    try {
      await this.#settleAll(closed)
    } finally {
      for (const { folder } of closed) await folder[Symbol.asyncDispose]()
    }
  }

  /** None that could not be brought to the disk keeps the others from it. */
  async #settleAll(all: readonly Opened[]): Promise<void> {
    const changed = all.filter(({ isChanged }) => isChanged)
    for (let at = 0; at < changed.length; at += SYNCS_AT_ONCE)
      await Promise.all(changed.slice(at, at + SYNCS_AT_ONCE).map((opened) => this.#settle(opened)))
  }

  async #settle(opened: Opened): Promise<void> {
    opened.isChanged = false
    try {
      await opened.folder.sync()
    } catch (error) {
      this.#failures = [...this.#failures, error].slice(0, 1)
    }
  }

  async #find(path: string, use: 'source' | 'target'): Promise<Opened> {
    const names = path.split('/').slice(0, -1)
    if (names.length === 0) return this.#root
    const key = `${use} ${names.join('/')}`
    const found = this.#opened.get(key) ?? {
      folder: await (use === 'target' ? this.#target(names) : this.#below(names, false)),
      isChanged: false,
    }
    // The last is the one that was used last.
    this.#opened.delete(key)
    this.#opened.set(key, found)
    if (this.#opened.size > OPEN_MAX) await this.#close([...this.#opened].slice(0, OPEN_MAX / 2))
    return found
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
    let folder = this.#root.folder
    let above = ''
    for (const name of names) {
      const here = folder
      try {
        const next = await here.folder(name)
        if (next === undefined) throw new CausewayError('not-found', 'A folder below the location of a table is not there')
        folder = next
        if (isNamed && !this.#synced.has(above)) {
          await here.sync().catch(async (thrown: unknown) => {
            await next[Symbol.asyncDispose]()
            throw thrown
          })
          this.#synced.add(above)
        }
      } finally {
        if (here !== this.#root.folder) await here[Symbol.asyncDispose]()
      }
      above = `${above}${name}/`
    }
    return folder
  }
}

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
