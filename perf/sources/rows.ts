/** What each source of the benchmark sources has: the same rows, of nine columns. */
export const COLUMNS = [
  ['id', 'BIGINT'],
  ['n', 'INT'],
  ['ratio', 'DOUBLE'],
  ['word', 'STRING'],
  ['city', 'STRING'],
  ['note', 'STRING'],
  ['day', 'DATE'],
  ['seen', 'TIMESTAMP'],
  ['member', 'BOOLEAN'],
] as const

export const NAMES = COLUMNS.map(([name]) => name)

/** The columns of a table whose place has no types of its own. */
export const COLUMN_LIST = COLUMNS.map(([name, type]) => `${name} ${type}`).join(', ')

/** A query with so many rows. */
export const rowsSql = (
  rows: number,
): string => `SELECT id, CAST(id * 7919 % 100000 AS INT) AS n, CAST(id % 99991 AS DOUBLE) / 100 AS ratio,
  concat('word ', id % 9973) AS word, element_at(array('Berlin', 'São Paulo', '上海', 'Nairobi', 'Reykjavík'), CAST(id % 5 AS INT) + 1) AS city,
  concat('carefully even deposits ', id % 1000) AS note, date_add(DATE'1992-01-02', CAST(id % 2500 AS INT)) AS day,
  timestamp_seconds(1700000000 + id * 61) AS seen, id % 3 = 0 AS member FROM range(${rows})`

/** Every column is read, and nothing is made of it that a place could be asked for. */
export const READ = `SELECT count(*), bool_or(${NAMES.map((name) => `${name} IS NULL`).join(' OR ')}) FROM measured`
