import { stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { TABLE_FORMATS } from '../../../protocol/file-formats.ts'
import { isReservedPath } from '../../../protocol/reserved-names.ts'
import type { PlacedPartition, TableSource } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { CHOICE } from './choice-options.ts'
import { type DataFiles, entriesOf, isDataName, listChosenFiles, ofPaths, type PlacedFile, realPathWithin } from './data-files.ts'
import type { FileChoice } from './file-choice.ts'
import { partitionNames } from './partitions/partition-columns.ts'
import { expandGroups, literalName, nameMatcher, splitLocation } from './path-pattern.ts'
import { shownFile } from './shown-file.ts'
import { folderWithinData, type TableFolder } from './table-folder.ts'

type FilesSource = Extract<TableSource, { kind: 'files' }>

const PLACES_MAX = 10_000

interface FilesOfTable {
  readonly files: DataFiles
  readonly shown: string
}

/** What each job saw of its tables, by its context: its statement reads the same files of them, however often it names them. */
const SEEN = new WeakMap<object, Map<string, Promise<FilesOfTable>>>()

/** The files of a table at a location as they were when the job asked first, and how the user knows the folder that they are below. */
export function tableFiles(source: TableSource, context: FilesContext): Promise<FilesOfTable> {
  const seen = SEEN.get(context) ?? new Map<string, Promise<FilesOfTable>>()
  SEEN.set(context, seen)
  const key = JSON.stringify(source)
  const found = seen.get(key) ?? listedFiles(source, context)
  seen.set(key, found)
  return found
}

/** For a statement that is run anew: it sees what is there by then. */
export const forgetTableFiles = (context: object): void => void SEEN.delete(context)

async function listedFiles(source: TableSource, context: FilesContext): Promise<FilesOfTable> {
  if (source.kind !== 'files') throw new CausewayError('internal', 'A table without a location was given to the files source')
  const choice = { ...choiceOf(source), modifiedAt: (path: string) => context.distant?.modifiedAt(path), isLeftOut: isDropped(source) }
  const { folder: location, pattern } = splitLocation(source.location)
  const folder = await folderWithinData(await context.locatePath(location), location, context)
  const places = pattern === undefined ? [folder.path] : await found(folder, pattern, reservedBelow(folder, location))
  const { all, direct } = await listChosenFiles(folder, places, choice)
  const based = choice.basePath === undefined ? all : await withBase(all, choice.basePath, source.location, context)
  const below = inSight(based, direct, choice, source.location)
  const files = await withPlaced(below, source.placedPartitions ?? [], choice, context)
  return { files: { ...files, modifiedAt: choice.modifiedAt }, shown: location }
}

/** With those of partitions that have places of their own, of which, as in Spark, the files of the place itself are taken, and not of folders in it. */
async function withPlaced(
  files: DataFiles,
  partitions: readonly PlacedPartition[],
  { isLeftOut: _ofTheTable, ...choice }: FileChoice,
  context: FilesContext,
): Promise<DataFiles> {
  if (partitions.length === 0) return files
  const placed = new Map<string, PlacedFile>()
  const sizes = new Map(files.sizes)
  for (const { folders, location } of partitions) {
    const { all, direct } = await filesAt(location, choice, context)
    for (const path of all.paths) {
      if (!direct.has(path)) continue
      if (sizes.has(path)) throw readTwice(location)
      sizes.set(path, all.sizes.get(path) ?? 0)
      placed.set(path, { below: `${folders}/${basename(path)}`, shown: shownFile(path, all, location) })
    }
  }
  const paths = [...files.paths, ...placed.keys()].toSorted()
  return { ...files, paths, sizes, placed, bytes: paths.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0) }
}

async function filesAt(location: string, choice: FileChoice, context: FilesContext): ReturnType<typeof listChosenFiles> {
  const folder = await folderWithinData(await context.locatePath(location), location, context)
  return await listChosenFiles(folder, [folder.path], choice)
}

export const readTwice = (location: string): CausewayError =>
  new CausewayError('not-supported', `Files at ${location} would be read as those of two partitions`, {
    hint: 'Give each partition a folder of its own: ALTER TABLE … PARTITION (…) SET LOCATION.',
  })

/** Below the place of the table: what stands in the folders of partitions that were dropped, or have another place. Undefined: none are. */
export function isDropped(source: TableSource): ((path: string) => boolean) | undefined {
  const { droppedFolders = [], placedPartitions = [] } = source.kind === 'files' ? source : {}
  if (droppedFolders.length + placedPartitions.length === 0) return undefined
  const dropped = new Set([...droppedFolders, ...placedPartitions.flatMap(({ hides }) => hides)])
  return (path) => {
    const names = path.split('/')
    return names.some((_, index) => dropped.has(names.slice(0, index + 1).join('/')))
  }
}

/** Formats of which an empty file is none: Spark reads past it. Stores of objects and jobs that were broken off leave such. */
const FRAMED: ReadonlySet<FilesSource['format']> = new Set(['parquet', 'orc', 'avro'])

/** Those that have rows to be read; what the folders of others say counts all the same. */
export const withoutEmpty = (files: DataFiles, source: TableSource): DataFiles =>
  source.kind === 'files' && FRAMED.has(source.format)
    ? ofPaths(files, new Set(files.paths.filter((path) => files.sizes.get(path) !== 0)))
    : files

function choiceOf({ format, options, location }: FilesSource): FileChoice {
  if (Object.hasOwn(TABLE_FORMATS, format)) throw new CausewayError('internal', 'A table with a log was given to the reader of folders')
  const names = Object.keys(CHOICE.options).map((name) => name.toLowerCase())
  const chosen = Object.entries(options).filter(([name]) => names.includes(name.toLowerCase()))
  const given = readOptions(CHOICE, { ...Object.fromEntries(chosen), path: location })
  return {
    isNamedSo: given.pathGlobFilter,
    isRecursive: given.recursiveFileLookup ?? false,
    before: given.modifiedBefore,
    after: given.modifiedAfter,
    basePath: given.basePath,
  }
}

/** As Spark: where no folder is a column, only the files of the places themselves are the table's, unless it is told to look below. */
function inSight(files: DataFiles, direct: ReadonlySet<string>, { isRecursive }: FileChoice, location: string): DataFiles {
  const baseOf = (path: string): string => files.bases?.get(path) ?? files.root
  if (isRecursive) return { ...files, bases: new Map(files.paths.map((path) => [path, path])) }
  const inFolders = files.paths.filter((path) => partitionNames(path, files).length > 0)
  if (inFolders.length === 0) return ofPaths(files, direct)
  const bases = new Set(inFolders.map(baseOf))
  if (bases.size <= 1) return files
  throw new CausewayError('invalid-parameter', `${location} finds several folders with partitions of their own`, {
    hint: "Name the folder above them with the option 'basePath', or set 'recursiveFileLookup' to 'true'",
  })
}

async function withBase(files: DataFiles, basePath: string, location: string, context: FilesContext): Promise<DataFiles> {
  const base = basePath.replace(/\/+$/, '')
  if (location !== base && !location.startsWith(`${base}/`))
    throw new CausewayError('invalid-parameter', `The option basePath is no folder above ${location}`, {
      hint: 'Name a folder that path begins with.',
    })
  const folder = await folderWithinData(await context.locatePath(base), base, context)
  const real = (await realPathWithin(folder.path, folder)) ?? folder.path
  return { ...files, bases: new Map(files.paths.map((path) => [path, real])) }
}

/** Of a path below the folder of a location, and of what it is without links. */
type IsReserved = (path: string, real: string) => boolean

/** Whether jobs write there what is not published, however one comes there. */
function reservedBelow(folder: TableFolder, location: string): IsReserved {
  const [, inBucket = ''] = /^[a-z]+:\/\/[^/]*\/(.*)$/s.exec(location) ?? []
  const above = inBucket.split('/').filter((name) => name !== '')
  return (path, real) =>
    isReservedPath([...above, ...relative(folder.path, path).split(sep)]) || isReservedPath(relative(folder.bucket, real).split(sep))
}

/** What a pattern finds below a folder: no hidden file, but folders, and what is below one, whatever they are called, unless they are reserved. */
async function found(folder: TableFolder, pattern: string, isReserved: IsReserved): Promise<readonly string[]> {
  const places = new Set<string>()
  for (const one of expandGroups(pattern)) {
    const parts = one.split('/').filter((part, index, all) => part !== '' || index < all.length - 1)
    for (const path of await matching(folder, folder.path, parts, isReserved))
      if (isDataName(basename(path)) || (await isFolder(path, folder))) places.add(path)
    if (places.size > PLACES_MAX)
      throw new CausewayError('limit-exceeded', `The pattern finds more than ${PLACES_MAX} places in ${folder.shown}`)
  }
  return [...places].toSorted()
}

async function matching(folder: TableFolder, path: string, parts: readonly string[], isReserved: IsReserved): Promise<readonly string[]> {
  const [part, ...rest] = parts
  if (part === undefined) return [path]
  if (part === '' || part === '.' || part === '..')
    throw new CausewayError('invalid-parameter', `A part of the pattern is ${JSON.stringify(part)}`, { hint: 'Name folders and files.' })
  const literal = literalName(part)
  const names = literal === undefined ? (await namesIn(path, folder)).filter(nameMatcher(part)) : [literal]
  const below: string[] = []
  for (const name of names) {
    const at = join(path, name)
    const real = await realPathWithin(at, folder)
    if (real === undefined || isReserved(at, real) || (rest.length > 0 && !(await stat(real)).isDirectory())) continue
    below.push(...(await matching(folder, at, rest, isReserved)))
    if (below.length > PLACES_MAX)
      throw new CausewayError('limit-exceeded', `The pattern finds more than ${PLACES_MAX} places in ${folder.shown}`)
  }
  return below
}

async function isFolder(path: string, folder: TableFolder): Promise<boolean> {
  const real = await realPathWithin(path, folder)
  return real !== undefined && (await stat(real)).isDirectory()
}

async function namesIn(path: string, folder: TableFolder): Promise<readonly string[]> {
  const real = await realPathWithin(path, folder)
  if (real === undefined || !(await stat(real)).isDirectory()) return []
  return (await entriesOf(real)).map(({ name }) => name)
}
