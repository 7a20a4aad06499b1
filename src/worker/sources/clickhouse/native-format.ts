/** The streams' name between scan and decoder: blocks of ClickHouse's format Native. */
export const NATIVE_BLOCKS = 'clickhouse-native'

/** How many rows a whole answer has. */
export type RowsExpected = 'any' | 'one' | 'one at most'

/** Blocks of no columns and some rows, that no server sends: its format has no end. They say how many rows it is the end of. */
const ENDS: readonly RowsExpected[] = ['any', 'one', 'one at most']
export const endOfBlocks = (expected: RowsExpected): Buffer => Buffer.from([0, ENDS.indexOf(expected) + 1])

/** Of a block of no columns; undefined: it is none of ours. */
export const endedAs = (rows: number): RowsExpected | undefined => ENDS[rows - 1]
