/** Thrift's compact protocol, in which Parquet files say what is in them: values as they stand there, known or not, so that they can be written again. */
export type ThriftValue =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly type: NumberType; readonly value: bigint }
  /** Of a double, or of a text: as they stand there. */
  | { readonly kind: 'double' | 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'list'; readonly elementType: number; readonly values: readonly ThriftValue[] }
  | ThriftStruct

export interface ThriftStruct {
  readonly kind: 'struct'
  /** By their numbers, which grow. */
  readonly fields: ReadonlyMap<number, ThriftValue>
}

type NumberType = 3 | 4 | 5 | 6

const TYPE = { true: 1, false: 2, byte: 3, i64: 6, double: 7, binary: 8, list: 9, set: 10, struct: 12 } as const
const DEPTH_MAX = 32

export class DamagedThrift extends Error {
  override readonly name = 'DamagedThrift'
}

/** @throws DamagedThrift for what is none, or has maps, which no Parquet file has */
export function readStruct(bytes: Buffer, start = 0): { readonly struct: ThriftStruct; readonly end: number } {
  const reader = new Reader(bytes, start)
  return { struct: reader.struct(0), end: reader.at }
}

class Reader {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  struct(depth: number): ThriftStruct {
    if (depth > DEPTH_MAX) throw new DamagedThrift('too deep')
    const fields = new Map<number, ThriftValue>()
    for (let id = 0; ; ) {
      const header = this.#byte()
      if (header === 0) return { kind: 'struct', fields }
      const delta = header >> 4
      id = delta === 0 ? Number(this.#zigzag()) : id + delta
      fields.set(id, this.#value(header & 15, depth, true))
    }
  }

  #value(type: number, depth: number, inField: boolean): ThriftValue {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        return { kind: 'boolean', value: inField ? type === TYPE.true : this.#byte() === TYPE.true }
      case TYPE.byte:
        return { kind: 'number', type, value: BigInt(this.#byte()) }
      case 4:
      case 5:
      case TYPE.i64:
        return { kind: 'number', type, value: this.#zigzag() }
      case TYPE.double:
        return { kind: 'double', bytes: this.#take(8) }
      case TYPE.binary:
        return { kind: 'binary', bytes: this.#take(Number(this.#varint())) }
      case TYPE.list:
      case TYPE.set: {
        const header = this.#byte()
        const count = header >> 4 === 15 ? Number(this.#varint()) : header >> 4
        const elementType = header & 15
        if (count > this.#bytes.length) throw new DamagedThrift('a list is too long')
        return { kind: 'list', elementType, values: Array.from({ length: count }, () => this.#value(elementType, depth + 1, false)) }
      }
      case TYPE.struct:
        return this.struct(depth + 1)
      default:
        throw new DamagedThrift(`no type ${type}`)
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.at]
    if (byte === undefined) throw new DamagedThrift('cut off')
    this.at += 1
    return byte
  }

  #take(count: number): Buffer {
    if (count > this.#bytes.length - this.at) throw new DamagedThrift('cut off')
    this.at += count
    return this.#bytes.subarray(this.at - count, this.at)
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new DamagedThrift('a number is too long')
  }

  #zigzag(): bigint {
    const value = this.#varint()
    return (value >> 1n) ^ -(value & 1n)
  }
}

export function writeStruct(struct: ThriftStruct): Buffer {
  const parts: Buffer[] = []
  putStruct(struct, parts)
  return Buffer.concat(parts)
}

function putStruct({ fields }: ThriftStruct, parts: Buffer[]): void {
  let last = 0
  for (const [id, value] of [...fields].toSorted(([a], [b]) => a - b)) {
    const delta = id - last
    const type = typeOf(value)
    if (delta > 0 && delta <= 15) parts.push(Buffer.of((delta << 4) | type))
    else parts.push(Buffer.of(type), varint(zigzag(BigInt(id))))
    last = id
    if (value.kind !== 'boolean') putValue(value, parts)
  }
  parts.push(Buffer.of(0))
}

function typeOf(value: ThriftValue): number {
  switch (value.kind) {
    case 'boolean':
      return value.value ? TYPE.true : TYPE.false
    case 'number':
      return value.type
    default:
      return TYPE[value.kind]
  }
}

function putValue(value: ThriftValue, parts: Buffer[]): void {
  switch (value.kind) {
    case 'boolean':
      parts.push(Buffer.of(value.value ? TYPE.true : TYPE.false))
      return
    case 'number':
      parts.push(value.type === TYPE.byte ? Buffer.of(Number(value.value)) : varint(zigzag(value.value)))
      return
    case 'double':
      parts.push(value.bytes)
      return
    case 'binary':
      parts.push(varint(BigInt(value.bytes.length)), value.bytes)
      return
    case 'list': {
      const { length } = value.values
      parts.push(Buffer.of((Math.min(length, 15) << 4) | value.elementType))
      if (length >= 15) parts.push(varint(BigInt(length)))
      for (const one of value.values) putValue(one, parts)
      return
    }
    case 'struct':
      putStruct(value, parts)
  }
}

const zigzag = (value: bigint): bigint => BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | (rest < 0x80n ? 0 : 0x80))
    if (rest < 0x80n) return Buffer.from(bytes)
  }
}
