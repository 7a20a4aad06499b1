import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { CausewayError } from '../../../../../base/errors.ts'
import type { FilesContext, RemoteContext } from '../../../shared/source-context.ts'
import { type DataFiles, ofTimes, originalOf, type PlacedFile } from '../../data-files.ts'
import { shownFile } from '../../shown-file.ts'
import { DamagedParquet } from './footer.ts'
import { DamagedThrift } from './thrift-compact.ts'

/** Copies of the files for the time of the job; `write` makes that of each that is in `changed`. */
export async function copiedFiles(
  files: DataFiles,
  changed: ReadonlySet<string>,
  write: (from: string, to: string) => Promise<void>,
  shown: string,
  context: FilesContext & RemoteContext,
): Promise<DataFiles> {
  await context.distant?.bringWhole(files.paths)
  const root = await mkdtemp(join(context.scratchFolder, 'copies-'))
  context.onEnd(() => rm(root, { recursive: true, force: true }))
  // The table's place is the file itself, and is called as it is.
  const isOneFile = files.paths.every((path) => path === files.root)
  const sizes = new Map<string, number>()
  const bases = new Map<string, string>()
  const placed = new Map<string, PlacedFile>()
  const originals = new Map<string, { readonly path: string; readonly bytes: number }>()
  for (const path of files.paths) {
    context.signal.throwIfAborted()
    const there = files.placed?.get(path)
    const copy =
      there === undefined
        ? join(root, relative(files.root, path) || basename(path))
        : join(root, 'placed', `${placed.size}`, basename(path))
    if (there !== undefined) placed.set(copy, there)
    const base = files.bases?.get(path)
    if (base !== undefined) bases.set(copy, isOneFile ? root : join(root, relative(files.root, base)))
    await mkdir(dirname(copy), { recursive: true })
    const shownPath = shownFile(path, files, shown)
    if (changed.has(path)) await written(write(path, copy), shownPath)
    else await copyFile(path, copy)
    context.showPathAs(copy, shownPath)
    sizes.set(copy, (await stat(copy)).size)
    originals.set(copy, originalOf(path, files))
  }
  const more = { ...(files.bases === undefined ? {} : { bases }), ...(files.placed === undefined ? {} : { placed }) }
  const paths = [...sizes.keys()]
  return { bytes: files.bytes, root: isOneFile ? (paths[0] ?? root) : root, paths, sizes, originals, ...ofTimes(files), ...more }
}

/** What is known of the files, of their copies. */
export const ofCopies = <T>(known: ReadonlyMap<string, T>, files: DataFiles, copies: DataFiles): ReadonlyMap<string, T> =>
  new Map(
    files.paths.flatMap((path, index) => {
      const [one, copy] = [known.get(path), copies.paths[index]]
      return one === undefined || copy === undefined ? [] : [[copy, one] as const]
    }),
  )

async function written(copy: Promise<void>, shown: string): Promise<void> {
  try {
    await copy
  } catch (error) {
    if (!(error instanceof DamagedParquet) && !(error instanceof DamagedThrift)) throw error
    throw new CausewayError('invalid-parameter', `${shown} is a damaged Parquet file: ${error.message}`, {
      hint: 'Have it written anew.',
      cause: error,
    })
  }
}
