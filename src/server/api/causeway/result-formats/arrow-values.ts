import { cellText, jsonCells, jsonEntries, keyCell } from '../../../../base/json-cells.ts'
import type { SparkType } from '../../../../base/spark-type.ts'

export class TooManyValues extends Error {}

/** What a record batch has of its columns: a node for each, and for each of theirs, and the bytes of all, each a multiple of 8. */
export class ArrowValues {
  readonly nodes: (readonly [length: number, nulls: number])[] = []
  /** With their lengths without what fills them up. */
  readonly buffers: { readonly bytes: Uint8Array; readonly length: number }[] = []

  #valuesLeft: number

  constructor(valuesMax: number) {
    this.#valuesLeft = valuesMax
  }

  /** `cells`: JSON texts (engine/results/value-json.ts of the worker). */
  add(type: SparkType, cells: readonly string[]): void {
    this.#valuesLeft -= cells.length
    if (this.#valuesLeft < 0) throw new TooManyValues()
    const isNull = cells.map((cell) => cell === 'null')
    const nulls = isNull.filter(Boolean).length
    this.nodes.push([cells.length, nulls])
    this.#bytes(nulls === 0 ? new Uint8Array(0) : bits(isNull.map((one) => !one)))
    switch (type.kind) {
      case 'boolean':
        this.#bytes(bits(cells.map((cell) => cell === 'true')))
        return
      case 'tinyint':
        this.#typed(Int8Array.from(cells, numberOf))
        return
      case 'smallint':
        this.#typed(Int16Array.from(cells, numberOf))
        return
      case 'int':
      case 'void':
        this.#typed(Int32Array.from(cells, numberOf))
        return
      case 'date':
        this.#typed(Int32Array.from(cells, (cell) => (cell === 'null' ? 0 : daysOf(cellText(cell)))))
        return
      case 'bigint':
        this.#typed(BigInt64Array.from(cells, (cell) => (cell === 'null' ? 0n : BigInt(cell))))
        return
      case 'timestamp':
        this.#typed(BigInt64Array.from(cells, (cell) => (cell === 'null' ? 0n : microsOf(cellText(cell)))))
        return
      case 'float':
        this.#typed(Float32Array.from(cells, (cell) => (cell === 'null' ? 0 : Number(cellText(cell)))))
        return
      case 'double':
        this.#typed(Float64Array.from(cells, (cell) => (cell === 'null' ? 0 : Number(cellText(cell)))))
        return
      case 'decimal':
        this.#typed(BigUint64Array.from(cells.flatMap((cell) => (cell === 'null' ? [0n, 0n] : halvesOf(cell, type.scale)))))
        return
      case 'binary':
        this.#variable(cells.map((cell) => (cell === 'null' ? EMPTY : Buffer.from(cellText(cell), 'base64'))))
        return
      case 'array': {
        const items = cells.map((cell) => (cell === 'null' ? [] : jsonCells(cell)))
        this.#offsets(items.map(({ length }) => length))
        this.add(type.element, items.flat())
        return
      }
      case 'map': {
        const entries = cells.map((cell) => (cell === 'null' ? [] : jsonEntries(cell)))
        this.#offsets(entries.map(({ length }) => length))
        const all = entries.flat()
        this.nodes.push([all.length, 0])
        this.#bytes(new Uint8Array(0))
        this.add(
          type.key,
          all.map(([key]) => keyCell(key, type.key)),
        )
        this.add(
          type.value,
          all.map(([, value]) => value),
        )
        return
      }
      case 'struct': {
        const structs = cells.map((cell) => (cell === 'null' ? undefined : jsonEntries(cell)))
        for (const [index, field] of type.fields.entries())
          this.add(
            field.type,
            structs.map((values) => values?.[index]?.[1] ?? 'null'),
          )
        return
      }
      case 'string':
      // A result has the text of an interval.
      case 'interval':
      case 'calendar-interval':
        this.#variable(cells.map((cell) => (cell === 'null' ? EMPTY : Buffer.from(cellText(cell)))))
        return
    }
  }

  #typed(values: NodeJS.TypedArray): void {
    this.#bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }

  #variable(values: readonly Buffer[]): void {
    this.#offsets(values.map(({ length }) => length))
    this.#bytes(Buffer.concat(values))
  }

  #offsets(lengths: readonly number[]): void {
    const offsets = new Int32Array(lengths.length + 1)
    for (const [index, length] of lengths.entries()) offsets[index + 1] = (offsets[index] ?? 0) + length
    this.#typed(offsets)
  }

  #bytes(bytes: Uint8Array): void {
    const padded = new Uint8Array((bytes.length + 7) & ~7)
    padded.set(bytes)
    this.buffers.push({ bytes: padded, length: bytes.length })
  }
}

const EMPTY = Buffer.alloc(0)
const numberOf = (cell: string): number => (cell === 'null' ? 0 : Number(cell))

function bits(values: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array((values.length + 7) >> 3)
  for (const [index, value] of values.entries()) if (value) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7))
  return bytes
}

/** Of a number of 128 bits, the lower half first. */
function halvesOf(cell: string, scale: number): readonly bigint[] {
  const [whole = '', fraction = ''] = cell.split('.')
  const value = BigInt.asUintN(128, BigInt(`${whole}${fraction.padEnd(scale, '0')}`))
  return [value & 0xffff_ffff_ffff_ffffn, value >> 64n]
}

const DAY_MS = 86_400_000

function daysOf(text: string): number {
  const [, year = '', month = '', day = ''] = /^([+-]?\d+)-(\d\d)-(\d\d)/.exec(text) ?? []
  return new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day)) / DAY_MS
}

function microsOf(text: string): bigint {
  const [, hours = '', minutes = '', seconds = '', fraction = ''] = / (\d\d):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(text) ?? []
  const secondsOfDay = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (BigInt(daysOf(text)) * 86_400n + BigInt(secondsOfDay)) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}
