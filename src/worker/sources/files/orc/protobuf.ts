const WIRE = { varint: 0, eight: 1, bytes: 2, four: 5 } as const
/** Of a message: a column has a few of them, a stripe as well, and each takes many times its bytes in memory. */
const VALUES_MAX = 500_000

export class DamagedProtobuf extends Error {
  override readonly name = 'DamagedProtobuf'
}

/** A message of Protocol Buffers, in which ORC files say what is in them: its fields by their numbers. */
export class ProtobufMessage {
  readonly #fields = new Map<number, (number | Buffer)[]>()

  /** @throws DamagedProtobuf */
  constructor(bytes: Buffer) {
    const reader = new Reader(bytes)
    for (let count = 0; reader.left > 0; count += 1) {
      if (count >= VALUES_MAX) throw new DamagedProtobuf('there are too many fields')
      const key = reader.varint()
      const values = this.#fields.get(Math.floor(key / 8)) ?? []
      this.#fields.set(Math.floor(key / 8), values)
      values.push(fieldValue(reader, key % 8))
    }
  }

  /** 0, where nothing is said. */
  number(field: number): number {
    const value = this.#fields.get(field)?.at(-1) ?? 0
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    throw new DamagedProtobuf(`field ${field} is no number`)
  }

  has(field: number): boolean {
    return this.#fields.has(field)
  }

  /** Packed, or one by one. */
  numbers(field: number): readonly number[] {
    const numbers: number[] = []
    for (const value of this.#fields.get(field) ?? []) {
      if (typeof value === 'number') numbers.push(value)
      else for (const reader = new Reader(value); reader.left > 0; ) numbers.push(reader.varint())
      if (numbers.length > VALUES_MAX) throw new DamagedProtobuf('there are too many numbers')
    }
    return numbers
  }

  texts(field: number): readonly string[] {
    return this.#bytes(field).map((bytes) => bytes.toString('utf8'))
  }

  text(field: number): string | undefined {
    return this.texts(field).at(-1)
  }

  messages(field: number): readonly ProtobufMessage[] {
    return this.#bytes(field).map((bytes) => new ProtobufMessage(bytes))
  }

  #bytes(field: number): readonly Buffer[] {
    return (this.#fields.get(field) ?? []).map((value) => {
      if (typeof value === 'number') throw new DamagedProtobuf(`field ${field} is a number`)
      return value
    })
  }
}

function fieldValue(reader: Reader, wire: number): number | Buffer {
  switch (wire) {
    case WIRE.varint:
      return reader.varint()
    case WIRE.eight:
      return reader.take(8)
    case WIRE.bytes:
      return reader.take(reader.varint())
    case WIRE.four:
      return reader.take(4)
    default:
      throw new DamagedProtobuf(`no wire type ${wire}`)
  }
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** Exact up to 53 bits. */
  varint(): number {
    let value = 0
    for (let factor = 1; factor <= 2 ** 63; factor *= 128) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw new DamagedProtobuf('cut off')
      this.#at += 1
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    throw new DamagedProtobuf('a number is too long')
  }

  take(length: number): Buffer {
    if (length > this.left) throw new DamagedProtobuf('cut off')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}
