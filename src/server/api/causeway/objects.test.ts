import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createApi } from '../api.ts'
import { sign } from '../auth/signature.ts'
import { connectionLimits } from '../door/connection-limits.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let url = ''
let token = ''
beforeAll(async () => {
  lab = await startLab()
  url = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  token = await tokenOf(lab)
  expect(await lab.call('PUT', `${buckets()}/lake`)).toMatchObject({ status: 201 })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const buckets = (): string => `/causeway/v1/${lab.projectId}/buckets`
const objects = (): string => `${buckets()}/lake/objects`
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')
const inBucket = (...path: readonly string[]): string => join(lab.home, 'project-buckets', lab.projectId, 'lake', ...path)

async function tokenOf({ app, domain, user, password, project }: ApiLab): Promise<string> {
  const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } }
  const answer = await app.inject({
    method: 'POST',
    url: '/v3/auth/tokens',
    payload: { auth: { identity, scope: { project: { name: project } } } },
  })
  return String(answer.headers['x-subject-token'])
}

const send = (method: string, path: string, body?: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}${path}`, { method, headers: { 'x-auth-token': token, ...headers }, ...(body === undefined ? {} : { body }) })

const put = (key: string, body: string | Uint8Array, headers?: Readonly<Record<string, string>>) =>
  send('PUT', `${objects()}/${key}`, body, headers)

async function answerOf(response: Response): Promise<{ readonly status: number; readonly body: unknown }> {
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

it('an object is kept, listed, read and deleted', async () => {
  expect(await answerOf(await put('in/day=1/a.csv', 'id\n1\n2\n', { 'content-type': 'text/csv' }))).toEqual({
    status: 201,
    body: { bytes: 7 },
  })
  const read = await send('GET', `${objects()}/in/day=1/a.csv`)
  expect([read.status, read.headers.get('content-length'), read.headers.get('content-type'), await read.text()]).toEqual([
    200,
    '7',
    'application/octet-stream',
    'id\n1\n2\n',
  ])
  const { body } = await lab.call('GET', `${objects()}?prefix=in/`)
  expect(listOf(body['objects'])).toEqual([{ key: 'in/day=1/a.csv', bytes: 7, changed_at: expect.any(Number) }])
  expect(listOf((await lab.call('GET', buckets())).body['buckets'])).toContainEqual({ name: 'lake' })
  expect((await send('DELETE', `${objects()}/in/day=1/a.csv`)).status).toBe(204)
  expect((await send('DELETE', `${objects()}/in/day=1/a.csv`)).status).toBe(204)
  expect((await send('GET', `${objects()}/in/day=1/a.csv`)).status).toBe(404)
})

it('a bucket is deleted once no object stands in it and no table names it, and is told by what it is held', async () => {
  const lab1 = (path = '') => `${buckets()}/empties${path}`
  expect((await lab.call('PUT', lab1())).status).toBe(201)
  expect((await send('PUT', lab1('/objects/in/day=1/a.csv'), '1\n')).status).toBe(201)
  const refusal = async () => (await lab.call('DELETE', lab1())).body
  expect(await refusal()).toMatchObject({ error_code: 'in-use', error_msg: expect.stringContaining('there is in/day=1/a.csv') })
  expect(await (await send('GET', lab1('/objects/in/day=1/a.csv'))).text()).toBe('1\n')
  const tables = '/v1.0/{p}/databases/default/tables'
  const table = { data_location: 'OBS', data_type: 'csv', columns: [{ column_name: 'a', type: 'int' }] }
  const make = async (name: string, place: string) =>
    expect(await lab.call('POST', tables, { body: { ...table, table_name: name, data_path: place } })).toMatchObject({ status: 200 })
  await make('of_it', 'obs://empties/in')
  expect((await lab.call('PUT', `${buckets()}/empties-2`)).status).toBe(201)
  await make('of_another', 'obs://empties-2/in')
  await send('DELETE', lab1('/objects/in/day=1/a.csv'))
  expect(await refusal()).toMatchObject({ error_msg: expect.stringContaining('is named by default.of_it.') })
  expect((await lab.call('DELETE', `${tables}/of_it`)).status).toBe(200)
  expect(await readdir(join(inBucket(), '..', 'empties', 'in'))).toEqual(['day=1'])
  await symlink('/etc', join(inBucket(), '..', 'empties', 'link'))
  expect(await refusal()).toMatchObject({ error_msg: expect.stringContaining('or a link') })
  await rm(join(inBucket(), '..', 'empties', 'link'))
  expect((await lab.call('DELETE', lab1())).status).toBe(204)
  expect((await lab.call('DELETE', lab1())).status).toBe(404)
  expect(listOf((await lab.call('GET', buckets())).body['buckets'])).not.toContainEqual({ name: 'empties' })
  expect((await lab.call('PUT', lab1())).status).toBe(201)
  expect((await lab.call('GET', lab1('/objects'))).body).toEqual({ objects: [] })
  expect((await lab.call('DELETE', lab1())).status).toBe(204)
})

it('another object takes the place of one that has the key, and an empty one is one', async () => {
  await put('twice', 'the first, which is longer')
  expect(await answerOf(await put('twice', 'second'))).toEqual({ status: 201, body: { bytes: 6 } })
  expect(await readFile(inBucket('twice'), 'utf8')).toBe('second')
  expect(await answerOf(await send('PUT', `${objects()}/empty`))).toEqual({ status: 201, body: { bytes: 0 } })
  expect(await (await send('GET', `${objects()}/empty`)).text()).toBe('')
  expect(await readdir(inBucket('.uploads'))).toEqual([])
})

it('what is larger than what is kept of any body comes and goes whole', async () => {
  const large = new Uint8Array(9 << 20).map((_, index) => index % 251)
  expect(await answerOf(await put('large', large))).toEqual({ status: 201, body: { bytes: large.length } })
  expect(lab.app.heldBodyBytes()).toBe(0)
  expect(sha256(new Uint8Array(await (await send('GET', `${objects()}/large`)).arrayBuffer()))).toBe(sha256(large))
})

describe('a part of an object', () => {
  beforeAll(async () => {
    await put('digits', '0123456789')
  })
  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ])('%s', async (range, text, told) => {
    const answer = await send('GET', `${objects()}/digits`, undefined, { range })
    expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([206, told, text])
  })
  it.each(['bytes=4-2', 'bytes=-', 'bytes=', 'bytes=1-2,4-5'])('%s is refused', async (range) => {
    expect((await send('GET', `${objects()}/digits`, undefined, { range })).status).toBe(400)
  })
  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('%s is not met, and how many bytes there are is told', async (range) => {
    const answer = await send('GET', `${objects()}/digits`, undefined, { range })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */10'])
    expect(await answer.json()).toMatchObject({ error_code: 'range-not-met', hint: expect.stringContaining('before its end') })
  })
  it('is all of it where the range is not of bytes', async () => {
    const answer = await send('GET', `${objects()}/digits`, undefined, { range: 'lines=1-2' })
    expect([answer.status, await answer.text()]).toEqual([200, '0123456789'])
  })
  it('is all of it where another object has the key by now', async () => {
    await put('resumed', 'the old one')
    const tag = (await send('GET', `${objects()}/resumed`)).headers.get('etag') ?? ''
    const rest = () => send('GET', `${objects()}/resumed`, undefined, { range: 'bytes=4-', 'if-range': tag })
    expect(await (await rest()).text()).toBe('old one')
    await put('resumed', 'the new one, longer')
    const answer = await rest()
    expect([answer.status, await answer.text()]).toEqual([200, 'the new one, longer'])
  })
})

it('keys come in their order, page by page, and folders that cannot hold one are not opened', async () => {
  for (const key of ['p/b', 'p/a/z', 'p/a.txt', 'p/a/b/c', 'q']) await put(key, key)
  const keys: unknown[] = []
  let after: unknown = ''
  for (let page = 0; page < 10 && after !== undefined; page += 1) {
    const { body } = await lab.call('GET', `${objects()}?prefix=p/&limit=2&after=${String(after)}`)
    keys.push(...listOf(body['objects']).map(({ key }) => key))
    after = body['next']
  }
  expect(keys).toEqual(['p/a.txt', 'p/a/b/c', 'p/a/z', 'p/b'])
})

it('folders that are nested deeper than a key is long, and more empty ones than a page looks into, hold nobody up', async () => {
  let deep = inBucket('deep')
  await mkdir(deep)
  for (let depth = 0; depth < 600; depth += 1) deep = join(deep, 'd')
  await mkdir(deep, { recursive: true })
  expect((await lab.call('GET', `${objects()}?prefix=deep/`)).body).toEqual({ objects: [] })
  await mkdir(inBucket('wide'))
  for (let name = 0; name <= 10_000; name += 1) mkdirSync(inBucket('wide', String(name)))
  expect(await lab.call('GET', `${objects()}?prefix=wide/`)).toMatchObject({
    status: 400,
    body: { hint: expect.stringContaining('prefix') },
  })
  expect((await lab.call('GET', `${objects()}?prefix=wide/99`)).body).toEqual({ objects: [] })
})

describe('a signed upload', () => {
  async function upload(body: string, declared: string | undefined, sent = body): Promise<{ status: number; text: string }> {
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      ...(declared === undefined ? {} : { 'x-sdk-content-sha256': declared }),
    }
    const target = `${objects()}/signed`
    const signed = sign({ method: 'PUT', target, headers, body: Buffer.from(body) }, lab, Date.now())
    return await new Promise((resolve, reject) => {
      const request = httpRequest(`${url}${target}`, { method: 'PUT', headers: { ...headers, ...signed } }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      })
      request.on('error', reject)
      request.end(sent)
    })
  }

  it('is kept when it is what was signed', async () => {
    expect(await upload('as signed', sha256('as signed'))).toMatchObject({ status: 201 })
    expect(await readFile(inBucket('signed'), 'utf8')).toBe('as signed')
  })

  it('is not when other bytes come, and what was there stays', async () => {
    expect(await upload('as signed', sha256('as signed'), 'as forged')).toMatchObject({ status: 400 })
    expect(await readFile(inBucket('signed'), 'utf8')).toBe('as signed')
    expect(await readdir(inBucket('.uploads'))).toEqual([])
  })

  it('must say its hash, and sign it', async () => {
    for (const declared of [undefined, 'UNSIGNED-PAYLOAD', 'abc']) expect((await upload('x', declared)).status).toBe(400)
    expect(await upload('x', sha256('y'))).toMatchObject({ status: 401 })
    expect(await readFile(inBucket('signed'), 'utf8')).toBe('as signed')
  })
})

describe('refused', () => {
  it('without credentials, before a byte is kept', async () => {
    expect((await fetch(`${url}${objects()}/anonymous`, { method: 'PUT', body: 'x' })).status).toBe(401)
    expect((await lab.call('GET', `${objects()}?prefix=anonymous`)).body).toEqual({ objects: [] })
  })

  it.each(['../../out', '..%2f..%2fout', '.uploads/x', 'a/.unfinished-1', 'a/../b', 'a/./b', 'a%00b', 'a%0ab', '%2e%2e/x'])(
    'the key %s',
    async (key) => {
      // By hand: fetch would take dots out of the path.
      const status = await new Promise<number>((resolve, reject) => {
        const request = httpRequest(url, { method: 'PUT', path: `${objects()}/${key}`, headers: { 'x-auth-token': token } }, (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        })
        request.on('error', reject)
        request.end('x')
      })
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
    },
  )

  it.each(['Upper', 'a', '..', 'x'.repeat(64), '10.0.0.1'])('the bucket %s', async (name) => {
    expect((await lab.call('PUT', `${buckets()}/${name}`)).status).toBeGreaterThanOrEqual(400)
  })

  it('a bucket that is there, and an object of one that is not', async () => {
    expect(await lab.call('PUT', `${buckets()}/lake`)).toMatchObject({ status: 409 })
    expect((await send('PUT', `${buckets()}/pond/objects/x`, 'x')).status).toBe(404)
  })

  it('a folder as an object, and an object as a folder', async () => {
    await put('tree/leaf', 'x')
    expect((await put('tree', 'x')).status).toBe(409)
    expect((await put('tree/leaf/below', 'x')).status).toBe(409)
    expect((await send('DELETE', `${objects()}/tree`)).status).toBe(409)
    expect(await readdir(inBucket('.uploads'))).toEqual([])
  })
})

it('a file comes as slowly as it has to, where another body would be late', async () => {
  const connections = { ...connectionLimits(1_000), requestMs: 1, checkMs: 1 }
  const app = createApi({ ...lab.context, log: pino({ level: 'silent' }), connections })
  try {
    const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
    const begin = (method: string, path: string): ClientRequest => {
      const request = httpRequest({ port, host: '127.0.0.1', method, path, headers: { 'x-auth-token': token } })
      request.write('half ')
      return request
    }
    const file = begin('PUT', `${objects()}/slow`)
    const answered = once(file, 'response')
    await expect.poll(() => readdir(inBucket('.uploads'))).toHaveLength(1)
    const other = begin('POST', `/v1.0/${lab.projectId}/jobs/submit-job`)
    const [late]: IncomingMessage[] = await once(other, 'response')
    expect(late?.statusCode).toBe(408)
    file.end('and whole')
    const [answer]: IncomingMessage[] = await answered
    expect(answer?.statusCode).toBe(201)
    expect(await readFile(inBucket('slow'), 'utf8')).toBe('half and whole')
  } finally {
    await app.close()
  }
})

describe('what a job may put where uploads are kept until they are whole', () => {
  const uploads = (bucket: string, ...path: readonly string[]): string =>
    join(lab.home, 'project-buckets', lab.projectId, bucket, '.uploads', ...path)
  const upload = (bucket: string) => send('PUT', `${buckets()}/${bucket}/objects/x`, 'whole')

  it.each([
    ['a file', (path: string) => writeFile(path, 'mine')],
    ['a link', (path: string) => symlink('/', path)],
    ['a link to itself', (path: string) => symlink('.uploads', path)],
  ])('in place of the folder: %s', async (what, make) => {
    const bucket = what.replaceAll(' ', '-')
    await lab.call('PUT', `${buckets()}/${bucket}`)
    await make(uploads(bucket))
    expect((await upload(bucket)).status).toBe(201)
    expect((await lstat(uploads(bucket))).isDirectory()).toBe(true)
  })

  it('files with names that uploads could have', async () => {
    await lab.call('PUT', `${buckets()}/guessed`)
    await mkdir(uploads('guessed'))
    const names = Array.from({ length: 200 }, (_, index) => String(index))
    for (const name of names) await writeFile(uploads('guessed', name), name)
    for (let turn = 0; turn < 3; turn += 1) expect((await upload('guessed')).status).toBe(201)
    expect((await readdir(uploads('guessed'))).length).toBe(names.length)
  })

  it('nothing, in place of a file that is still coming', async () => {
    await lab.call('PUT', `${buckets()}/robbed`)
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const path = `${buckets()}/robbed/objects/x`
      const request = httpRequest(`${url}${path}`, { method: 'PUT', headers: { 'x-auth-token': token } }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
      request.on('error', reject)
      request.write('half')
      const robbed = async (): Promise<void> => {
        await expect.poll(() => readdir(uploads('robbed')).catch(() => [])).toHaveLength(1)
        await rm(uploads('robbed'), { recursive: true })
        request.end('whole')
      }
      robbed().catch(reject)
    })
    expect(answer).toMatchObject({ status: 409, text: expect.stringContaining('Send it again') })
    expect(answer.text).not.toContain('/proc/')
    expect((await upload('robbed')).status).toBe(201)
  })
})

describe('a link in a bucket, which a job may have put there', () => {
  const outside = join(tmpdir(), `causeway-outside-${process.pid}`)
  beforeAll(async () => {
    await mkdir(outside)
    await writeFile(join(outside, 'secret'), 'secret')
    await symlink(outside, inBucket('linked'))
    await symlink(join(outside, 'secret'), inBucket('file'))
  })
  afterAll(async () => (await import('node:fs/promises')).rm(outside, { recursive: true }))

  it('is not gone through, and not written through', async () => {
    expect((await send('GET', `${objects()}/linked/secret`)).status).toBe(409)
    expect((await send('GET', `${objects()}/file`)).status).toBe(404)
    expect((await put('linked/new', 'x')).status).toBe(409)
    expect(await readdir(outside)).toEqual(['secret'])
    expect((await lab.call('GET', `${objects()}?prefix=linked`)).body).toEqual({ objects: [] })
  })

  it.each([
    ['that all projects share', () => ['buckets']],
    ['of the project', () => ['project-buckets', lab.projectId]],
  ])('is no bucket, in the place of one %s', async (_, folder) => {
    const link = join(lab.home, ...folder(), 'false-one')
    await symlink(outside, link)
    onTestFinished(() => rm(link))
    for (const answer of [
      await send('GET', `${buckets()}/false-one/objects/secret`),
      await send('PUT', `${buckets()}/false-one/objects/new`, 'x'),
      await send('DELETE', `${buckets()}/false-one/objects/secret`),
      await send('GET', `${buckets()}/false-one/objects`),
    ]) {
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('causeway.yaml')])
    }
    expect(await readdir(outside)).toEqual(['secret'])
    expect(listOf((await lab.call('GET', buckets())).body['buckets'])).not.toContainEqual({ name: 'false-one' })
  })

  it('is replaced or deleted itself, where it has the key', async () => {
    expect((await put('file', 'mine')).status).toBe(201)
    expect((await lstat(inBucket('file'))).isFile()).toBe(true)
    expect((await send('DELETE', `${objects()}/linked`)).status).toBe(204)
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret')
  })
})
