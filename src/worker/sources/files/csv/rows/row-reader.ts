import { assemblyInstance } from '../../plain/assembly-instance.ts'
import { ROW_READER } from './row-reader-module.ts'

/** What the reader of rows asks for; places are those of its memory. */
interface RowReaderOutside {
  /** Not a number: none is there. */
  readonly doubleAt: (from: number, end: number) => number
}

/** What assembly/row-reader.ts exports. */
export interface RowReader {
  readonly memory: { readonly buffer: ArrayBuffer; readonly grow: (pages: number) => number }
  readonly heapBase: () => number
  readonly setDialect: (
    separator: number,
    quote: number,
    quoteEscape: number,
    escapeOfEscape: number,
    comment: number,
    emptyLength: number,
    looksForSkipped: number,
    valuesMax: number,
    valueLengthMax: number,
  ) => void
  readonly setTable: (slots: number, slotCount: number, offsets: number, lengths: number) => void
  readonly setRecords: (offsets: number, lengths: number, malformed: number, countWanted: number, failsFast: number) => void
  readonly setBytes: (input: number, own: number) => void
  readonly readLines: (base: number, from: number, end: number, row: number, rowsMax: number, endsWithReturn: number) => number
  readonly placeBehind: () => number
  readonly dropNulls: (offsets: number, lengths: number, rows: number, text: number, length: number) => void
  readonly readValues: (
    kind: number,
    offsets: number,
    lengths: number,
    rows: number,
    values: number,
    validity: number,
    taken: number,
    scale: number,
    limit: bigint,
  ) => number
  readonly writeTexts: (
    offsets: number,
    lengths: number,
    rows: number,
    elements: number,
    block: number,
    validity: number,
    taken: number,
  ) => number
  readonly anyNull: () => number
  readonly setAddress: (elements: number, rows: number, low: number, high: number) => void
}

/** With a memory of its own. */
export const newRowReader = (outside: RowReaderOutside): RowReader =>
  // The module is made of the source whose exports these are.
  assemblyInstance(ROW_READER, outside) as RowReader
