/** What reading files could be at best: one statement of the engine alone, with its own reader. Prints processor time, time on the clock and the peak of memory as JSON. */
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [sql = '', threads = '1'] = process.argv.slice(2)
const instance = await DuckDBInstance.create(':memory:', { threads })
const connection = await instance.connect()
const before = process.cpuUsage()
const begun = performance.now()
const rows = (await connection.runAndReadAll(sql)).getRowsJson()
const { user, system } = process.cpuUsage(before)
const peak = Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0)
console.log(
  JSON.stringify({ cpuMs: (user + system) / 1000, clockMs: performance.now() - begun, peakMiB: peak / 1024, row: JSON.stringify(rows[0]) }),
)
