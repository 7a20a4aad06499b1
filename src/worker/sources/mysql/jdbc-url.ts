import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import type { Encryption } from './protocol/log-in.ts'
import type { ZeroDates } from './remote-type.ts'
import { URL_PARAMETERS } from './url-parameters.ts'

export interface MysqlAddress {
  readonly host: string
  readonly port: number
  readonly database: string | undefined
  readonly encryption: Encryption
  readonly allowPublicKeyRetrieval: boolean
  readonly connectTimeoutMs: number
  readonly zeroDates: ZeroDates
  readonly tinyInt1IsBit: boolean
  readonly yearIsDate: boolean
}

const DEFAULT_PORT = 3306
/** The most that a name has anywhere, and that the server lets a worker ask for. */
const HOST_CHARACTERS_MAX = 255
const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_MS_MAX = 300_000

type Parameters = OptionValues<(typeof URL_PARAMETERS)['options']>

/**
 * Reads jdbc:mysql://host[:port][/database][?parameter=value…], with the driver's meaning of the parameters.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): MysqlAddress {
  plainText('option url', url)
  const match = /^jdbc:(?:mysql|mariadb):\/\/(\[[0-9a-f:.]+\]|[^/?#,:@()[\]]+)(?::(\d{1,5}))?(?:\/([^?#@/]*))?(?:\?([^#]*))?$/i.exec(url)
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
    encryption: encryptionOf(parameters),
    allowPublicKeyRetrieval: parameters.allowPublicKeyRetrieval ?? false,
    connectTimeoutMs: connectTimeoutOf(parameters),
    zeroDates: zeroDatesOf(parameters),
    tinyInt1IsBit: parameters.tinyInt1isBit ?? true,
    yearIsDate: parameters.yearIsDateType ?? true,
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

/** As Connector/J 8: an sslMode comes before what was there earlier. */
function encryptionOf({ sslMode, useSSL, requireSSL, verifyServerCertificate }: Parameters): Encryption {
  const earlier =
    useSSL === false ? 'DISABLED' : verifyServerCertificate === true ? 'VERIFY_CA' : requireSSL === true ? 'REQUIRED' : 'PREFERRED'
  const mode = sslMode ?? earlier
  switch (mode) {
    case 'DISABLED':
    case 'disable':
      return { kind: 'never' }
    case 'PREFERRED':
      return { kind: 'if-offered', check: 'nothing' }
    case 'REQUIRED':
    case 'trust':
      return { kind: 'always', check: 'nothing' }
    case 'VERIFY_CA':
    case 'verify-ca':
      return { kind: 'always', check: 'signer' }
    case 'VERIFY_IDENTITY':
    case 'verify-full':
      return { kind: 'always', check: 'signer-and-names' }
  }
}

/** 0 is the driver's "no limit"; here everything has one. */
const connectTimeoutOf = ({ connectTimeout = DEFAULT_CONNECT_TIMEOUT_MS }: Parameters): number =>
  connectTimeout === 0 ? CONNECT_TIMEOUT_MS_MAX : Math.min(connectTimeout, CONNECT_TIMEOUT_MS_MAX)

function zeroDatesOf({ zeroDateTimeBehavior = 'EXCEPTION' }: Parameters): ZeroDates {
  switch (zeroDateTimeBehavior) {
    case 'EXCEPTION':
      return 'refused'
    case 'ROUND':
      return 'first-day'
    case 'CONVERT_TO_NULL':
    case 'convertToNull':
      return 'null'
  }
}

const decode = (text: string): string => plainText('option url', decoded(text))

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new CausewayError('invalid-parameter', 'The JDBC URL has a % that is not followed by two hexadecimal digits')
  }
}

function badUrl(url: string): CausewayError {
  const hasSeveralHosts = /^jdbc:(?:mysql|mariadb):(?:\/\/[^/?]*[,(]|[a-z+]+:)/i.test(url)
  return hasSeveralHosts
    ? new CausewayError('not-supported', 'A JDBC URL with several hosts is not supported', { hint: 'Name one host' })
    : new CausewayError('invalid-parameter', 'The option url is not a JDBC URL of MySQL', {
        hint: "Write 'url'='jdbc:mysql://host:3306/database'",
      })
}
