import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function get(url: string) {
  const { statusCode: status, headers, payload: text } = await lab.app.inject({ method: 'GET', url })
  return { status, headers, text }
}

it('is a page that runs and asks nothing but what this server sends', async () => {
  const page = await get('/api-docs')
  expect(page.status).toBe(200)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';.* connect-src 'self'/)
  const named = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address)
  expect(named.length).toBeGreaterThan(3)
  for (const address of named) {
    expect(address).toMatch(/^\/api-docs\//)
    const part = await get(address)
    expect({ address, status: part.status }).toEqual({ address, status: 200 })
    expect(part.text.length).toBeGreaterThan(100)
  }
})

it('has no script in it, and none in an attribute', async () => {
  const { text } = await get('/api-docs')
  expect(text).not.toMatch(/<script(?![^>]* src=)|\son\w+=|javascript:/i)
})

it('takes no password before its script does: a browser would send the form itself, and put the password into the address', async () => {
  const { text } = await get('/api-docs')
  const [form = ''] = /<form[\s\S]*<\/form>/.exec(text) ?? []
  expect(form).toMatch(/^<form[^>]* method="post"/)
  expect([...form.matchAll(/<button[^>]*>/g)].map(([button]) => / disabled\b/.test(button))).toEqual([true])
})

it.each(['..%2F..%2Fmaster.key', 'page.html', 'package.json', 'constructor', '__proto__'])('has no file %s', async (name) => {
  const { status } = await get(`/api-docs/${name}`)
  expect(status).toBe(404)
})
