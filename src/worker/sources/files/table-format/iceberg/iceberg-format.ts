import { dirname } from 'node:path'
import { CausewayError } from '../../../../../base/errors.ts'
import type { TableFolder } from '../../table-folder.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { LogFolder } from '../log-folder.ts'
import type { SnapshotFile, TableFormat } from '../table-snapshot.ts'
import { chosenSnapshot } from './chosen-snapshot.ts'
import { checkFormat, type DataFile, DeleteFiles } from './delete-files.ts'
import type { IcebergField } from './iceberg-schema.ts'
import { type ManifestEntry, ManifestReader } from './manifests.ts'
import { readMetadata } from './metadata-file.ts'
import { metadataName } from './metadata-name.ts'
import { identifiedFields } from './name-mapping.ts'
import { NOT_READ } from './not-read.ts'
import { partitionConstants } from './partition-constants.ts'
import { checkStoredTypes } from './stored-types.ts'
import { readTableMetadata, type Snapshot, type TableMetadata } from './table-metadata.ts'
import { TablePaths } from './table-path.ts'
import { boundedColumns, knownOfBounds } from './value-bounds.ts'

const FILES_MAX = 10_000
const AT_ONCE = 32

/** Tables of Apache Iceberg, of the format's versions 1 and 2, and of 3 where nothing of it is needed but lists of deleted rows. */
export const icebergFormat: TableFormat = {
  async open(location, was, context, options) {
    const { folder, named } = placeOf(location, options)
    const log = new LogFolder(folder, context)
    const { json, shown } = await readMetadata(log, named)
    const metadata = readTableMetadata(json, shown)
    const snapshot = chosenSnapshot(metadata, was)
    const columns = was === undefined ? metadata.currentSchema : schemaOf(snapshot, metadata)
    if (columns.length === 0) throw new CausewayError('invalid-parameter', `${shown}: the table has no columns`, { hint: DAMAGED_FILE })
    checkNames(columns, shown)
    const paths = new TablePaths(metadata.location, shown)
    const entries = snapshot === undefined ? [] : await new ManifestReader(log, paths, context).entries(snapshot, boundedColumns(columns))
    const data = await dataFiles(
      entries.filter(({ content }) => content === 'data'),
      metadata,
      paths,
      log,
    )
    const deleted = await new DeleteFiles(data, metadata, paths, log, context).deletedRows(
      entries.filter(({ content }) => content !== 'data'),
    )
    const files = data.map(
      ({ entry, file }): SnapshotFile => ({
        path: file.path,
        shown: file.shown,
        bytes: file.bytes,
        partition: partitionConstants(entry, columns, metadata),
        deleted: deleted.get(entry.path),
        known: () => knownOfBounds(entry.rows, entry.bounds, columns),
      }),
    )
    return {
      columns,
      partitionedBy: undefined,
      comment: undefined,
      files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      identify: (fields, file) => {
        const identified = identifiedFields(fields, metadata.names, file)
        checkStoredTypes(columns, identified, file)
        return identified
      },
    }
  },
}

/** The table's folder, and the metadata that is named, by an option or as the location itself. */
function placeOf(
  location: TableFolder,
  options: Readonly<Record<string, string>>,
): { readonly folder: TableFolder; readonly named?: string } {
  const [, above, file] = /^(.*?\/)metadata\/+([^/]+)$/.exec(location.shown) ?? []
  const isFile = above !== undefined && file !== undefined && metadataName(file) !== undefined
  const folder = isFile ? { ...location, path: dirname(dirname(location.path)), shown: above } : location
  const option = Object.entries(options).find(([name]) => name.toLowerCase() === 'metadata_file')?.[1]
  const named = option === undefined ? (isFile ? file : undefined) : metadataName(option)
  return named === undefined ? { folder } : { folder, named }
}

function schemaOf(snapshot: Snapshot | undefined, metadata: TableMetadata): readonly IcebergField[] {
  if (snapshot?.schemaId === undefined) return metadata.currentSchema
  const found = metadata.schema(snapshot.schemaId)
  if (found !== undefined) return found
  throw new CausewayError(
    'invalid-parameter',
    `${metadata.shown} has no schema of the number ${snapshot.schemaId}, which snapshot ${snapshot.id} has`,
    { hint: DAMAGED_FILE },
  )
}

async function dataFiles(
  entries: readonly ManifestEntry[],
  metadata: TableMetadata,
  paths: TablePaths,
  log: LogFolder,
): Promise<readonly DataFile[]> {
  if (entries.length > FILES_MAX) {
    throw new CausewayError('limit-exceeded', `${log.shown('')} has more than ${FILES_MAX} files`, {
      hint: 'Have small files put together by what writes the table (rewrite_data_files).',
    })
  }
  const found: DataFile[] = []
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    found.push(
      ...(await Promise.all(
        entries.slice(at, at + AT_ONCE).map(async (entry) => {
          checkFormat(entry, metadata.shown)
          return { entry, file: await log.file(paths.below(entry.path), 'it is part of the table') }
        }),
      )),
    )
  }
  const seen = new Set<string>()
  for (const { file } of found) {
    if (seen.has(file.path))
      throw new CausewayError('not-supported', `${metadata.shown}: ${file.shown} is part of the table twice, which is not supported`, {
        hint: NOT_READ,
      })
    seen.add(file.path)
  }
  return found
}

function checkNames(columns: readonly IcebergField[], shown: string): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase()))
      throw new CausewayError(
        'not-supported',
        `${shown}: the table has two columns ${name}, which differ in case only: that is not supported`,
        { hint: NOT_READ },
      )
    seen.add(name.toLowerCase())
  }
}
