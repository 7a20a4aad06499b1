import { describe, expect, it } from 'vitest'
import { ApiError } from './api-error.ts'
import { fieldsOf, UnexpectedAnswer } from './fields.ts'

describe('fieldsOf', () => {
  it('reads what is there, and says by name what is not', () => {
    const fields = fieldsOf({ name: 'q1', cu: 16, on: true, list: [{ a: 'b' }], texts: ['x', 1], inner: { n: 1 } })
    expect([fields.text('name'), fields.number('cu'), fields.flag('on')]).toEqual(['q1', 16, true])
    expect(fields.list('list', (item) => item.text('a'))).toEqual(['b'])
    expect(fields.texts('texts')).toEqual(['x'])
    expect(fields.fields('inner')?.number('n')).toBe(1)
    expect(fields.list('absent', (item) => item.text('a'))).toEqual([])
    expect(() => fields.text('cu')).toThrow(/cu is missing/)
    expect(() => fieldsOf([])).toThrow(UnexpectedAnswer)
  })
})

describe('ApiError', () => {
  it.each([
    ['dli', { error_code: 'DLI.0001', error_msg: 'No. Do it.', hint: 'Do it.', request_id: 'r' }, 'DLI.0001'],
    ['vpc', { code: 'VPC.0101', message: 'No. Do it.', hint: 'Do it.' }, 'VPC.0101'],
    ['iam', { error: { code: 401, message: 'No. Do it.', title: 'Unauthorized' }, hint: 'Do it.' }, '401'],
  ])('has the words of %s, with the hint apart', (_protocol, body, code) => {
    expect(new ApiError(400, body)).toMatchObject({ code, message: 'No.', hint: 'Do it.' })
  })

  it('says the status where the answer says nothing', () => {
    expect(new ApiError(502, '<html>').message).toContain('502')
    expect(new ApiError(400, { error_code: 'x', error_msg: 'm', place: { line: 1, column: 2, length: 3 } }).place?.column).toBe(2)
  })
})
