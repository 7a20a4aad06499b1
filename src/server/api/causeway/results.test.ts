import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sign } from '../auth/signature.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { arrowResult } from './result-formats/arrow-result.ts'
import { csvResult } from './result-formats/csv-result.ts'
import { jsonlResult } from './result-formats/jsonl-result.ts'
import { textsOfRows } from './result-formats/result-format.ts'

let lab: ApiLab
let url: string
beforeAll(async () => {
  lab = await startLab()
  url = await lab.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const KEEP = { conf: ['causeway.sql.keepResult = all'] }
const ROWS = 20_000
const SQL = `SELECT id, concat('row, ', id) AS t FROM range(${ROWS}) ORDER BY id DESC`

async function ended(id: unknown) {
  for (;;) {
    const { body } = await lab.call('GET', `/v1.0/{p}/jobs/${String(id)}/status`)
    if (!['LAUNCHING', 'RUNNING'].includes(String(body['status']))) return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
async function run(sql: string, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const id = (await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, ...body } })).body['job_id']
  await ended(id)
  return String(id)
}

/** The answer as it comes: nothing of it is read yet. */
async function open(id: string, query: string, more: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  const target = `/causeway/v1/${lab.projectId}/jobs/${id}/result?${query}`
  const signed = sign({ method: 'GET', target, headers: {}, body: Buffer.alloc(0) }, lab, Date.now())
  const request = httpRequest(`${url}${target}`, { method: 'GET', headers: { ...more, ...signed } })
  request.end()
  const [answer]: IncomingMessage[] = await once(request, 'response')
  if (answer === undefined) throw new Error('no answer')
  return answer
}
async function get(id: string, query: string, more: Readonly<Record<string, string>> = {}) {
  const answer = await open(id, query, more)
  const bytes = Buffer.concat(await answer.toArray())
  return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() }
}

describe('the result of a job that keeps all rows', () => {
  let id: string
  beforeAll(async () => {
    id = await run(SQL, KEEP)
  })

  it('comes as CSV, whole and in order, and from a row on', async () => {
    const { status, headers, text } = await get(id, 'format=csv')
    expect({ status, headers }).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${id}.csv"`,
        'x-row-count': String(ROWS),
      },
    })
    const lines = text.split('\n')
    expect(lines).toHaveLength(ROWS + 2)
    expect(lines.slice(0, 3)).toEqual(['id,t', '19999,"row, 19999"', '19998,"row, 19998"'])
    expect(lines.slice(-2)).toEqual(['0,"row, 0"', ''])
    expect((await get(id, `format=csv&from_row=${ROWS - 2}`)).text).toBe('1,"row, 1"\n0,"row, 0"\n')
    expect((await get(id, `format=csv&from_row=${ROWS}&with_header=true`)).text).toBe('id,t\n')
    expect(await get(id, `format=csv&from_row=${ROWS + 1}`)).toMatchObject({ status: 400, text: expect.stringContaining('none from row') })
  })

  it('comes as one array of JSON, as lines of it and as an Arrow stream', async () => {
    const array = await get(id, 'format=json')
    expect(array.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${id}.json"`,
    })
    const objects = Array.from({ length: ROWS }, (_, at) => ({ id: ROWS - 1 - at, t: `row, ${ROWS - 1 - at}` }))
    expect(JSON.parse(array.text)).toEqual(objects)
    expect(JSON.parse((await get(id, `format=json&from_row=${ROWS - 2}`)).text)).toEqual(objects.slice(-2))
    expect((await get(id, `format=json&from_row=${ROWS}`)).text).toBe('[]\n')
    const { headers, text } = await get(id, 'format=jsonl')
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    expect(text.split('\n')).toHaveLength(ROWS + 1)
    expect(text.slice(0, 30)).toBe('{"id":19999,"t":"row, 19999"}\n')
    const arrow = await get(id, 'format=arrow')
    expect(arrow.headers['content-type']).toBe('application/vnd.apache.arrow.stream')
    expect(arrow.bytes.subarray(0, 4).toString('hex')).toBe('ffffffff')
    expect(arrow.bytes.subarray(-8).toString('hex')).toBe('ffffffff00000000')
  })

  it('comes as the Parquet file, or a part of it', async () => {
    const { headers, bytes } = await get(id, 'format=parquet')
    expect(headers).toMatchObject({
      'content-type': 'application/vnd.apache.parquet',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="${id}.parquet"`,
    })
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
    const part = await get(id, 'format=parquet', { range: 'bytes=4-9' })
    expect(part).toMatchObject({ status: 206, headers: { 'content-range': `bytes 4-9/${bytes.length}` } })
    expect(part.bytes).toEqual(bytes.subarray(4, 10))
    expect(await get(id, 'format=parquet&from_row=1')).toMatchObject({ status: 400, text: expect.stringContaining('Range') })
  })

  it('is read by a query that ends when nobody reads any more', async () => {
    const large = await run("SELECT id, repeat('x', 1000) AS t FROM range(60000)", KEEP)
    const answer = await open(large, 'format=csv')
    await once(answer, 'readable')
    answer.destroy()
    const jobs = async () => (await lab.call('GET', '/v1.0/{p}/jobs?job-type=QUERY')).body['jobs'] as readonly Record<string, unknown>[]
    await expect.poll(async () => (await jobs())[0]?.['status']).toBe('CANCELLED')
    expect((await jobs())[0]?.['statement']).toBe(`SELECT * FROM causeway_results.\`${large}\``)
  })

  it('that breaks off in the middle has no regular end', async () => {
    const large = await run("SELECT id, repeat('y', 1000) AS t FROM range(60000)", KEEP)
    const answer = await open(large, 'format=jsonl')
    await once(answer, 'readable')
    const { body } = await lab.call('GET', '/v1.0/{p}/jobs?job-type=QUERY&job-status=RUNNING')
    const [reading] = body['jobs'] as readonly Record<string, unknown>[]
    await lab.call('DELETE', `/v1.0/{p}/jobs/${String(reading?.['job_id'])}`)
    await expect(answer.toArray()).rejects.toThrow('aborted')
    expect(answer.complete).toBe(false)
  })
})

describe('the result of a job that keeps its first rows', () => {
  it('comes from them when they are all, without a queue', async () => {
    const id = await run("SELECT 1 AS a, 'x' AS A, NULL AS n")
    expect((await get(id, 'format=csv')).text).toBe('a,A_2,n\n1,x,\n')
    expect((await get(id, 'format=jsonl')).text).toBe('{"a":1,"A_2":"x","n":null}\n')
    expect(await get(id, 'format=parquet')).toMatchObject({ status: 400, text: expect.stringContaining('causeway.sql.keepResult=all') })
    const none = await run('SELECT id FROM range(0)')
    expect((await get(none, 'format=csv')).text).toBe('id\n')
    expect((await get(none, 'format=jsonl')).text).toBe('')
  })

  it('is refused when they are not, with what to do, as is the result of what is no query', async () => {
    const id = await run('SELECT id FROM range(1001)')
    expect(await get(id, 'format=csv')).toMatchObject({ status: 400, text: expect.stringContaining('causeway.sql.keepResult=all') })
    expect(await get(await run('SHOW DATABASES'), 'format=csv')).toMatchObject({
      status: 400,
      text: expect.stringContaining('is no query'),
    })
    expect(await get('8ecb0777-9c70-4529-9935-29ea0946039c', 'format=csv')).toMatchObject({ status: 404 })
    expect(await get(id, 'format=xlsx')).toMatchObject({ status: 400 })
  })
})

describe('a row of every type', () => {
  const columns = (
    'a bigint;b decimal(38,10);c float;d double;e string;f binary;g date;h timestamp;i boolean;j void;k array<int>;l map<date,decimal(5,2)>;' +
    'm struct<x:int,y:array<binary>>;n map<int,string>;o tinyint;p smallint;q int'
  )
    .split(';')
    .map((column) => ({ name: column.slice(0, 1), type: column.slice(2) }))
  const row =
    '[9007199254740993,-12345678901234567890.0123456789,0.1,"NaN","a \\"b\\"\\n,é😀","eA==","0001-01-01","2024-02-29 01:02:03.000005",true,null,[1,null],' +
    '{"2024-01-01":1.50},{"x":7,"y":["eg==",null]},{"1":"one","2":null},-5,300,-70000]\n'
  const nulls = `[${columns.map(() => 'null').join(',')}]\n`

  it('is CSV that tells NULL from an empty text', () => {
    expect(csvResult(false).rows(row, columns)).toBe(
      '9007199254740993,-12345678901234567890.0123456789,0.1,NaN,"a ""b""\n,é😀",eA==,0001-01-01,2024-02-29 01:02:03.000005,true,,"[1,null]",' +
        '"{""2024-01-01"":1.50}","{""x"":7,""y"":[""eg=="",null]}","{""1"":""one"",""2"":null}",-5,300,-70000\n',
    )
    expect(csvResult(false).rows('[null,""]\n', columns)).toBe(',""\n')
    expect(csvResult(true).head([{ name: 'a "x",', type: 'int' }])).toBe('"a ""x"","\n')
  })

  it('is JSON with every digit', () => {
    const format = jsonlResult()
    format.head(columns)
    const text = String(format.rows(row, columns))
    expect(text).toContain('{"a":9007199254740993,"b":-12345678901234567890.0123456789,"c":0.1,"d":"NaN",')
    expect(JSON.parse(text)).toMatchObject({ e: 'a "b"\n,é😀', j: null, k: [1, null], m: { x: 7, y: ['eg==', null] }, q: -70000 })
  })

  // The bytes were read by pyarrow 26, which validated them in full and had these values.
  it('is an Arrow stream of the bytes that pyarrow reads', () => {
    const format = arrowResult()
    const pieces = [format.head(columns), format.rows(row + nulls, columns), format.rows(row, columns), format.tail()]
    const expected = readFileSync(join(import.meta.dirname, 'fixtures', 'every-type.arrows'))
    expect(Buffer.concat(pieces.map((piece) => Buffer.from(piece)))).toEqual(expected)
  })

  const wide = (fields: number): string => `struct<${Array.from({ length: fields }, (_, index) => `f${index}:int`).join(',')}>`

  it('is written in as many parts as keep the server answering, however much a short text makes', () => {
    const arrow = arrowResult()
    arrow.head([{ name: 's', type: wide(1_000) }])
    expect(arrow.rowsAtOnce).toBeLessThan(200)
    const lines = jsonlResult()
    lines.head([{ name: 'n'.repeat(32_000), type: 'int' }])
    expect(lines.rowsAtOnce).toBeLessThan(200)
    const texts = ['[1]\n', '[2]\n', '[3]\n', '[4]\n', '[5]\n']
    expect([...textsOfRows(texts.join(''), 2)]).toEqual(['[1]\n[2]\n', '[3]\n[4]\n', '[5]\n'])
    expect([...textsOfRows('', 2)]).toEqual([])
  })

  it('has no more values of NULLs in one Arrow batch than are in a text of that length', () => {
    const columns = [{ name: 'a', type: `array<${wide(1_000)}>` }]
    const row = (elements: number): string => `[[${Array.from({ length: elements }, () => 'null').join(',')}]]\n`
    const format = arrowResult()
    format.head(columns)
    const one = Buffer.from(format.rows(row(3_000), columns))
    // Compared here, for whoever shows the difference of two such needs more memory than there is.
    expect(Buffer.concat([one, one]).equals(Buffer.from(format.rows(row(3_000).repeat(2), columns)))).toBe(true)
    expect(() => format.rows(row(6_000), columns)).toThrow('a row of it has more than')
    expect(() => arrowResult().head([{ name: 's', type: wide(20_000) }])).toThrow('more than 20000 fields')
  })
})
