import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { URL_PARAMETERS } from './url-parameters.ts'

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

type Parameters = OptionValues<(typeof URL_PARAMETERS)['options']>

/**
 * Reads jdbc:postgresql://host[:port]/[database][?parameter=value…], with the driver's meaning of the parameters.
 * A # or an @ is written as %23 or %40: there is neither a fragment nor a user here.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): PostgresAddress {
  plainText('option url', url)
  const match = /^jdbc:postgresql:\/\/(\[[0-9a-f:.]+\]|[^/?#,:[\]]+)(?::(\d{1,5}))?(?:\/([^?#@]*))?(?:\?([^#]*))?$/i.exec(url)
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
    searchPath: parameters.currentSchema,
    applicationName: parameters.ApplicationName ?? 'Causeway',
  }
}

function readParameters(query: string): Parameters {
  const parts = query.split('&').filter((one) => one !== '')
  return readOptions(
    URL_PARAMETERS,
    parts.map((part) => {
      const [name = '', value = ''] = part.split(/=(.*)/s).map(decode)
      return [name, value] as const
    }),
  )
}

/** The driver's rule: ssl, or ssl=true, means verify-full. */
function sslModeOf({ sslmode, ssl }: Parameters): SslMode {
  if (sslmode !== undefined) return sslmode === 'allow' ? 'prefer' : sslmode
  return ssl === true ? 'verify-full' : 'prefer'
}

/** 0 is the driver's "no limit"; here everything has one. */
const connectTimeoutOf = ({ connectTimeout: seconds = DEFAULT_CONNECT_TIMEOUT_S }: Parameters): number =>
  (seconds === 0 ? CONNECT_TIMEOUT_S_MAX : Math.min(seconds, CONNECT_TIMEOUT_S_MAX)) * 1000

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
