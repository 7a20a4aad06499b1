import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Postgres } from '../testing/postgres.ts'

/** The data of the demo: real ones, of the npm package vega-datasets. */
const files = {
  flights: fileOf('flights-3m.parquet'),
  airports: fileOf('airports.csv'),
}

/** 3 million flights within the United States: date, delay in minutes, distance in miles, origin, destination. */
export const flightsFile: string = files.flights

function fileOf(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')))
}

/** The states that are left with the worst average delay. `iata` is an airport's three-letter code; a negative delay is an early flight. */
export const question = `SELECT a.state, round(avg(f.delay), 1) AS minutes_late, count(*) AS flights
FROM flights f JOIN airports a ON f.origin = a.iata
GROUP BY a.state HAVING count(*) >= 10000
ORDER BY minutes_late DESC, flights DESC LIMIT 10`

/** Loads the airports into a new table `airports` of the database. @returns how many there are, as the database counts them */
export async function loadAirports(postgres: Postgres): Promise<number> {
  const { host, port, user, password, database } = postgres
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  try {
    await client.query(
      `CREATE TABLE airports (iata text PRIMARY KEY, name text NOT NULL, city text NOT NULL, state text NOT NULL, country text NOT NULL,
       latitude double precision NOT NULL, longitude double precision NOT NULL)`,
    )
    await pipeline(createReadStream(files.airports), client.query(copyFrom('COPY airports FROM STDIN (FORMAT csv, HEADER)')))
    const counted = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM airports')
    return counted.rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}

/** The answer to the question, found without Causeway, straight from the two files: what the demo compares with. */
export async function answerFromFiles(): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`CREATE VIEW flights AS SELECT * FROM read_parquet(${literal(files.flights)})`)
    await connection.run(`CREATE VIEW airports AS SELECT * FROM read_csv(${literal(files.airports)})`)
    const reader = await connection.runAndReadAll(question)
    return reader.getRows().map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
