import type { AuditSettings, Quotas } from '../../../base/config.ts'

/** What a project may have, unless causeway.yaml says otherwise. The vendor's own numbers are marked; the others keep one project from filling a server. */
export const QUOTAS: Quotas = {
  vpcs: 1_000,
  subnets: 5_000,
  queues: 1_000,
  connections: 1_000,
  credentials: 1_000,
  pools: 100,
  /** Vendor's. */
  databases: 50,
  /** Vendor's. */
  tables: 5_000,
  expectations: 1_000,
}

/** Every other limit of control, in one place. */
export const LIMITS = {
  /** Vendor's. */
  hostsOfConnection: 20_000,
  /** Each is asked at every dial of an address. */
  routesOfConnection: 200,
  /** Ranges; each is asked at every dial. */
  portsOfConnection: 100,
  serversOfResolver: 3,
  suffixesOfResolver: 20,
  /** With the tokens for more. */
  agentsOfVpc: 100,
  /** Bindings that one queue has at the same time. */
  bindingsOfQueue: 200,
  /** Vendor's. */
  tags: 20,
  labels: 20,
  variablesOfProject: 1_000,
  variableCharacters: 10_000,
  textCharacters: 1_024,
  networkDescriptionCharacters: 255,
  hostsOfCredential: 100,
  /** Characters of one secret or location of a credential. */
  credentialTextCharacters: 4_096,
  doorsOfQueue: 10,
  /** Programs with the network of a queue, of the whole server. */
  runs: 64,
  /** At once, of one door; the beginning of one may take so long. */
  connectionsOfDoor: 256,
  beginningsOfDoor: 64,
  doorLoginMs: 10_000,
  connectivityTasksRunning: 20,
  /** Connectivity tasks that stay readable, the newest. */
  connectivityTasksKept: 1_000,
  /** Vendor's: fewer characters than this. */
  sqlCharacters: 500_000,
  /** Vendor's: fewer bytes than this. */
  sqlBytes: 1_048_576,
  scriptCharacters: 500_000,
  statementsOfScript: 1_000,
  /** That run at the same time on a queue: whoever may use one queue keeps nobody on another from running some. */
  scriptsRunning: 100,
  /** Of a part that is searched for in the statements of jobs. */
  searchCharacters: 256,
  /** The newest events of a project, for who comes back; a listener may leave twice as many unread. */
  eventsKept: 1_000,
  listenersOfProject: 32,
  listeners: 256,
  /** Of results that are kept whole, for all jobs of a project together. */
  resultBytesOfProject: 64 * 2 ** 30,
  sqlTemplates: 1_000,
  templateNameCharacters: 128,
  /** Of the statements of all SQL templates of a project together: they are listed in one answer. */
  templateCharacters: 8_388_608,
  /** Vendor's, of a project. */
  flinkTemplates: 100,
  /** Vendor's. */
  flinkTemplateNameCharacters: 64,
  /** Vendor's. */
  flinkTemplateCharacters: 10_000,
  sparkTemplates: 200,
  /** Of the parameters of a batch as JSON. */
  sparkTemplateCharacters: 65_536,
  packages: 1_000,
  /** Vendor's, of a project. */
  defenceRules: 1_000,
  /** Vendor's. */
  queuesOfRule: 50,
  /** Of what an expectation was found to be, the newest. */
  observationsKept: 20,
  confEntries: 100,
  confKeyCharacters: 256,
  confValueCharacters: 4_096,
} as const

const HOUR_MS = 3_600_000
export const RETENTION = {
  /** Rows for the preview of a finished job. */
  jobRowsMs: 24 * HOUR_MS,
  /** Versions of managed tables, from when the next one was made. */
  tableVersionsMs: 24 * HOUR_MS,
  /** Job records, deleted queues and connections, removed bindings. */
  recordsMs: 30 * 24 * HOUR_MS,
} as const

/** Unless causeway.yaml says otherwise. A record takes about half a kilobyte on the disk. */
export const AUDIT: AuditSettings = { days: 90, rows: 1_000_000 }

/** What the records of ended jobs may take on the disk, unless causeway.yaml says otherwise. */
export const JOB_RECORD_BYTES = 8 * 2 ** 30
