import { constants, existsSync } from 'node:fs'
import { chmod, type FileHandle, lstat, mkdir, open, opendir, readdir, rename, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../../../../base/has-code.ts'
import { sideBySide } from '../../../../base/side-by-side.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants
/** Of Linux, and not among Node's names: a folder is found with it, and not read. */
const O_PATH = 0o10000000
const DESCRIPTORS = '/proc/self/fd'
/** How often what is in a folder is looked at before it is left: each time takes away one level, and whoever still writes into it must not keep us for ever. */
const LOOKS_MAX = 10_000
/** Each waits for the disk, and for its turn, most of the time. */
const REMOVED_AT_ONCE = 12

async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (hasCode(thrown, ...codes)) return undefined
    throw thrown
  }
}

export interface FolderEntry {
  readonly name: string
  readonly kind: 'file' | 'folder'
}

interface FirstEntries {
  readonly entries: readonly FolderEntry[]
  readonly hasMore: boolean
}

/** Before another request has its turn. */
const ENTRIES_AT_ONCE = 512

/** As the keys of what is in it stand. */
export const orderOf = ({ name, kind }: FolderEntry): string => (kind === 'folder' ? `${name}/` : name)

/**
 * A folder whose entries are reached by its descriptor. A worker may put a link in the place of any folder of its data, at any moment: who goes by a path that
 * was looked at before is led elsewhere by it, and takes away what is there. Where the system does not show descriptors as folders, the path is used.
 */
export class OpenFolder {
  readonly #file: FileHandle
  readonly #path: string

  private constructor(file: FileHandle, path: string) {
    this.#file = file
    this.#path = existsSync(DESCRIPTORS) ? `${DESCRIPTORS}/${file.fd}` : path
  }

  /** One that no worker can replace. */
  static async open(path: string): Promise<OpenFolder> {
    return new OpenFolder(await open(path, O_RDONLY | O_DIRECTORY), path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }

  #at(name: string): string {
    return join(this.#path, name)
  }

  /** A folder in this one. Undefined: it is not there. @throws what the system does where a link, or anything else, is in its place */
  async folder(name: string): Promise<OpenFolder | undefined> {
    const path = this.#at(name)
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    let file: FileHandle | undefined
    try {
      file = await unless(['ENOENT'], open(path, flags))
    } catch (thrown) {
      if (!hasCode(thrown, 'EACCES')) throw thrown
      await this.#makeReadable(name)
      file = await unless(['ENOENT'], open(path, flags))
    }
    return file === undefined ? undefined : new OpenFolder(file, path)
  }

  /** A worker that closed a folder would keep its files there for ever. */
  async #makeReadable(name: string): Promise<void> {
    if (!this.#path.startsWith(DESCRIPTORS)) return
    const file = await open(this.#at(name), O_PATH | O_DIRECTORY | O_NOFOLLOW)
    try {
      await chmod(`${DESCRIPTORS}/${file.fd}`, 0o700)
    } finally {
      await file.close()
    }
  }

  /** The same, made when it is not there. What is kept in it is not lost with its name when the machine loses power. */
  async make(name: string): Promise<OpenFolder> {
    const isNew = await unless(
      ['EEXIST'],
      mkdir(this.#at(name), { mode: 0o700 }).then(() => true),
    )
    if (isNew === true) await this.sync()
    const folder = await this.folder(name)
    if (folder === undefined) throw new Error('A folder that was just made is gone')
    return folder
  }

  /**
   * The first of its files and folders that are wanted, in the order in which the keys of what is in them stand; no more than these are kept of a folder of a
   * million. At most `count`, and `hasMore` where there are others behind them.
   */
  async firstEntries(count: number, isWanted: (entry: FolderEntry) => boolean): Promise<FirstEntries> {
    let found: FolderEntry[] = []
    let hasMore = false
    let last: string | undefined
    const cut = (): void => {
      found = found.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
      if (found.length <= count) return
      hasMore = true
      found = found.slice(0, count)
      const end = found.at(-1)
      last = end === undefined ? undefined : orderOf(end)
    }
    for await (const { name, kind } of this.#entries()) {
      const entry = { name, kind }
      if (!isWanted(entry)) continue
      if (last !== undefined && orderOf(entry) > last) hasMore = true
      else found.push(entry)
      if (found.length >= 2 * count) cut()
    }
    cut()
    return { entries: found, hasMore }
  }

  async *#entries(): AsyncGenerator<FolderEntry> {
    for await (const entry of await opendir(this.#path, { bufferSize: ENTRIES_AT_ONCE })) {
      if (entry.isFile()) yield { name: entry.name, kind: 'file' }
      if (entry.isDirectory()) yield { name: entry.name, kind: 'folder' }
    }
  }

  /** What is told of a file in this one, be it closed to the server. Undefined: it is not there, or is none. */
  async fileStat(name: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
    const found = await unless(['ENOENT'], lstat(this.#at(name)))
    return found?.isFile() === true ? found : undefined
  }

  /** Whether anything has the name: a link to nothing, too. */
  async has(name: string): Promise<boolean> {
    return (await unless(['ENOENT'], lstat(this.#at(name)))) !== undefined
  }

  /** A file in this one, to be read. Undefined: it is not there, or is none: a link, a folder, a device. */
  async file(name: string): Promise<FileHandle | undefined> {
    const file = await unless(['ENOENT', 'ELOOP', 'ENXIO'], open(this.#at(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
    if (file === undefined || (await file.stat()).isFile()) return file
    await file.close()
    return undefined
  }

  /** A new file, to be written. @throws what the system does where the name is taken */
  async create(name: string): Promise<FileHandle> {
    return await open(this.#at(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  }

  /** What was made, renamed and removed in it is on the disk, not in memory only. */
  async sync(): Promise<void> {
    await this.#file.sync()
  }

  /** The content of a file is on the disk. False: it is not there, or is none. */
  async syncFile(name: string): Promise<boolean> {
    await using file = await this.file(name)
    await file?.sync()
    return file !== undefined
  }

  /** Of a file, or of a folder, in the place of a file or an empty folder. @throws what the system does */
  async move(name: string, to: OpenFolder, newName: string): Promise<void> {
    await rename(this.#at(name), to.#at(newName))
  }

  /** In the place of what has the name there, on the disk, not in memory only; @throws what the system does where that is a folder */
  async moveFile(name: string, to: OpenFolder, newName: string): Promise<void> {
    await this.move(name, to, newName)
    await to.sync()
  }

  async names(kind: 'all' | 'folders' = 'all'): Promise<readonly string[]> {
    const entries = await readdir(this.#path, { withFileTypes: true })
    return entries.filter((entry) => kind === 'all' || entry.isDirectory()).map(({ name }) => name)
  }

  /** Removes a file or a link. False: it is a folder. */
  async removeFile(name: string): Promise<boolean> {
    try {
      await unlink(this.#at(name))
      return true
    } catch (thrown) {
      if (hasCode(thrown, 'ENOENT')) return true
      // What POSIX has for a folder, and what Linux has.
      if (hasCode(thrown, 'EPERM', 'EISDIR')) return false
      throw thrown
    }
  }

  /** Removes a folder in which there is nothing; another one stays. */
  async removeIfEmpty(name: string): Promise<void> {
    await unless(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY'], rmdir(this.#at(name)))
  }

  /** Removes whatever has the name, with all that is in it; a link alone. @throws when something stays, as some may where it is stopped */
  async remove(name: string, isStopped: () => boolean = () => false): Promise<void> {
    if (await this.removeFile(name)) return
    const folder = await this.folder(name)
    if (folder === undefined) return
    try {
      for (let looks = 0; looks < LOOKS_MAX && !isStopped(); looks += 1) if (await folder.#flatten(looks, isStopped)) break
    } finally {
      await folder[Symbol.asyncDispose]()
    }
    await unless(['ENOENT'], rmdir(this.#at(name)))
  }

  /** Where something of the new name is already, it stays for now: at the next look the name is another one. */
  async #moveTo(other: OpenFolder, name: string, newName: string): Promise<void> {
    const move = (): Promise<unknown> => unless(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'], rename(this.#at(name), other.#at(newName)))
    try {
      await move()
    } catch (thrown) {
      if (!hasCode(thrown, 'EACCES')) throw thrown
      await this.#makeReadable(name)
      await move()
    }
  }

  /** Takes one level away: folders may be nested deeper than a path, or than we have descriptors. True: there was nothing left. */
  async #flatten(look: number, isStopped: () => boolean): Promise<boolean> {
    let moved = 0
    const names = await this.names()
    const flatten = async (name: string): Promise<void> => {
      if (await this.removeFile(name)) return
      const below = await unless(['ENOTDIR', 'ELOOP'], this.folder(name))
      if (below === undefined) return
      try {
        for (const inner of await below.names()) {
          if (isStopped()) return
          if (await below.removeFile(inner)) continue
          moved += 1
          await below.#moveTo(this, inner, `${look}-${moved}`)
        }
      } finally {
        await below[Symbol.asyncDispose]()
      }
      await this.removeIfEmpty(name)
    }
    await sideBySide(names, REMOVED_AT_ONCE, flatten, isStopped)
    return names.length === 0
  }
}
