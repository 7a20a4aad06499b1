import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { CausewayError } from '../../../base/errors.ts'
import type { StoreUser } from '../shared/record-stores/connect-store.ts'

const derived = promisify(pbkdf2)

export type Mechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-1'

const HASHES = { 'SCRAM-SHA-256': { name: 'sha256', bytes: 32 }, 'SCRAM-SHA-1': { name: 'sha1', bytes: 20 } } as const
/** RFC 7677, and what MongoDB has by default is more. */
const ITERATIONS_MIN = 4096
/** More would only keep us busy. */
const ITERATIONS_MAX = 1_000_000

const escaped = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C')
const bareFirst = (userName: string, nonce: string): string => `n=${escaped(userName)},r=${nonce}`

/** RFC 5802. The nonce is the client's, in printable characters without a comma. */
export const clientFirst = ({ userName }: StoreUser, nonce: string): string => `n,,${bareFirst(userName, nonce)}`

/** The answer to the server's first message, and what the server then has to prove itself with. @throws CausewayError for a server that does not know the protocol */
export async function clientFinal(
  mechanism: Mechanism,
  user: StoreUser,
  nonce: string,
  serverFirst: string,
): Promise<{ readonly message: string; readonly serverProof: string }> {
  const fields = fieldsOf(serverFirst)
  const [r = '', s = '', i = ''] = [fields.get('r'), fields.get('s'), fields.get('i')]
  const iterations = /^\d{1,7}$/.test(i) ? Number(i) : 0
  if (!r.startsWith(nonce) || r.length === nonce.length || s === '' || iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX)
    throw new CausewayError('remote-failure', 'The log-in was answered in a way that SCRAM does not know')
  const { name, bytes } = HASHES[mechanism]
  const hmac = (key: Uint8Array, text: string): Buffer => createHmac(name, key).update(text).digest()
  const salted = await derived(secretOf(mechanism, user), Buffer.from(s, 'base64'), iterations, bytes, name)
  const clientKey = hmac(salted, 'Client Key')
  const storedKey = createHash(name).update(clientKey).digest()
  const withoutProof = `c=biws,r=${r}`
  const authMessage = `${bareFirst(user.userName, nonce)},${serverFirst},${withoutProof}`
  const signature = hmac(storedKey, authMessage)
  const proof = clientKey.map((byte, index) => byte ^ (signature[index] ?? 0))
  return {
    message: `${withoutProof},p=${Buffer.from(proof).toString('base64')}`,
    serverProof: hmac(hmac(salted, 'Server Key'), authMessage).toString('base64'),
  }
}

/** Whether the server knows the password, too. @throws CausewayError when it does not */
export function checkServer(serverFinal: string, serverProof: string): void {
  const [told, expected] = [Buffer.from(fieldsOf(serverFinal).get('v') ?? '', 'base64'), Buffer.from(serverProof, 'base64')]
  if (told.length !== expected.length || !timingSafeEqual(told, expected))
    throw new CausewayError('remote-failure', 'The server could not prove that it knows the password of the user', {
      hint: 'Look who answers there: it may be another server than the one that is meant.',
    })
}

/** MongoDB's SCRAM-SHA-1 is of the digest that it had before. */
function secretOf(mechanism: Mechanism, { userName, password }: StoreUser): string {
  if (mechanism === 'SCRAM-SHA-1') return createHash('md5').update(`${userName}:mongo:${password}`).digest('hex')
  if (/^[\x20-\x7e]*$/.test(password)) return password
  throw new CausewayError('not-supported', 'The password has characters that are not of ASCII, and MongoDB wants SCRAM-SHA-256', {
    hint: 'Give the user a password of ASCII, or SCRAM-SHA-1.',
  })
}

const fieldsOf = (message: string): ReadonlyMap<string, string> =>
  new Map(message.split(',').map((field): [string, string] => [field.slice(0, 1), field.slice(2)]))
