import { readJdbcUrl } from '../../../base/addresses/jdbc-url.ts'
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

const DEFAULT_CONNECT_TIMEOUT_S = 10
const CONNECT_TIMEOUT_S_MAX = 300

type Parameters = OptionValues<(typeof URL_PARAMETERS)['options']>

/**
 * Reads jdbc:postgresql://host[:port]/[database][?parameter=value…], with the driver's meaning of the parameters.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): PostgresAddress {
  const { host, port, database, parameters: written } = readJdbcUrl(url)
  const parameters = readOptions(URL_PARAMETERS, written)
  return {
    host,
    port,
    database,
    sslMode: sslModeOf(parameters),
    connectTimeoutMs: connectTimeoutOf(parameters),
    searchPath: parameters.currentSchema,
    applicationName: parameters.ApplicationName ?? 'Causeway',
  }
}

/** The driver's rule: ssl, or ssl=true, means verify-full. */
function sslModeOf({ sslmode, ssl }: Parameters): SslMode {
  if (sslmode !== undefined) return sslmode === 'allow' ? 'prefer' : sslmode
  return ssl === true ? 'verify-full' : 'prefer'
}

/** 0 is the driver's "no limit"; here everything has one. */
const connectTimeoutOf = ({ connectTimeout: seconds = DEFAULT_CONNECT_TIMEOUT_S }: Parameters): number =>
  (seconds === 0 ? CONNECT_TIMEOUT_S_MAX : Math.min(seconds, CONNECT_TIMEOUT_S_MAX)) * 1000
