import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianFolder, debianLibraries } from './debian-program.ts'
import { findFreePort } from './free-port.ts'
import { type Guard, type GuardedProcess, openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

const PACKAGES = {
  needed: ['clickhouse-common', 'clickhouse-server'],
  /** Libraries that not every machine has. */
  optional: [
    ...[
      'libcapnp-0.9.2',
      'libcctz2',
      'libcpuinfo0',
      'libfarmhash0',
      'libjemalloc2',
      'libltdl7',
      'libmariadb3',
      'libmetrohash1',
      'libodbc2',
    ],
    ...[
      'libpococrypto80',
      'libpocodata80',
      'libpocodataodbc80',
      'libpocofoundation80',
      'libpocojson80',
      'libpocomongodb80',
      'libpoconet80',
    ],
    ...['libpoconetssl80', 'libpocoutil80', 'libpocoxml80', 'librdkafka1', 'libre2-9', 'libpcre3', 'libboost-filesystem1.74.0'],
    ...['libboost-program-options1.74.0', 'libdouble-conversion3'],
  ],
}
const START_ATTEMPTS = 5

interface OwnCertificate {
  readonly key: string
  readonly certificate: string
}

interface Ports {
  readonly port: number
  readonly securePort: number | undefined
}

/** A running ClickHouse server that belongs to this process. */
export interface Clickhouse {
  readonly host: '127.0.0.1'
  /** Of HTTP. */
  readonly port: number
  /** Of HTTPS; undefined where it was given no certificate. */
  readonly securePort: number | undefined
  /** May do everything. */
  readonly user: string
  /** May read, and change no setting. */
  readonly reader: string
  /** The same, of whom a server sends 5 rows at most, and does not say so. */
  readonly cut: string
  /** The same, by whose settings a server makes other answers. */
  readonly changed: string
  /** Of all of them. */
  readonly password: string
  /** Runs a statement; answers with what the server writes. @throws Error with the server's words */
  sql(text: string): Promise<string>
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

/** Where Debian's packages of it are unpacked; undefined where they cannot be had. It is an 18.16. */
export const findClickhouse = (): Promise<string | undefined> => debianFolder('clickhouse', PACKAGES)

/** For tests: what is said where there is none. */
export const NO_CLICKHOUSE = 'there is no ClickHouse: Debian’s package clickhouse-server cannot be had here (apt-get update?)'

/**
 * Starts a real ClickHouse on a free port of the loopback interface, in a folder of its own under the temporary folder. It is ended, and its folder removed, by stop() and when this process
 * ends in any way.
 *
 * @param programs of findClickhouse
 * @param certificate it speaks HTTPS, too
 * @throws Error with the server's own log when it does not start.
 */
export async function startClickhouse(programs: string, certificate?: OwnCertificate): Promise<Clickhouse> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-clickhouse-'))
  const guard = openGuard(folder)
  const [user, reader, cut, changed, password] = ['causeway', 'reader', 'cut', 'changed', randomBytes(12).toString('hex')]
  try {
    for (const name of ['data', 'tmp', 'files', 'schemas']) await mkdir(join(folder, name), { mode: 0o700 })
    await writeFile(
      join(folder, 'users.xml'),
      users({ [user]: 'default', [reader]: 'readonly', [cut]: 'cut', [changed]: 'changed' }, password),
      { mode: 0o600 },
    )
    if (certificate !== undefined) {
      await writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 })
      await writeFile(join(folder, 'certificate.pem'), certificate.certificate)
    }
    const { port, securePort } = await startServer(guard, programs, folder, certificate !== undefined)
    const sql = async (text: string): Promise<string> => {
      const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: text, headers: { authorization } })
      const body = await answer.text()
      if (!answer.ok) throw new Error(body)
      return body
    }
    return { host: '127.0.0.1', port, securePort, user, reader, cut, changed, password, sql, stop: guard.stop }
  } catch (error) {
    await guard.stop()
    throw error
  }
}

const users = (profiles: Readonly<Record<string, string>>, password: string): string => `<yandex>
  <profiles>
    <default><max_memory_usage>1000000000</max_memory_usage><allow_experimental_low_cardinality_type>1</allow_experimental_low_cardinality_type></default>
    <readonly><readonly>1</readonly></readonly>
    <cut><result_overflow_mode>break</result_overflow_mode><max_result_rows>5</max_result_rows><max_block_size>5</max_block_size><readonly>1</readonly></cut>
    <changed><empty_result_for_aggregation_by_empty_set>1</empty_result_for_aggregation_by_empty_set><set_overflow_mode>break</set_overflow_mode><max_rows_in_set>1</max_rows_in_set><readonly>1</readonly></changed>
  </profiles>
  <users>${Object.entries(profiles)
    .map(
      ([name, profile]) =>
        `<${name}><password>${password}</password><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota></${name}>`,
    )
    .join('')}</users>
  <quotas><default/></quotas>
</yandex>`

const settings = (folder: string, { port, securePort }: Ports): string => `<yandex>
  <logger><level>information</level><console>1</console></logger>
  <http_port>${port}</http_port>${
    securePort === undefined
      ? ''
      : `
  <https_port>${securePort}</https_port>
  <openSSL><server>
    <certificateFile>${folder}/certificate.pem</certificateFile>
    <privateKeyFile>${folder}/key.pem</privateKeyFile>
    <verificationMode>none</verificationMode>
    <loadDefaultCAFile>false</loadDefaultCAFile>
    <cacheSessions>true</cacheSessions>
  </server></openSSL>`
  }
  <listen_host>127.0.0.1</listen_host>
  <path>${folder}/data/</path>
  <tmp_path>${folder}/tmp/</tmp_path>
  <user_files_path>${folder}/files/</user_files_path>
  <format_schema_path>${folder}/schemas/</format_schema_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>67108864</mark_cache_size>
  <timezone>Asia/Tokyo</timezone>
</yandex>`

async function startServer(guard: Guard, programs: string, folder: string, isSecure: boolean): Promise<Ports> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort()
    const ports = { port, securePort: isSecure ? await findFreePort() : undefined }
    await writeFile(join(folder, 'config.xml'), settings(folder, ports))
    const logFile = join(folder, `log-${attempt}`)
    const server = await guard.run({
      command: join(programs, 'usr/sbin/clickhouse-server'),
      args: ['--config-file=config.xml'],
      cwd: folder,
      env: await debianLibraries(programs),
      outputFile: logFile,
      stopSignals: ['SIGTERM'],
      graceMs: 10_000,
    })
    if (await becomesReady(server, port)) return ports
    const log = await readFile(logFile, 'utf8')
    // Another program may have taken the port between the look for one and the server's start.
    if (attempt === START_ATTEMPTS || !/address already in use/i.test(log)) throw new Error(`ClickHouse did not start:\n${log}`)
  }
}

async function becomesReady(server: GuardedProcess, port: number): Promise<boolean> {
  let ended = false
  void server.ended.then(() => {
    ended = true
  })
  return waitPatiently({
    meanwhile: 'ClickHouse is still starting',
    look: async () => {
      if (ended) return false
      const answer = await fetch(`http://127.0.0.1:${port}/ping`).catch(() => undefined)
      return answer?.ok === true ? true : undefined
    },
    processes: () => [server.pid],
  })
}
