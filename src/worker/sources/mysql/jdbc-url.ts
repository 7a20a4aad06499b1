import { readJdbcUrl } from '../../../base/addresses/jdbc-url.ts'
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

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000
const CONNECT_TIMEOUT_MS_MAX = 300_000

type Parameters = OptionValues<(typeof URL_PARAMETERS)['options']>

/**
 * Reads jdbc:mysql://host[:port][/database][?parameter=value…], with the driver's meaning of the parameters.
 * @throws CausewayError invalid-parameter, or not-supported for a parameter that would be ignored and should not.
 */
export function parseJdbcUrl(url: string): MysqlAddress {
  const { host, port, database, parameters: written } = readJdbcUrl(url)
  const parameters = readOptions(URL_PARAMETERS, written)
  return {
    host,
    port,
    database,
    encryption: encryptionOf(parameters),
    allowPublicKeyRetrieval: parameters.allowPublicKeyRetrieval ?? false,
    connectTimeoutMs: connectTimeoutOf(parameters),
    zeroDates: zeroDatesOf(parameters),
    tinyInt1IsBit: parameters.tinyInt1isBit ?? true,
    yearIsDate: parameters.yearIsDateType ?? true,
  }
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
