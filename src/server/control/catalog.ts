import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { Caller } from './caller.ts'

export interface Database {
  /** Lower case. `default` is built in and can be neither made nor dropped. */
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly tableCount: number
  readonly enterpriseProjectId: string
  /** UUID: the vendor's resource_id. */
  readonly id: string
}

/** Databases and tables: their definitions, and where their rows are on this machine. */
export interface Catalog {
  createDatabase(
    caller: Caller,
    input: { readonly name: string; readonly description: string; readonly enterpriseProjectId: string; readonly ifNotExists: boolean },
  ): Promise<boolean>
  listDatabases(caller: Caller): Promise<readonly Database[]>
  findDatabase(caller: Caller, name: string): Promise<Database | undefined>
  /** 'in-use' for a database with tables, without cascade. Managed tables lose their rows. True when it was there. */
  dropDatabase(caller: Caller, name: string, options: { readonly cascade: boolean; readonly ifExists: boolean }): Promise<boolean>
  findTable(caller: Caller, database: string, table: string): Promise<TableDefinition | undefined>
  listTables(caller: Caller, database: string): Promise<readonly TableDefinition[]>
  /** `tableId` names a reserved folder with the rows of a managed table; a new one without it. */
  createTable(
    caller: Caller,
    table: TableDefinition,
    options: { readonly ifNotExists: boolean; readonly tableId?: string },
  ): Promise<boolean>
  dropTable(caller: Caller, database: string, table: string, options: { readonly ifExists: boolean }): Promise<boolean>
  /** The path behind obs://bucket/key, never outside the bucket. It may be a file, a folder, or not there yet. 'not-found' for an unknown bucket. */
  locatePath(caller: Caller, location: string): Promise<string>
  /** The folder of a managed table's files, made when it is not there. 'not-supported' for any other table. */
  locateTable(caller: Caller, database: string, table: string): Promise<string>
  /** Folders that hold this project's rows: its warehouse and the buckets. */
  dataFolders(projectId: string): readonly string[]
}
