import type { Column } from '../../../protocol/table-definition.ts'
import type { DistantFiles } from '../shared/source-context.ts'
import { type DataFiles, ofTimes, originalOf } from './data-files.ts'
import type { ChosenRowGroups, ExcerptWishes, FilesOfExcerpt } from './parquet/excerpt/choose-row-groups.ts'

/** Undefined: all are to be read, or copies that are there already. */
export async function chosenRowGroups(
  parts: readonly FilesOfExcerpt[],
  files: DataFiles,
  columns: readonly Column[],
  wishes: ExcerptWishes,
): Promise<ChosenRowGroups | undefined> {
  const own = new Set(files.paths)
  if (parts.some(({ paths }) => paths.some((path) => !own.has(path)))) return undefined
  const { chooseRowGroups } = await import('./parquet/excerpt/choose-row-groups.ts')
  return await chooseRowGroups(parts, columns, wishes)
}

/** The files as they are without the row groups that were left out: of those there is nothing to be read, for they do not say that they have them. */
export async function excerptFiles(files: DataFiles, { ends, bytesLess }: ChosenRowGroups, distant: DistantFiles): Promise<DataFiles> {
  const placed = await distant.excerpt(files.paths, ends)
  const { bases, placed: ofPartitions } = files
  return {
    root: placed(files.root),
    paths: files.paths.map(placed),
    bytes: Math.max(0, files.bytes - bytesLess),
    sizes: new Map([...files.sizes].map(([path, size]) => [placed(path), size])),
    originals: new Map(files.paths.map((path) => [placed(path), originalOf(path, files)])),
    ...ofTimes(files),
    ...(bases === undefined ? {} : { bases: new Map([...bases].map(([path, base]) => [placed(path), placed(base)])) }),
    ...(ofPartitions === undefined ? {} : { placed: new Map([...ofPartitions].map(([path, file]) => [placed(path), file])) }),
  }
}
