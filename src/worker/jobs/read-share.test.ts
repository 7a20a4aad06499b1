import { describe, expect, it } from 'vitest'
import { ReadShare } from './read-share.ts'

const read = (changed: Partial<Parameters<ReadShare['percent']>[0]> = {}) => ({ fileShare: 0, streamBytes: 0, streamRows: 0, ...changed })

describe('the percent that a job has read', () => {
  it('is unknown before there is a source, and where one does not say how much it has', () => {
    const share = new ReadShare()
    expect(share.percent(read())).toBeUndefined()
    share.expectFiles(100)
    share.beginStream(undefined)
    expect(share.percent(read({ fileShare: 0.5 }))).toBeUndefined()
  })

  it('is that of files by the engine’s share, of files that are streamed by their bytes, of tables by their rows', () => {
    const files = new ReadShare()
    files.expectFiles(1_000)
    expect(files.percent(read({ fileShare: 0.42 }))).toBe(42)
    const streamed = new ReadShare()
    streamed.beginStream(1_000)
    expect(streamed.percent(read({ streamBytes: 250 }))).toBe(25)
    const tables = new ReadShare()
    tables.beginStream(undefined)
    tables.expectRows(200, 8_192)
    expect(tables.percent(read({ streamRows: 150 }))).toBe(75)
  })

  it('weighs files and tables by their bytes', () => {
    const share = new ReadShare()
    share.expectFiles(3_000)
    share.beginStream(undefined)
    share.expectRows(10, 1_000)
    expect(share.percent(read({ fileShare: 1 }))).toBe(75)
    expect(share.percent(read({ fileShare: 1, streamRows: 5 }))).toBe(87)
  })

  it('is never over 99 while the job runs, however wrong an estimate is', () => {
    const share = new ReadShare()
    share.beginStream(undefined)
    share.expectRows(10, 8_192)
    expect(share.percent(read({ streamRows: 1_000 }))).toBe(99)
    const same = new ReadShare()
    same.beginStream(10)
    expect(same.percent(read({ streamBytes: 1_000 }))).toBe(99)
  })

  it('never goes back nor away when another source is opened', () => {
    const share = new ReadShare()
    share.beginStream(undefined)
    share.expectRows(10, 8_192)
    expect(share.percent(read({ streamRows: 9 }))).toBe(90)
    share.beginStream(undefined)
    expect(share.percent(read({ streamRows: 9 }))).toBe(90)
    share.expectRows(90, 8_192 * 9)
    expect(share.percent(read({ streamRows: 10 }))).toBe(90)
    expect(share.percent(read({ streamRows: 95 }))).toBe(95)
  })
})
