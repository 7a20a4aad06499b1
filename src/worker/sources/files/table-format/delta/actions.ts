import { JsonFields } from '../json-fields.ts'

/** What a commit or a checkpoint says, as far as readers need it. */
export interface Protocol {
  readonly minReaderVersion: number
  readonly readerFeatures: readonly string[]
}

export interface Metadata {
  readonly schema: string
  readonly partitionColumns: readonly string[]
  readonly configuration: ReadonlyMap<string, string | null>
  readonly description: string | undefined
  /** Of the data files: parquet. */
  readonly format: string
}

export interface AddedFile {
  /** As it is written: relative, or a URI. */
  readonly path: string
  readonly size: number
  readonly partitionValues: ReadonlyMap<string, string | null>
  readonly deletionVector: DeletionVector | undefined
  /** JSON of what is known of its values. */
  readonly stats: string | undefined
}

export interface DeletionVector {
  readonly storageType: string
  readonly pathOrInline: string
  readonly offset: number
  readonly sizeInBytes: number
  readonly cardinality: number
}

interface Sidecar {
  readonly path: string
}

/** What a commit tells of itself, for people. */
export interface CommitInfo {
  readonly operation: string | undefined
  readonly userName: string | undefined
  /** Epoch milliseconds: when it was made, where the table keeps that in its log. */
  readonly inCommitTimestamp: number | undefined
}

export type Action =
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  | { readonly kind: 'metadata'; readonly metadata: Metadata }
  | { readonly kind: 'add'; readonly file: AddedFile }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'sidecar'; readonly sidecar: Sidecar }
  | { readonly kind: 'commit-info'; readonly info: CommitInfo }
  | { readonly kind: 'other' }

/** One line of a commit. `shown`: the file it stands in. */
export function readAction(value: unknown, shown: string): Action {
  const action = new JsonFields(value, 'a line', shown)
  const protocol = action.objectOr('protocol')
  if (protocol !== undefined) return { kind: 'protocol', protocol: readProtocol(protocol) }
  const metadata = action.objectOr('metaData')
  if (metadata !== undefined) return { kind: 'metadata', metadata: readMetadata(metadata) }
  const add = action.objectOr('add')
  if (add !== undefined) return { kind: 'add', file: readAdd(add) }
  const remove = action.objectOr('remove')
  if (remove !== undefined) {
    const vector = remove.objectOr('deletionVector')
    return { kind: 'remove', key: fileKey(remove.text('path'), vector === undefined ? undefined : readVector(vector)) }
  }
  const sidecar = action.objectOr('sidecar')
  if (sidecar !== undefined) return { kind: 'sidecar', sidecar: { path: sidecar.text('path') } }
  const info = action.objectOr('commitInfo')
  return info === undefined ? { kind: 'other' } : { kind: 'commit-info', info: readCommitInfo(info) }
}

const readProtocol = (fields: JsonFields): Protocol => ({
  minReaderVersion: fields.count('minReaderVersion'),
  readerFeatures: fields.has('readerFeatures') ? fields.texts('readerFeatures') : [],
})

const readMetadata = (fields: JsonFields): Metadata => ({
  format: fields.objectOr('format')?.textOr('provider', 'parquet') ?? 'parquet',
  schema: fields.text('schemaString'),
  partitionColumns: fields.has('partitionColumns') ? fields.texts('partitionColumns') : [],
  configuration: fields.has('configuration') ? fields.textMap('configuration') : new Map(),
  description: fields.textOr('description', undefined),
})

/** Writers may put into it what they like. */
function readCommitInfo(fields: JsonFields): CommitInfo {
  const [operation, userName, time] = ['operation', 'userName', 'inCommitTimestamp'].map((name) => fields.raw(name))
  return {
    operation: typeof operation === 'string' ? operation : undefined,
    userName: typeof userName === 'string' ? userName : undefined,
    inCommitTimestamp: typeof time === 'number' ? time : undefined,
  }
}

function readAdd(fields: JsonFields): AddedFile {
  const vector = fields.objectOr('deletionVector')
  return {
    path: fields.text('path'),
    size: fields.count('size'),
    partitionValues: fields.has('partitionValues') ? fields.textMap('partitionValues') : new Map(),
    deletionVector: vector === undefined ? undefined : readVector(vector),
    stats: readStats(fields.raw('stats')),
  }
}

/** The statistics of very many columns are not worth their memory. */
const STATS_CHARACTERS_MAX = 32_768

/** Whatever else they are, the file is read without them. */
const readStats = (stats: unknown): string | undefined =>
  typeof stats === 'string' && stats.length <= STATS_CHARACTERS_MAX ? stats : undefined

function readVector(fields: JsonFields): DeletionVector {
  return {
    storageType: fields.text('storageType'),
    pathOrInline: fields.text('pathOrInlineDv'),
    offset: fields.countOr('offset', 0),
    sizeInBytes: fields.count('sizeInBytes'),
    cardinality: fields.count('cardinality'),
  }
}

/** What tells one file of the table from another: the same bytes with other rows deleted are another one. A URI has one slash or three before its path. */
export function fileKey(path: string, vector: DeletionVector | undefined): string {
  const id = vector === undefined ? '' : `${vector.storageType}${vector.pathOrInline}@${vector.offset}`
  return `${path.replace(/^([a-z][a-z0-9+.-]*):\/{3}(?!\/)/i, '$1:/')}\n${id}`
}
