import type { TableSource } from '../../protocol/table-definition.ts'

type Managed = Extract<TableSource, { kind: 'managed' }>
type Files = Extract<TableSource, { kind: 'files' }>

/** The files that a managed table is said to be of, at this place; undefined: nothing is said. */
export function loadedSource({ rowFormat, declared }: Managed, location: string): Files | undefined {
  if (rowFormat !== undefined) return { kind: 'files', format: 'hive', location, options: { ...rowFormat } }
  return declared === undefined ? undefined : { kind: 'files', location, ...declared }
}
