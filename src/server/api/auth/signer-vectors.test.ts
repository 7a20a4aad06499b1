import { readFileSync } from 'node:fs'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { derivedKey } from './derived-key.ts'
import { hmacBy } from './hmac.ts'
import { parseAuthorization, verify } from './signature.ts'

const Vectors = Type.Object({
  accessKey: Type.String(),
  secretKey: Type.String(),
  clients: Type.Record(
    Type.String(),
    Type.Array(
      Type.Object({
        method: Type.String(),
        target: Type.String(),
        headers: Type.Record(Type.String(), Type.String()),
        bodyBase64: Type.String(),
      }),
    ),
  ),
})
/** Made by scripts/signature-vectors.py, by the signers themselves. */
const vectors = Value.Parse(Vectors, JSON.parse(readFileSync(new URL('./signer-vectors.json', import.meta.url), 'utf8')))
type Vector = (typeof vectors.clients)[string][number]

function verdict(vector: Omit<Vector, 'bodyBase64'>, body: Uint8Array) {
  const authorization = parseAuthorization(vector.headers['authorization'] ?? '')
  if (authorization === undefined) throw new Error('no Authorization header of ours')
  const date = (vector.headers['x-sdk-date'] ?? '').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const { scope } = authorization
  const key = scope === undefined ? vectors.secretKey : derivedKey(vectors, scope)
  return verify({ ...vector, body }, authorization, hmacBy(authorization.digest, key), Date.parse(date))
}
const bodyOf = ({ bodyBase64 }: Vector): Buffer => Buffer.from(bodyBase64, 'base64')

/** The Python signer decodes a path before it looks for slashes: such a signature would stand for two paths, and no name of this API has one. */
const standsForTwoPaths = (client: string, { target }: Vector): boolean =>
  client.startsWith('PyPI') && /%2F/i.test(target.split('?')[0] ?? '')

const changed = (text: string, at: number): string => {
  const old = text.charAt(at)
  return `${text.slice(0, at)}${old === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
}

it('there are at least 200 of them, of four signers', () => {
  expect(Object.keys(vectors.clients)).toHaveLength(4)
  expect(Object.values(vectors.clients).flat().length).toBeGreaterThanOrEqual(200)
})

it('trap (f): there are at least 20 of each signer with a key that is derived for a day, a region and a service', () => {
  for (const [client, all] of Object.entries(vectors.clients)) {
    const derived = all.filter(({ headers }) => parseAuthorization(headers['authorization'] ?? '')?.scope !== undefined)
    expect(derived.length, client).toBeGreaterThanOrEqual(20)
  }
})

it('there are at least 50 by SM3, which are told apart from those by SHA-256', () => {
  const bySm3 = Object.values(vectors.clients)
    .flat()
    .filter(({ headers }) => headers['authorization']?.startsWith('SDK-HMAC-SM3 ') === true)
  expect(bySm3.length).toBeGreaterThanOrEqual(50)
  for (const vector of bySm3) {
    const authorization = vector.headers['authorization']?.replace('SM3', 'SHA256') ?? ''
    expect(verdict({ ...vector, headers: { ...vector.headers, authorization } }, bodyOf(vector))).toMatchObject({ kind: 'invalid' })
  }
})

it('trap (b): Node’s signer encodes a percent sign of the path twice, the others once, and each is verified', () => {
  const [once = [], twice = []] = [/^(?!npm)/, /^npm/].map((of) =>
    Object.entries(vectors.clients)
      .filter(([client]) => of.test(client))
      .flatMap(([, all]) => all)
      .filter(({ target }) => /^[^?]*%25/.test(target)),
  )
  for (const vector of [...once, ...twice]) expect(verdict(vector, bodyOf(vector)), vector.target).toMatchObject({ kind: 'valid' })
  expect(Math.min(once.length, twice.length)).toBeGreaterThan(10)
})

describe.each(Object.entries(vectors.clients))('a request signed by %s', (client, all) => {
  const good = all.filter((vector) => !standsForTwoPaths(client, vector))

  it('is verified', () => {
    for (const vector of good) expect(verdict(vector, bodyOf(vector)), `${vector.method} ${vector.target}`).toMatchObject({ kind: 'valid' })
  })

  it('trap: is refused where its signature stands for two paths', () => {
    const ambiguous = all.filter((vector) => standsForTwoPaths(client, vector))
    for (const vector of ambiguous) expect(verdict(vector, bodyOf(vector)), vector.target).toMatchObject({ kind: 'invalid' })
    expect(ambiguous.length > 0).toBe(client.startsWith('PyPI'))
  })

  it('is refused with any byte of its method, path, query, signed headers or body changed', () => {
    let tried = 0
    for (const [index, vector] of good.entries()) {
      const body = bodyOf(vector)
      const names = parseAuthorization(vector.headers['authorization'] ?? '')?.signedHeaders ?? []
      const altered: [string, ReturnType<typeof verdict>][] = []
      const alter = (what: string, change: Partial<Vector>, other: Uint8Array = body): void =>
        void altered.push([what, verdict({ ...vector, ...change }, other)])
      alter('method', { method: vector.method === 'PUT' ? 'POST' : 'PUT' })
      // Every byte of every request would be minutes: each request has others changed.
      for (let at = 1 + (index % 3); at < vector.target.length; at += 3) {
        // What separates the parts changes what they are, and what stands in an escape breaks or changes it: both are other requests.
        alter(`target at ${at}`, { target: changed(vector.target, at) })
      }
      for (const name of names.filter((each) => vector.headers[each] !== undefined && vector.headers[each] !== '')) {
        const value = vector.headers[name] ?? ''
        const at = index % value.length
        alter(name, { headers: { ...vector.headers, [name]: changed(value, at) } })
      }
      for (let at = index % 7; at < body.length; at += 7) {
        const other = Buffer.from(body)
        other[at] = (other[at] ?? 0) ^ 1
        alter(`body at ${at}`, {}, other)
      }
      alter('body', {}, Buffer.concat([body, Buffer.from('x')]))
      for (const [what, outcome] of altered) {
        tried += 1
        // A body that the signer left out of the signature is told as such, and refused where it is read.
        const isLeftOut = what.startsWith('body') && outcome.kind === 'valid' && !outcome.bodySigned
        expect(outcome.kind === 'invalid' || isLeftOut, `${what} of ${vector.method} ${vector.target}`).toBe(true)
        if (isLeftOut) expect(vector.headers['content-type']).not.toMatch(/json/)
      }
    }
    expect(tried).toBeGreaterThan(1_000)
  })
})
