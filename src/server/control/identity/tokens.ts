import { createHash, randomBytes } from 'node:crypto'

const TOKEN = /^cw2\.[\w-]{43}$/

/** Nobody can guess one: 256 random bits. */
export const newToken = (): string => `cw2.${randomBytes(32).toString('base64url')}`

/** What is kept of a token, which opens nothing: hexadecimal. */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Whether it has the form of a token: nothing else is looked up. */
export const isToken = (text: string): boolean => TOKEN.test(text)
