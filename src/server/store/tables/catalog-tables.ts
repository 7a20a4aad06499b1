interface CatalogDatabaseTable {
  id: string
  projectId: string
  name: string
  description: string
  tags: string
  /** JSON. */
  properties: string
  ownerId: string
  owner: string
  enterpriseProjectId: string
  createdAt: number
  /** JSON. */
  connection: string | null
}

export interface CatalogTableTable {
  id: string
  databaseId: string
  name: string
  definition: string
  ownerId: string
  owner: string
  createdAt: number
  version: number | null
  keptFrom: number | null
  tags: string
}

interface CatalogFunctionTable {
  databaseId: string
  name: string
  definition: string
  owner: string
  createdAt: number
}

interface TableVersionTable {
  tableId: string
  version: number
  operation: string
  userName: string
  jobId: string | null
  committedAt: number
  columns: string | null
}

interface TableFileTable {
  tableId: string
  name: string
  bytes: number
  rowCount: number | null
  partition: string | null
  statistics: string | null
  addedIn: number
  removedIn: number | null
}

export interface FolderReplacementTable {
  id: string
  /** The obs:// location of the folder in which both stand. */
  parent: string
  name: string
  /** The name of the folder that comes in its place. */
  replacement: string
  /** Whose bucket it is; null: begun when all buckets were shared. */
  projectId: string | null
}

/** What a job writes into a bucket, under a name of what is not whole. */
export interface UnfinishedWriteTable {
  projectId: string
  /** The obs:// location of the folder that it stands in. */
  folder: string
  name: string
}

/** Databases, tables and functions; the files of managed tables, and what is being written. */
export interface CatalogTables {
  catalogDatabase: CatalogDatabaseTable
  catalogTable: CatalogTableTable
  catalogFunction: CatalogFunctionTable
  tableVersion: TableVersionTable
  tableFile: TableFileTable
  folderReplacement: FolderReplacementTable
  unfinishedWrite: UnfinishedWriteTable
}
