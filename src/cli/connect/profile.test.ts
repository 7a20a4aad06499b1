import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Context, freeName, type Profile, parseProfile, profileText, withContext, withoutGone } from './profile.ts'
import { isGone, profileFile, readProfile, writeProfile } from './profile-file.ts'

const byKey: Context = {
  endpoint: 'http://127.0.0.1:8600',
  home: '/srv/home',
  user: 'admin',
  project: { id: 'p1', name: 'local-1' },
  queue: 'q1',
  credential: { kind: 'key', accessKey: 'AK', secretKey: 'SK' },
}
const byToken: Context = {
  endpoint: 'https://lake.example.org',
  ca: 'PEM',
  user: 'ada',
  credential: { kind: 'token', token: 'T', expiresAt: '2026-01-01T00:00:00Z' },
}
const loggedOut: Context = { endpoint: 'https://old.example.org', user: 'bob' }
const profile: Profile = { current: 'local', contexts: { local: byKey, prod: byToken, old: loggedOut } }

describe('the profile', () => {
  it('is read as it was written', () => expect(parseProfile(profileText(profile), 'f')).toEqual(profile))

  it('leaves out servers whose data folder is gone, and none of another machine, or anywhere that may come back', () => {
    expect(withoutGone(profile, () => false)).toEqual(profile)
    expect(withoutGone(profile, (home) => home === '/srv/home')).toEqual({
      current: undefined,
      contexts: { prod: byToken, old: loggedOut },
    })
    const folder = mkdtempSync(join(tmpdir(), 'causeway-profile-'))
    try {
      mkdirSync(join(folder, 'there'))
      expect(['there', 'gone', 'gone/below', 'there/home'].map((name) => isGone(join(folder, name)))).toEqual([false, true, true, true])
      expect(['/srv/gone', '/media/disk/home', tmpdir()].map(isGone)).toEqual([false, false, false])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    ['x'],
    ['[]'],
    ['{}'],
    ['{"contexts":{"a":{}}}'],
    ['{"contexts":{"a":{"endpoint":"no","user":"u"}}}'],
    ['{"contexts":{"a":7}}'],
  ])('is not taken as %s', (text) => expect(() => parseProfile(text, 'f')).toThrow(/^The profile f cannot be read: /))

  it('has no current context that is none of its own', () => {
    expect(parseProfile('{"current":"constructor","contexts":{}}', 'f')).toEqual({ current: undefined, contexts: {} })
  })

  it('makes a context the current one where there is none, or where that is wanted', () => {
    expect(withContext({ current: undefined, contexts: {} }, 'a', byKey, false).current).toBe('a')
    expect(withContext(profile, 'a', byKey, false).current).toBe('local')
    expect(withContext(profile, 'a', byKey, true).current).toBe('a')
  })

  it('gives a server the name that it has, and another server another one', () => {
    expect(freeName(profile, 'local', ({ home }) => home === '/srv/home')).toBe('local')
    expect(freeName(profile, 'local', ({ home }) => home === '/srv/other')).toBe('local-2')
  })
})

describe('its file', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeway-profile-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is where XDG says, which a relative path does not', () => {
    expect(profileFile({ XDG_CONFIG_HOME: '/x', HOME: '/h' })).toBe('/x/causeway/profile.json')
    expect(profileFile({ XDG_CONFIG_HOME: 'x', HOME: '/h' })).toBe('/h/.config/causeway/profile.json')
    expect(profileFile({ HOME: '/h' })).toBe('/h/.config/causeway/profile.json')
  })

  it('is its user’s alone, also where it was not, and leaves nothing beside it', () => {
    const file = join(folder, 'causeway', 'profile.json')
    writeProfile(profile, file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'causeway')).mode & 0o777).toBe(0o700)
    chmodSync(file, 0o644)
    writeProfile(profile, file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'causeway'))).toEqual(['profile.json'])
    expect(readProfile(file)).toEqual(profile)
  })

  it('is empty where there is none, and told of where it is a folder or cannot be written', () => {
    expect(readProfile(join(folder, 'none.json'))).toEqual({ current: undefined, contexts: {} })
    mkdirSync(join(folder, 'profile.json'))
    expect(() => readProfile(join(folder, 'profile.json'))).toThrow('cannot be read')
    writeFileSync(join(folder, 'file'), '')
    expect(() => writeProfile(profile, join(folder, 'file', 'profile.json'))).toThrow('cannot be written')
  })
})
