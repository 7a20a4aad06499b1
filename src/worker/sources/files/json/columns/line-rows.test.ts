import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  await mkdir(worker.inBucket(), { recursive: true })
})
afterAll(() => worker?.end())

const COLUMNS =
  'b BOOLEAN, i INT, l BIGINT, d DOUBLE, f FLOAT, n DECIMAL(20,3), s STRING, y DATE, t TIMESTAMP, a ARRAY<STRING>, o STRUCT<x: INT, y: ARRAY<DOUBLE>>, m MAP<STRING, BIGINT>, _corrupt_record STRING'

/** One generator for all runs, so that a failure comes back. */
function random(): () => number {
  let state = 12_345
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const VALUES = [
  ...['true', 'false', 'null', '0', '-0', '-0.0', '1', '-17', '007', '2147483647', '2147483648', '-2147483649', '9223372036854775807'],
  ...['123456789012345', '1234567890123456', '1.5', '-2.50', '0.1', '123456.7890123456789', '1e5', '1.5E-7', '1.', '.5', '-', '1e', '1x'],
  ...[
    '"a text"',
    '"a text that is longer than twelve"',
    '""',
    '"\\n\\u00e9\\"q"',
    '"\\ud83d\\ude00"',
    '"half \\ud83d"',
    '"tab\there"',
    '"bad \\x"',
    '"open',
  ],
  ...['"2024-01-31"', '"2024-02-29 12:34:56"', '"2023-02-29T12:34:56"', '"2024-01-15T01:02:03.123456Z"', '"1969-12-31 23:59:59.9"'],
  ...[
    '"2024-01-15 01:02:03.1234567"',
    '"2024-13-01T00:00:00"',
    '"2024-01-28T24:00:00"',
    '"0001-03-01 00:00:00"',
    '"9999-12-28 23:59:59.999999"',
  ],
  ...[
    '[]',
    '["a", "b"]',
    '[null,"c" ]',
    '["a",1]',
    '["a",]',
    '[[1]]',
    '{}',
    '{"x":1}',
    '{"x":1,"y":[1,2.5]}',
    '{"y":[null],"z":{"q":[{}]}}',
  ],
  ...['{"x":1,"x":2}', '{"x":"1"}', '{"x":1,"y":[true]}', '{"k":1,"l":2}', '{"x" : 1 }', '{x:1}', "'one'", 'NaN', '"NaN"', '[1,2', '{"x":'],
]

/** What stops a job is left out: a day that there is not, for a date, and a key twice, for a map. */
const STOPS: Readonly<Record<string, RegExp>> = { y: /"2023-02-29|"2024-13/, m: /"x":1,"x"/ }

function lines(count: number): string {
  const next = random()
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
  const names = ['b', 'i', 'l', 'd', 'f', 'n', 's', 'y', 't', 'a', 'o', 'm', 'unknown', 'S', 'b\\u0062']
  const line = (): string => {
    const entries = Array.from({ length: Math.floor(next() * 6) }, () => {
      const name = pick(names)
      return `"${name}"${pick([':', ': ', ' :\t'])}${pick(VALUES.filter((value) => STOPS[name]?.test(value) !== true))}`
    })
    const text = `{${entries.join(pick([',', ', ', ' ,']))}}`
    const odd = next()
    if (odd < 0.03) return text.slice(0, Math.floor(next() * text.length))
    if (odd < 0.05) return `${text} trailing`
    if (odd < 0.06) return `[${text},${text}]`
    return odd < 0.08 ? ` ${text}` : text
  }
  return `${Array.from({ length: count }, line).join('\n')}\n`
}

// With an encoding of its own a line is read by its tokens, which are compared with Spark elsewhere.
it.each(['PERMISSIVE', 'DROPMALFORMED'])('lines that are read straight are the same as by their tokens, in the mode %s', async (mode) => {
  await writeFile(worker.inBucket('lines.json'), lines(2_000))
  const table = async (name: string, options: string): Promise<string> => {
    const columns = mode === 'PERMISSIVE' ? COLUMNS : COLUMNS.replace(', _corrupt_record STRING', '')
    await worker.run(`CREATE TABLE ${name}_${mode} (${columns}) USING json OPTIONS (path 'obs://b1/lines.json', mode '${mode}'${options})`)
    return `${name}_${mode}`
  }
  const straight = await table('straight', '')
  const byTokens = await table('by_tokens', ", encoding 'US-ASCII', lineSep '\\n'")
  const count = `SELECT count(*), count(b), count(i), count(l), count(d), count(s), count(t), count(a), count(o), sum(l), sum(i) FROM`
  const [counted] = await worker.rows(`${count} ${straight}`)
  expect(counted).toEqual((await worker.rows(`${count} ${byTokens}`))[0])
  const numbered = (from: string): string =>
    `SELECT row_number() OVER (ORDER BY 1) AS at, to_json(named_struct('r', struct(*))) AS r FROM ${from}`
  const texts = async (from: string, part: number): Promise<readonly unknown[]> =>
    await worker.rows(`SELECT r FROM (${numbered(from)}) WHERE at > ${part * 1000} AND at <= ${(part + 1) * 1000} ORDER BY at`)
  for (let part = 0; part < 2; part += 1) expect(await texts(straight, part)).toEqual(await texts(byTokens, part))
})

it('letters beyond ASCII, and bytes that are no text, are the same as by the tokens of the same line behind a blank', async () => {
  const texts = [Buffer.from('é上😀'), Buffer.from([0xff]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xc0, 0x80])]
  const line = (text: Buffer): Buffer => Buffer.concat([Buffer.from('{"s":"'), text, Buffer.from('","i":1}\n')])
  const names = texts.map((text) => Buffer.concat([Buffer.from('{"'), text, Buffer.from('":1,"i":2}\n')]))
  const all = [...texts.map(line), ...names]
  await writeFile(worker.inBucket('letters.json'), Buffer.concat(all))
  await writeFile(worker.inBucket('blanks.json'), Buffer.concat(all.map((one) => Buffer.concat([Buffer.from(' '), one]))))
  const rowsOf = async (name: string): Promise<readonly unknown[]> => {
    await worker.run(`CREATE TABLE ${name} (s STRING, i INT, \`é上😀\` INT) USING json OPTIONS (path 'obs://b1/${name}.json')`)
    return await worker.rows(`SELECT hex(s), i, \`é上😀\` FROM ${name}`)
  }
  const read = await rowsOf('letters')
  expect(read).toEqual(await rowsOf('blanks'))
  expect(read[0]).toEqual(['C3A9E4B88AF09F9880', 1, null])
  expect(read[texts.length]).toEqual([null, 2, 1])
})
