import { describe, expect, it } from 'vitest'
import { OUTPUTS, type OutputName, rowOutput } from './row-output.ts'

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
]
const written = (name: OutputName, parts: readonly string[], isExpanded = false): string => {
  const output = rowOutput(name, isExpanded)
  return output.head(COLUMNS) + parts.map((part) => output.rows(part)).join('') + output.tail()
}
const PARTS = ['[12345678901234567890,"a|b"]\n[2,null]\n', '[3,"漢"]\n']

describe('rows', () => {
  it('stand in a table, numbers to the right', () => {
    expect(written('table', PARTS)).toBe(
      [
        ' id                   | name',
        '----------------------+------',
        ' 12345678901234567890 | a|b',
        '                    2 | NULL',
        '                    3 | 漢',
        '',
      ]
        .join('\n')
        .replace(' id                  ', '                   id'),
    )
  })

  it('stand in a table beneath each other, a line for each field', () => {
    expect(written('table', PARTS, true)).toContain('-[ 1 ]-\nid   | 12345678901234567890\nname | a|b\n-[ 2 ]-\n')
  })

  it('are CSV, JSON lines, one JSON array and Markdown, with every digit', () => {
    expect(written('csv', PARTS)).toBe('id,name\n12345678901234567890,a|b\n2,\n3,漢\n')
    expect(written('jsonl', PARTS)).toBe('{"id":12345678901234567890,"name":"a|b"}\n{"id":2,"name":null}\n{"id":3,"name":"漢"}\n')
    expect(written('json', PARTS)).toBe('[{"id":12345678901234567890,"name":"a|b"},\n {"id":2,"name":null},\n {"id":3,"name":"漢"}]\n')
    expect(written('markdown', PARTS)).toBe('| id | name |\n| ---: | --- |\n| 12345678901234567890 | a\\|b |\n| 2 | NULL |\n| 3 | 漢 |\n')
  })

  it('that are none are well-formed', () => {
    expect(JSON.parse(written('json', []))).toEqual([])
    expect(written('csv', [])).toBe('id,name\n')
    expect(written('table', [])).toBe(' id | name\n----+------\n')
  })

  it('hold nothing that a terminal obeys where a person reads them', () => {
    for (const name of OUTPUTS) {
      const text = written(name, [`[1,${JSON.stringify('a\u001b[2J\u202eb')}]\n`])
      if (name === 'table' || name === 'markdown') expect(text).not.toMatch(/[\p{Cf}]|\p{Cc}(?<!\n)/u)
    }
  })

  it('behind the first thousand are written at once', () => {
    const output = rowOutput('table')
    output.head(COLUMNS)
    expect(output.rows('[1,"a"]\n'.repeat(999))).toBe('')
    expect(output.rows('[1,"a"]\n')).not.toBe('')
    expect(output.rows('[1,"abcdefgh"]\n')).toBe('  1 | abcdefgh\n')
  })
})
