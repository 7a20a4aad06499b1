import { CausewayError } from '../../../../../base/errors.ts'
import type { CsvDialect } from '../csv-dialect.ts'
import type { ValueTable } from '../value-table.ts'
import { BARE_LINE_FEED, isWhite, LINE_FEED, NONE } from './signs.ts'

/** Where "" stands among the bytes of its own. */
const EMPTY_OFFSET = ~0

/** So many bytes are copied one by one: a call costs more. */
const SHORT = 32

/** The values of a record: where each of them stands in the input, or, where it does not stand there as it is, in bytes of its own, to which signs are added one by one. */
export class RecordValues {
  /** Values that were put so far. */
  count = 0
  /** Of the value that signs are added to, blanks at the end are left out. */
  trimsEnd = false
  readonly #dialect: CsvDialect
  readonly #table: ValueTable
  readonly #skips: boolean
  readonly #emptyLength: number
  #bytes: Buffer = Buffer.alloc(0)
  #own: Buffer
  #ownLength = 0
  /** Where the value that is being read begins in #own. */
  #valueStart = 0
  /** univocity-parsers learns which values to skip when it has read a file's first record. */
  #isFirst = true

  /** `skips`: values that the table has no column for are skipped by a rule of their own, as univocity-parsers does when it is told which ones to select. */
  constructor(dialect: CsvDialect, table: ValueTable, skips: boolean) {
    const { emptyValue } = dialect
    this.#dialect = dialect
    this.#table = table
    this.#skips = skips
    this.#emptyLength = emptyLengthOf(dialect)
    this.#own = Buffer.alloc(Math.max(1 << 12, emptyValue.length * 2))
    this.#own.set(emptyValue, 0)
    this.#ownLength = emptyValue.length
  }

  /** Of the values that do not stand in the input as they are; it is another one when it has grown. */
  get ownBytes(): Buffer {
    return this.#own
  }

  /** So many of them are used. */
  get ownLength(): number {
    return this.#ownLength
  }

  startFile(): void {
    this.#isFirst = true
  }

  /** A record was read. */
  end(): void {
    this.#isFirst = false
  }

  /** Forgets what does not stand in the input: nobody looks at it any more. */
  forget(): void {
    this.#ownLength = this.#dialect.emptyValue.length
  }

  /** Answers with what `takeBack` is told when the record turns out to be incomplete. */
  begin(bytes: Buffer): number {
    this.#bytes = bytes
    this.count = 0
    this.#valueStart = this.#ownLength
    this.trimsEnd = false
    return this.#ownLength
  }

  takeBack(ownLength: number): void {
    this.#ownLength = ownLength
  }

  isSkipped(index: number): boolean {
    return this.#skips && !this.#isFirst && (this.#table.slots[index] ?? -1) < 0
  }

  /** Of the value that signs are added to; -1: it is skipped, and none are. */
  length(): number {
    return this.isSkipped(this.count) ? -1 : this.#ownLength - this.#valueStart
  }

  /** Signs that were added to no value of the record. */
  leftOver(): Uint8Array | undefined {
    return this.#ownLength === this.#valueStart ? undefined : Buffer.from(this.#own.subarray(this.#valueStart, this.#ownLength))
  }

  /** Those of the record before stand at the start of the first value that is not skipped. */
  carry(leftOver: Uint8Array): void {
    for (const byte of leftOver) this.#append(byte)
  }

  append(byte: number): void {
    if (!this.isSkipped(this.count)) this.#append(byte)
  }

  #append(byte: number): void {
    if (this.#ownLength >= this.#own.length) this.#grow()
    this.#own[this.#ownLength] = byte
    this.#ownLength += 1
  }

  /** Signs of the input. */
  appendAll(bytes: Buffer, from: number, end: number): void {
    const length = end - from
    if (length === 0 || this.isSkipped(this.count)) return
    while (this.#ownLength + length > this.#own.length) this.#grow()
    const own = this.#own
    const to = this.#ownLength
    if (length < SHORT) for (let index = 0; index < length; index += 1) own[to + index] = bytes[from + index] ?? NONE
    else bytes.copy(own, to, from, end)
    this.#ownLength = to + length
  }

  prepend(byte: number): void {
    if (this.isSkipped(this.count)) return
    this.#append(byte)
    this.#own.copyWithin(this.#valueStart + 1, this.#valueStart, this.#ownLength - 1)
    this.#own[this.#valueStart] = byte
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(this.#own.length * 2)
    grown.set(this.#own)
    this.#own = grown
  }

  /** The value that signs were added to: valueParsed. */
  putOwn(): void {
    if (this.isSkipped(this.count)) {
      this.count += 1
      return
    }
    const own = this.#own
    if (this.trimsEnd) while (this.length() > 0 && isWhite(own[this.#ownLength - 1] ?? NONE)) this.#ownLength -= 1
    const from = this.#valueStart
    const length = this.#ownLength - from
    if (length === 0) this.putEmptyValue()
    else {
      for (let index = from; index < this.#ownLength; index += 1) if (own[index] === BARE_LINE_FEED) own[index] = LINE_FEED
      this.#put(this.count, ~from, length)
      this.count += 1
    }
    this.#valueStart = this.#ownLength
    this.trimsEnd = false
  }

  /** What is empty and not quoted. */
  putNull(): void {
    this.#put(this.count, 0, -1)
    this.count += 1
  }

  putEmptyValue(): void {
    this.#put(this.count, EMPTY_OFFSET, this.#emptyLength)
    this.count += 1
  }

  /** A value that nobody wants, of which no more is known than where it ends. */
  passValue(): void {
    this.count += 1
  }

  /** Of the input. */
  putSpan(from: number, end: number): void {
    const bytes = this.#bytes
    for (let at = from; at < end; at += 1) {
      if (bytes[at] !== BARE_LINE_FEED) continue
      for (let index = from; index < end; index += 1) this.append(bytes[index] ?? NONE)
      this.putOwn()
      return
    }
    this.#put(this.count, from, end - from)
    this.count += 1
  }

  /** One of a line that is read in one go. */
  put(bytes: Buffer, index: number, offset: number, length: number): void {
    this.#bytes = bytes
    this.#put(index, offset, length)
  }

  get emptyOffset(): number {
    return EMPTY_OFFSET
  }

  /** -1: "" is NULL. */
  get emptyLength(): number {
    return this.#emptyLength
  }

  /** @throws CausewayError when a record has more values than it may have */
  checkCount(count: number): void {
    if (count > this.#dialect.valuesMax) throw tooMany(this.#dialect.valuesMax)
  }

  #put(index: number, offset: number, length: number): void {
    const { valueLengthMax } = this.#dialect
    this.checkCount(index + 1)
    if (valueLengthMax !== undefined && length > valueLengthMax) this.#checkLength(offset, length, valueLengthMax)
    this.#table.put(index, offset, length > 0 && this.#isNull(offset, length) ? -1 : length)
  }

  #isNull(offset: number, length: number): boolean {
    const { nullValue } = this.#dialect
    if (length !== nullValue.length) return false
    const [bytes, from] = offset < 0 ? [this.#own, ~offset] : [this.#bytes, offset]
    for (let index = 0; index < nullValue.length; index += 1) if (bytes[from + index] !== nullValue[index]) return false
    return true
  }

  #checkLength(offset: number, length: number, max: number): void {
    const [bytes, from] = offset < 0 ? [this.#own, ~offset] : [this.#bytes, offset]
    if (bytes.toString('utf8', from, from + length).length > max) throw tooLong(max)
  }
}

const tooMany = (max: number) =>
  new CausewayError('limit-exceeded', `A row has more than ${max} values`, { hint: `Give the option maxColumns more than ${max}` })

const tooLong = (max: number) =>
  new CausewayError('limit-exceeded', `A value has more than ${max} characters`, { hint: 'Give the option maxCharsPerColumn more' })

/** Of what "" stands for, in bytes; -1: NULL. */
export const emptyLengthOf = ({ emptyValue, nullValue }: CsvDialect): number => (sameBytes(emptyValue, nullValue) ? -1 : emptyValue.length)

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
