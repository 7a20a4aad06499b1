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

/** An object of a bucket of a store that a job writes, and that is not to stay unless it is committed. */
export interface ObjectUploadTable {
  id: string
  projectId: string
  bucket: string
  key: string
}

/** An object of a bucket of a store that is being sent there in parts for a call. */
export interface ObjectSendingTable {
  id: string
  projectId: string
  bucket: string
  key: string
  /** Of the store. */
  uploadId: string
}

/** What is still to be done of a committed write. */
export interface ObjectPublicationTable {
  id: string
  projectId: string
  bucket: string
  /** The key of an empty object that says that all is there; '' where there is to be none. */
  marker: string
  /** JSON: what the new objects come in the place of, each with its key and its ETag. */
  replaced: string
}

/** Files that a job is publishing into a folder of a bucket. */
export interface FilePublicationTable {
  id: string
  projectId: string
  /** An obs:// location, which the paths are below. */
  location: string
  /** A list of paths, as JSON. */
  added: string
  /** A list of paths, as JSON: they go when all that is added is there. */
  removed: string
  /** 1: it goes unless its job makes a table of it. */
  forTable: number
}

/** How many tables a database has; kept by triggers. */
interface TableTallyTable {
  databaseId: string
  count: number
}

/** Databases, tables and functions; the files of managed tables, and what is being written. */
export interface CatalogTables {
  catalogDatabase: CatalogDatabaseTable
  catalogTable: CatalogTableTable
  tableTally: TableTallyTable
  catalogFunction: CatalogFunctionTable
  tableVersion: TableVersionTable
  tableFile: TableFileTable
  folderReplacement: FolderReplacementTable
  unfinishedWrite: UnfinishedWriteTable
  filePublication: FilePublicationTable
  objectUpload: ObjectUploadTable
  objectPublication: ObjectPublicationTable
  objectSending: ObjectSendingTable
}
