import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { OUTPUTS } from './row-output.ts'
import { outputSink } from './sql-session.ts'
import { throughTerminalText } from './terminal-text.ts'

const HOSTILE = 'a\u001b]0;owned\u0007\u009b2J\u202eb\u2028c\u{e0001}\ud800d\re\r\nf\tg'
const OBEYED = /\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}|\r(?!\n)|(?![\t\r\n])\p{Cc}/u

async function written(output: (typeof OUTPUTS)[number], isTTY: boolean): Promise<string> {
  let all = ''
  const rows = Object.assign(new PassThrough(), { isTTY })
  const { sink, end } = outputSink({ output, isExpanded: false, rows }, async (part) => {
    all += part
  })
  await sink.columns([{ name: HOSTILE, type: 'string' }])
  await sink.rows(`${JSON.stringify([HOSTILE])}\n`)
  await end()
  return all
}

it('lets a terminal obey nothing that rows or names of columns hold, in any form, and JSON stay JSON of the same values', async () => {
  for (const output of OUTPUTS) expect(await written(output, true), output).not.toMatch(OBEYED)
  expect(JSON.parse(await written('json', true))).toEqual([{ [HOSTILE]: HOSTILE }])
  expect(JSON.parse(await written('jsonl', true))).toEqual({ [HOSTILE]: HOSTILE })
  // A file, or another program, gets what is there.
  expect(await written('csv', false)).toContain('a\u001b]0;owned\u0007\u009b2J')
})

it('does the same for what comes in pieces that are cut anywhere', async () => {
  const bytes = Buffer.from(`x,${HOSTILE}\r\n漢\r`)
  for (const isJson of [false, true]) {
    const through = throughTerminalText(isJson)
    const all = text(through)
    for (const byte of bytes) through.write(Buffer.of(byte))
    through.end()
    expect(await all).not.toMatch(OBEYED)
    expect(await all).toContain('\r\n漢')
  }
})
