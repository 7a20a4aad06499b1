import { describe, expect, it } from 'vitest'
import { rowsOfTable } from '../sources/shared/reading-share.ts'
import { ReadShare } from './read-share.ts'

const read = (changed: Partial<Parameters<ReadShare['percent']>[0]> = {}) => ({ fileShare: 0, streamedFileBytes: 0, ...changed })

/** A reading of a table whose rows are counted here. */
function begun(share: ReadShare, rows: number, bytes: number): { rowsRead: number } {
  const counted = { rowsRead: 0 }
  share.beginStream(undefined)
  share.expectReading(rowsOfTable(counted, rows, bytes))
  return counted
}

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
    expect(streamed.percent(read({ streamedFileBytes: 250 }))).toBe(25)
    const tables = new ReadShare()
    begun(tables, 200, 8_192).rowsRead = 150
    expect(tables.percent(read())).toBe(75)
  })

  it('weighs files and tables by their bytes, each by what was read of it', () => {
    const share = new ReadShare()
    share.expectFiles(2_000)
    share.beginStream(1_000)
    const table = begun(share, 10, 1_000)
    expect(share.percent(read({ fileShare: 1 }))).toBe(50)
    table.rowsRead = 5
    expect(share.percent(read({ fileShare: 1 }))).toBe(62)
    expect(share.percent(read({ fileShare: 1, streamedFileBytes: 500 }))).toBe(75)
    const other = begun(share, 4, 1_000)
    other.rowsRead = 4
    expect(share.percent(read({ fileShare: 1, streamedFileBytes: 1_000 }))).toBe(90)
  })

  it('is never over 99 while the job runs, however wrong an estimate is', () => {
    const share = new ReadShare()
    begun(share, 10, 8_192).rowsRead = 1_000
    expect(share.percent(read())).toBe(99)
    const same = new ReadShare()
    same.beginStream(10)
    expect(same.percent(read({ streamedFileBytes: 1_000 }))).toBe(99)
    const none = new ReadShare()
    begun(none, 0, 8_192)
    expect(none.percent(read())).toBe(99)
  })

  it('never goes back nor away when another source is opened', () => {
    const share = new ReadShare()
    begun(share, 10, 8_192).rowsRead = 9
    expect(share.percent(read())).toBe(90)
    share.beginStream(undefined)
    expect(share.percent(read())).toBe(90)
    const other = { rowsRead: 1 }
    share.expectReading(rowsOfTable(other, 90, 8_192 * 9))
    expect(share.percent(read())).toBe(90)
    other.rowsRead = 87
    expect(share.percent(read())).toBe(96)
  })
})
