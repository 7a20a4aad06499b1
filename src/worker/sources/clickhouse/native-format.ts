/** The streams' name between scan and decoder: blocks of ClickHouse's format Native. */
export const NATIVE_BLOCKS = 'clickhouse-native'

/** A block of no columns and no rows, that no server sends: its format has no end. */
export const END_OF_BLOCKS = Buffer.from([0, 0])
