import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** What a token says; names are looked up when it is read. Times are epoch ms. */
export const TokenClaims = Type.Object({
  userId: Type.String(),
  scope: Type.Union([
    Type.Object({ kind: Type.Literal('none') }),
    Type.Object({ kind: Type.Literal('project'), id: Type.String() }),
    Type.Object({ kind: Type.Literal('domain'), id: Type.String() }),
  ]),
  issuedAt: Type.Integer(),
  expiresAt: Type.Integer(),
})
export type TokenClaims = Readonly<Static<typeof TokenClaims>>

const claimsSchema = Compile(TokenClaims)
const PREFIX = 'cw1'
const TOKEN_CHARACTERS_MAX = 2_048

/** Signed tokens without a table of sessions: whoever has the key can read them, so they outlive the server process. */
export interface TokenSigner {
  sign(claims: TokenClaims): string
  /** undefined: not signed with this key, or altered. Expiry is not looked at. */
  read(token: string): TokenClaims | undefined
}

export function createTokenSigner(key: Uint8Array): TokenSigner {
  const mac = (body: string): string => createHmac('sha256', key).update(body).digest('base64url')
  return {
    sign(claims) {
      const body = `${PREFIX}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
      return `${body}.${mac(body)}`
    },
    read(token) {
      if (token.length > TOKEN_CHARACTERS_MAX) return undefined
      const [prefix, payload, signature, ...rest] = token.split('.')
      if (prefix !== PREFIX || payload === undefined || signature === undefined || rest.length > 0) return undefined
      // As text: many spellings of base64 decode to the same bytes, and an altered token must not be one.
      const expected = Buffer.from(mac(`${prefix}.${payload}`))
      const given = Buffer.from(signature)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
      return claimsSchema.Check(claims) ? claims : undefined
    },
  }
}
