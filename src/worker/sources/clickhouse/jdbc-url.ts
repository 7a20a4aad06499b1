import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import type { CertificateCheck } from '../shared/tls.ts'
import { URL_PARAMETERS } from './url-parameters.ts'

export interface ClickhouseAddress {
  readonly host: string
  readonly port: number
  readonly database: string
  /** Undefined: HTTP, unencrypted. */
  readonly check: CertificateCheck | undefined
  readonly connectTimeoutMs: number
}

const HTTP_PORT = 8123
const HTTPS_PORT = 8443
/** The most that a name has anywhere, and that the server lets a worker ask for. */
const HOST_CHARACTERS_MAX = 255
const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_MS_MAX = 300_000

type Parameters = OptionValues<(typeof URL_PARAMETERS)['options']>

/**
 * Reads jdbc:clickhouse://host[:port][/database][?parameter=value…], with the driver's meaning of the parameters.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): ClickhouseAddress {
  plainText('option url', url)
  const match =
    /^jdbc:(?:clickhouse|ch):(https?:)?\/\/(\[[0-9a-f:.]+\]|[^/?#,:@()[\]]+)(?::(\d{1,5}))?(?:\/([^?#@/]*))?(?:\?([^#]*))?$/i.exec(url)
  if (match === null) throw badUrl()
  const [, scheme = '', hostText = '', portText, databaseText = '', query = ''] = match
  const parameters = readParameters(query)
  const check = scheme.toLowerCase() === 'https:' ? (checkOf({ ...parameters, ssl: true }) ?? 'signer-and-names') : checkOf(parameters)
  const port = portText === undefined ? (check === undefined ? HTTP_PORT : HTTPS_PORT) : Number(portText)
  if (port < 1 || port > 65_535) throw badUrl()
  const host = hostText.replace(/^\[|\]$/g, '')
  if (host.length > HOST_CHARACTERS_MAX) {
    throw new CausewayError('invalid-parameter', `The JDBC URL's host has more than ${HOST_CHARACTERS_MAX} characters`)
  }
  const { connection_timeout: timeoutMs = DEFAULT_CONNECT_TIMEOUT_MS, database } = parameters
  return {
    host,
    port,
    database: databaseText === '' ? (database ?? 'default') : decode(databaseText),
    check,
    connectTimeoutMs: timeoutMs === 0 ? CONNECT_TIMEOUT_MS_MAX : Math.min(timeoutMs, CONNECT_TIMEOUT_MS_MAX),
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

/** An sslmode alone is enough: nobody who asks for a look at the certificate means no encryption. */
function checkOf({ ssl, sslmode }: Parameters): CertificateCheck | undefined {
  if (ssl === false) return undefined
  switch (sslmode) {
    case 'DISABLED':
      return undefined
    case 'REQUIRED':
    case 'none':
      return 'nothing'
    case 'VERIFY_CA':
      return 'signer'
    case 'VERIFY_IDENTITY':
    case 'strict':
      return 'signer-and-names'
    case undefined:
      return ssl === true ? 'signer-and-names' : undefined
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

const badUrl = (): CausewayError =>
  new CausewayError('invalid-parameter', 'The option url is not a JDBC URL of ClickHouse', {
    hint: "Write 'url'='jdbc:clickhouse://host:8123/database', with the port of HTTP and one host",
  })
