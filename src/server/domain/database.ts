import type { DatabaseConnection } from '../../protocol/database-connection.ts'
import type { Properties } from '../../protocol/table-definition.ts'
import type { UserFunction } from '../../protocol/user-function.ts'
import type { CatalogEntry } from '../../protocol/view-definition.ts'
import type { Owned } from './owned.ts'
import type { Tag } from './tag.ts'

/** Built in: every project has one. */
export const DEFAULT_DATABASE = 'default'

export interface DatabaseRecord extends Owned {
  /** UUID: the vendor's resource_id. */
  readonly id: string
  readonly projectId: string
  /** Lower case. `default` is built in and can be neither made nor dropped. */
  readonly name: string
  readonly description: string
  readonly properties: Properties
  readonly tags: readonly Tag[]
  readonly enterpriseProjectId: string
  readonly createdAt: number
  /** Its tables are those of a schema of a remote database; the catalog has those that were named by now. */
  readonly connection: DatabaseConnection | undefined
}

/** A table, or a view. */
export interface TableRecord extends Owned {
  /** UUID; also the name of a managed table's folder, so that a table made again never sees old files. */
  readonly id: string
  readonly databaseId: string
  readonly name: string
  readonly definition: CatalogEntry
  readonly createdAt: number
  /** The present version of a managed table; undefined for others. */
  readonly version: number | undefined
  /** The oldest version whose files are all there. */
  readonly keptFrom: number | undefined
}

/** A function of a database. */
export interface FunctionRecord {
  readonly databaseId: string
  readonly definition: UserFunction
  readonly owner: string
  readonly createdAt: number
}
