import { describe, expect, it } from 'vitest'
import { chooseServer, elsewhere, endpointOf, type Known } from './choose-server.ts'
import type { Context } from './profile.ts'

const key = { kind: 'key', accessKey: 'AK', secretKey: 'SK' } as const
const local: Context = { endpoint: 'http://127.0.0.1:8600', home: '/srv/home', user: 'admin', credential: key }
const prod: Context = { endpoint: 'https://lake.example.org', user: 'ada', credential: key }
const known = (changes: Partial<Known> = {}): Known => ({
  profile: { current: 'prod', contexts: { local, prod } },
  environment: {},
  pathOf: (folder) => (folder.startsWith('/') ? folder : `/somewhere/${folder}`),
  here: { home: '/somewhere/.causeway', runs: false, isOurs: true },
  ca: undefined,
  ...changes,
})
const nameOf = (flags: Parameters<typeof chooseServer>[0], changes?: Partial<Known>): string => {
  const target = chooseServer(flags, known(changes))
  return target.kind === 'folder' ? target.home : target.name
}

describe('which server a command asks', () => {
  it('is the one that a flag names, before one of the environment, before the one that runs here, before the current one', () => {
    const environment = { CAUSEWAY_HOME: '/srv/home' }
    const here = { home: '/somewhere/.causeway', runs: true, isOurs: true }
    expect(nameOf({ context: 'prod' }, { environment, here })).toBe('prod')
    expect(nameOf({ endpoint: 'https://lake.example.org/' }, { environment, here })).toBe('prod')
    expect(nameOf({ home: 'other' }, { environment, here })).toBe('/somewhere/other')
    expect(nameOf({}, { environment, here })).toBe('local')
    expect(nameOf({}, { environment: { CAUSEWAY_CONTEXT: 'prod' }, here })).toBe('prod')
    expect(nameOf({}, { here })).toBe('/somewhere/.causeway')
    expect(nameOf({})).toBe('prod')
    expect(nameOf({}, { profile: { current: undefined, contexts: {} } })).toBe('/somewhere/.causeway')
  })

  it('is none that only the working folder names where others can write that', () => {
    const here = { home: '/somewhere/.causeway', runs: true, isOurs: false }
    expect(() => chooseServer({}, known({ here }))).toThrow(expect.objectContaining({ kind: 'forbidden' }))
    expect(nameOf({ home: '.causeway' }, { here })).toBe('/somewhere/.causeway')
    expect(nameOf({ context: 'prod' }, { here })).toBe('prod')
    expect(nameOf({}, { here: { ...here, runs: false } })).toBe('prod')
  })

  it('counts a variable that is set to nothing as not set', () => {
    expect(nameOf({}, { environment: { CAUSEWAY_CONTEXT: '', CAUSEWAY_ENDPOINT: '', CAUSEWAY_HOME: '' } })).toBe('prod')
  })

  it('is asked with the keys or the token of the environment where its address is given', () => {
    const endpoint = 'http://10.0.0.1:8600'
    const keys = { CAUSEWAY_ACCESS_KEY: 'AK2', CAUSEWAY_SECRET_KEY: 'SK2' }
    expect(chooseServer({ endpoint }, known({ environment: keys, ca: 'PEM' }))).toEqual({
      kind: 'context',
      name: '',
      context: { endpoint, user: 'access key AK2', ca: 'PEM', credential: { kind: 'key', accessKey: 'AK2', secretKey: 'SK2' } },
    })
    expect(chooseServer({ endpoint }, known({ environment: { CAUSEWAY_TOKEN: 'T' } }))).toMatchObject({
      context: { credential: { kind: 'token', token: 'T' } },
    })
    expect(() => chooseServer({ endpoint }, known())).toThrow(expect.objectContaining({ kind: 'unauthenticated' }))
  })

  it.each([
    [{ CAUSEWAY_ACCESS_KEY: 'AK2', CAUSEWAY_SECRET_KEY: '' }, 'CAUSEWAY_ACCESS_KEY is set, and CAUSEWAY_SECRET_KEY is not'],
    [{ CAUSEWAY_SECRET_KEY: 'SK2' }, 'CAUSEWAY_SECRET_KEY is set, and CAUSEWAY_ACCESS_KEY is not'],
  ])('is not asked as somebody else where half a key pair is set: %j', (environment, message) => {
    const endpoint = 'http://127.0.0.1:8600'
    expect(() => chooseServer({ endpoint }, known({ environment }))).toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', message }),
    )
  })

  it('is none where a context is named that there is not, as no other than those of the profile is', () => {
    for (const context of ['elsewhere', 'constructor', '__proto__']) {
      expect(() => chooseServer({ context }, known())).toThrow(
        expect.objectContaining({ kind: 'invalid-parameter', hint: 'Name one of local, prod' }),
      )
    }
  })
})

describe('whoever makes a context the current one', () => {
  const here = { home: '/somewhere/.causeway', runs: true, isOurs: true }

  it('is told nothing where commands ask it, also where the server here is its own', () => {
    expect(elsewhere('prod', known())).toBeUndefined()
    expect(elsewhere('local', known({ here: { ...here, home: '/srv/home' } }))).toBeUndefined()
    expect(elsewhere('prod', known({ here, environment: { CAUSEWAY_CONTEXT: 'prod' } }))).toBeUndefined()
  })

  it('is told which other one they ask, because of what, and how to ask it', () => {
    expect(elsewhere('prod', known({ here }))).toEqual({
      what: 'Commands in this folder ask the server of /somewhere/.causeway, whose data folder is ./.causeway here, and not prod',
      hint: 'To ask prod from here: --context prod at each command, or export CAUSEWAY_CONTEXT=prod',
    })
    expect(elsewhere('prod', known({ here: { ...here, home: '/srv/home' } }))?.what).toContain('ask local (http://127.0.0.1:8600), whose')
    expect(elsewhere('local', known())?.what).toContain('ask prod (https://lake.example.org), the current one, and not local')
    for (const environment of [{ CAUSEWAY_HOME: '/srv/home' }, { CAUSEWAY_CONTEXT: 'local' }]) {
      const [variable = ''] = Object.keys(environment)
      expect(elsewhere('prod', known({ here, environment }))).toEqual({
        what: `Commands in this folder ask local (http://127.0.0.1:8600), for ${variable} is set, and not prod`,
        hint: `To ask prod: --context prod at each command, or unset ${variable}`,
      })
    }
  })

  it('is told why where they ask none', () => {
    expect(elsewhere('prod', known({ here: { ...here, isOurs: false } }))?.what).toContain('do not ask prod: Others than this user')
    expect(elsewhere('prod', known({ environment: { CAUSEWAY_CONTEXT: 'none' } }))?.what).toContain('There is no context named none')
  })
})

it('an address of a server has a host and no path, no user and no query', () => {
  expect(endpointOf('127.0.0.1:8600')).toBe('http://127.0.0.1:8600')
  expect(endpointOf('HTTPS://Lake.example.org/')).toBe('https://lake.example.org')
  for (const text of ['', 'http://u:p@h', 'http://h/path', 'http://h?q', 'ftp://h', 'http://']) {
    expect(() => endpointOf(text), text).toThrow(expect.objectContaining({ kind: 'invalid-parameter' }))
  }
})
