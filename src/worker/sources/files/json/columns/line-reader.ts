import { assemblyInstance } from '../../plain/assembly-instance.ts'
import { LINE_READER } from './line-reader-module.ts'

/** What the reader of lines asks for; places are those of its memory. */
interface LineReaderOutside {
  /** Where the value ends that was read and added; 0: none was. */
  readonly readValue: (id: number, at: number) => number
  readonly addNull: (id: number) => void
  readonly rewind: (id: number, rows: number) => void
  /** -1: none. */
  readonly fieldNamed: (id: number, at: number, length: number) => number
  /** More memory is needed than there is: it throws. */
  readonly tooLarge: () => void
}

/** What assembly/line-reader.ts exports. A column is the place of it. */
export interface LineReader {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly allocate: (bytes: number) => number
  readonly newColumn: (kind: number, id: number, width: number, capacity: number, childCount: number) => number
  readonly setChild: (column: number, index: number, child: number) => void
  readonly readLine: (record: number, at: number, end: number) => number
  readonly readLines: (record: number, from: number, end: number, rowsMax: number, endsWithReturn: number) => number
  readonly rowsOf: (column: number) => number
  readonly valuesOf: (column: number) => number
  readonly validityOf: (column: number) => number
  readonly blockOf: (column: number) => number
  readonly blockLengthOf: (column: number) => number
  readonly addNull: (column: number) => void
  readonly addBoolean: (column: number, value: number) => void
  readonly addInt: (column: number, value: number) => void
  readonly addBigint: (column: number, value: bigint) => void
  readonly addDouble: (column: number, value: number) => void
  readonly addText: (column: number, from: number, length: number) => void
  readonly addList: (column: number, length: number) => void
  readonly addStruct: (column: number) => void
  readonly setAddress: (column: number, low: number, high: number) => void
  readonly clear: (column: number) => void
}

/** With columns and a memory of its own. */
export const newLineReader = (outside: LineReaderOutside): LineReader =>
  // The module is made of the source whose exports these are.
  assemblyInstance(LINE_READER, outside) as LineReader
