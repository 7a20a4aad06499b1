import { lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ObjectStoreSettings } from '../../../../base/config.ts'
import { dataFiles } from '../../../../base/data-files.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { hasCode } from '../../../../base/has-code.ts'
import { lookup } from '../../../../base/lookup.ts'
import { noneNamed } from '../../../../base/none-named.ts'
import { isReservedPath } from '../../../../protocol/reserved-names.ts'
import { isBucketName, parseObsLocation } from './obs-location.ts'
import { OpenFolder } from './open-folder.ts'

/**
 * Buckets are folders, or a store of objects has them. One that a project has made is its own, and no other project sees it: <home>/project-buckets/<project>/<name>. Shared by all are those of
 * <home>/buckets/<name>, and those that the settings map to a folder, unless they say which projects it is for.
 */
export interface Buckets {
  of(projectId: string): ProjectBuckets
  /** What all projects share, and nothing else. */
  readonly shared: ProjectBuckets
  /** Before the project's first worker starts, which could not write it otherwise. */
  makeProjectFolder(projectId: string): Promise<void>
}

/** As a project sees them; its own before one of the same name that is shared. */
export interface ProjectBuckets {
  /** Folders that hold all of them, those that come later too. */
  folders(): readonly string[]
  /** In the order of their names. */
  names(): Promise<readonly string[]>
  /** Undefined: it is none that a store of objects has. */
  store(bucket: string): ObjectStoreSettings | undefined
  /** Its folder. 'not-found' when there is none, 'not-supported' of one that a store has. */
  open(bucket: string): Promise<OpenFolder>
  /** One of the project, for a name that it sees none of. 'already-exists' when there is one. */
  make(bucket: string): Promise<void>
  /** The folder in which the folder of one of the project's own is. 'forbidden' of one that it shares or that is set, 'not-found' when there is none. */
  openAbove(bucket: string): Promise<OpenFolder>
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

export interface BucketSettings {
  /** Name to absolute folder. */
  readonly mapped?: Readonly<Record<string, string>>
  /** Of those that are not for all projects: the ids of the projects that see them. */
  readonly projects?: Readonly<Record<string, readonly string[]>>
  /** Those that a store of objects has. */
  readonly stores?: Readonly<Record<string, ObjectStoreSettings>>
}

/** Where a bucket is. */
type Place =
  | { readonly kind: 'mapped'; readonly folder: string }
  /** Workers write there: by links nowhere. */
  | { readonly kind: 'data'; readonly top: string; readonly below: readonly string[] }

export function createBuckets(home: string, settings: BucketSettings): Buckets {
  const { buckets: sharedTop, projectBuckets: projectTop } = dataFiles(home)
  return {
    of: (projectId) => createProjectBuckets({ settings, sharedTop, projectTop, projectId: idOf(projectId) }),
    shared: createProjectBuckets({ settings, sharedTop, projectTop, projectId: undefined }),
    async makeProjectFolder(projectId) {
      await mkdir(join(projectTop, idOf(projectId)), { recursive: true, mode: 0o700 })
    },
  }
}

/** It is a folder's name here. */
function idOf(projectId: string): string {
  if (/^[0-9a-zA-Z-]+$/.test(projectId)) return projectId
  throw new CausewayError('internal', 'The id of a project is no name of a folder')
}

interface ProjectBucketsOptions {
  readonly settings: BucketSettings
  readonly sharedTop: string
  readonly projectTop: string
  readonly projectId: string | undefined
}

function createProjectBuckets({ settings, sharedTop, projectTop, projectId }: ProjectBucketsOptions): ProjectBuckets {
  const own = projectId === undefined ? undefined : { top: projectTop, below: [projectId] }
  const mapped = lookup(settings.mapped ?? {})
  const stores = lookup(settings.stores ?? {})
  const isNamed = (bucket: string): boolean => mapped[bucket] !== undefined || stores[bucket] !== undefined
  const projectsOf = lookup(settings.projects ?? {})
  const isSeen = (bucket: string): boolean => {
    const projects = projectsOf[bucket]
    return projects === undefined || (projectId !== undefined && projects.includes(projectId))
  }

  async function placeOf(bucket: string): Promise<Place> {
    if (stores[bucket] !== undefined && isSeen(bucket)) throw inStore(bucket)
    if (own !== undefined && (await isThere(join(own.top, ...own.below, bucket)))) {
      return { kind: 'data', top: own.top, below: [...own.below, bucket] }
    }
    const folder = mapped[bucket]
    if (folder === undefined && stores[bucket] === undefined) return { kind: 'data', top: sharedTop, below: [bucket] }
    if (folder !== undefined && isSeen(bucket)) return { kind: 'mapped', folder }
    throw noBucket(bucket)
  }

  async function root(bucket: string): Promise<string> {
    const place = await placeOf(bucket)
    const path = pathOf(place)
    if (!(await isFolder(path))) throw noBucket(bucket)
    const real = await realpath(path)
    if (place.kind === 'data' && real !== join(await realpath(place.top), ...place.below)) throw aLink(bucket)
    return real
  }

  const aLink = (bucket: string): CausewayError =>
    new CausewayError('forbidden', `The bucket ${bucket} is a symbolic link in the data folder, where a job may put one`, {
      hint: 'Remove the link, and name the folder for the bucket under buckets in causeway.yaml.',
    })

  const noBucket = (bucket: string): CausewayError =>
    new CausewayError('not-found', noneNamed('bucket', bucket), {
      hint:
        !isNamed(bucket) || !isSeen(bucket)
          ? `Make it (PUT /causeway/v1/{project_id}/buckets/${bucket}), or name a folder for it under buckets in causeway.yaml.`
          : 'Make the folder that causeway.yaml names for it.',
    })

  async function open(bucket: string): Promise<OpenFolder> {
    const place = await placeOf(bucket)
    if (place.kind === 'mapped') return await OpenFolder.open(await root(bucket))
    return await openBelow(bucket, place)
  }

  async function openBelow(bucket: string, place: Pick<Place & { kind: 'data' }, 'top' | 'below'>): Promise<OpenFolder> {
    // Workers write where the buckets are: what was looked at may be a link by now.
    let folder = await OpenFolder.open(place.top).catch((thrown: unknown) => {
      throw hasCode(thrown, 'ENOENT') ? noBucket(bucket) : thrown
    })
    for (const name of place.below) {
      const above = folder
      try {
        const next = await above.folder(name)
        if (next === undefined) throw noBucket(bucket)
        folder = next
      } catch (thrown) {
        throw hasCode(thrown, 'ENOTDIR', 'ELOOP') ? aLink(bucket) : thrown
      } finally {
        await above[Symbol.asyncDispose]()
      }
    }
    return folder
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
    folders: () => [
      ...(own === undefined ? [] : [join(own.top, ...own.below)]),
      sharedTop,
      ...Object.entries(mapped).flatMap(([bucket, folder]) => (isSeen(bucket) ? [folder] : [])),
    ],
    async names() {
      // It is made by the server's start, and may be taken away by hand.
      await mkdir(sharedTop, { recursive: true })
      const tops = [...(own === undefined ? [] : [join(own.top, ...own.below)]), sharedTop]
      const found = await Promise.all(tops.map(namesIn))
      // One that is mapped stands before one in the data folder, for those too that do not see it.
      const shared = (found.at(-1) ?? []).filter((name) => !isNamed(name))
      const named = [...Object.keys(mapped), ...Object.keys(stores)].filter(isSeen)
      return [...new Set([...found.slice(0, -1).flat(), ...shared, ...named])].toSorted()
    },
    open,
    store: (bucket) => (isSeen(bucket) ? stores[bucket] : undefined),
    async make(bucket) {
      if (own === undefined) throw new CausewayError('internal', 'A bucket is made by a project')
      const isTaken = (): CausewayError =>
        new CausewayError('already-exists', `There is a bucket named ${bucket} already`, { hint: 'Use it, or choose another name.' })
      const isShared = !isNamed(bucket) ? await isThere(join(sharedTop, bucket)) : isSeen(bucket)
      if (isShared) throw isTaken()
      try {
        await mkdir(join(own.top, ...own.below), { recursive: true, mode: 0o700 })
        await mkdir(join(own.top, ...own.below, bucket), { mode: 0o700 })
      } catch (thrown) {
        throw hasCode(thrown, 'EEXIST') ? isTaken() : thrown
      }
    },
    async openAbove(bucket) {
      if (own === undefined) throw new CausewayError('internal', 'A bucket of its own has a project')
      if (await isThere(join(own.top, ...own.below, bucket))) return await openBelow(bucket, own)
      if (isNamed(bucket) && isSeen(bucket)) {
        throw new CausewayError('forbidden', `The bucket ${bucket} is one that causeway.yaml names: no call deletes it`, {
          hint: 'Take it out of causeway.yaml, and start the server again.',
        })
      }
      if (isNamed(bucket) || !(await isThere(join(sharedTop, bucket)))) throw noBucket(bucket)
      throw new CausewayError('forbidden', `The bucket ${bucket} is shared by all projects: none of them deletes it`, {
        hint: 'Take its folder out of buckets/ in the data folder.',
      })
    },
    locate,
    async openFolder(location) {
      const { bucket } = parseObsLocation(location)
      const path = await locate(location)
      const below = relative(await root(bucket), await realpath(path).catch(() => path))
      let folder = await open(bucket)
      for (const name of below.split(sep)) {
        if (name === '') continue
        // Closed whatever comes: one that is left to be collected is an error of the whole process.
        await using above = folder
        const next = await above.folder(name)
        if (next === undefined) throw new CausewayError('not-found', `There is no folder ${location}`)
        await above.sync().catch(async (thrown: unknown) => {
          await next[Symbol.asyncDispose]()
          throw thrown
        })
        folder = next
      }
      return folder
    },
  }
}

const inStore = (bucket: string): CausewayError =>
  new CausewayError('not-supported', `The bucket ${bucket} is in a store of objects, and what is asked for needs one that is a folder`, {
    hint: 'Use a bucket that is a folder, or the own client of the store.',
  })

const pathOf = (place: Place): string => (place.kind === 'mapped' ? place.folder : join(place.top, ...place.below))

async function namesIn(top: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(top, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory() && isBucketName(entry.name)).map(({ name }) => name)
  } catch (thrown) {
    // Of a project that has made none.
    if (hasCode(thrown, 'ENOENT')) return []
    throw thrown
  }
}

/** Whatever it is. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
