import { hostAndPort } from '../base/addresses/host-port.ts'
import type { RemoteProtocol } from '../base/remote-kinds.ts'
import type { TableSource } from './table-definition.ts'

/** Places of tables that a statement names by options of their own, and not by a JDBC URL. */
export type StoreKind = Exclude<TableSource['kind'], 'managed' | 'files' | 'jdbc'>

type StoreSources = { readonly [K in StoreKind]: Extract<TableSource, { kind: K }> }
export type StoreSource = StoreSources[StoreKind]

type Lines = readonly (readonly [name: string, value: string])[]

interface StoreNode {
  readonly host: string
  readonly port: number
}

/** What server and worker know of a store beside its options, which are its source's. */
interface RecordStore<S> {
  readonly protocol: RemoteProtocol
  /** Where it is: each answers for all of it. */
  readonly nodes: (source: S) => readonly StoreNode[]
  /** The options that say where it is, as SHOW CREATE TABLE writes them. */
  readonly written: (source: S) => Lines
  /** Lines of DESCRIBE TABLE EXTENDED. */
  readonly shown: (source: S) => Lines
}

const shownNodes = (nodes: readonly StoreNode[]): string => nodes.map(({ host, port }) => hostAndPort(host, port)).join(',')

const STORES: { readonly [K in StoreKind]: RecordStore<StoreSources[K]> } = {
  redis: {
    protocol: 'redis',
    nodes: ({ host, port }) => [{ host, port }],
    written: ({ host, port }) => [
      ['host', host],
      ['port', String(port)],
    ],
    shown: ({ host, port, options }) => [
      ['Redis', hostAndPort(host, port)],
      ['Keys', options['keys.pattern'] ?? `${options['table'] ?? ''}:*`],
    ],
  },
  mongo: {
    protocol: 'mongodb',
    nodes: ({ host, port }) => [{ host, port }],
    written: ({ host, port }) => [['url', hostAndPort(host, port)]],
    shown: ({ host, port, options }) => [
      ['MongoDB', hostAndPort(host, port)],
      ['Collection', `${options['database'] ?? ''}.${options['collection'] ?? ''}`],
    ],
  },
  css: {
    protocol: 'opensearch',
    nodes: ({ nodes }) => nodes,
    written: ({ nodes }) => [['es.nodes', shownNodes(nodes)]],
    shown: ({ nodes, options }) => [
      ['Nodes', shownNodes(nodes)],
      ['Index', options['resource'] ?? ''],
    ],
  },
}

/** In the order in which people are told them. */
export const STORE_KINDS = Object.keys(STORES) as readonly StoreKind[]

export const isStoreKind = (kind: string): kind is StoreKind => Object.hasOwn(STORES, kind)

/** Of a table whose place a statement names by options of its own, or of something else. */
export const isStoreSource = <S extends { readonly kind: string }>(source: S): source is Extract<S, { kind: StoreKind }> =>
  isStoreKind(source.kind)

export interface KnownStore {
  readonly protocol: RemoteProtocol
  readonly nodes: readonly StoreNode[]
  readonly written: Lines
  readonly shown: Lines
}

export const knownStore = (source: StoreSource): KnownStore => known(source.kind, source)

function known<K extends StoreKind>(kind: K, source: StoreSources[K]): KnownStore {
  const { protocol, nodes, written, shown } = STORES[kind]
  return { protocol, nodes: nodes(source), written: written(source), shown: shown(source) }
}
