/** Metadata of Apache Iceberg, in the first version of the format, over one Parquet file that is there and names no numbers of its columns. */

import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const LOCATION = 'hdfs://cluster/warehouse/visits'
const SYNC = Buffer.alloc(16, 3)
const NAMES = [
  { 'field-id': 1, names: ['path'] },
  { 'field-id': 2, names: ['seconds'] },
]

interface Written {
  readonly version: number
  readonly dataFile: string
  readonly fields: readonly (readonly [number, string, string])[]
  readonly snapshot: string
  readonly at: number
}

export async function writeIcebergMetadata(folder: string, { version, dataFile, fields, snapshot, at }: Written): Promise<void> {
  const { size } = await stat(join(folder, dataFile))
  await mkdir(join(folder, 'metadata'), { recursive: true })
  await writeFile(join(folder, 'metadata', 'manifest.avro'), manifest(`${LOCATION}/${dataFile}`, size))
  const metadata = {
    'format-version': 1,
    location: LOCATION,
    schema: { type: 'struct', fields: fields.map(([id, name, type]) => ({ id, name, type, required: false })) },
    'partition-spec': [],
    properties: { 'schema.name-mapping.default': JSON.stringify(NAMES) },
    'current-snapshot-id': 0,
    snapshots: [{ 'snapshot-id': 0, 'timestamp-ms': at, manifests: [`${LOCATION}/metadata/manifest.avro`] }],
    'snapshot-log': [{ 'snapshot-id': 0, 'timestamp-ms': at }],
  }
  // Ids of snapshots have more digits than a number.
  const text = JSON.stringify(metadata).replaceAll('snapshot-id":0', `snapshot-id":${snapshot}`)
  await writeFile(join(folder, 'metadata', `v${version}.metadata.json`), text)
}

function manifest(path: string, bytes: number): Buffer {
  const record = (name: string, fields: Readonly<Record<string, unknown>>) => ({
    type: 'record',
    name,
    fields: Object.entries(fields).map(([field, type]) => ({ name: field, type })),
  })
  const dataFile = record('data_file', {
    file_path: 'string',
    file_format: 'string',
    partition: record('r102', {}),
    record_count: 'long',
    file_size_in_bytes: 'long',
  })
  const schema = record('manifest_entry', { status: 'int', data_file: dataFile })
  const row = Buffer.concat([long(1), text(path), text('PARQUET'), long(2), long(bytes)])
  const header = [long(1), text('avro.schema'), text(JSON.stringify(schema)), long(0), SYNC]
  return Buffer.concat([Buffer.from('Obj\u0001', 'latin1'), ...header, long(1), long(row.length), row, SYNC])
}

const text = (value: string): Buffer => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)])

/** A whole number from 0, as Avro writes it. */
function long(value: number): Buffer {
  const bytes: number[] = []
  let left = value * 2
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  bytes.push(left)
  return Buffer.from(bytes)
}
