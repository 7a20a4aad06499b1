import type { TableDefinition } from './table-definition.ts'

// Apart from the schemas: workers use it, and do without their library.
/** What the files of the table call the column. */
export const storedName = ({ stored }: TableDefinition, column: string): string =>
  stored !== undefined && Object.hasOwn(stored.names, column) ? (stored.names[column] ?? column) : column
