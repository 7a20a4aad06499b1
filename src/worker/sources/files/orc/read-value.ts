import type { ColumnValue } from '../../../engine/value-writers.ts'

/** The next value of a column. */
export type ReadValue = () => ColumnValue
