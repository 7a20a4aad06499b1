import { PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { TypedLines } from './typed-lines.ts'

/** What a question is given of parts that come one after the other; it asks for no more behind a Return. */
async function answered(terminal: PassThrough, parts: readonly (string | Buffer)[]): Promise<string> {
  using lines = new TypedLines(Object.assign(terminal, { setRawMode: () => terminal }))
  const given: Buffer[] = []
  lines.on('data', (chunk: Buffer) => given.push(chunk))
  for (const part of parts) {
    terminal.write(part)
    await turn()
  }
  await turn()
  lines.pause()
  return Buffer.concat(given).toString()
}

it('ends a question by a line end of two that comes in two parts, and begins none by its second', async () => {
  const terminal = new PassThrough()
  expect(await answered(terminal, ['ann\r'])).toBe('ann\r')
  expect(await answered(terminal, ['\nbob\r'])).toBe('bob\r')
  expect(await answered(terminal, ['\n', 'cy\r', '\n'])).toBe('cy\r')
  expect(await answered(terminal, ['\n'])).toBe('\r')
})

it('gives the next question what was pasted behind a line end of one or two', async () => {
  const terminal = new PassThrough()
  expect(await answered(terminal, ['ann\r\nbob\ncy\r\rdan'])).toBe('ann\r')
  expect(await answered(terminal, [])).toBe('bob\r')
  expect(await answered(terminal, [])).toBe('cy\r')
  expect(await answered(terminal, [])).toBe('\r')
  expect(await answered(terminal, ['\r'])).toBe('dan\r')
})

it('keeps a letter that comes in two parts, the second at the next question', async () => {
  const terminal = new PassThrough()
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
  expect(await answered(terminal, [Buffer.concat([Buffer.from('ann\r'), first])])).toBe('ann\r')
  expect(await answered(terminal, [second, '\r'])).toBe('é\r')
})
