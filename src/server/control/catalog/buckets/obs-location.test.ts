import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseObsLocation } from './obs-location.ts'

describe('parseObsLocation', () => {
  it.each([
    ['obs://bucket', 'bucket', []],
    ['obs://bucket/', 'bucket', []],
    ['obs://my-bucket.1/a/b.csv', 'my-bucket.1', ['a', 'b.csv']],
    ['obs://bucket/folder/', 'bucket', ['folder']],
    ['obs://bucket/a%2Fb', 'bucket', ['a%2Fb']],
    ['obs://bucket/%2e%2e/x', 'bucket', ['%2e%2e', 'x']],
    ['obs://bucket/...', 'bucket', ['...']],
    ['obs://bucket/a\\..\\b', 'bucket', ['a\\..\\b']],
    ['obs://bucket/a?b#c', 'bucket', ['a?b#c']],
  ])('reads %j', (location, bucket, segments) => expect(parseObsLocation(location)).toEqual({ bucket, segments }))

  it.each([
    '',
    'obs:/bucket/a',
    'OBS://bucket/a',
    's3a://bucket/a',
    '/etc/passwd',
    'obs://',
    'obs:///a',
    'obs://../a',
    'obs://b/a',
    'obs://Bucket/a',
    'obs://a..b/x',
    'obs://a.-b/x',
    'obs://-ab/x',
    'obs://127.0.0.1/x',
    'obs://user@bucket/x',
    'obs://bucket:80/x',
    'obs://bucket/../x',
    'obs://bucket/a/..',
    'obs://bucket/./x',
    'obs://bucket//x',
    'obs://bucket/a//',
    'obs://bucket/a\0b',
    `obs://bucket/${'a'.repeat(256)}`,
    `obs://bucket/${'a/'.repeat(600)}`,
  ])('refuses %j', (location) => {
    expect(() => parseObsLocation(location)).toThrow(expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) }))
  })

  it('never gives a part that climbs or is empty, whatever it is given', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', '%2e%2e', '…', 'a', '\0', '~'), fc.string())
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        try {
          const { segments } = parseObsLocation(`obs://bucket/${parts.join('/')}`)
          expect(segments.some((s) => s === '' || s === '.' || s === '..' || s.includes('/') || s.includes('\0'))).toBe(false)
        } catch (error) {
          expect(error).toMatchObject({ kind: 'invalid-parameter' })
        }
      }),
    )
  })
})
