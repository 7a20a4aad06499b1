import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { firstStartText } from './first-start-text.ts'

const identity = {
  domain: { id: 'd'.repeat(32), name: "it's" },
  user: { id: 'u'.repeat(32), name: 'admin', password: `p'a$s"word` },
  project: { id: 'f'.repeat(32), name: 'local-1' },
  accessKey: 'AK12',
  secretKey: 'secret-key-1',
  given: { password: false, secretKey: false },
}

const START = { url: 'http://127.0.0.1:8600', home: '/data', identity, hasConsole: true }

/** The body that the printed curl line would send, as a shell makes it. */
function bodySent(text: string, environment: NodeJS.ProcessEnv): unknown {
  const line = text.split('\n').find((one) => one.includes('TOKEN=$(curl')) ?? ''
  const data = line.slice(line.indexOf('-d ') + 3, line.indexOf(' http://'))
  return JSON.parse(execFileSync('/bin/sh', ['-c', `printf %s ${data}`], { env: environment, encoding: 'utf8' }))
}

describe('firstStartText', () => {
  it('shows what was made at random, and a line that a shell reads as meant', () => {
    const text = firstStartText(START)
    expect(text).toContain(identity.user.password)
    expect(text).toContain(identity.secretKey)
    expect(text).toContain('http://127.0.0.1:8600/api-docs')
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      `Open http://127.0.0.1:8600/console in a browser, and log in as admin with the password ${identity.user.password}`,
    )
    expect(bodySent(text, {})).toEqual({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'admin', password: identity.user.password, domain: { name: "it's" } } },
        },
        scope: { project: { name: 'local-1' } },
      },
    })
  })

  it('does not show a secret that was given, and takes the password from where it was given', () => {
    const password = String.raw`gi"ven\ $p'w&`
    const text = firstStartText({
      ...START,
      identity: { ...identity, user: { ...identity.user, password }, given: { password: true, secretKey: true } },
    })
    expect(text).not.toContain(password)
    expect(text).not.toContain(identity.secretKey)
    expect(bodySent(text, { PATH: process.env['PATH'], CAUSEWAY_PASSWORD: password })).toMatchObject({
      auth: { identity: { password: { user: { password } } } },
    })
  })

  it('sends nobody to a page that is not built', () => {
    const text = firstStartText({ ...START, hasConsole: false })
    expect(text).not.toContain('Open ')
    expect(text.trimEnd().split('\n').at(-1)).toContain('npm run build-console')
  })
})
