import type { MakeEngine } from '../engine.ts'
import { duckdbEngine } from './duckdb/duckdb-engine.ts'

/** What can run a queue's jobs: a folder and a line each. */
export const ENGINES = { duckdb: duckdbEngine() } as const satisfies Readonly<Record<string, MakeEngine>>
