import { describe, expect, it } from 'vitest'
import { apiCommand, curlOf } from '../../api/request-text.ts'
import { hasSecrets, shownRequest } from '../shown-request.ts'
import { type FieldSpec, filled, initialValues, valuesOf } from './form-values.ts'

describe('a form', () => {
  const fields: readonly FieldSpec[] = [
    { kind: 'text', name: 'name', label: 'Name' },
    { kind: 'number', name: 'cu', label: 'CUs', initial: '16' },
    { kind: 'choice', name: 'mode', label: 'Mode', options: [{ value: '1', label: 'one' }] },
    { kind: 'flag', name: 'force', label: 'Force' },
    { kind: 'lines', name: 'hosts', label: 'Hosts' },
  ]

  it('begins with what its fields say, and gives what was entered as it is sent', () => {
    expect(initialValues(fields)).toEqual({ name: '', cu: '16', mode: '1', force: false, hosts: '' })
    const values = valuesOf({ ...initialValues(fields), name: ' ', hosts: 'a\n\n b ', force: true })
    expect([values.given('name'), values.number('cu'), values.text('mode'), values.flag('force'), values.lines('hosts')]).toEqual([
      undefined,
      16,
      '1',
      true,
      ['a', 'b'],
    ])
    expect(valuesOf({ cu: 'many' }).number('cu')).toBeUndefined()
    expect(filled({ a: undefined, b: 0, c: '' })).toEqual({ b: 0, c: '' })
  })
})

describe('the request that a form will send', () => {
  const request = {
    method: 'POST',
    path: '/v3/{project_id}/datasource/auth-infos',
    body: { auth_info_name: "it's", password: 'p1', a: [{ secret_key: 's1' }] },
  } as const

  it('is shown as curl and as a command, and without the secrets in it', () => {
    const shown = shownRequest(request)
    for (const text of [curlOf(shown, 'http://h', 'p'), apiCommand(shown)]) {
      expect(text).toContain('********')
      expect(text).toContain("it'\\''s")
      expect(text).not.toMatch(/p1|s1/)
    }
    expect(curlOf(shown, 'http://h', 'p')).toContain('http://h/v3/p/datasource/auth-infos')
    expect([hasSecrets(request), hasSecrets({ method: 'GET', path: '/' }), hasSecrets(shown)]).toEqual([true, false, false])
  })
})
