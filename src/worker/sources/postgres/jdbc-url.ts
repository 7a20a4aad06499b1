import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'

type SslMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

export interface PostgresAddress {
  readonly host: string
  readonly port: number
  /** Absent: the one named like the user. */
  readonly database: string | undefined
  readonly sslMode: SslMode
  readonly connectTimeoutMs: number
  readonly searchPath: string | undefined
  readonly applicationName: string
}

const DEFAULT_PORT = 5432
/** The most that a name has anywhere, and that the server lets a worker ask for. */
const HOST_CHARACTERS_MAX = 255
const DEFAULT_CONNECT_TIMEOUT_S = 10
const CONNECT_TIMEOUT_S_MAX = 300

/** Parameters of the PostgreSQL JDBC driver that change nothing about what is read or written here. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(
  [
    'loginTimeout',
    'socketTimeout',
    'cancelSignalTimeout',
    'tcpKeepAlive',
    'tcpNoDelay',
    'prepareThreshold',
    'preparedStatementCacheQueries',
    'preparedStatementCacheSizeMiB',
    'preferQueryMode',
    'binaryTransfer',
    'binaryTransferEnable',
    'binaryTransferDisable',
    'defaultRowFetchSize',
    'adaptiveFetch',
    'reWriteBatchedInserts',
    'logServerErrorDetail',
    'logUnclosedConnections',
    'loggerLevel',
    'stringtype',
    'sendBufferSize',
    'receiveBufferSize',
    'autosave',
    'readOnly',
    'readOnlyMode',
    'assumeMinServerVersion',
    'disableColumnSanitiser',
    'unknownLength',
    'characterEncoding',
    'useUnicode',
  ].map((name) => name.toLowerCase()),
)

/**
 * Reads jdbc:postgresql://host[:port]/[database][?parameter=value…], with the driver's meaning of the parameters.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): PostgresAddress {
  plainText('option url', url)
  const match = /^jdbc:postgresql:\/\/(\[[0-9a-f:.]+\]|[^/?#,:[\]]+)(?::(\d{1,5}))?(?:\/([^?]*))?(?:\?(.*))?$/i.exec(url)
  if (match === null) throw badUrl(url)
  const [, hostText = '', portText, databaseText = '', query = ''] = match
  const port = portText === undefined ? DEFAULT_PORT : Number(portText)
  if (port < 1 || port > 65_535) throw badUrl(url)
  const host = hostText.replace(/^\[|\]$/g, '')
  if (host.length > HOST_CHARACTERS_MAX) {
    throw new CausewayError('invalid-parameter', `The JDBC URL's host has more than ${HOST_CHARACTERS_MAX} characters`)
  }
  const parameters = readParameters(query)
  return {
    host,
    port,
    database: databaseText === '' ? undefined : decode(databaseText),
    sslMode: sslModeOf(parameters),
    connectTimeoutMs: connectTimeoutOf(parameters),
    searchPath: parameters.get('currentschema'),
    applicationName: parameters.get('applicationname') ?? 'Causeway',
  }
}

const UNDERSTOOD: ReadonlySet<string> = new Set(['sslmode', 'ssl', 'connecttimeout', 'currentschema', 'applicationname'])

function readParameters(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const part of query.split('&').filter((one) => one !== '')) {
    const [name = '', value = ''] = part.split(/=(.*)/s).map(decode)
    const key = name.toLowerCase()
    if (key === 'user' || key === 'password') {
      throw new CausewayError('invalid-parameter', `The JDBC URL holds a ${key}`, {
        hint: "Store the user and password as a datasource authentication and name it in the option 'passwdauth'",
      })
    }
    if (WITHOUT_EFFECT.has(key)) continue
    if (!UNDERSTOOD.has(key)) throw new CausewayError('not-supported', `The JDBC URL's parameter ${name} is not supported`)
    parameters.set(key, value)
  }
  return parameters
}

function sslModeOf(parameters: ReadonlyMap<string, string>): SslMode {
  const mode = parameters.get('sslmode')?.toLowerCase()
  switch (mode) {
    case 'disable':
    case 'prefer':
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return mode
    case 'allow':
      return 'prefer'
    case undefined:
      break
    default:
      throw new CausewayError('invalid-parameter', `The JDBC URL's sslmode ${mode} does not exist`, {
        hint: 'Use disable, prefer, require, verify-ca or verify-full',
      })
  }
  // The driver's rule: ssl, or ssl=true, means verify-full.
  const ssl = parameters.get('ssl')?.toLowerCase()
  return ssl === '' || ssl === 'true' ? 'verify-full' : 'prefer'
}

function connectTimeoutOf(parameters: ReadonlyMap<string, string>): number {
  const text = parameters.get('connecttimeout')
  const seconds = text === undefined ? DEFAULT_CONNECT_TIMEOUT_S : Number(text)
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new CausewayError('invalid-parameter', `The JDBC URL's connectTimeout ${text} is not a number of seconds`)
  }
  // 0 is the driver's "no limit"; here everything has one.
  return (seconds === 0 ? CONNECT_TIMEOUT_S_MAX : Math.min(seconds, CONNECT_TIMEOUT_S_MAX)) * 1000
}

/** A %00 would end the text in PostgreSQL's start-up message, and what follows would be parameters of its own. */
function decode(text: string): string {
  return plainText('option url', decoded(text))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new CausewayError('invalid-parameter', 'The JDBC URL has a % that is not followed by two hexadecimal digits')
  }
}

function badUrl(url: string): CausewayError {
  const hasSeveralHosts = /^jdbc:postgresql:\/\/[^/?]*,/i.test(url)
  return hasSeveralHosts
    ? new CausewayError('not-supported', 'A JDBC URL with several hosts is not supported', { hint: 'Name one host' })
    : new CausewayError('invalid-parameter', 'The option url is not a JDBC URL of PostgreSQL', {
        hint: "Write 'url'='jdbc:postgresql://host:5432/database'",
      })
}
