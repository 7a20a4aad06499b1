import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { linePrompt } from './line-prompt.ts'

/** A prompt whose statements end with a semicolon, and what it has written so far. */
function openPrompt() {
  const keyboard = Object.assign(new PassThrough(), { setRawMode: () => {} })
  const written: string[] = []
  const prompt = linePrompt({
    input: keyboard,
    screen: { columns: 80, write: (text) => written.push(text) },
    history: { entries: [], add: () => {} },
    colour: (text) => text,
    isWhole: (text) => text === '' || text.endsWith(';'),
    complete: async (_text, cursor) => ({ from: cursor, candidates: [] }),
    reflow: 'all',
  })
  return { keyboard, prompt, written }
}

it.each([
  ['together', ['SELECT 1,\r\n2,\r\n3;\r']],
  ['in two parts', ['SELECT 1,\r', '\n2,\r', '\n3;\r']],
  ['in brackets', ['\u001b[200~SELECT 1,\r\n2,\r\n3;\u001b[201~\r']],
])('takes the two signs of a line’s end as one: %s', async (_, parts) => {
  const { keyboard, prompt } = openPrompt()
  using _prompt = prompt
  const answer = prompt.ask('> ')
  for (const part of parts) keyboard.write(part)
  expect(await answer).toEqual({ kind: 'text', text: 'SELECT 1,\n2,\n3;' })
})

it('answers nothing more for the second sign of the end that submits', async () => {
  const { keyboard, prompt } = openPrompt()
  using _prompt = prompt
  const first = prompt.ask('> ')
  keyboard.write('SELECT 1;\r\nSELECT 2;\r\n')
  expect(await first).toEqual({ kind: 'text', text: 'SELECT 1;' })
  expect(await prompt.ask('> ')).toEqual({ kind: 'text', text: 'SELECT 2;' })
})

it.each([
  ['in brackets', '\u001b[200~', '\u001b[201~'],
  ['without', '', ''],
])('writes of a long text that is pasted a few times what it has: %s', async (_, before, behind) => {
  const { keyboard, prompt, written } = openPrompt()
  using _prompt = prompt
  const text = `SELECT '${'x'.repeat(5_000)}';`
  const answer = prompt.ask('> ')
  keyboard.write(`${before}${text}${behind}\r`)
  expect(await answer).toEqual({ kind: 'text', text })
  expect(written.join('').length).toBeLessThan(10 * text.length)
})

it('puts a sign together whose bytes come in two parts', async () => {
  const { keyboard, prompt } = openPrompt()
  using _prompt = prompt
  const answer = prompt.ask('> ')
  const bytes = Buffer.from("SELECT '😀€';\r")
  for (const byte of bytes) keyboard.write(Buffer.of(byte))
  expect(await answer).toEqual({ kind: 'text', text: "SELECT '😀€';" })
})

it('leaves where the input ends in the middle of a statement, and when it is asked behind that', async () => {
  const { keyboard, prompt } = openPrompt()
  using _prompt = prompt
  const answer = prompt.ask('> ')
  keyboard.end("SELECT 'half")
  expect(await answer).toEqual({ kind: 'leave' })
  expect(await prompt.ask('> ')).toEqual({ kind: 'leave' })
})
