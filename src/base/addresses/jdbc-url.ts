import { CausewayError } from '../errors.ts'
import { plainText } from '../plain-text.ts'
import { JDBC_KINDS, type JdbcProtocol, jdbcProtocolOf } from '../remote-kinds.ts'

/** A JDBC URL, taken apart: what its parameters mean beside the place is for the kind of database to say. */
export interface JdbcUrl {
  readonly protocol: JdbcProtocol
  /** An IPv6 address without its brackets. */
  readonly host: string
  readonly port: number
  /** Undefined: none is named. */
  readonly database: string | undefined
  /** HTTPS, of a database that is asked over HTTP. */
  readonly isHttps: boolean
  /** Names and values, in the order of the URL. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
}

/** The most that a name has anywhere, and that the server lets a worker ask for. */
const HOST_CHARACTERS_MAX = 255
const HTTPS_PORT = 8443
const FORM = /^jdbc:([a-z0-9+.-]+):(https?:)?\/\/(\[[0-9a-f:.]+\]|[^/?#,:@()[\]]+)(?::(\d{1,5}))?(?:\/([^?#@]*))?(?:\?([^#]*))?$/i

/**
 * Reads jdbc:word://host[:port][/database][?parameter=value…]. The server decides by it for which places a job has passwords, and the worker where it connects: both have to read the same.
 * A # or an @ is written as %23 or %40: there is neither a fragment nor a user here.
 * @throws CausewayError invalid-parameter, or not-supported for several hosts
 */
export function readJdbcUrl(url: string): JdbcUrl {
  plainText('option url', url)
  const [, word = '', scheme, hostText = '', portText, databaseText = '', query = ''] = FORM.exec(url) ?? []
  const protocol = jdbcProtocolOf(word)
  if (protocol === undefined || (scheme !== undefined && protocol !== 'clickhouse')) throw badUrl(url)
  // Only in a name of PostgreSQL's, a / needs no %2F, as its driver reads it.
  if (databaseText.includes('/') && protocol !== 'postgresql') throw badUrl(url)
  // No name of a host is written with %, and no driver reads one so.
  if (decode(hostText) !== hostText) throw badUrl(url)
  const host = hostText.replace(/^\[|\]$/g, '')
  if (host.length > HOST_CHARACTERS_MAX) {
    throw new CausewayError('invalid-parameter', `The JDBC URL's host has more than ${HOST_CHARACTERS_MAX} characters`)
  }
  const parameters = parametersOf(query)
  const isHttps = protocol === 'clickhouse' && (scheme?.toLowerCase() === 'https:' || asksForHttps(parameters))
  const port = portText === undefined ? (isHttps ? HTTPS_PORT : JDBC_KINDS[protocol].port) : Number(portText)
  if (port < 1 || port > 65_535) throw badUrl(url)
  // Of its driver alone, the place has a parameter.
  const named = databaseText === '' && protocol === 'clickhouse' ? parameterOf(parameters, 'database') : decode(databaseText)
  return { protocol, host, port, database: named === '' ? undefined : named, isHttps, parameters }
}

function parametersOf(query: string): JdbcUrl['parameters'] {
  const parts = query.split('&').filter((one) => one !== '')
  return parts.map((part) => {
    const [name = '', value = ''] = part.split(/=(.*)/s).map(decode)
    return [name, value] as const
  })
}

const parameterOf = (parameters: JdbcUrl['parameters'], name: string): string | undefined =>
  parameters.find(([one]) => one.toLowerCase() === name)?.[1]

/** An sslmode alone is enough: nobody who asks for a look at the certificate means no encryption. */
function asksForHttps(parameters: JdbcUrl['parameters']): boolean {
  const [ssl, mode] = [parameterOf(parameters, 'ssl')?.toLowerCase(), parameterOf(parameters, 'sslmode')?.toLowerCase()]
  if (ssl === 'false' || mode === 'disabled') return false
  return ssl === 'true' || mode !== undefined
}

/** A %00 would end a text in some protocols, and what follows would be something else. */
function decode(text: string): string {
  try {
    return plainText('option url', decodeURIComponent(text))
  } catch (error) {
    if (error instanceof CausewayError) throw error
    throw new CausewayError('invalid-parameter', 'The JDBC URL has a % that is not followed by two hexadecimal digits')
  }
}

function badUrl(url: string): CausewayError {
  const [, word = '', rest = ''] = /^jdbc:([a-z0-9+.-]+):([\s\S]*)$/i.exec(url) ?? []
  const protocol = jdbcProtocolOf(word)
  if (protocol === undefined) return new CausewayError('invalid-parameter', 'The option url is no JDBC URL of a database that is served')
  if (/^(?:https?:)?\/\/[^/?]*[,(]/i.test(rest) || (protocol === 'mysql' && /^[a-z+]+:/i.test(rest))) {
    return new CausewayError('not-supported', 'A JDBC URL with several hosts is not supported', { hint: 'Name one host' })
  }
  const { shown, form } = JDBC_KINDS[protocol]
  return new CausewayError('invalid-parameter', `The option url is not a JDBC URL of ${shown}`, {
    hint: `Write 'url'='${form}'${protocol === 'clickhouse' ? ', with the port of HTTP' : ''}`,
  })
}
