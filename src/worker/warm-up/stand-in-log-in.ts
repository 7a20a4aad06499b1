import { createHmac, pbkdf2Sync } from 'node:crypto'

/** What PostgreSQL asks of a client by default, and the least that we give a proof by. */
const ITERATIONS = 4096
const SALT = Buffer.from('stand-in')
const KEY_BYTES = 32

/** The mechanisms that it offers, as its message has them. */
export const MECHANISMS = 'SCRAM-SHA-256\0\0'

/** The server's side of one log-in by SCRAM (RFC 5802), as far as a client needs it that knows the password: whether it does is not looked at. */
export class StandInLogIn {
  readonly #password: string
  /** What both have said by now. */
  #said = ''

  constructor(password: string) {
    this.#password = password
  }

  /** @param client its first message: n,,n=*,r=… */
  first(client: string): string {
    const own = client.slice(client.indexOf('n='))
    const answer = `${own.slice(own.indexOf('r='))}stand-in,s=${SALT.toString('base64')},i=${ITERATIONS}`
    this.#said = `${own},${answer}`
    return answer
  }

  /** @param client its last message: c=…,r=…,p=… */
  last(client: string): string {
    const key = hmac(pbkdf2Sync(this.#password, SALT, ITERATIONS, KEY_BYTES, 'sha256'), 'Server Key')
    return `v=${hmac(key, `${this.#said},${client.slice(0, client.lastIndexOf(',p='))}`).toString('base64')}`
  }
}

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()
