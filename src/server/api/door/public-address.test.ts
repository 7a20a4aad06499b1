import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '../api.ts'
import { sign } from '../auth/signature.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { publicAddress } from './public-address.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab[Symbol.asyncDispose]())

/** GET /v3/projects, signed for `signed` and sent with these headers by 127.0.0.1: its link to itself, or the status. */
async function selfLink(
  settings: Parameters<typeof publicAddress>[0],
  signed: string,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const app = createApi({ ...lab.context, log: pino({ level: 'silent' }), address: publicAddress(settings) })
  try {
    const target = '/v3/projects'
    const signature = sign({ method: 'GET', target, headers: { host: signed }, body: Buffer.alloc(0) }, lab, lab.context.clock())
    const answer = await app.inject({ method: 'GET', url: target, headers: { ...headers, ...signature } })
    const body: { readonly links?: { readonly self: string } } = answer.json()
    return answer.statusCode === 200 ? body.links?.self : answer.statusCode
  } finally {
    await app.close()
  }
}

const PROXY = { trustedProxies: ['127.0.0.0/8'] }
const FORWARDED = { host: 'inner:8600', 'x-forwarded-host': 'dli.example.org', 'x-forwarded-proto': 'https' }

describe('behind a proxy', () => {
  it('that is trusted, links and signatures are by what the client asked for', async () => {
    expect(await selfLink(PROXY, 'dli.example.org', FORWARDED)).toBe('https://dli.example.org/v3/projects')
  })

  it('that is not trusted, or not this one, what it says counts for nothing', async () => {
    for (const settings of [{}, { trustedProxies: ['10.0.0.0/8', '::1'] }]) {
      expect(await selfLink(settings, 'dli.example.org', FORWARDED)).toBe(401)
      expect(await selfLink(settings, 'inner:8600', FORWARDED)).toBe('http://inner:8600/v3/projects')
    }
  })

  it('that says nothing, links and signatures are by publicUrl', async () => {
    const settings = { publicUrl: 'https://dli.example.org:8443' }
    expect(await selfLink(settings, 'dli.example.org:8443', { host: 'inner' })).toBe('https://dli.example.org:8443/v3/projects')
    expect(await selfLink(settings, 'inner', { host: 'inner' })).toBe('https://dli.example.org:8443/v3/projects')
    expect(await selfLink(settings, 'other.example.org', { host: 'inner' })).toBe(401)
  })
})

describe('a trusted proxy', () => {
  it.each([
    ['127.0.0.1', true],
    ['::ffff:127.9.9.9', true],
    ['10.1.2.3', false],
    ['2001:db8::5', true],
    ['2001:db9::5', false],
    [undefined, false],
  ])('is known by its address: %s', (address, expected) => {
    expect(publicAddress({ trustedProxies: ['127.0.0.0/8', '2001:db8::/32'] }).isProxy(address)).toBe(expected)
  })
})
