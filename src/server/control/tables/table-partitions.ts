import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { isTable } from '../../../protocol/catalog-entry.ts'
import { partitionFolder, partitionsOf } from '../../../protocol/partition-folder.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import type { TableRecord } from '../../domain/database.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import { factsOfPartitions } from '../../store/catalog/table-list.ts'
import type { Database } from '../../store/schema.ts'
import type { ProjectBuckets } from '../catalog/buckets/buckets.ts'
import { parseObsLocation } from '../catalog/buckets/obs-location.ts'
import type { OpenFolder } from '../catalog/buckets/open-folder.ts'

export interface TablePartition {
  /** a=1/b=x, as Spark names the folders. */
  readonly name: string
  readonly location: string | undefined
  /** Epoch ms; undefined: nothing tells. */
  readonly createdAt: number | undefined
  readonly changedAt: number | undefined
  /** Undefined: they were not counted. */
  readonly rowCount: number | undefined
  /** Undefined, as the bytes are then: the server cannot look at its place. */
  readonly fileCount: number | undefined
  readonly bytes: number | undefined
}

type PlaceFacts = Pick<TablePartition, 'fileCount' | 'bytes' | 'changedAt'>

export interface PartitionSelection extends PageRequest {
  /** Values of partition columns, as text: those that a partition has to have. */
  readonly values: PartitionValues
  /** The same, and more that may have been meant for somebody else: what is no partition column is left out. */
  readonly otherValues: PartitionValues
}

const FOLDERS_MAX = 100_000
/** What the system says of a place that a user has made so: a link, a file, a closed folder, a name that is too long, a disk that is gone. */
const NO_LOOK = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM', 'ENAMETOOLONG', 'EIO', 'ESTALE'] as const

/** In the order of their names. @throws 'invalid-parameter' for a table without partitions, and for a value of a column that is none of its partition columns */
export async function partitionsOfTable(
  record: TableRecord,
  selection: PartitionSelection,
  { db, buckets }: { readonly db: Database; readonly buckets: ProjectBuckets },
): Promise<Page<TablePartition>> {
  const { definition } = record
  const shown = `${definition.database}.${definition.name}`
  const columns = isTable(definition) ? (definition.partitionedBy ?? []) : []
  if (!isTable(definition) || columns.length === 0) {
    throw new CausewayError('invalid-parameter', `The table ${shown} has no partitions`, {
      hint: 'CREATE TABLE … PARTITIONED BY (column) makes a table that has them.',
    })
  }
  const wanted = wantedValues(shown, columns, selection)
  const isWanted = (values: PartitionValues): boolean => Object.entries(wanted).every(([column, value]) => values[column] === value)
  const { offset = 0, limit = Number.MAX_SAFE_INTEGER } = selection
  if (definition.source.kind === 'managed') {
    const found = (await managedPartitions(db, record, columns)).filter(({ values }) => isWanted(values))
    return { total: found.length, items: found.slice(offset, offset + limit).map(({ values: _values, ...partition }) => partition) }
  }
  return await bucketPartitions(definition, columns, { isWanted, offset, limit, buckets })
}

/** The columns as the table writes them. */
function wantedValues(shown: string, columns: readonly string[], { values, otherValues }: PartitionSelection): PartitionValues {
  const columnOf = (name: string): string | undefined => columns.find((one) => one.toLowerCase() === name.toLowerCase())
  const others = Object.entries(otherValues).flatMap(([name, value]) => {
    const column = columnOf(name)
    return column === undefined ? [] : [[column, value] as const]
  })
  return Object.fromEntries([
    ...others,
    ...Object.entries(values).map(([name, value]) => {
      const column = columnOf(name)
      if (column !== undefined) return [column, value] as const
      throw new CausewayError('invalid-parameter', `${name} is no partition column of the table ${shown}`, {
        hint: `Its partition columns are ${columns.slice(0, 20).join(', ')}.`,
      })
    }),
  ])
}

async function managedPartitions(
  db: Database,
  { id }: TableRecord,
  columns: readonly string[],
): Promise<readonly (TablePartition & { readonly values: PartitionValues })[]> {
  const facts = await factsOfPartitions(db, id)
  return facts
    .map(({ values, files, bytes, rows, createdAt, changedAt }) => ({
      name: columns.map((column) => partitionFolder(column, values[column] ?? null)).join('/'),
      values,
      location: undefined,
      createdAt,
      changedAt,
      rowCount: rows,
      fileCount: files,
      bytes,
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** Folders of folders, one for each value; what else stands there is no partition. */
async function bucketPartitions(
  { source, database, name }: TableDefinition,
  columns: readonly string[],
  {
    isWanted,
    offset,
    limit,
    buckets,
  }: {
    readonly isWanted: (values: PartitionValues) => boolean
    readonly offset: number
    readonly limit: number
    readonly buckets: ProjectBuckets
  },
): Promise<Page<TablePartition>> {
  if (source.kind !== 'files' || tableFormatOf(source) !== undefined) {
    throw new CausewayError('not-supported', `The partitions of ${database}.${name} are not listed: its own log tells its files`, {
      hint: `SELECT DISTINCT ${columns.slice(0, 20).join(', ')} tells them.`,
    })
  }
  const { bucket, segments } = parseObsLocation(source.location)
  await using top = await reachable(openBelow(await buckets.open(bucket), segments))
  const found: { readonly path: readonly string[]; readonly name: string }[] = []
  let looks = 0
  const walk = async (folder: OpenFolder, path: readonly string[]): Promise<void> => {
    for (const entry of await folder.names('folders')) {
      looks += 1
      if (looks > FOLDERS_MAX)
        throw new CausewayError('limit-exceeded', `There are more than ${FOLDERS_MAX} folders at the location of ${database}.${name}`, {
          hint: `SELECT DISTINCT ${columns.slice(0, 20).join(', ')} tells its partitions.`,
        })
      const below = [...path, entry]
      const column = columns[path.length] ?? ''
      const [value] = partitionsOf(`${entry}/`)
      if (value === undefined || value[0].toLowerCase() !== column.toLowerCase()) continue
      if (below.length < columns.length) {
        await using next = await reachable(folder.folder(entry))
        if (next !== undefined) await walk(next, below)
        continue
      }
      const values = partitionsOf(`${below.join('/')}/`).map(([, text], at) => [columns[at] ?? '', text] as const)
      if (isWanted(Object.fromEntries(values))) found.push({ path: below, name: below.join('/') })
    }
  }
  if (top !== undefined) await walk(top, [])
  const { placedPartitions = [], droppedFolders = [] } = source
  const left = new Set([...droppedFolders, ...placedPartitions.flatMap(({ hides }) => hides)])
  const below = found
    .filter((one) => !left.has(one.name))
    .map(({ path, name: folderName }) => ({
      name: folderName,
      location: `${source.location.replace(/\/$/, '')}/${folderName}`,
      open: () => openFirst(top, path),
    }))
  const placed = placedPartitions
    .filter(({ folders }) => isWanted(Object.fromEntries(partitionsOf(`${folders}/`).map(([, text], at) => [columns[at] ?? '', text]))))
    .map(({ folders, location }) => ({ name: folders, location, open: () => openPlace(location, buckets) }))
  const present = [...below, ...placed]
  const page = present.toSorted((one, other) => (one.name < other.name ? -1 : 1)).slice(offset, offset + limit)
  const items: TablePartition[] = []
  for (const { open, ...shown } of page) items.push({ ...(await factsOf(open)), ...shown, createdAt: undefined, rowCount: undefined })
  return { total: present.length, items }
}

/** Undefined where a link, or no folder, is in its place: a job may put one there at any moment. */
const reachable = (folder: Promise<OpenFolder | undefined>): Promise<OpenFolder | undefined> =>
  folder.catch((thrown: unknown) => {
    if (hasCode(thrown, 'ENOTDIR', 'ELOOP', 'EACCES')) return undefined
    throw thrown
  })

/** Takes the folder over, and closes those on the way. */
async function openBelow(folder: OpenFolder, path: readonly string[]): Promise<OpenFolder | undefined> {
  let here: OpenFolder | undefined = folder
  for (const name of path) {
    const next: OpenFolder | undefined = await here.folder(name).finally(() => here?.[Symbol.asyncDispose]())
    if (next === undefined) return undefined
    here = next
  }
  return here
}

/** The first folder stays open: others are opened by it. */
async function openFirst(top: OpenFolder | undefined, [first = '', ...others]: readonly string[]): Promise<OpenFolder | undefined> {
  const folder = await top?.folder(first)
  return folder === undefined ? undefined : await openBelow(folder, others)
}

async function openPlace(location: string, buckets: ProjectBuckets): Promise<OpenFolder | undefined> {
  const { bucket, segments } = parseObsLocation(location)
  return await openBelow(await buckets.open(bucket), segments)
}

/** One partition whose place cannot be looked at, in a store or a bucket that is gone say, is told all the same, as are those beside it. */
async function factsOf(open: () => Promise<OpenFolder | undefined>): Promise<PlaceFacts> {
  try {
    await using folder = await open()
    return await factsOfFiles(folder)
  } catch (thrown) {
    if (thrown instanceof CausewayError || hasCode(thrown, ...NO_LOOK))
      return { fileCount: undefined, bytes: undefined, changedAt: undefined }
    throw thrown
  }
}

async function factsOfFiles(folder: OpenFolder | undefined): Promise<PlaceFacts> {
  let [fileCount, bytes, changedAt] = [0, 0, 0]
  for (const name of (await folder?.names()) ?? []) {
    if (/^[._]/.test(name)) continue
    const found = await folder?.fileStat(name)
    if (found === undefined) continue
    fileCount += 1
    bytes += found.size
    changedAt = Math.max(changedAt, Math.trunc(found.mtimeMs))
  }
  return { fileCount, bytes, changedAt: fileCount === 0 ? undefined : changedAt }
}
