import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { hearWholeLines } from './whole-lines.ts'

function heard(): { readonly stream: PassThrough; readonly lines: readonly string[] } {
  const stream = new PassThrough()
  const lines: string[] = []
  hearWholeLines(stream, (line) => lines.push(line))
  return { stream, lines }
}

it('hears lines however they come, and letters that come in halves', async () => {
  const { stream, lines } = heard()
  const bytes = Buffer.from('one\ntwö\n\nthree\n')
  for (const byte of bytes) stream.write(Buffer.from([byte]))
  stream.end()
  await turn()
  expect(lines).toEqual(['one', 'twö', '', 'three'])
})

it('hears no half line when the stream ends or fails, and throws nothing', async () => {
  for (const failure of [undefined, new Error('read ECONNRESET')]) {
    const { stream, lines } = heard()
    stream.write('whole\n{"kind":"dec')
    await turn()
    stream.destroy(failure)
    await turn()
    expect(lines).toEqual(['whole'])
  }
})

it('ends a stream that never ends its line', async () => {
  const { stream, lines } = heard()
  stream.write('x'.repeat(1_000_001))
  await turn()
  expect([lines, stream.destroyed]).toEqual([[], true])
})
