import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BetweenHttp, startBetweenHttp } from '../testing/between-http.ts'
import { waitPatiently } from '../testing/patience.ts'
import { findS3Program, NO_S3_PROGRAM } from '../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../testing/s3-server.ts'
import { Api } from './support/api.ts'
import { Person } from './support/command-line.ts'
import { NONE_AHEAD, TestServer } from './support/server.ts'
import { authorization, sdkDate } from './support/signer.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: objects of a store are not tested, for ${NO_S3_PROGRAM}`)

/** Two full parts and a rest. */
const LARGE = randomBytes((17 << 20) + 3)

describe.skipIf(program === undefined)('the calls of objects, of a bucket in an S3-compatible store', () => {
  let s3: S3Server
  let api: Api
  let between: BetweenHttp
  let folder = ''
  let ada: Person
  let token = ''

  beforeAll(async () => {
    s3 = await startS3Server(program ?? '', { buckets: ['lake'] })
    between = await startBetweenHttp(s3.port)
    folder = await mkdtemp(join(tmpdir(), 'causeway-store-'))
    await writeFile(join(folder, 'key'), `${s3.accessKey}:${s3.secretKey}\n`, { mode: 0o600 })
    const store = `endpoint: http://127.0.0.1:${between.port}\n    region: ${s3.region}\n    keyFile: key`
    await writeFile(join(folder, 'causeway.yaml'), `${NONE_AHEAD}objectStores:\n  lake:\n    ${store}\n`)
    api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') }))
    ada = await Person.come()
    await ada.logIn(api.server)
    token = await tokenOf()
  })
  afterEach(() => {
    between.decide = () => ({ kind: 'pass' })
  })
  afterAll(async () => {
    await ada?.leave()
    await api?.server.close()
    between?.close()
    await s3?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function tokenOf(): Promise<string> {
    const { user, password, domain, projectId } = api.server.identity
    const answer = await api.callPlain(
      'POST',
      '/v3/auth/tokens',
      {},
      {
        auth: {
          identity: { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } },
          scope: { project: { id: projectId } },
        },
      },
    )
    return String(answer.headers['x-subject-token'])
  }

  const send = (method: string, path: string, more: RequestInit = {}): Promise<Response> =>
    fetch(`${api.server.endpoint}/causeway/v1/${api.projectId}/buckets/lake/objects${path}`, {
      ...more,
      method,
      headers: { 'X-Auth-Token': token, ...(more.headers as Readonly<Record<string, string>> | undefined) },
    })
  const signed = (path: string, sha256: string): Promise<Response> => {
    const target = `/causeway/v1/${api.projectId}/buckets/lake/objects${path}`
    const { endpoint, identity } = api.server
    const headers = { host: new URL(endpoint).host, 'x-sdk-date': sdkDate(new Date()), 'x-sdk-content-sha256': sha256 }
    const signature = authorization(identity, { method: 'PUT', target, headers, body: '' }, Object.keys(headers))
    return fetch(`${endpoint}${target}`, { method: 'PUT', body: LARGE, headers: { ...headers, authorization: signature } })
  }
  const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())
  const keys = async (query: string): Promise<readonly unknown[]> => {
    const { objects } = (await (await send('GET', query)).json()) as { readonly objects: readonly { readonly key: string }[] }
    return objects.map(({ key }) => key)
  }
  const nothingUnfinished = () =>
    waitPatiently({
      meanwhile: 'There are unfinished uploads',
      look: async () => ((await s3.uploads('lake')).length === 0 ? true : undefined),
      processes: () => [api.server.pid],
    })

  it('an object is put, got, in parts too, listed and deleted', async () => {
    const text = 'ä text of some bytes'
    const put = await send('PUT', '/a/%C3%A4%20b.txt', { body: text })
    expect([put.status, await put.json()]).toEqual([201, { bytes: 21 }])
    expect(String(await s3.get('lake', 'a/ä b.txt'))).toBe(text)
    const got = await send('GET', '/a/%C3%A4%20b.txt')
    expect([got.status, await got.text()]).toEqual([200, text])
    const etag = got.headers.get('etag') ?? ''
    const part = await send('GET', '/a/%C3%A4%20b.txt', { headers: { Range: 'bytes=2-7', 'If-Range': etag } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-7/21', ' text '])
    expect((await send('GET', '/a/%C3%A4%20b.txt', { headers: { Range: 'bytes=21-' } })).status).toBe(416)
    await send('PUT', '/a/%C3%A4%20b.txt', { body: 'another' })
    const whole = await send('GET', '/a/%C3%A4%20b.txt', { headers: { Range: 'bytes=2-7', 'If-Range': etag } })
    expect([whole.status, await whole.text()]).toEqual([200, 'another'])
    await send('PUT', '/a/empty', { body: '' })
    const empty = await send('GET', '/a/empty')
    expect([empty.status, await empty.text()]).toEqual([200, ''])
    expect(await keys('?prefix=a/')).toEqual(['a/empty', 'a/ä b.txt'])
    for (const key of ['/a/empty', '/a/empty', '/a/%C3%A4%20b.txt']) expect((await send('DELETE', key)).status).toBe(204)
    expect(await keys('?prefix=a/')).toEqual([])
    expect((await send('GET', '/a/empty')).status).toBe(404)
  })

  it('pages of lists go on where they ended', async () => {
    for (const name of ['1', '2', '3', '4', '5']) await s3.put('lake', `pages/${name}`, Buffer.from(name))
    const first = await (await send('GET', '?prefix=pages/&limit=2')).json()
    expect(first).toMatchObject({ next: 'pages/2', objects: [{ key: 'pages/1', bytes: 1 }, { key: 'pages/2' }] })
    expect(await keys('?prefix=pages/&limit=2&after=pages/2')).toEqual(['pages/3', 'pages/4'])
    const last = await (await send('GET', '?prefix=pages/&limit=3&after=pages/2')).json()
    expect(last).not.toHaveProperty('next')
  })

  it('a large one goes in parts; one that a hash does not fit, that breaks off, or that the store refuses leaves what was there', async () => {
    const put = await signed('/large', createHash('sha256').update(LARGE).digest('hex'))
    expect([put.status, await put.json()]).toEqual([201, { bytes: LARGE.length }])
    expect((await bytesOf(await send('GET', '/large'))).equals(LARGE)).toBe(true)
    const rest = await send('GET', '/large', { headers: { Range: `bytes=${9 << 20}-` } })
    expect((await bytesOf(rest)).equals(LARGE.subarray(9 << 20))).toBe(true)

    await send('PUT', '/large', { body: 'old' })
    const other = await signed('/large', '0'.repeat(64))
    expect(other.status).toBe(400)
    between.decide = (asked) =>
      /PUT .*partNumber=2/.test(asked)
        ? { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code><Message>secret words</Message></Error>' }
        : { kind: 'pass' }
    const refused = await send('PUT', '/large', { body: LARGE })
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('does not let the server write')])
    between.decide = () => ({ kind: 'pass' })
    const gone = new AbortController()
    async function* halfOfIt(): AsyncGenerator<Uint8Array> {
      yield LARGE.subarray(0, 9 << 20)
      await waitPatiently({
        meanwhile: 'No part has come to the store',
        look: async () => ((await s3.uploads('lake')).length > 0 ? true : undefined),
        processes: () => [api.server.pid],
      })
      gone.abort()
    }
    await expect(
      send('PUT', '/large', { body: halfOfIt(), duplex: 'half', signal: gone.signal } as unknown as RequestInit),
    ).rejects.toThrow()
    await nothingUnfinished()
    expect(await (await send('GET', '/large')).text()).toBe('old')
  })

  it('an answer of the store that is lost, anywhere, loses and changes nothing', async () => {
    const requests: string[] = []
    between.decide = (asked) => {
      requests.push(asked)
      return { kind: 'pass' }
    }
    const body = LARGE.subarray(0, (8 << 20) + 1)
    expect((await send('PUT', '/lost', { body })).status).toBe(201)
    const count = requests.length
    expect(count).toBeGreaterThan(3)
    for (let lost = 1; lost <= count; lost += 1) {
      let passed = 0
      between.decide = () => {
        passed += 1
        return { kind: passed === lost ? 'lose-answer' : 'pass' }
      }
      const changed = Buffer.from(body)
      changed[0] = lost
      const { status } = await send('PUT', '/lost', { body: changed })
      expect(status, `${lost} of ${count}`).toBe(201)
      expect((await s3.get('lake', 'lost')).equals(changed), `${lost} of ${count}`).toBe(true)
      // Whose the other one is that was begun nobody knows: it has no parts.
      const isBegin = /^POST .*[?&]uploads\b/.test(requests[lost - 1] ?? '')
      expect(await s3.uploads('lake'), `${lost} of ${count}`).toEqual(isBegin ? ['lost'] : [])
      if (isBegin) await s3.abortUploads('lake')
    }
  })

  it('what another program sends to the key is left to it', async () => {
    await s3.beginUpload('lake', 'shared')
    let begun = 0
    between.decide = (asked) => {
      if (/^POST .*[?&]uploads\b/.test(asked)) begun += 1
      return { kind: begun === 1 ? 'lose-answer' : 'pass' }
    }
    expect((await send('PUT', '/shared', { body: LARGE })).status).toBe(201)
    // Theirs, and one of ours without parts.
    expect([begun, await s3.uploads('lake')]).toEqual([2, ['shared', 'shared']])
    await s3.abortUploads('lake')
  })

  it('causeway put, ls and get go there', async () => {
    const path = join(folder, 'large.bin')
    await writeFile(path, LARGE)
    expect(await ada.run(['put', path, 'obs://lake/by/large.bin'])).toMatchObject({ code: 0 })
    expect((await ada.run(['ls', 'obs://lake/by/'])).stdout).toContain('large.bin')
    const copy = join(folder, 'copy.bin')
    expect(await ada.run(['get', 'obs://lake/by/large.bin', copy])).toMatchObject({ code: 0 })
    expect((await readFile(copy)).equals(LARGE)).toBe(true)
  })

  it('a server that is killed leaves no parts after its next start, and the object that was there', async () => {
    await send('PUT', '/killed', { body: 'old' })
    const held = Promise.withResolvers<void>()
    between.decide = (asked) => {
      if (!/PUT .*partNumber=2/.test(asked)) return { kind: 'pass' }
      held.resolve()
      return { kind: 'hold' }
    }
    const put = send('PUT', '/killed', { body: LARGE }).catch(() => undefined)
    await held.promise
    expect(await s3.uploads('lake')).toContain('killed')
    await api.server.end('SIGKILL')
    await put
    between.decide = () => ({ kind: 'pass' })
    await api.server.start()
    token = await tokenOf()
    await nothingUnfinished()
    expect(String(await s3.get('lake', 'killed'))).toBe('old')
    expect(await (await send('GET', '/killed')).text()).toBe('old')
  })

  it('what a job has not committed is neither listed nor got', async () => {
    await api.finish("CREATE TABLE hidden (a INT) USING csv OPTIONS (path 'obs://lake/hidden')")
    await api.finish('INSERT INTO hidden VALUES (1)')
    const before = await keys('?prefix=hidden/')
    expect(before).toHaveLength(1)
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    between.decide = (asked) => {
      if (!/POST .*uploadId=/.test(asked)) return { kind: 'pass' }
      arrived.resolve()
      return { kind: 'pass', answerAfter: released.promise }
    }
    const end = api.run('INSERT INTO hidden VALUES (2)')
    await arrived.promise
    const key = await waitPatiently({
      meanwhile: 'The new object is not in the store',
      look: async () => (await s3.keys('lake', 'hidden')).find((each) => !before.includes(each)),
      processes: () => [api.server.pid],
    })
    expect(await keys('?prefix=hidden/')).toEqual(before)
    expect((await send('GET', `/${key}`)).status).toBe(404)
    expect((await send('PUT', `/${key}`, { body: 'x' })).status).toBeGreaterThanOrEqual(400)
    released.resolve()
    expect((await end).status).toBe('FINISHED')
    expect(await keys('?prefix=hidden/')).toEqual([...before, key].toSorted())
    expect((await send('GET', `/${key}`)).status).toBe(200)
  })

  it('the audit has each connection that the server makes to the store, and the key nowhere', async () => {
    const { text } = await api.get('/causeway/v1/audit?action=network.dial&limit=1000')
    expect(text).toContain(`"object":"buckets/lake/127.0.0.1:${between.port}"`)
    expect(text).not.toContain(s3.secretKey)
    expect(await api.server.log()).not.toContain(s3.secretKey)
  })
})
