import type { Source } from '../source.ts'
import { describeFiles } from './describe.ts'
import { insertFiles } from './insert.ts'
import { scanFiles } from './scan.ts'

/** Tables whose rows are in files: Parquet, CSV and JSON under an obs:// path, and managed tables (Parquet in the warehouse). */
export const filesSource: Source = { describe: describeFiles, scan: scanFiles, insert: insertFiles }
