const rows = 9_000_000_000_000_000_000n

const overRows = (range: string): string => `SELECT count(*) FROM ${range} WHERE id % 7 = 3`

/**
 * A query that is in the middle of its work whenever it is cancelled: at ten thousand million rows a second it takes 28 years. It holds one batch of rows
 * at a time, uses one processor, is planned at once, and knows no row that fails: nothing in it can overflow.
 */
export const endlessSql = overRows(`range(${rows})`)

/** Another one, for a job that writes: it gives a row now and then, a few bytes a second. */
export const endlessRowsSql = `SELECT id FROM range(${rows}) WHERE id % 10000019 = 7`

/** endlessSql at both ends of its rows, which are as large and as small as they get. */
export const endsOfEndlessSql: readonly string[] = [overRows('range(1000)'), overRows(`range(${rows - 1000n}, ${rows})`)]
