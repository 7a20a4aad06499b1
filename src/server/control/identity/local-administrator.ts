import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { SecretBox } from '../../store/secrets/secret-box.ts'

/** As a user is named in the audit; no id of a user is so. What is done for whoever has the data folder may be done. */
export const LOCAL_ADMINISTRATOR = 'local-administrator'

/**
 * Who has the data folder of the server can do everything anyway: the commands on the server's machine prove it by its master key. Each proof is for one minute, so
 * that none is worth keeping.
 */
const LIFE_MS = 60_000
const PREFIX = 'cwl'
const MAC_LENGTH = 43

const macOf = (secrets: Pick<SecretBox, 'deriveKey'>, body: string): string =>
  createHmac('sha256', secrets.deriveKey('causeway local administrator 1')).update(body).digest('base64url')

/** What is sent as a token. */
export function localProof(secrets: Pick<SecretBox, 'deriveKey'>, now: number): string {
  const body = `${PREFIX}.${now + LIFE_MS}.${randomBytes(9).toString('base64url')}`
  return `${body}.${macOf(secrets, body)}`
}

export function isLocalProof(secrets: Pick<SecretBox, 'deriveKey'>, token: string, now: number): boolean {
  const match = /^(cwl\.(\d{1,16})\.[\w-]{12})\.([\w-]{43})$/.exec(token)
  if (match === null) return false
  const [, body = '', until = '', given = ''] = match
  const expected = macOf(secrets, body)
  if (expected.length !== MAC_LENGTH || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) return false
  const left = Number(until) - now
  return left > 0 && left <= 2 * LIFE_MS
}
