import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { consolePage } from './console-page.ts'

let lab: ApiLab
beforeAll(async () => {
  const root = join(import.meta.dirname, '..', '..', '..', '..')
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build-console.ts')], { cwd: root })
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function get(url: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await lab.app.inject({ method: 'GET', url, headers: { host: '127.0.0.1:8600', ...headers } })
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload }
}

const POLICY = /^default-src 'none'; script-src 'self';.* connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/

describe('the page of the console', () => {
  it.each(['/console', '/console/', '/console/topology', '/console/jobs?job=1'])(
    'at %s runs nothing but what this server sends',
    async (url) => {
      const page = await get(url)
      expect(page.status).toBe(200)
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(page.headers['content-security-policy']).toMatch(POLICY)
      expect(page.headers['cache-control']).toBe('no-store')
      expect(page.text).not.toMatch(/<script(?![^>]* src="\/console\/assets\/)|\son\w+=|javascript:/i)
    },
  )

  it.each(['/console/a/b/c', '/console/No-page.here', '/console/jobs/1'])(
    'at %s, where there is none, is the console itself for a browser, and the API’s refusal for a program',
    async (url) => {
      const page = await get(url, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
      expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
      expect(page.text).toContain('<div id="root">')
      for (const accept of ['*/*', 'application/json']) {
        const refused = await get(url, { accept })
        expect([refused.status, refused.headers['content-type']]).toEqual([404, expect.stringContaining('application/json')])
      }
    },
  )

  it('says how to build it where it is not built', async () => {
    const { status, body } = await consolePage('', join(import.meta.dirname, 'none'))
    expect([status, Buffer.from(body).toString()]).toEqual([503, expect.stringContaining('<pre>npm run build-console</pre>')])
  })

  it('is made of files that are kept for ever, and come compressed to who takes them so', async () => {
    const { text } = await get('/console')
    const named = [...text.matchAll(/(?:src|href)="(\/console\/assets\/[^"]*)"/g)].map(([, address = '']) => address)
    expect(named.length).toBeGreaterThan(1)
    for (const address of named) {
      const plain = await get(address)
      expect({ address, status: plain.status }).toEqual({ address, status: 200 })
      expect(plain.headers['cache-control']).toContain('immutable')
      expect(plain.headers['content-encoding']).toBeUndefined()
      // A small one would be hardly smaller.
      if (Number(plain.headers['content-length']) < 4_096) continue
      for (const [accepted, encoding] of [
        ['gzip, deflate, br, zstd', 'br'],
        ['gzip', 'gzip'],
      ] as const) {
        const smaller = await get(address, { 'accept-encoding': accepted })
        expect(smaller.headers['content-encoding']).toBe(encoding)
        expect(Number(smaller.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']) / 2)
      }
    }
  })

  it.each([
    '..%2Findex.html',
    'assets%2F..%2Fstamp.json',
    'stamp.json',
    'assets/none.js',
    'index.html.br',
    'constructor',
    '__proto__',
    'a/b/c.js',
    '.js',
  ])('has no file %s', async (name) => {
    const { status, text } = await get(`/console/${name}`)
    expect([status, text.includes('"hash"')]).toEqual([name === 'constructor' ? 200 : 404, false])
  })
})
