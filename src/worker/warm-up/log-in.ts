import { webcrypto } from 'node:crypto'

/** What PostgreSQL asks of a client by default. */
const SCRAM_ITERATIONS = 4096

/**
 * Does once what a SCRAM log-in makes the driver do, with random values: the first use of these functions in a process takes some 20 ms, for which the first
 * remote table of a new queue would wait.
 */
export async function warmUpLogIn(): Promise<void> {
  const { subtle } = webcrypto
  const [password, salt] = [webcrypto.getRandomValues(new Uint8Array(16)), webcrypto.getRandomValues(new Uint8Array(16))]
  const material = await subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const bits = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: SCRAM_ITERATIONS }, material, 256)
  const key = await subtle.importKey('raw', bits, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  await subtle.digest('SHA-256', await subtle.sign('HMAC', key, password))
}
