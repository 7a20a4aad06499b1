import { lookup } from '../../../base/lookup.ts'
import type { MakeEngine } from '../engine.ts'
import { duckdbEngine } from './duckdb/duckdb-engine.ts'

/** What can run a queue's jobs, by the name that a queue has of it: a folder and a line each. Compute starts all of them. */
export const ENGINES: Readonly<Record<string, MakeEngine>> = lookup({ duckdb: duckdbEngine() })
