import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { AuditSettings, Config, IdentitySettings } from '../base/config.ts'
import { dataFiles } from '../base/data-files.ts'
import { CausewayError } from '../base/errors.ts'
import { realPath } from '../base/real-path.ts'
import { agentsOf } from './agent-settings.ts'
import { objectStoresOf } from './object-store-settings.ts'
import type { ReadSettingsFile, SettingsFile } from './settings-file.ts'
import { checkKeyIsPrivate, tlsOf } from './tls-settings.ts'
import { unreadFile } from './unread-file.ts'

/** The flags of `causeway start`, as the command line gave them. */
export interface StartFlags {
  readonly host?: string
  readonly port?: string
  readonly home?: string
  readonly config?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly tlsSelfSigned?: boolean
}

type TextFlag = Exclude<keyof StartFlags, 'tlsSelfSigned'>

const DEFAULT_FILE = 'causeway.yaml'
const DEFAULT_PORT = 8600
const DEFAULT_SPARE_WORKERS = 2
const MIB = 1024 ** 2
const GIB = 1024 ** 3

/**
 * Flags before environment before causeway.yaml before defaults. Relative folders are relative to the working folder, those of the file to the
 * file's folder. Throws 'invalid-parameter' that names the setting and where it was read.
 */
export async function readSettings(flags: StartFlags, environment: NodeJS.ProcessEnv, workingFolder: string): Promise<Config> {
  const given = (flag: TextFlag, name: string): string | undefined => flagOf(flags, flag) ?? variableOf(environment, name)
  const config = given('config', 'CAUSEWAY_CONFIG')
  const path = resolve(workingFolder, config ?? DEFAULT_FILE)
  const { settings: file, placeOf } = await readSettingsFile(path, config !== undefined)
  const fileFolder = dirname(path)
  const givenHome = given('home', 'CAUSEWAY_HOME')
  const home =
    givenHome !== undefined
      ? resolve(workingFolder, givenHome)
      : resolve(file.home === undefined ? workingFolder : fileFolder, file.home ?? '.causeway')
  const buckets = Object.fromEntries(
    Object.entries(file.buckets ?? {}).map(([name, folder]) => [
      name,
      bucketFolder(resolve(fileFolder, folder), home, `${placeOf(['buckets', name])}: the bucket ${name}`),
    ]),
  )
  checkApart(buckets, (name) => `${placeOf(['buckets', name])}: the bucket ${name}`)
  const objectStores = objectStoresOf(file.objectStores ?? {}, { environment, folder: fileFolder, folders: buckets, placeOf })
  for (const name of Object.keys(file.bucketProjects ?? {})) {
    if (Object.hasOwn(buckets, name) || Object.hasOwn(objectStores, name)) continue
    throw new CausewayError(
      'invalid-parameter',
      `${placeOf(['bucketProjects', name])}: ${name} is no bucket that buckets maps to a folder, or objectStores to a store`,
      {
        hint: 'Give it a folder under buckets: only such a bucket can be for some projects.',
      },
    )
  }
  const tls = tlsOf([
    {
      certificate: flagOf(flags, 'tlsCert'),
      key: flagOf(flags, 'tlsKey'),
      selfSigned: flags.tlsSelfSigned === true,
      folder: workingFolder,
      names: { certificate: '--tls-cert', key: '--tls-key', selfSigned: '--tls-self-signed' },
    },
    {
      certificate: variableOf(environment, 'CAUSEWAY_TLS_CERT'),
      key: variableOf(environment, 'CAUSEWAY_TLS_KEY'),
      selfSigned: switchOf(environment, 'CAUSEWAY_TLS_SELF_SIGNED'),
      folder: workingFolder,
      names: { certificate: 'CAUSEWAY_TLS_CERT', key: 'CAUSEWAY_TLS_KEY', selfSigned: 'CAUSEWAY_TLS_SELF_SIGNED' },
    },
    {
      certificate: file.tls?.cert,
      key: file.tls?.key,
      selfSigned: file.tls?.selfSigned === true,
      folder: fileFolder,
      names: {
        certificate: `${placeOf(['tls'])}: tls.cert`,
        key: `${placeOf(['tls'])}: tls.key`,
        selfSigned: `${placeOf(['tls'])}: tls.selfSigned`,
      },
    },
  ])
  const written = [dataFiles(home).buckets, dataFiles(home).projectBuckets, ...Object.values(buckets)]
  checkKeyIsPrivate(tls, written)
  const open = [dataFiles(home).warehouse, ...written]
  return {
    host: given('host', 'CAUSEWAY_HOST') ?? file.host ?? '127.0.0.1',
    port:
      portOf(flagOf(flags, 'port'), '--port') ??
      portOf(variableOf(environment, 'CAUSEWAY_PORT'), 'CAUSEWAY_PORT') ??
      file.port ??
      DEFAULT_PORT,
    home,
    buckets,
    identity: identityOf(environment),
    compute: {
      spareWorkers: file.spareWorkers ?? DEFAULT_SPARE_WORKERS,
      ...(file.spareWorkers === 0 ? { analyzer: 'when-asked' as const } : {}),
      ...(file.scratchGib === undefined ? {} : { scratchBytes: file.scratchGib * GIB }),
    },
    quotas: file.quotas ?? {},
    ...(file.jobRecordsMib === undefined ? {} : { jobRecordBytes: file.jobRecordsMib * MIB }),
    ...(file.objectStores === undefined ? {} : { objectStores }),
    ...(file.bucketProjects === undefined ? {} : { bucketProjects: file.bucketProjects }),
    ...(file.agents === undefined ? {} : { agents: agentsOf(file.agents, placeOf) }),
    ...(file.audit === undefined ? {} : { audit: auditOf(file.audit, fileFolder, open, placeOf) }),
    ...(tls === undefined ? {} : { tls }),
    ...(file.publicUrl === undefined ? {} : { publicUrl: file.publicUrl }),
    ...(file.trustedProxies === undefined ? {} : { trustedProxies: file.trustedProxies }),
    ...(file.resultCells === undefined ? {} : { resultCells: file.resultCells }),
    ...(file.sandbox === undefined ? {} : { sandbox: file.sandbox }),
    ...(file.metrics === undefined ? {} : { metrics: file.metrics }),
    ...(file.tableComments === undefined ? {} : { tableComments: file.tableComments }),
    ...(file.keepResult === undefined ? {} : { keepResult: file.keepResult }),
    ...(file.defaultDefenceRules === undefined ? {} : { defaultDefenceRules: file.defaultDefenceRules }),
    ...(file.allowedTargets === undefined ? {} : { allowedTargets: file.allowedTargets }),
    ...(file.networkNamespaces === undefined ? {} : { networkNamespaces: file.networkNamespaces }),
    ...(file.sshAgents === undefined ? {} : { sshAgents: file.sshAgents }),
  }
}

const AUDIT_FILE = { bytes: 100_000_000, files: 10 }

/** A file in a folder that jobs write could be changed by them. */
function auditOf(
  { file, fileBytes, files, ...kept }: NonNullable<SettingsFile['audit']>,
  folder: string,
  open: readonly string[],
  placeOf: ReadSettingsFile['placeOf'],
): Partial<AuditSettings> {
  if (file === undefined) return kept
  const path = resolve(folder, file)
  const real = join(realPath(dirname(path)), basename(path))
  if (open.some((each) => isWithin(real, realPath(each)))) {
    throw new CausewayError(
      'invalid-parameter',
      `${placeOf(['audit', 'file'])}: the audit cannot be written into ${dirname(path)}: jobs may write there`,
      {
        hint: 'Name a file that is in no bucket',
      },
    )
  }
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CausewayError('invalid-parameter', `${placeOf(['audit', 'file'])}: there is no folder ${dirname(path)}`, {
      hint: 'Make the folder, or correct the path',
    })
  }
  return { ...kept, file: { path, bytes: fileBytes ?? AUDIT_FILE.bytes, files: files ?? AUDIT_FILE.files } }
}

const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep)

/**
 * Jobs write in buckets: in the place of a folder within one they could put a link to any other, which would be the bucket then. And who sees the one would see the
 * other, whichever projects that is for.
 */
function checkApart(buckets: Readonly<Record<string, string>>, wordsFor: (name: string) => string): void {
  for (const [name, folder] of Object.entries(buckets)) {
    const real = realPath(folder)
    const above = Object.keys(buckets).find((other) => {
      const outer = realPath(buckets[other] ?? folder)
      return real !== outer && isWithin(real, outer)
    })
    if (above === undefined) continue
    throw new CausewayError(
      'invalid-parameter',
      `${wordsFor(name)} cannot be ${folder}: that is in the bucket ${above}, whose jobs may put a link in its place`,
      { hint: 'Name a folder that is in no other bucket.' },
    )
  }
}

/** A bucket is open to every job: one that holds the data folder, or is a part of it, would let jobs read the master key or write among managed tables, at least by a link that a job puts in its place. */
function bucketFolder(folder: string, home: string, bucket: string): string {
  const [real, realHome] = [realPath(folder), realPath(home)]
  if (isWithin(realHome, real) || isWithin(real, realHome)) {
    throw new CausewayError('invalid-parameter', `${bucket} cannot be ${folder}: the data folder ${home} would be open to every job`, {
      hint: 'Name a folder that is not in the data folder and does not hold it',
    })
  }
  // Workers cannot write one that is made after they were started.
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder
  throw new CausewayError('invalid-parameter', `${bucket} is ${folder}, and there is no such folder`, {
    hint: `Make the folder, or correct the path; a relative one begins at the folder of the settings file`,
  })
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Throws 'invalid-parameter' for a level that there is not. */
export function readLogLevel(environment: NodeJS.ProcessEnv): string {
  const level = variableOf(environment, 'CAUSEWAY_LOG_LEVEL') ?? 'warn'
  if (LOG_LEVELS.includes(level)) return level
  throw new CausewayError('invalid-parameter', `CAUSEWAY_LOG_LEVEL is not a log level: ${level}`, { hint: `Use ${LOG_LEVELS.join(', ')}` })
}

/** Whether only this machine reaches a server that listens there. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host)

/** A variable that is set to nothing counts as not set, as a container's file of variables often has it: an empty host would mean all interfaces. */
function variableOf(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name]
  return value === '' ? undefined : value
}

function flagOf(flags: StartFlags, name: TextFlag): string | undefined {
  if (flags[name] !== '') return flags[name]
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  throw new CausewayError('invalid-parameter', `${flag} is empty`, { hint: `Give it a value, or leave ${flag} out` })
}

function switchOf(environment: NodeJS.ProcessEnv, name: string): boolean {
  const text = variableOf(environment, name) ?? 'false'
  if (text === 'true' || text === 'false') return text === 'true'
  throw new CausewayError('invalid-parameter', `${name} is neither true nor false: ${text}`, {
    hint: `Set ${name} to true, or leave it out`,
  })
}

async function readSettingsFile(path: string, required: boolean): Promise<ReadSettingsFile> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (!required && error instanceof Error && 'code' in error && error.code === 'ENOENT') return { settings: {}, placeOf: () => path }
    throw unreadFile(`The settings file ${path}`, error, '--config')
  }
  // Its libraries take longer to load than the port to be bound, and most starts have no file.
  return (await import('./settings-file.ts')).parseSettingsFile(text, path)
}

function portOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new CausewayError('invalid-parameter', `${name} is not a port: ${text}`, {
    hint: 'Give a number from 0 to 65535; 0 picks a free port',
  })
}

function identityOf(environment: NodeJS.ProcessEnv): IdentitySettings {
  const optional = (name: string, pattern: RegExp, what: string): string | undefined => {
    const value = variableOf(environment, name)
    if (value === undefined) return undefined
    if (pattern.test(value)) return value
    throw new CausewayError('invalid-parameter', `${name} is not ${what}`, { hint: `Set ${name} to ${what}, or leave it out` })
  }
  const password = optional('CAUSEWAY_PASSWORD', /^\P{Cc}{8,256}$/u, '8 to 256 characters without control characters')
  const projectId = optional('CAUSEWAY_PROJECT_ID', /^[0-9a-f]{32}$/, '32 lower-case hexadecimal digits')
  const accessKey = optional('CAUSEWAY_ACCESS_KEY', /^[A-Za-z0-9]{4,128}$/, '4 to 128 letters and digits')
  const secretKey = optional('CAUSEWAY_SECRET_KEY', /^[\x21-\x7e]{8,256}$/, '8 to 256 visible ASCII characters')
  return {
    domain: optional('CAUSEWAY_DOMAIN', /^[\w-]{1,64}$/, '1 to 64 letters, digits, _ and -') ?? 'causeway',
    user: optional('CAUSEWAY_USER', /^[\w.-]{1,64}$/, '1 to 64 letters, digits, _ . and -') ?? 'admin',
    project: optional('CAUSEWAY_PROJECT', /^[\w-]{1,64}$/, '1 to 64 letters, digits, _ and -') ?? 'local-1',
    ...(password === undefined ? {} : { password }),
    ...(projectId === undefined ? {} : { projectId }),
    ...(accessKey === undefined ? {} : { accessKey }),
    ...(secretKey === undefined ? {} : { secretKey }),
  }
}
