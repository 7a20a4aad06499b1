import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import { parseObsLocation } from './obs-location.ts'

/** Buckets are folders: <home>/buckets/<name>, or the folder that the settings map the name to. They belong to all projects. */
export interface Buckets {
  /** The folders of all buckets. */
  folders(): readonly string[]
  /** The path behind obs://bucket/key. It need not exist, but what exists of it is inside the bucket, symbolic links followed. */
  locate(location: string): Promise<string>
}

function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && codes.includes(thrown.code)
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

export function createBuckets(home: string, mapped: Readonly<Record<string, string>>): Buckets {
  const ownFolder = dataFiles(home).buckets
  return {
    folders: () => [ownFolder, ...Object.values(mapped)],
    async locate(location) {
      const { bucket, segments } = parseObsLocation(location)
      const folder = Object.hasOwn(mapped, bucket) ? mapped[bucket] : undefined
      const root = folder ?? join(ownFolder, bucket)
      const isThere = await stat(root).then(
        (s) => s.isDirectory(),
        () => false,
      )
      if (!isThere) {
        throw new CausewayError('not-found', `There is no bucket named ${bucket}`, {
          hint:
            folder === undefined
              ? `Make the folder buckets/${bucket} in the data folder, or name a folder for it under buckets in causeway.yaml.`
              : 'Make the folder that causeway.yaml names for it.',
        })
      }
      const realRoot = await realpath(root)
      const existing = await existingPart(root, segments)
      if (existing !== realRoot && !existing.startsWith(realRoot + sep)) {
        throw new CausewayError('forbidden', `${location} leads out of its bucket`, {
          hint: 'Remove the symbolic link, or map its target as a bucket.',
        })
      }
      return join(realRoot, ...segments)
    },
  }
}
