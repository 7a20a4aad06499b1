import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MessageLines } from './message-lines.ts'

function read(chunks: readonly Uint8Array[], bytesMax?: number): { readonly lines: readonly string[]; readonly tooLong: number } {
  const lines: string[] = []
  let tooLong = 0
  const reader = new MessageLines(
    (line) => lines.push(line),
    () => {
      tooLong += 1
    },
    bytesMax,
  )
  for (const chunk of chunks) reader.take(chunk)
  return { lines, tooLong }
}

describe('the lines of a worker', () => {
  test('are the same however the bytes are cut', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')))
    fc.assert(
      fc.property(texts, fc.array(fc.nat(50)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
        const chunks: Uint8Array[] = []
        let at = 0
        for (const cut of cuts) {
          chunks.push(bytes.subarray(at, at + cut))
          at += cut
        }
        chunks.push(bytes.subarray(at))
        expect(read(chunks)).toEqual({ lines: lines.map((line) => Buffer.from(line).toString()), tooLong: 0 })
      }),
    )
  })

  test('one that does not end is given up, once, and nothing behind it is read', () => {
    const chunk = Buffer.alloc(10, 'x')
    expect(read([Buffer.from('ab\n'), chunk, chunk, chunk, Buffer.from('\nc\n')], 25)).toEqual({ lines: ['ab'], tooLong: 1 })
    expect(read([chunk, chunk, Buffer.from('xxxxx\n')], 25)).toEqual({ lines: ['x'.repeat(25)], tooLong: 0 })
  })
})
