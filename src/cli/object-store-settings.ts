import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { ObjectStoreSettings } from '../base/config.ts'
import { CausewayError } from '../base/errors.ts'
import { realPath } from '../base/real-path.ts'
import type { ReadSettingsFile, SettingsFile } from './settings-file.ts'

type Given = NonNullable<SettingsFile['objectStores']>[string]

interface Around {
  readonly environment: NodeJS.ProcessEnv
  /** Where the settings file is. */
  readonly folder: string
  /** The buckets that are folders: every job reads them. */
  readonly folders: Readonly<Record<string, string>>
  readonly placeOf: ReadSettingsFile['placeOf']
}

const DEFAULT_REGION = 'us-east-1'
const OPEN_TO_OTHERS = 0o077

/** The stores with their keys. Throws 'invalid-parameter' that names the setting, and never a key. */
export function objectStoresOf(
  given: NonNullable<SettingsFile['objectStores']>,
  around: Around,
): Readonly<Record<string, ObjectStoreSettings>> {
  return Object.fromEntries(Object.entries(given).map(([name, store]) => [name, storeOf(name, store, around)]))
}

function storeOf(name: string, store: Given, around: Around): ObjectStoreSettings {
  const wrong = (what: string, hint: string, key?: keyof Given): CausewayError => {
    const place = around.placeOf(['objectStores', name, ...(key === undefined ? [] : [key])])
    return new CausewayError('invalid-parameter', `${place}: the bucket ${name} ${what}`, { hint })
  }
  if (Object.hasOwn(around.folders, name)) throw wrong('is a folder under buckets already', 'Name it there or here.')
  const url = new URL(store.endpoint)
  const isTls = url.protocol === 'https:'
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port)
  const bucket = store.bucket ?? name
  const isPathStyle = store.pathStyle ?? true
  if (!isPathStyle && isTls && bucket.includes('.'))
    throw wrong('has a dot in its name: no certificate is for that before a host', 'Set pathStyle: true.', 'pathStyle')
  if (store.ca !== undefined && !isTls) throw wrong('has a ca, and an endpoint without TLS', 'Write https:// in endpoint.', 'ca')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    isTls,
    region: store.region ?? DEFAULT_REGION,
    bucket,
    isPathStyle,
    ...keysOf(store, around, wrong),
    ...(store.ca === undefined ? {} : { ca: certificates(resolve(around.folder, store.ca), wrong) }),
  }
}

type Wrong = (what: string, hint: string, key?: keyof Given) => CausewayError

function keysOf(store: Given, around: Around, wrong: Wrong): Pick<ObjectStoreSettings, 'accessKey' | 'secretKey'> {
  const { keyFile, accessKeyVariable, secretKeyVariable } = store
  const areVariables = accessKeyVariable !== undefined && secretKeyVariable !== undefined
  const isOne = (keyFile === undefined) !== (accessKeyVariable === undefined && secretKeyVariable === undefined)
  if (!isOne || (keyFile === undefined && !areVariables))
    throw wrong('needs one place where its key is', 'Give keyFile, or accessKeyVariable and secretKeyVariable.')
  if (keyFile !== undefined) return fromFile(resolve(around.folder, keyFile), around, wrong)
  const [accessKey, secretKey] = [accessKeyVariable, secretKeyVariable].map((name) => around.environment[name ?? ''] ?? '')
  if (!accessKey || !secretKey)
    throw wrong(`takes its key from ${accessKeyVariable} and ${secretKeyVariable}, which are not both set`, 'Set them for the server.')
  return { accessKey, secretKey }
}

function fromFile(path: string, { folders }: Around, wrong: Wrong): Pick<ObjectStoreSettings, 'accessKey' | 'secretKey'> {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status?.isFile() !== true) throw wrong(`has a keyFile that is not there: ${path}`, 'Make the file, or correct the path.', 'keyFile')
  if ((status.mode & OPEN_TO_OTHERS) !== 0)
    throw wrong(`has a keyFile that others may read: ${path}`, 'Give it to the user of the server alone: chmod 600.', 'keyFile')
  const open = Object.values(folders).find((folder) => realPath(path).startsWith(realPath(folder) + sep))
  if (open !== undefined) throw wrong(`has a keyFile in ${open}, where every job reads it`, 'Put it elsewhere.', 'keyFile')
  const [, accessKey, secretKey] = /^([^\s:]+):(\S+)\s*$/.exec(readFileSync(path, 'utf8')) ?? []
  if (accessKey === undefined || secretKey === undefined)
    throw wrong(`has a keyFile that holds no key: ${path}`, 'Write ACCESS_KEY:SECRET_KEY into it, one line.', 'keyFile')
  return { accessKey, secretKey }
}

function certificates(path: string, wrong: Wrong): string {
  try {
    const text = readFileSync(path, 'utf8')
    void new X509Certificate(text)
    return text
  } catch {
    throw wrong(`has a ca that is no PEM file of certificates: ${path}`, 'Name the file with the certificate of who signed.', 'ca')
  }
}
