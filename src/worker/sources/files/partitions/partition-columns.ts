import { CausewayError } from '../../../../base/errors.ts'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import { partitionsOf, writtenPartitionsOf } from '../../../../protocol/partition-folder.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { TOLD_OF_FILES } from '../../../sql/file-column.ts'
import type { DataFiles } from '../data-files.ts'
import { partitionType } from './partition-type.ts'

/** A column whose values the names of folders say; `folderName`: how they write it. */
export interface PartitionColumn {
  readonly name: string
  readonly folderName: string
  /** The value of all files, where the engine would not read it. */
  readonly text?: string | null
  /** No folder of the files says it. */
  readonly isPlaced?: true
}

/** What the folders between a table's own and its files are named after, in their order, as those of the first file are spelled. @throws CausewayError when files differ in that. */
export function folderNames(files: DataFiles, shown: string): readonly string[] {
  const [first = [], ...others] = files.paths.map((path) => partitionNames(path, files))
  const other = others.find((names) => names.join('\n').toLowerCase() !== first.join('\n').toLowerCase())
  if (other === undefined) return first
  const [one, two] = [first, other].map((names) => (names.length === 0 ? 'none' : names.join(', ')))
  throw new CausewayError('invalid-parameter', `The files of ${shown} are in folders of different partition columns: ${one}; ${two}`, {
    hint: 'Keep in the path only folders that are named after the same columns, in the same order',
  })
}

/** The columns of the table that folders say, or the whole path; a name that the table has not is not read. */
export function partitionColumns(columns: readonly Column[], names: readonly string[]): readonly PartitionColumn[] {
  const told = names.flatMap((folderName) => {
    const column = columns.find(({ name }) => name.toLowerCase() === folderName.toLowerCase())
    return column === undefined ? [] : [{ name: column.name, folderName }]
  })
  return withFileColumns(columns, told)
}

/** What is told of a file itself is of all its rows, too. */
export function withFileColumns(columns: readonly Column[], partitions: readonly PartitionColumn[]): readonly PartitionColumn[] {
  const told = columns.filter(({ name }) => TOLD_OF_FILES.has(name))
  return told.length === 0 ? partitions : [...partitions, ...told.map(({ name }) => ({ name, folderName: name }))]
}

/** What the folders of a file say, by their names in lower case: Spark finds a column without regard to capitals. */
export function folderValues(path: string, files: DataFiles): ReadonlyMap<string, string | null> {
  const values = new Map<string, string | null>()
  for (const [name, value] of partitionsOf(belowBase(path, files)))
    if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value)
  return values
}

/**
 * Files that the engine reads together: it finds the values by the folders' names as they are spelled, and reads a folder k=NULL, in any case, as NULL, where it is
 * that text.
 */
export function bySpelling(
  files: DataFiles,
  partitions: readonly PartitionColumn[],
): readonly { readonly files: DataFiles; readonly partitions: readonly PartitionColumn[] }[] {
  const groups: SpellingGroups = new Map()
  for (const path of files.paths) {
    if (files.placed?.has(path) === true) {
      addTo(groups, path, placedColumns(path, files, partitions))
      continue
    }
    const folders = belowBase(path, files).split('/')
    const ofPath = partitions.map((column): PartitionColumn => {
      const [folderName = column.folderName, text] =
        folders
          .filter((folder) => folder.includes('='))
          .map((folder) => [folder.slice(0, folder.indexOf('=')), folder.slice(folder.indexOf('=') + 1)])
          .find(([name = '']) => name.toLowerCase() === column.folderName.toLowerCase()) ?? []
      return text?.toLowerCase() === 'null' ? { ...column, folderName, text } : { ...column, folderName }
    })
    addTo(groups, path, ofPath)
  }
  return [...groups.values()].map(({ paths, partitions: ofGroup }) => ({ files: { ...files, paths }, partitions: ofGroup }))
}

type SpellingGroups = Map<string, { readonly paths: string[]; readonly partitions: readonly PartitionColumn[] }>

function addTo(groups: SpellingGroups, path: string, partitions: readonly PartitionColumn[]): void {
  const key = JSON.stringify(partitions.map(({ folderName, text, isPlaced }) => [folderName, text, isPlaced]))
  const group = groups.get(key) ?? { paths: [], partitions }
  groups.set(key, group)
  group.paths.push(path)
}

function placedColumns(path: string, files: DataFiles, partitions: readonly PartitionColumn[]): readonly PartitionColumn[] {
  const values = folderValues(path, files)
  return partitions.map((column) =>
    TOLD_OF_FILES.has(column.name) ? column : { ...column, text: values.get(column.folderName.toLowerCase()) ?? null, isPlaced: true },
  )
}

/** Columns of the types that the values in the folders' names have, as Spark finds them out, or all texts. */
export function foundPartitionColumns(files: DataFiles, names: readonly string[], areTexts: boolean): readonly Column[] {
  if (areTexts) return names.map((name) => ({ name, type: 'string' }))
  const partitions = files.paths.map((path) => writtenPartitionsOf(belowBase(path, files)))
  return names.map((name, index) => ({
    name,
    type: sparkTypeName(partitionType(partitions.flatMap((values) => values[index]?.[1] ?? []))),
  }))
}

/** The engine takes every k=v of a path for a value of k, also above the table's folder. */
export function checkRoot({ root, bases }: Pick<DataFiles, 'root' | 'bases'>, columns: readonly Column[]): void {
  const above = new Set(bases === undefined ? [root] : bases.values())
  const clash = [...above]
    .flatMap((base) => partitionsOf(`${base}/x`))
    .find(([name]) => columns.some((column) => column.name.toLowerCase() === name.toLowerCase()))
  if (clash === undefined) return
  throw new CausewayError(
    'not-supported',
    `The data of this server is below a folder named ${clash[0]}=…, and ${clash[0]} is a column of the table`,
    {
      hint: 'Move the data folder, or give the column another name',
    },
  )
}

/** What the names of a file's folders are columns of. */
export const partitionNames = (path: string, files: DataFiles): readonly string[] =>
  partitionsOf(belowBase(path, files)).map(([name]) => name)

/** The part of a file's path whose folders are columns. */
export function belowBase(path: string, { root, bases, placed }: DataFiles): string {
  const there = placed?.get(path)
  if (there !== undefined) return there.below
  const base = bases?.get(path) ?? root
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : ''
}
