import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { refuseReadablePassword } from '../shared/unencrypted-login.ts'
import type { ClickhouseAddress } from './jdbc-url.ts'

/** HTTP has the password in the header of each request. @throws CausewayError where others could read it, and the table does not say that they may */
export function requireUnreadPassword(
  { host, port, check }: Pick<ClickhouseAddress, 'host' | 'port' | 'check'>,
  allowUnencryptedLogin: boolean | undefined,
): void {
  const place = hostAndPort(host, port)
  refuseReadablePassword({ place, isEncrypted: check !== undefined, allowUnencryptedLogin, tls: 'ssl=true in the JDBC URL' })
}
