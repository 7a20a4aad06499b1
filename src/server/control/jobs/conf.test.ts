import { describe, expect, it } from 'vitest'
import { readJobConf } from './conf.ts'

describe('readJobConf', () => {
  it('is asynchronous and without a limit by default, and keeps unknown keys', () => {
    expect(readJobConf({ 'spark.sql.shuffle.partitions': '200' })).toEqual({
      timeoutMs: undefined,
      asynchronous: true,
      keepsAll: false,
      resultRowsMax: undefined,
      inputBytesMax: undefined,
      scratchBytesMax: undefined,
    })
  })

  it('reads the timeout in seconds', () => {
    expect(readJobConf({ 'dli.sql.job.timeout': '2' }).timeoutMs).toBe(2_000)
    expect(readJobConf({ 'dli.sql.job.timeout': ' 2147483 ' }).timeoutMs).toBeLessThan(2 ** 31)
  })

  it.each(['0', '-1', '1.5', '', 'abc', '1e3', '2147484', '99999999999'])('refuses the timeout %j', (text) => {
    expect(() => readJobConf({ 'dli.sql.job.timeout': text })).toThrow(
      expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) }),
    )
  })

  it('reads how many rows and bytes it may take', () => {
    expect(readJobConf({ 'causeway.sql.maxResultRows': '1000000' }).resultRowsMax).toBe(1_000_000)
    expect(readJobConf({ 'causeway.sql.maxInputBytes': '1' }).inputBytesMax).toBe(1)
    expect(readJobConf({ 'causeway.sql.maxScratchBytes': '1' }).scratchBytesMax).toBe(1)
    for (const name of ['causeway.sql.maxResultRows', 'causeway.sql.maxInputBytes', 'causeway.sql.maxScratchBytes']) {
      for (const text of ['0', '-1', '1e3', '1 GB', '', '1000000000000001'])
        expect(() => readJobConf({ [name]: text })).toThrow(
          expect.objectContaining({ kind: 'invalid-parameter', hint: expect.any(String) }),
        )
    }
  })

  it('reads dli.sql.sqlasync.enabled in any case', () => {
    expect(readJobConf({ 'dli.sql.sqlasync.enabled': 'FALSE' }).asynchronous).toBe(false)
    expect(readJobConf({ 'dli.sql.sqlasync.enabled': 'true' }).asynchronous).toBe(true)
    expect(() => readJobConf({ 'dli.sql.sqlasync.enabled': 'no' })).toThrow(/sqlasync/)
  })

  it('bounds keys, values and their number', () => {
    expect(() => readJobConf({ '': 'a' })).toThrow(/empty or too long/)
    expect(() => readJobConf({ a: 'x'.repeat(4_097) })).toThrow(/empty or too long/)
    expect(() => readJobConf(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 'v'])))).toThrow(/101 conf entries/)
  })

  it('refuses control characters', () => {
    expect(() => readJobConf({ 'a\0b': 'v' })).toThrow(/control character/)
    expect(() => readJobConf({ a: 'v\n' })).toThrow(/control character/)
  })
})
