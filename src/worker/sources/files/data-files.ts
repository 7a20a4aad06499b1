import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { ALL_FILES, type FileChoice } from './file-choice.ts'
import { isWithin, realPathOf } from './real-path.ts'
import type { TableFolder } from './table-folder.ts'

export interface DataFiles {
  /** Real paths, sorted. */
  readonly paths: readonly string[]
  readonly bytes: number
  /** By path. */
  readonly sizes: ReadonlyMap<string, number>
  /** The real path of the table's folder; of a pattern, of the folder above what it finds. */
  readonly root: string
  /** Where folders begin to be columns, by path: a real path above it. Absent: the root. */
  readonly bases?: ReadonlyMap<string, string>
  /** Of copies: what each is one of. Absent: they are none. */
  readonly originals?: ReadonlyMap<string, { readonly path: string; readonly bytes: number }>
  /** When one was last written, in milliseconds; absent, and undefined: as the file here says. */
  readonly modifiedAt?: (path: string) => number | undefined
  /** Of partitions that have a place of their own, by path. Absent: there are none. */
  readonly placed?: ReadonlyMap<string, PlacedFile>
}

/** A file that does not stand in the folders which say its partition. */
export interface PlacedFile {
  /** Where it would stand below the table's folder: k=v/name */
  readonly below: string
  /** What the user knows it as. */
  readonly shown: string
}

const FILES_MAX = 10_000
const DEPTH_MAX = 32

/**
 * All files below a folder, or the one file it is, without those whose name, or a folder's name, starts with _ or a dot, as `isDataName` says.
 * A link is followed as long as it stays within the bucket. A folder that does not exist has no files.
 */
export const listDataFiles = async (folder: TableFolder): Promise<DataFiles> =>
  (await listChosenFiles(folder, [folder.path], ALL_FILES)).all

/**
 * The same below several places of a folder, as far as their names and times are chosen. Each is where folders begin to be columns.
 * `direct`: those that a place is, or has itself.
 */
export async function listChosenFiles(
  folder: TableFolder,
  places: readonly string[],
  choice: FileChoice,
): Promise<{ readonly all: DataFiles; readonly direct: ReadonlySet<string> }> {
  const found: { readonly path: string; readonly bytes: number }[] = []
  const bases = new Map<string, string>()
  const direct = new Set<string>()
  const root = (await realPathOf(folder.path)) ?? folder.path
  const visit = async (path: string, depth: number, base: string | undefined): Promise<void> => {
    const real = await realPathWithin(path, folder)
    // A file that was removed while we looked.
    if (real === undefined || choice.isLeftOut?.(relative(root, real)) === true) return
    const status = await stat(real)
    if (status.isFile()) {
      if (!isChosen(path, choice.modifiedAt?.(real) ?? status.mtimeMs, choice)) return
      found.push({ path: real, bytes: status.size })
      bases.set(real, base ?? dirname(real))
      if (depth <= 1) direct.add(real)
      if (found.length > FILES_MAX) throw new CausewayError('limit-exceeded', `${folder.shown} holds more than ${FILES_MAX} files`)
    } else if (status.isDirectory()) {
      if (depth >= DEPTH_MAX) throw new CausewayError('limit-exceeded', `${folder.shown} has folders nested deeper than ${DEPTH_MAX}`)
      for (const entry of await entriesOf(real)) if (isDataName(entry.name)) await visit(join(path, entry.name), depth + 1, base ?? real)
    }
  }
  for (const place of places) await visit(place, 0, undefined)
  const sorted = found.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const all: DataFiles = {
    paths: [...new Set(sorted.map(({ path }) => path))],
    bytes: sorted.reduce((sum, { bytes }) => sum + bytes, 0),
    sizes: new Map(sorted.map(({ path, bytes }) => [path, bytes])),
    root,
    bases,
  }
  return { all, direct }
}

/** What a file is, or is a copy of. */
export const originalOf = (path: string, { originals, sizes }: DataFiles): { readonly path: string; readonly bytes: number } =>
  originals?.get(path) ?? { path, bytes: sizes.get(path) ?? 0 }

/** How the times of files are known, for copies of them. */
export const ofTimes = ({ modifiedAt }: DataFiles): Pick<DataFiles, 'modifiedAt'> => (modifiedAt === undefined ? {} : { modifiedAt })

/** Some of the files. */
export function ofPaths(files: DataFiles, chosen: ReadonlySet<string>): DataFiles {
  const paths = files.paths.filter((path) => chosen.has(path))
  return { ...files, paths, bytes: paths.reduce((sum, path) => sum + (files.sizes.get(path) ?? 0), 0) }
}

/** Undefined: nothing is there. @throws CausewayError for what is reached by a link out of the bucket */
export async function realPathWithin(path: string, folder: TableFolder): Promise<string | undefined> {
  const real = await realPathOf(path)
  if (real === undefined || isWithin(real, folder.bucket)) return real
  throw new CausewayError('forbidden', `${folder.shown} holds a link that leads out of its bucket`, {
    hint: 'Replace the link by the files themselves',
  })
}

const isChosen = (path: string, changedAt: number, { isNamedSo, before, after }: FileChoice): boolean =>
  isNamedSo?.(basename(path)) !== false && !(before !== undefined && changedAt >= before) && !(after !== undefined && changedAt <= after)

/** By Spark's rule, for which a folder _k=v is one of a partition. */
export const isDataName = (name: string): boolean =>
  !(name.startsWith('_') && !name.includes('=')) && !name.startsWith('.') && !name.endsWith('._COPYING_')

export const entriesOf = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true })
