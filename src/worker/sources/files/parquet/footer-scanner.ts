import { impossibleType, type SaidType } from './impossible-type.ts'

/** What a footer says is damaged, or more than is read: the message says what of it. */
export class UnreadFooter extends Error {
  override readonly name = 'UnreadFooter'
  /** Undefined: it is damaged. */
  readonly tooMuch: string | undefined

  constructor(tooMuch?: string, damage = 'what it says of itself cannot be') {
    super(tooMuch ?? damage)
    this.tooMuch = tooMuch
  }
}

const TYPE = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, struct: 12 } as const
/** No field of parquet.thrift goes half as deep. */
const DEPTH_MAX = 24
/** Spark's own reader of them goes down by calls of itself, too. */
const SCHEMA_DEPTH_MAX = 200
const COLUMNS_MAX = 100_000
/** Of all groups: the engine keeps some 600 bytes of each. */
const CHUNKS_MAX = 1_000_000
const GROUPS_MAX = 1_000_000
/** No other list has one for more than each column. */
const LIST_MAX = COLUMNS_MAX
/** Of all other lists: the engine makes some 90 bytes of an element of one byte. */
const ELEMENTS_MAX = 8_000_000
/** No writer has more, for they count in 32 bits with a sign. */
const GROUP_ROWS_MAX = 2 ** 31 - 1

/** The numbers of the fields in Parquet's parquet.thrift. */
const FILE = { schema: 2, rowCount: 3, rowGroups: 4 }
const ELEMENT = { type: 1, name: 4, children: 5, convertedType: 6, scale: 7, precision: 8, logicalType: 10 }
/** Types. */
const INT32 = 1
const INT64 = 2
/** Converted types. */
const DECIMAL = 5
const MAP_KEY_VALUE = 2
const BSON = 20
/** The union of logical types. */
const LOGICAL = { decimal: 5, integer: 10 }
const LOGICAL_DECIMAL = { scale: 1, precision: 2 }
const LOGICAL_INTEGER = { bits: 1, isSigned: 2 }
/** Of them: those that the engine reads by their older word alone. */
const CONVERTED_LOGICALS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 10, 12])
const NAME_SHOWN_MAX = 200
const GROUP = { columns: 1, rowCount: 3 }
const CHUNK_METADATA = 3
const COLUMN = { valueCount: 5, compressedBytes: 7, dataPage: 9, indexPage: 10, dictionaryPage: 11 }

/**
 * Looks a footer through, of a file of `fileBytes`, without keeping anything of it: whether it is what Thrift writes, and what it says can be. Numbers of more than 53
 * bits are taken for ones near them, which is all that it needs. @throws UnreadFooter
 * @returns whether it says the type of a column in a way that the engine overlooks: by a logical type alone, as BSON, or by MAP_KEY_VALUE of a whole map
 */
export function scanFooter(footer: Buffer, fileBytes: number): boolean {
  const scanner = new FooterScanner(footer, fileBytes)
  scanner.file()
  return scanner.hasOverlooked
}

interface LogicalType {
  /** In the union. */
  readonly id: number
  readonly said: SaidType | undefined
  /** Of whole numbers. */
  readonly isSigned: boolean
}

class FooterScanner {
  readonly #bytes: Buffer
  readonly #fileBytes: number
  #at = 0
  #chunks = 0
  #elements = 0
  hasOverlooked = false

  constructor(bytes: Buffer, fileBytes: number) {
    this.#bytes = bytes
    this.#fileBytes = fileBytes
  }

  file(): void {
    this.#struct(0, (id, type) => {
      if (id === FILE.schema && type === TYPE.list) return this.#schema()
      if (id === FILE.rowGroups && type === TYPE.list) return this.#groups()
      if (id !== FILE.rowCount || type !== TYPE.i64) return false
      if (this.#number() < 0) throw new UnreadFooter()
      return true
    })
  }

  #schema(): true {
    const count = this.#listOfStructs()
    if (count > COLUMNS_MAX) throw new UnreadFooter(`${count} columns, and ${COLUMNS_MAX} are read at most`)
    /** How many are still to come, of each group that is open. */
    const open: number[] = []
    for (let index = 0; index < count; index += 1) {
      let children = 0
      let physical: number | undefined
      let converted: number | undefined
      let [scale, precision]: (number | undefined)[] = []
      let logical: LogicalType | undefined
      let name: Buffer | undefined
      this.#struct(1, (id, type) => {
        if (id === ELEMENT.logicalType && type === TYPE.struct) logical = this.#logicalType()
        else if (id === ELEMENT.name && type === TYPE.binary) name = this.#binary()
        else if (type !== TYPE.i32) return false
        else if (id === ELEMENT.type) physical = this.#int32()
        else if (id === ELEMENT.children) children = this.#int32()
        else if (id === ELEMENT.convertedType) converted = this.#int32()
        else if (id === ELEMENT.scale) scale = this.#int32()
        else if (id === ELEMENT.precision) precision = this.#int32()
        else return false
        return true
      })
      checkType(logical?.said, name)
      // Of one that says no scale, or no precision, the engine says so.
      if (converted === DECIMAL && scale !== undefined && precision !== undefined) checkType({ kind: 'decimal', precision, scale }, name)
      const isUnknown = converted === BSON || (converted === MAP_KEY_VALUE && children === 1)
      if (isUnknown || (converted === undefined && isOverlooked(logical, physical))) this.hasOverlooked = true
      if (children < 0 || children > count) throw new UnreadFooter()
      if (open.length > 0) open.push((open.pop() ?? 0) - 1)
      if (children > 0) open.push(children)
      if (open.length > SCHEMA_DEPTH_MAX) throw new UnreadFooter(`columns in one another ${SCHEMA_DEPTH_MAX} times`)
      while (open.length > 0 && (open.at(-1) ?? 0) <= 0) open.pop()
    }
    return true
  }

  #logicalType(): LogicalType | undefined {
    let found: LogicalType | undefined
    this.#struct(2, (id, type) => {
      found = { id, said: undefined, isSigned: false }
      if (type !== TYPE.struct) return false
      if (id === LOGICAL.decimal) found = { ...found, said: this.#decimal() }
      else if (id === LOGICAL.integer) found = { ...found, ...this.#integer() }
      else return false
      return true
    })
    return found
  }

  #decimal(): SaidType {
    let [precision, scale]: (number | undefined)[] = []
    this.#struct(3, (id, type) => {
      if (type !== TYPE.i32) return false
      if (id === LOGICAL_DECIMAL.precision) precision = this.#int32()
      else if (id === LOGICAL_DECIMAL.scale) scale = this.#int32()
      else return false
      return true
    })
    return { kind: 'decimal', precision, scale }
  }

  #integer(): Pick<LogicalType, 'said' | 'isSigned'> {
    let bits: number | undefined
    let isSigned = false
    this.#struct(3, (id, type) => {
      if (id === LOGICAL_INTEGER.isSigned) isSigned = type === TYPE.true
      if (id !== LOGICAL_INTEGER.bits || type !== TYPE.byte) return false
      bits = this.#byte()
      return true
    })
    return { said: { kind: 'integer', bits }, isSigned }
  }

  #groups(): true {
    const count = this.#listOfStructs()
    if (count > GROUPS_MAX) throw new UnreadFooter(`${count} groups of rows, and ${GROUPS_MAX} are read at most`)
    for (let index = 0; index < count; index += 1) {
      this.#struct(1, (id, type) => {
        if (id === GROUP.columns && type === TYPE.list) {
          const chunks = this.#listOfStructs()
          this.#chunks += chunks
          if (this.#chunks > CHUNKS_MAX) throw new UnreadFooter(`more than ${CHUNKS_MAX} parts of columns`)
          for (let chunk = 0; chunk < chunks; chunk += 1) this.#chunk()
          return true
        }
        if (id !== GROUP.rowCount || type !== TYPE.i64) return false
        const rows = this.#number()
        if (rows < 0 || rows > GROUP_ROWS_MAX) throw new UnreadFooter()
        return true
      })
    }
    return true
  }

  #chunk(): void {
    this.#struct(2, (id, type) => {
      if (id !== CHUNK_METADATA || type !== TYPE.struct) return false
      let [data, index, dictionary, bytes] = [0, 0, 0, 0]
      this.#struct(3, (field, fieldType) => {
        if (fieldType !== TYPE.i64) return false
        if (!Object.values(COLUMN).includes(field)) return false
        const value = this.#number()
        // Some write -1 for an index, or a dictionary, that is not there.
        if (field === COLUMN.indexPage) index = Math.max(0, value)
        else if (field === COLUMN.dictionaryPage) dictionary = Math.max(0, value)
        else if (value < 0) throw new UnreadFooter()
        else if (field === COLUMN.dataPage) data = value
        else if (field === COLUMN.compressedBytes) bytes = value
        return true
      })
      const start = Math.min(data, index > 0 ? index : data, dictionary > 0 ? dictionary : data)
      if (start + bytes > this.#fileBytes || data > this.#fileBytes) throw new UnreadFooter()
      return true
    })
  }

  /** `take`: whether it has read the value of the field. */
  #struct(depth: number, take: (id: number, type: number) => boolean): void {
    if (depth > DEPTH_MAX) throw new UnreadFooter()
    for (let id = 0; ; ) {
      const header = this.#byte()
      if (header === 0) return
      const delta = header >> 4
      id = asShort(delta === 0 ? this.#number() : id + delta)
      const type = header & 15
      if (!take(id, type)) this.#skip(type, depth, true)
    }
  }

  #skip(type: number, depth: number, inField: boolean): void {
    switch (type) {
      case TYPE.true:
      case TYPE.false:
        if (!inField) this.#byte()
        return
      case TYPE.byte:
        this.#byte()
        return
      case TYPE.i16:
      case TYPE.i32:
      case TYPE.i64:
        this.#varint()
        return
      case TYPE.double:
        this.#pass(8)
        return
      case TYPE.binary:
        this.#pass(this.#varint())
        return
      case TYPE.list:
      case TYPE.set: {
        if (depth > DEPTH_MAX) throw new UnreadFooter()
        const { count, element } = this.#listHeader()
        this.#elements += count
        if (count > LIST_MAX || this.#elements > ELEMENTS_MAX)
          throw new UnreadFooter(`lists of ${this.#elements}, and ${LIST_MAX} are read at most in one of them, and ${ELEMENTS_MAX} in all`)
        for (let index = 0; index < count; index += 1) this.#skip(element, depth + 1, false)
        return
      }
      case TYPE.struct:
        this.#struct(depth + 1, () => false)
        return
      default:
        // Maps: no Parquet file has them.
        throw new UnreadFooter()
    }
  }

  #listOfStructs(): number {
    const { count, element } = this.#listHeader()
    if (element !== TYPE.struct && count > 0) throw new UnreadFooter()
    return count
  }

  /** Each element takes a byte at least: whoever makes room for more makes it for nothing. */
  #listHeader(): { readonly count: number; readonly element: number } {
    const header = this.#byte()
    const count = header >> 4 === 15 ? this.#varint() : header >> 4
    if (count > this.#bytes.length - this.#at) throw new UnreadFooter()
    return { count, element: header & 15 }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new UnreadFooter()
    this.#at += 1
    return byte
  }

  #pass(count: number): void {
    if (count > this.#bytes.length - this.#at) throw new UnreadFooter()
    this.#at += count
  }

  #binary(): Buffer {
    const length = this.#varint()
    this.#pass(length)
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** Of a longer one whoever reads it would lose the others of its bits. */
  #int32(): number {
    const value = this.#number()
    if (value < -(2 ** 31) || value >= 2 ** 31) throw new UnreadFooter()
    return value
  }

  #varint(): number {
    let value = 0
    for (let factor = 1, count = 0; count < 10; count += 1, factor *= 128) {
      const byte = this.#byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    throw new UnreadFooter()
  }

  #number(): number {
    const value = this.#varint()
    // Of a large one the last bit is not known, which decides on the sign: it is of the bytes then.
    const isNegative = value <= Number.MAX_SAFE_INTEGER ? value % 2 === 1 : this.#isOdd()
    return isNegative ? -(value + 1) / 2 : value / 2
  }

  /** The number that ends here. */
  #isOdd(): boolean {
    let first = this.#at - 1
    while (first > 0 && (this.#bytes[first - 1] ?? 0) >= 0x80) first -= 1
    return ((this.#bytes[first] ?? 0) & 1) === 1
  }
}

/** Thrift keeps the number of a field in 16 bits: of a longer one the others are lost, and 65,538 is the second field, too. */
const asShort = (id: number): number => {
  if (!Number.isSafeInteger(id)) throw new UnreadFooter()
  return (id << 16) >> 16
}

function checkType(said: SaidType | undefined, name: Buffer | undefined): void {
  const impossible = said === undefined ? undefined : impossibleType(said)
  if (impossible === undefined) return
  throw new UnreadFooter(undefined, `column "${name?.toString().slice(0, NAME_SHOWN_MAX) ?? ''}" is ${impossible}, which cannot be`)
}

/** Whole numbers with a sign, as long as what they are kept in, are what the engine takes them for anyhow. */
function isOverlooked(logical: LogicalType | undefined, physical: number | undefined): boolean {
  if (logical === undefined || !CONVERTED_LOGICALS.has(logical.id)) return false
  const { said, isSigned } = logical
  if (said?.kind !== 'integer' || !isSigned) return true
  return !(said.bits === 32 && physical === INT32) && !(said.bits === 64 && physical === INT64)
}
