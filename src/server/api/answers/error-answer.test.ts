import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CausewayError, type ErrorKind } from '../../../base/errors.ts'
import { errorAnswer } from './error-answer.ts'
import { ERROR_TABLE, GATEWAY_TABLE } from './error-table.ts'
import { GatewayError } from './gateway-error.ts'

const error = new CausewayError('not-found', 'There is no queue named q', { hint: 'Create it.', cause: new Error('secret cause') })

describe('errorAnswer', () => {
  it('has the shape of each protocol, and what is kept of it', () => {
    const kept = { kind: 'not-found', reason: 'not-found' }
    expect(errorAnswer('dli', error, 'r1')).toEqual({
      status: 400,
      body: {
        error_code: 'DLI.0002',
        error_msg: 'There is no queue named q. Create it.',
        request_id: 'r1',
        reason: 'not-found',
        hint: 'Create it.',
      },
      failure: { ...kept, code: 'DLI.0002' },
    })
    expect(errorAnswer('vpc', error, 'r1')).toEqual({
      status: 404,
      body: {
        code: 'VPC.0202',
        message: 'There is no queue named q. Create it.',
        error_code: 'VPC.0202',
        error_msg: 'There is no queue named q. Create it.',
        request_id: 'r1',
        reason: 'not-found',
        hint: 'Create it.',
      },
      failure: { ...kept, code: 'VPC.0202' },
    })
    expect(errorAnswer('iam', error, 'r1')).toEqual({
      status: 404,
      body: {
        error: { code: 404, message: 'There is no queue named q. Create it.', title: 'Not Found' },
        request_id: 'r1',
        reason: 'not-found',
        hint: 'Create it.',
      },
      failure: { ...kept, code: 'not-found' },
    })
    expect(errorAnswer('causeway', error, 'r1')).toMatchObject({ status: 404, body: { error_code: 'not-found' } })
    expect(errorAnswer('causeway', error, 'r1').body).not.toHaveProperty('reason')
  })

  it('carries the steps of an explanation, and never a cause', () => {
    const explanation = { target: 'pg:5432', queue: 'q', steps: [], remedies: ['Bind it.'] }
    const answer = errorAnswer('dli', new CausewayError('unreachable', 'no', { explanation, cause: new Error('secret cause') }), 'r')
    expect(answer.body['explanation']).toEqual(explanation)
    expect(JSON.stringify(answer)).not.toContain('secret cause')
  })

  it('tells where in a statement a mistake stands', () => {
    const place = { line: 1, column: 8, length: 4, expected: 'a table' }
    const answer = errorAnswer('dli', new CausewayError('sql-syntax', 'no', { place }), 'r')
    expect(answer.body).toEqual({ error_code: 'DLI.0004', error_msg: 'no', request_id: 'r', reason: 'sql-syntax', place })
  })

  it('gives refusals of the gateway their own codes', () => {
    expect(errorAnswer('dli', new GatewayError('missing-token', 'm'), 'r')).toMatchObject({ status: 401, body: { error_code: 'DLI.0013' } })
    expect(errorAnswer('dli', new GatewayError('bad-signature', 'm'), 'r')).toMatchObject({
      status: 401,
      body: { error_code: 'APIGW.0301' },
    })
    expect(errorAnswer('iam', new GatewayError('bad-signature', 'm'), 'r')).toMatchObject({ status: 401, body: { error: { code: 401 } } })
  })
})

describe('docs/reference/errors.md', () => {
  const page = readFileSync(new URL('../../../../docs/reference/errors.md', import.meta.url), 'utf8')

  it.each([...Object.entries(ERROR_TABLE), ...Object.entries(GATEWAY_TABLE)])('says what %s becomes', (kind, row) => {
    expect(page).toContain(`| ${kind} | ${row.meaning} | ${row.dli.status} ${row.dli.code} | ${row.vpc.status} ${row.vpc.code} |`)
  })

  it('only the failures of this server are 5xx', () => {
    const kinds = Object.entries(ERROR_TABLE).filter(([, row]) => row.dli.status >= 500)
    expect(kinds.map(([kind]) => kind).sort()).toEqual(['internal', 'unavailable'] satisfies ErrorKind[])
  })
})
