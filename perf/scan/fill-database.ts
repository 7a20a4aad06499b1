import pg from 'pg'
import type { Postgres } from '../../testing/postgres.ts'

const LINES_OF_ORDER = 4

/** TPC-H's lineitem and orders, with its columns, types and widths; the values are computed from the numbers of the rows. */
export async function fillDatabase(postgres: Postgres, rows: number, tell: (text: string) => void): Promise<void> {
  const { host, port, user, password, database } = postgres
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  try {
    tell(`filling lineitem with ${rows} rows`)
    await client.query(`CREATE UNLOGGED TABLE lineitem AS SELECT
      n / ${LINES_OF_ORDER} AS l_orderkey, (n * 7919 % 200000)::int4 AS l_partkey, (n * 104729 % 10000)::int4 AS l_suppkey,
      (n % ${LINES_OF_ORDER} + 1)::int4 AS l_linenumber, (1 + n * 7919 % 50)::numeric(12,2) AS l_quantity,
      ((90000 + n * 104729 % 10000000) / 100.0)::numeric(12,2) AS l_extendedprice, (n * 31 % 11 / 100.0)::numeric(12,2) AS l_discount,
      (n * 17 % 9 / 100.0)::numeric(12,2) AS l_tax, (ARRAY['N', 'R', 'A'])[1 + n % 3] AS l_returnflag, (ARRAY['O', 'F'])[1 + n / 5 % 2] AS l_linestatus,
      date '1992-01-02' + (n * 17 % 2500)::int4 AS l_shipdate, date '1992-01-31' + (n * 17 % 2500)::int4 AS l_commitdate,
      date '1992-01-05' + (n * 17 % 2500)::int4 AS l_receiptdate,
      (ARRAY['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'])[1 + n % 4] AS l_shipinstruct,
      (ARRAY['TRUCK', 'MAIL', 'REG AIR', 'SHIP', 'RAIL', 'AIR', 'FOB'])[1 + n % 7] AS l_shipmode, 'carefully even deposits ' || n % 1000 AS l_comment
      FROM generate_series(0::int8, ${rows - 1}::int8) n`)
    await client.query(`CREATE UNLOGGED TABLE orders AS SELECT n AS o_orderkey, (n * 7919 % 150000)::int4 AS o_custkey,
      (ARRAY['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'])[1 + n % 5] AS o_orderpriority, date '1992-01-01' + (n * 13 % 2400)::int4 AS o_orderdate
      FROM generate_series(0::int8, ${Math.ceil(rows / LINES_OF_ORDER) - 1}::int8) n`)
    tell('indexes and statistics')
    await client.query('CREATE INDEX ON lineitem (l_orderkey); CREATE UNIQUE INDEX ON orders (o_orderkey)')
    await client.query('VACUUM ANALYZE lineitem')
    await client.query('VACUUM ANALYZE orders')
  } finally {
    await client.end()
  }
}
