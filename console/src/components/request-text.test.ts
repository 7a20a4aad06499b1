import { expect, it } from 'vitest'
import { requestText } from './request-text.ts'

it('can be pasted into a shell, whatever stands in it', () => {
  expect(requestText({ method: 'GET', path: '/v1.0/{project_id}/databases' })).toBe(
    'curl -sS -X GET -H "X-Auth-Token: $TOKEN" "$ENDPOINT/v1.0/$PROJECT/databases"',
  )
  expect(requestText({ method: 'DELETE', path: '/x/a"`b' })).toContain('"$ENDPOINT/x/a\\"\\`b"')
  expect(requestText({ method: 'POST', path: '/x', body: { description: "it's $HOME" } })).toContain(
    `-d '{"description":"it'\\''s $HOME"}'`,
  )
})

it('shows nothing that is secret', () => {
  const text = requestText({ method: 'POST', path: '/x', body: { user: 'a', password: 's3cret', inner: { secret_key: 's3cret' } } })
  expect(text).not.toContain('s3cret')
  expect(text).toContain('"password":"…"')
})
