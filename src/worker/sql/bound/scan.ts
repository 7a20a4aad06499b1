import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { VersionChoice } from '../../../protocol/table-files.ts'

/**
 * One reference to a table in the statement. The emitted SQL reads the relation by this name (`scan_0`, `scan_1` …), with the table's own column
 * names; the worker makes that relation before it runs the SQL. Two references to one table are two scans.
 */
export interface Scan {
  readonly relation: string
  readonly table: TableDefinition
  /** Undefined: as it is. */
  readonly was: VersionChoice | undefined
}
