// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Spark replaces looks so
import { StringStream } from '@codemirror/language'
import { expect, it } from 'vitest'
import { sparkToken, startState } from './spark-tokens.ts'

/** Each token that has a style, with it. */
function styled(text: string): readonly string[] {
  const state = startState()
  const found: string[] = []
  for (const line of text.split('\n')) {
    const stream = new StringStream(line, 2, 2)
    while (!stream.eol()) {
      stream.start = stream.pos
      const style = sparkToken(stream, state)
      if (style !== null) found.push(`${style}:${stream.current()}`)
      if (stream.pos === stream.start) throw new Error('It stands still')
    }
  }
  return found
}

it.each([
  ['SELECT sum (x) FROM t', ['keyword:SELECT', 'function:sum', 'operator:(', 'operator:)', 'keyword:FROM']],
  ["r'a\\' 'it\\'s' `a\"`", ["string:r'a\\'", "string:'it\\'s'", 'propertyName:`a"`']],
  ['1.5e3 10L 1a x1', ['number:1.5e3', 'number:10L']],
  ['a /* b /* c\n */ d */ FROM', ['comment:/* b /* c', 'comment: */ d */', 'keyword:FROM']],
  ["'two\nlines' AS", ["string:'two", "string:lines'", 'keyword:AS']],
  ['x - 1 -- - y', ['operator:-', 'number:1', 'comment:-- - y']],
  ['${day} {{region}} $', ['variableName:${day}', 'variableName:{{region}}', 'operator:$']],
  ["größe = 'ü'", ['operator:ö', 'operator:ß', 'operator:=', "string:'ü'"]],
  [
    'CAST(a AS decimal(10, 2))',
    [
      'keyword:CAST',
      'operator:(',
      'keyword:AS',
      'typeName:decimal',
      'operator:(',
      'number:10',
      'operator:,',
      'number:2',
      'operator:)',
      'operator:)',
    ],
  ],
])('%j', (text, tokens) => expect(styled(text)).toEqual(tokens))
