import { expect, test } from 'vitest'
import { type RecordEnds, RecordSplitter, RecordTooLong } from './record-splitter.ts'

function records(text: string, ends: RecordEnds, pieceBytes: number): readonly string[] {
  const splitter = new RecordSplitter(ends, 1000)
  const bytes = Buffer.from(text)
  const found: string[] = []
  const takeAll = (): void => {
    while (splitter.next()) found.push(splitter.bytes.toString('utf8', splitter.start, splitter.end))
  }
  splitter.beginFile()
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    splitter.feed(bytes.subarray(at, at + pieceBytes), 0, Math.min(pieceBytes, bytes.length - at))
    takeAll()
  }
  splitter.endFile()
  takeAll()
  return found
}

test.each([1, 2, 3, 5, 100])('records are the same in pieces of %i bytes', (pieceBytes) => {
  expect(records('\ufeffa\r\nbc\rd\n\n\r\ré\nlast', { kind: 'lines' }, pieceBytes)).toEqual(['a', 'bc', 'd', '', '', '', 'é', 'last'])
  expect(records('a\nb\n', { kind: 'lines' }, pieceBytes)).toEqual(['a', 'b'])
  expect(records('a||b|||c||', { kind: 'separator', bytes: Buffer.from('||') }, pieceBytes)).toEqual(['a', 'b', '|c'])
  expect(records('{\n}\r\n', { kind: 'file' }, pieceBytes)).toEqual(['{\n}\r\n'])
  expect(records('', { kind: 'file' }, pieceBytes)).toEqual([])
})

test('a record that is too long is not kept', () => {
  expect(() => records('x'.repeat(1001), { kind: 'lines' }, 100)).toThrow(RecordTooLong)
})
