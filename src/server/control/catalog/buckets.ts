import { lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { isReservedPath } from '../../../protocol/reserved-names.ts'
import { isBucketName, parseObsLocation } from './obs-location.ts'
import { OpenFolder } from './open-folder.ts'

/** Buckets are folders: <home>/buckets/<name>, or the folder that the settings map the name to. They belong to all projects. */
export interface Buckets {
  /** The folders of all buckets. */
  folders(): readonly string[]
  /** In the order of their names. */
  names(): Promise<readonly string[]>
  /** Its folder. 'not-found' when there is none. */
  open(bucket: string): Promise<OpenFolder>
  /** A folder in the data folder, for a name that has none. 'already-exists' when there is one. */
  make(bucket: string): Promise<void>
  /** The path behind obs://bucket/key. It need not exist, but what exists of it is inside the bucket, symbolic links followed. */
  locate(location: string): Promise<string>
  /**
   * The folder behind obs://bucket/key, which is there; links within the bucket are followed. Its name, and those of the folders on the way, are on the disk then.
   * 'not-found' when there is none.
   */
  openFolder(location: string): Promise<OpenFolder>
}

/** The real path of the longest part of root/segments that exists. */
async function existingPart(root: string, segments: readonly string[]): Promise<string> {
  for (let count = segments.length; count >= 0; count -= 1) {
    try {
      return await realpath(join(root, ...segments.slice(0, count)))
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT', 'ENOTDIR')) throw thrown
    }
  }
  return root
}

/** What stands in the bucket is its users' own: a link to itself, or a closed folder, is no failure of the server. */
function unreachable(location: string, cause: unknown): unknown {
  if (hasCode(cause, 'ELOOP')) {
    return new CausewayError('forbidden', `${location} is a symbolic link that leads to itself, or behind one`, {
      cause,
      hint: 'Remove the link.',
    })
  }
  if (!hasCode(cause, 'EACCES')) return cause
  return new CausewayError('forbidden', `${location} is behind a folder that the server may not enter`, {
    cause,
    hint: 'Let its user enter it.',
  })
}

export function createBuckets(home: string, mapped: Readonly<Record<string, string>>): Buckets {
  const ownFolder = dataFiles(home).buckets
  const mappedTo = (bucket: string): string | undefined => (Object.hasOwn(mapped, bucket) ? mapped[bucket] : undefined)

  async function root(bucket: string): Promise<string> {
    const folder = mappedTo(bucket)
    const path = folder ?? join(ownFolder, bucket)
    if (folder === undefined && (await isLink(path))) throw aLink(bucket)
    if (!(await isFolder(path))) throw noBucket(bucket)
    return await realpath(path)
  }

  const aLink = (bucket: string): CausewayError =>
    new CausewayError('forbidden', `The bucket ${bucket} is a symbolic link in the data folder, where a job may put one`, {
      hint: 'Remove the link, and name the folder for the bucket under buckets in causeway.yaml.',
    })

  const noBucket = (bucket: string): CausewayError =>
    new CausewayError('not-found', `There is no bucket named ${bucket}`, {
      hint:
        mappedTo(bucket) === undefined
          ? `Make it (PUT …/buckets/${bucket}, or the folder buckets/${bucket} in the data folder), or name a folder for it under buckets in causeway.yaml.`
          : 'Make the folder that causeway.yaml names for it.',
    })

  async function open(bucket: string): Promise<OpenFolder> {
    const path = await root(bucket)
    if (mappedTo(bucket) !== undefined) return await OpenFolder.open(path)
    // Workers write where the buckets are: what was looked at may be a link by now.
    await using all = await OpenFolder.open(ownFolder)
    try {
      const folder = await all.folder(bucket)
      if (folder !== undefined) return folder
    } catch (thrown) {
      if (hasCode(thrown, 'ENOTDIR', 'ELOOP')) throw aLink(bucket)
      throw thrown
    }
    throw noBucket(bucket)
  }

  async function locate(location: string): Promise<string> {
    const { bucket, segments } = parseObsLocation(location)
    if (isReservedPath(segments)) {
      throw new CausewayError('forbidden', `${location} is a place of what is not whole yet: nothing stays there`, {
        hint: 'Choose another folder.',
      })
    }
    const realRoot = await root(bucket)
    const existing = await existingPart(realRoot, segments).catch((cause: unknown) => {
      throw unreachable(location, cause)
    })
    if (existing !== realRoot && !existing.startsWith(realRoot + sep)) {
      throw new CausewayError('forbidden', `${location} leads out of its bucket`, {
        hint: 'Remove the symbolic link, or map its target as a bucket.',
      })
    }
    return join(realRoot, ...segments)
  }

  return {
    folders: () => [ownFolder, ...Object.values(mapped)],
    async names() {
      // It is made by the server's start, and may be taken away by hand.
      await mkdir(ownFolder, { recursive: true })
      const own = await readdir(ownFolder, { withFileTypes: true })
      const found = own.filter((entry) => entry.isDirectory() && isBucketName(entry.name)).map(({ name }) => name)
      return [...new Set([...found, ...Object.keys(mapped)])].toSorted()
    },
    open,
    async make(bucket) {
      const path = join(ownFolder, bucket)
      await mkdir(ownFolder, { recursive: true })
      try {
        if (mappedTo(bucket) === undefined) return await mkdir(path, { mode: 0o700 })
      } catch (thrown) {
        if (!hasCode(thrown, 'EEXIST')) throw thrown
      }
      throw new CausewayError('already-exists', `There is a bucket named ${bucket} already`, { hint: 'Use it, or choose another name.' })
    },
    locate,
    async openFolder(location) {
      const { bucket } = parseObsLocation(location)
      const path = await locate(location)
      const below = relative(await root(bucket), await realpath(path).catch(() => path))
      let folder = await open(bucket)
      for (const name of below.split(sep)) {
        if (name === '') continue
        const next = await folder.folder(name)
        if (next === undefined) throw new CausewayError('not-found', `There is no folder ${location}`)
        await folder.sync()
        await folder[Symbol.asyncDispose]()
        folder = next
      }
      return folder
    },
  }
}

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
