import { readJdbcUrl } from '../../../base/addresses/jdbc-url.ts'
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

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_MS_MAX = 300_000

type Parameters = OptionValues<(typeof URL_PARAMETERS)['options']>

/**
 * Reads jdbc:clickhouse://host[:port][/database][?parameter=value…], with the driver's meaning of the parameters.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): ClickhouseAddress {
  const { host, port, database = 'default', isHttps, parameters } = readJdbcUrl(url)
  const read = readOptions(URL_PARAMETERS, parameters)
  const { connection_timeout: timeoutMs = DEFAULT_CONNECT_TIMEOUT_MS } = read
  return {
    host,
    port,
    database,
    check: isHttps ? checkOf(read) : undefined,
    connectTimeoutMs: timeoutMs === 0 ? CONNECT_TIMEOUT_MS_MAX : Math.min(timeoutMs, CONNECT_TIMEOUT_MS_MAX),
  }
}

function checkOf({ sslmode }: Parameters): CertificateCheck {
  switch (sslmode) {
    case 'REQUIRED':
    case 'none':
      return 'nothing'
    case 'VERIFY_CA':
      return 'signer'
    case 'VERIFY_IDENTITY':
    case 'strict':
    // What the scheme asks for, no parameter takes away.
    case 'DISABLED':
    case undefined:
      return 'signer-and-names'
  }
}
