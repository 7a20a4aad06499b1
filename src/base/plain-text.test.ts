import { expect, test } from 'vitest'
import { isPlainText, linesOfText, plainText } from './plain-text.ts'

const CONTROLS = ['\0', '\u0001', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085', '\u009f', '\u2028', '\u2029']
const refused = (what: string) =>
  expect.objectContaining({ kind: 'invalid-parameter', message: expect.stringContaining(`The ${what} holds`) })

test.each(CONTROLS)('%j is in no plain text, wherever it stands', (control) => {
  for (const text of [control, `${control}a`, `a${control}`, `a${control}b`]) {
    expect(() => plainText('name', text)).toThrow(refused('name'))
    expect(isPlainText(text)).toBe(false)
  }
})

test('tabs and line breaks are in texts of several lines, other controls are not', () => {
  expect(linesOfText('description', 'a\tb\r\nc')).toBe('a\tb\r\nc')
  for (const control of CONTROLS.filter((one) => !'\t\n\r'.includes(one))) {
    expect(() => linesOfText('description', `a\n${control}`)).toThrow(refused('description'))
  }
})

test('half a character is refused, whole ones of any script are not', () => {
  expect(() => plainText('password', 'a\ud800b')).toThrow(refused('password'))
  for (const text of ['', 'a b', 'Zürich', '数据', '👩‍🚀', '\u00a0', '%00']) expect(plainText('password', text)).toBe(text)
})

test('the message does not show the text: it may be a password', () => {
  expect(() => plainText('password', 'secret\0')).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }))
})
