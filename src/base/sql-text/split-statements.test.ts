import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitStatements } from './split-statements.ts'

const sqlsOf = (text: string): readonly string[] => splitStatements(text).map(({ sql }) => sql)

describe('the statements of a text', () => {
  it.each([
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1;SELECT 2;', ['SELECT 1', 'SELECT 2']],
    [';; ;\n', []],
    ['-- nothing;\n/* none; */', []],
    [`SELECT ';', ";", \`;\`; SELECT 2`, [`SELECT ';', ";", \`;\``, 'SELECT 2']],
    [String.raw`SELECT 'it\'s; one'; SELECT 2`, [String.raw`SELECT 'it\'s; one'`, 'SELECT 2']],
    [String.raw`SELECT r'a\'; SELECT 2`, [String.raw`SELECT r'a\'`, 'SELECT 2']],
    [String.raw`SELECT bar'a\'; x'; SELECT 2`, [String.raw`SELECT bar'a\'; x'`, 'SELECT 2']],
    ["SELECT 'it''s; one'; SELECT 2", ["SELECT 'it''s; one'", 'SELECT 2']],
    ['SELECT 1 -- one; still\n + 1; SELECT 2', ['SELECT 1 -- one; still\n + 1', 'SELECT 2']],
    ['SELECT /* a; /* b; */ c; */ 1; SELECT 2', ['SELECT /* a; /* b; */ c; */ 1', 'SELECT 2']],
    ["SELECT 'open; SELECT 2", ["SELECT 'open; SELECT 2"]],
    ['SELECT 1 /* open; SELECT 2', ['SELECT 1 /* open; SELECT 2']],
  ])('%j', (text, sqls) => expect(sqlsOf(text)).toEqual(sqls))

  it('are looked for up to so many, and no further', () => {
    expect(splitStatements("SELECT 1; SELECT 2; SELECT 3; SELECT 'open", 2).map(({ sql }) => sql)).toEqual(['SELECT 1', 'SELECT 2'])
    expect(splitStatements('SELECT 1;', 2).map(({ sql }) => sql)).toEqual(['SELECT 1'])
  })

  it.each(['{{a}};{b}', 'é;é', '-;/', 'r;R', ']]=<>!;+'])('are two around the semicolon of %s, whatever signs stand there', (text) => {
    expect(sqlsOf(text)).toEqual(text.split(';'))
  })

  it('stand where they begin, and are ended by a semicolon or not', () => {
    expect(splitStatements('SELECT 1;\n\n  SELECT\n2')).toEqual([
      { sql: 'SELECT 1', line: 1, column: 1, from: 0, to: 8, isEnded: true },
      { sql: 'SELECT\n2', line: 3, column: 3, from: 13, to: 21, isEnded: false },
    ])
  })

  it('say where something begins that has no end', () => {
    expect(splitStatements("SELECT 1;\nSELECT 'a; SELECT 2").map(({ unclosedAt }) => unclosedAt)).toEqual([undefined, 17])
    expect(splitStatements('SELECT 1; /* a; b').map(({ sql, unclosedAt }) => [sql, unclosedAt])).toEqual([
      ['SELECT 1', undefined],
      ['/* a; b', 10],
    ])
    expect(splitStatements('SELECT `a; b').at(-1)?.unclosedAt).toBe(7)
  })

  it('count columns in characters, behind a mark of the byte order too', () => {
    expect(splitStatements("\ufeffSELECT 1; SELECT '\u{1f600}'; SELECT 3").map(({ line, column, sql }) => [line, column, sql])).toEqual([
      [1, 2, 'SELECT 1'],
      [1, 12, "SELECT '\u{1f600}'"],
      [1, 24, 'SELECT 3'],
    ])
  })

  it('go on in a comment whose line ends in a backslash, as in Spark', () => {
    expect(sqlsOf('SELECT 1 -- one \\\n still; one\n; SELECT 2')).toEqual(['SELECT 1 -- one \\\n still; one', 'SELECT 2'])
  })

  it('are each one statement, whatever stands in the texts of one', () => {
    const quoted = fc.string().map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
    fc.assert(
      fc.property(fc.array(quoted, { minLength: 1 }), (texts) => {
        const sqls = texts.map((text) => `SELECT ${text}`)
        expect(sqlsOf(sqls.join(';\n'))).toEqual(sqls)
      }),
    )
  })
})
