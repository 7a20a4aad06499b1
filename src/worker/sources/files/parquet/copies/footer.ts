import { readStruct, type ThriftStruct, type ThriftValue, writeStruct } from './thrift-compact.ts'

/** At both ends of a file. */
export const MAGIC = Buffer.from('PAR1')
const TAIL_BYTES = 8

/** The numbers of the fields in Parquet's parquet.thrift. */
export const FILE = { schema: 2, rowCount: 3, rowGroups: 4, columnOrders: 7 } as const
export const ELEMENT = {
  type: 1,
  typeLength: 2,
  repetition: 3,
  name: 4,
  children: 5,
  convertedType: 6,
  scale: 7,
  precision: 8,
  logicalType: 10,
} as const
export const ROW_GROUP = { columns: 1, rowCount: 3, fileOffset: 5, compressedBytes: 6 } as const
export const CHUNK = { fileOffset: 2, metadata: 3, indexes: [4, 5, 6, 7] } as const
export const COLUMN = {
  type: 1,
  codec: 4,
  valueCount: 5,
  bytes: 6,
  compressedBytes: 7,
  dataPage: 9,
  indexPage: 10,
  dictionaryPage: 11,
  statistics: 12,
  bloomFilter: [14, 15],
} as const

export const STATISTICS = { nullCount: 3, max: 5, min: 6 } as const

export const PAGE = { type: 1, bytes: 2, compressedBytes: 3, checksum: 4, data: 5, dictionary: 7, dataV2: 8 } as const
export const PAGE_V2 = { definitionBytes: 5, repetitionBytes: 6, isCompressed: 7 } as const
export const TYPE_V2 = 3n

/** What is said of the file cannot be so. */
export class DamagedParquet extends Error {
  override readonly name = 'DamagedParquet'
}

/** What a file of `size` bytes says of itself. */
export async function readTail(size: number, read: (start: number, length: number) => Promise<Buffer>): Promise<ThriftStruct> {
  const length = (await read(size - TAIL_BYTES, TAIL_BYTES)).readUInt32LE()
  return readStruct(await read(size - TAIL_BYTES - length, length)).struct
}

/** The end of a file that says this of itself. */
export function footerBytes(struct: ThriftStruct): Buffer {
  const footer = writeStruct(struct)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([footer, length, MAGIC])
}

export const int32 = (value: number): ThriftValue => ({ kind: 'number', type: 5, value: BigInt(value) })

export const int64 = (value: number): ThriftValue => ({ kind: 'number', type: 6, value: BigInt(value) })

export const structs = (values: readonly ThriftValue[]): ThriftValue => ({ kind: 'list', elementType: 12, values })

export function asStruct(value: ThriftValue | undefined): ThriftStruct {
  if (value?.kind === 'struct') return value
  throw new DamagedParquet('a part of what is said of it is missing')
}

export function listOf({ fields }: ThriftStruct, id: number): readonly ThriftValue[] {
  const value = fields.get(id)
  if (value?.kind === 'list') return value.values
  throw new DamagedParquet('a list of what is said of it is missing')
}

export function bigOf({ fields }: ThriftStruct, id: number): bigint {
  const value = fields.get(id)
  if (value?.kind === 'number') return value.value
  throw new DamagedParquet('a number of what is said of it is missing')
}

export const numberOf = (struct: ThriftStruct, id: number): number => Number(bigOf(struct, id))

/** The struct with other fields; those that are undefined are left out. */
export function withFields(struct: ThriftStruct, changes: readonly (readonly [number, ThriftValue | undefined])[]): ThriftStruct {
  const fields = new Map(struct.fields)
  for (const [id, value] of changes) {
    if (value === undefined) fields.delete(id)
    else fields.set(id, value)
  }
  return { kind: 'struct', fields }
}
