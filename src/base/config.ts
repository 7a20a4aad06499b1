import type { DefenceType } from './defence-types.ts'

/** The server's settings after flags, environment and causeway.yaml have been put together (cli/settings.ts). */
export interface Config {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** The data folder, absolute. */
  readonly home: string
  /** Buckets that are folders elsewhere: name to absolute folder. */
  readonly buckets: Readonly<Record<string, string>>
  /** Of those that are not for all projects: the ids of the projects that see them. */
  readonly bucketProjects?: Readonly<Record<string, readonly string[]>>
  /** Buckets that a store of objects has, by the names that they have here. */
  readonly objectStores?: Readonly<Record<string, ObjectStoreSettings>>
  /** The identity that the first start makes; what is absent is made at random. Without effect on later starts. */
  readonly identity: IdentitySettings
  readonly compute: ComputeSettings
  /** Absent: plain HTTP. */
  readonly tls?: TlsSettings
  /** How clients reach the server, without a path; absent: as each request says. */
  readonly publicUrl?: string
  /** Networks (CIDR) and addresses of the proxies whose word of the client is taken; none when it is absent. */
  readonly trustedProxies?: readonly string[]
  /** As the vendor's documents have them, unless given. */
  readonly resultCells?: ResultCells
  /** As they were written, unless given: `braced` ends each in a brace, as the vendor's service does. */
  readonly tableComments?: TableComments
  /** Who may ask for /metrics; 'local' when absent. */
  readonly metrics?: MetricsAccess
  /** What is kept of a query's rows where neither its job nor its session says it; absent: the first rows. */
  readonly keepResult?: 'all' | 'preview'
  /** For which SQL defence rules a queue has the usual limit where none of its own holds; absent: those of the vendor's that only stop what nobody wants. */
  readonly defaultDefenceRules?: readonly DefenceType[]
  /** The server does not start where its workers are held by less; absent: by what the machine has. */
  readonly sandbox?: 'full'
  /** What is kept of who did what, where it is not the default. */
  readonly audit?: Partial<AuditSettings>
  /** What the records of ended jobs may take on the disk together, where it is not the default: the oldest are forgotten. */
  readonly jobRecordBytes?: number
  /** Where agents of private networks come in; absent: nowhere. */
  readonly agents?: AgentPortSettings
  /** How many of each a project may have, where it is not the default. */
  readonly quotas?: Partial<Quotas>
  /** Networks (CIDR) and ports that may be dialled from this machine at all, through any attachment; no ports are all ports. Everything when it is absent. */
  readonly allowedTargets?: readonly {
    readonly network: string
    readonly ports: readonly { readonly from: number; readonly to: number }[]
  }[]
  /** The paths of the network namespaces that attachments may enter; none when it is absent. */
  readonly networkNamespaces?: readonly string[]
  /** The sockets of ssh-agents whose keys attachments may log in with, by name; none when it is absent. */
  readonly sshAgents?: Readonly<Record<string, string>>
}

/** Where a bucket of an S3-compatible store is, and with which key it is asked. */
export interface ObjectStoreSettings {
  /** Of the store, without the bucket. */
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  readonly region: string
  /** What the store calls the bucket. */
  readonly bucket: string
  /** The bucket stands in the path, and not before the host's name. */
  readonly isPathStyle: boolean
  readonly accessKey: string
  readonly secretKey: string
  /** PEM: who may have signed the store's certificate; absent: whom Node trusts. */
  readonly ca?: string
}

export interface AgentPortSettings {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** host:port as agents dial it; absent: as it is listened on. */
  readonly address?: string
}

export interface AuditSettings {
  /** How long what happened is kept. */
  readonly days: number
  /** How many records of it are kept, whichever is less. */
  readonly rows: number
  /** Where it is written as well, for who collects it. */
  readonly file?: AuditFileSettings
}

export interface AuditFileSettings {
  /** Absolute. */
  readonly path: string
  /** How large it becomes before it is put aside. */
  readonly bytes: number
  /** With those that were put aside. */
  readonly files: number
}

export type TlsSettings =
  | ({ readonly kind: 'files' } & TlsFiles)
  /** One that the server makes for itself and keeps in its data folder. */
  | { readonly kind: 'self-signed' }

/** Absolute paths of PEM files. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
}

/** Whether the comment of a table ends in a brace that nobody has written: the vendor's service adds one, and tests of its Terraform provider wait for it. */
export type TableComments = 'written' | 'braced'

/** off: nobody; local: who asks on the machine of the server; all: everybody who reaches its port. */
export type MetricsAccess = 'off' | 'local' | 'all'

/** How cells of results are sent: see docs/guides/settings.md. */
export type ResultCells = 'documents' | 'java-sdk'

/** Things that one project may have at the same time. */
export interface Quotas {
  readonly vpcs: number
  readonly subnets: number
  readonly queues: number
  readonly connections: number
  readonly credentials: number
  /** Elastic resource pools. */
  readonly pools: number
  readonly databases: number
  readonly tables: number
  /** What the queues are expected to reach. */
  readonly expectations: number
}

export interface IdentitySettings {
  readonly domain: string
  readonly user: string
  readonly password?: string
  /** Also the region's name. */
  readonly project: string
  /** 32 hexadecimal digits. */
  readonly projectId?: string
  readonly accessKey?: string
  readonly secretKey?: string
}

export interface ComputeSettings {
  /** Started workers that no queue has claimed yet. */
  readonly spareWorkers: number
  /** When what checks statements is started: with the server, where it is left out. */
  readonly analyzer?: 'at-start' | 'when-asked'
  /** What one worker may have on the disk for what does not fit into its memory; absent: by its memory and the disk. */
  readonly scratchBytes?: number
}
