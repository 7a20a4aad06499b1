import { join } from 'node:path'

/** What stands in a data folder, and the only place that knows the names. */
export const dataFiles = (home: string) => ({
  database: join(home, 'causeway.db'),
  masterKey: join(home, 'master.key'),
  /** What takes its place when everything is sealed with it; there while the key is being changed. */
  nextMasterKey: join(home, 'master.key.next'),
  /** The certificate that the server has made for itself, and its key; made anew when one is not there. */
  tlsCertificate: join(home, 'tls-certificate.pem'),
  tlsKey: join(home, 'tls-key.pem'),
  /** Who holds the folder, for the message that a second server gives; not a lock. */
  owner: join(home, 'server.json'),
  /** Whether a file has room; there while that is tried. */
  roomProbe: join(home, 'room-probe'),
  /** The buckets of all projects that have no folder elsewhere, by name. */
  buckets: join(home, 'buckets'),
  /** The buckets that a project has made, by project and name. */
  projectBuckets: join(home, 'project-buckets'),
  /** The files of managed tables. */
  warehouse: join(home, 'warehouse'),
  /** What running workers and probes of the sandbox need; emptied by every start. */
  scratch: join(home, 'scratch'),
  /** The unix sockets of queues' doors. */
  doors: join(home, 'doors'),
  /** The worker's program in one file; made anew when it is not there. */
  workerProgram: join(home, 'worker-program'),
  /** What Node has compiled of the server's own program, and its modules in one file; may be emptied at any time. */
  compileCache: join(home, 'compile-cache'),
})
