import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findS3Program, NO_S3_PROGRAM } from '../../../../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../../../../testing/s3-server.ts'
import { signRequest } from '../../../server/control/object-stores/sign-request.ts'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { ObjectMirror } from './object-mirror.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: reading objects of a store is not tested, for ${NO_S3_PROGRAM}`)

const refuse = async (): Promise<never> => {
  throw new Error('nothing is written here')
}
const NOTHING_WRITTEN = {
  look: async () => ({ commit: 0, hidden: [] }),
  begin: refuse,
  signPart: refuse,
  publish: refuse,
  discard: refuse,
}

/** The last ones answer well, in other forms than most. */
type Fate = 'busy' | 'cut' | 'reset' | 'chunked' | 'closing' | 'more' | 'slow' | 'whole-object' | 'other-etag'

describe.skipIf(program === undefined)('the mirror of a store', () => {
  let s3: S3Server
  let folder: string
  let abort: AbortController
  let mirrors: ObjectMirror[]

  beforeAll(async () => {
    s3 = await startS3Server(program ?? '', { buckets: ['lake'] })
  })
  afterAll(async () => {
    await s3?.stop()
  })
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-mirror-'))
    abort = new AbortController()
    mirrors = []
  })
  afterEach(async () => {
    for (const mirror of mirrors) await mirror.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** `port`: of what stands before the store; the signature is for the store itself. */
  const mirror = (
    given: { readonly store?: S3Server; readonly port?: number; readonly bytesMax?: number; readonly signed?: string[] } = {},
  ): ObjectMirror => {
    const server = given.store ?? s3
    const { port = server.port, bytesMax = 1 << 30 } = given
    const { host, region, accessKey, secretKey } = server
    const store = { host, port: server.port, isTls: false, region, bucket: 'lake', isPathStyle: true, accessKey, secretKey }
    const made = new ObjectMirror({
      folder: join(folder, 'objects'),
      bytesMax,
      signal: abort.signal,
      signRead: (_bucket, read) => {
        given.signed?.push(read.kind === 'get' ? read.key : '')
        return signRequest(store, read, Date.now())
      },
      ...NOTHING_WRITTEN,
      dialStore: async () => {
        const socket: Socket = connect({ host, port })
        await once(socket, 'connect')
        return socket
      },
    })
    mirrors.push(made)
    return made
  }
  const at = (key: string) => ({ bucket: 'lake', key, host: s3.host, port: s3.port })

  it('has files of the lengths of the objects, and takes no room until something of one is brought', async () => {
    const bytes = Buffer.alloc(20 << 20, 'abcdefghijklm')
    await s3.put('lake', 'big/day=a b+c/ü%41.bin', bytes)
    await s3.put('lake', 'big-not/this', Buffer.from('x'))
    const one = mirror()
    const root = await one.locate(at('big'))
    const file = join(root, 'day=a b+c', 'ü%41.bin')
    expect((await stat(file)).size).toBe(bytes.length)
    expect((await stat(file)).blocks).toBe(0)
    await expect(stat(join(root, '..', 'big-not'))).rejects.toThrow('ENOENT')
    await one.bringRanges(
      new Map([
        [
          file,
          [
            { from: 9_000_001, to: 18_000_000 },
            { from: 19_000_000, to: 99_000_000 },
          ],
        ],
      ]),
    )
    const part = await readFile(file)
    for (const [from, to] of [
      [9_000_001, 18_000_001],
      [19_000_000, bytes.length],
    ] as const)
      expect(part.subarray(from, to).equals(bytes.subarray(from, to))).toBe(true)
    expect(part.subarray(0, 8_000_000).every((byte) => byte === 0)).toBe(true)
    await one.bringWhole([file])
    expect((await readFile(file)).equals(bytes)).toBe(true)
    expect(one.modifiedAt(file)).toBeGreaterThan(Date.now() - 3_600_000)
    await one.close()
    await expect(stat(file)).rejects.toThrow('ENOENT')
  })

  it('has an object signed once for all that is read of it', async () => {
    for (const key of ['a', 'b']) await s3.put('lake', `signed/${key}`, Buffer.alloc(20 << 20, `${key}bcdefghijklm`))
    const signed: string[] = []
    const one = mirror({ signed })
    const root = await one.locate(at('signed'))
    const files = ['a', 'b'].map((key) => join(root, key))
    await one.bringRanges(new Map(files.map((file) => [file, [{ from: 3, to: 5_000_000 }]])))
    await one.bringWhole(files)
    for (const [index, key] of ['a', 'b'].entries())
      expect((await readFile(files[index] ?? '')).equals(Buffer.alloc(20 << 20, `${key}bcdefghijklm`))).toBe(true)
    expect(signed.filter((key) => key !== '').toSorted()).toEqual(['signed/a', 'signed/b'])
  })

  it('lists by pages, an object by its own name, and nothing where nothing is', async () => {
    await Promise.all(Array.from({ length: 1_203 }, (_, index) => s3.put('lake', `many/${index}`, Buffer.from(`${index}`))))
    const one = mirror()
    const root = await one.locate(at('many'))
    await one.bringWhole([join(root, '1202'), join(root, '7')])
    expect(await readFile(join(root, '1202'), 'utf8')).toBe('1202')
    expect(await readFile(await one.locate(at('many/7')), 'utf8')).toBe('7')
    await expect(stat(await one.locate(at('nothing')))).rejects.toThrow('ENOENT')
  })

  it('refuses an object that was changed since it was listed', async () => {
    await s3.put('lake', 'changed/a', Buffer.from('before'))
    const one = mirror()
    const root = await one.locate(at('changed'))
    await s3.put('lake', 'changed/a', Buffer.from('behind'))
    await expect(one.bringWhole([join(root, 'a')])).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('obs://lake/changed/a'),
    })
    await s3.remove('lake', 'changed/a')
    await expect(one.bringWhole([join(root, 'a')])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('takes the certificate of its store as it must, and no other', async (test) => {
    const [own, other] = [makeCertificate('localhost'), makeCertificate('localhost')]
    if (own === undefined || other === undefined) return test.skip('there is no openssl here')
    for (const [name, text] of Object.entries(own)) await writeFile(join(folder, name), text)
    const secure = await startS3Server(program ?? '', {
      buckets: ['lake'],
      certificate: { key: join(folder, 'key'), certificate: join(folder, 'certificate') },
    })
    try {
      await secure.put('lake', 'a/b', Buffer.from('over TLS'))
      const address = { bucket: 'lake', key: 'a', host: 'localhost', port: secure.port }
      const one = mirror({ store: secure })
      const root = await one.locate({ ...address, tls: { ca: own.certificate } })
      await one.bringWhole([join(root, 'b')])
      expect(await readFile(join(root, 'b'), 'utf8')).toBe('over TLS')
      for (const tls of [{ ca: other.certificate }, {}])
        await expect(mirror({ store: secure }).locate({ ...address, tls })).rejects.toMatchObject({
          kind: 'remote-failure',
          message: expect.stringContaining('certificate'),
        })
      const elsewhere = { ...address, host: 'store.example.org', tls: { ca: own.certificate } }
      await expect(mirror({ store: secure }).locate(elsewhere)).rejects.toThrow('it is for other names than store.example.org')
    } finally {
      await secure.stop()
    }
  })

  it('takes no more room than its queue has', async () => {
    await s3.put('lake', 'large/a', Buffer.alloc(3_000_000))
    const one = mirror({ bytesMax: 2_000_000 })
    const root = await one.locate(at('large'))
    await expect(one.bringWhole([join(root, 'a')])).rejects.toMatchObject({ kind: 'limit-exceeded' })
  })

  describe('behind a store that fails in passing', () => {
    let before: Server
    /** What becomes of the next requests, one after the other; then they go through. */
    let next: Fate[]
    let count: number

    beforeAll(async () => {
      before = createServer((request, response) => {
        count += 1
        const fate = next.shift()
        if (fate === 'reset') return void request.socket.destroy()
        if (fate === 'busy') return void response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')
        void (async () => {
          const answer = await fetch(`http://127.0.0.1:${s3.port}${request.url}`, {
            headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
              name === 'connection' ? [] : [[name, String(value)]],
            ),
          })
          const body = Buffer.from(await answer.arrayBuffer())
          const headers = ['etag', 'content-range']
            .flatMap((name) => [[name, answer.headers.get(name)] as const])
            .filter(([, value]) => value !== null)
          if (fate === 'other-etag') return void response.writeHead(206, { etag: '"another"', 'content-length': body.length }).end(body)
          if (fate === 'whole-object') return void response.writeHead(200, { 'content-length': body.length }).end(body)
          const length = fate === 'chunked' ? {} : { 'content-length': body.length }
          const last = fate === 'closing' ? { connection: 'close' } : {}
          response.writeHead(answer.status, { ...Object.fromEntries(headers), ...length, ...last })
          const { socket } = request
          if (fate === 'more') return void response.end(body, () => socket.write('what nobody has asked for'))
          if (fate === 'slow') {
            // In pieces that end in the middle of everything.
            for (const [from, to] of [
              [0, 1],
              [1, 2],
              [2, 70_000],
            ] as const)
              response.write(body.subarray(from, to))
            return void response.end(body.subarray(70_000))
          }
          if (fate !== 'cut') return void response.end(body)
          response.write(body.subarray(0, body.length / 2), () => response.destroy())
        })()
      }).listen(0, '127.0.0.1')
      await once(before, 'listening')
    })
    afterAll(() => {
      before.closeAllConnections()
      before.close()
    })
    beforeEach(() => {
      count = 0
      next = []
    })

    it('asks again, and goes on where it was cut off', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
      await s3.put('lake', 'failing/a', bytes)
      next = ['busy', 'reset', 'busy']
      const one = mirror({ port: (before.address() as AddressInfo).port })
      const root = await one.locate(at('failing'))
      next = ['cut', 'busy', 'cut']
      await one.bringWhole([join(root, 'a')])
      expect((await readFile(join(root, 'a'))).equals(bytes)).toBe(true)
      expect(next).toEqual([])
    })

    it('has the same bytes in whichever form they are answered', async () => {
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
      for (const fate of ['chunked', 'closing', 'more', 'slow', 'whole-object', 'cut'] as const) {
        await s3.put('lake', `forms/${fate}`, bytes)
        await s3.put('lake', `forms/${fate}-again`, bytes)
        const one = mirror({ port: (before.address() as AddressInfo).port })
        const root = await one.locate(at('forms'))
        const [first, second] = [join(root, fate), join(root, `${fate}-again`)]
        next = [fate]
        await one.bringRanges(new Map([[first, [{ from: 0, to: 4 }]]]))
        await one.bringWhole([first])
        next = [fate]
        await one.bringWhole([second])
        for (const file of [first, second]) expect((await readFile(file)).equals(bytes), fate).toBe(true)
        expect(next).toEqual([])
      }
      const one = mirror({ port: (before.address() as AddressInfo).port })
      const root = await one.locate(at('forms'))
      next = ['other-etag', 'other-etag']
      await expect(one.bringWhole([join(root, 'cut')])).rejects.toMatchObject({ kind: 'conflict' })
    })

    it('gives up in the end, in words, and at once when its job is stopped', async () => {
      await s3.put('lake', 'busy/a', Buffer.from('a'))
      const one = mirror({ port: (before.address() as AddressInfo).port })
      next = Array.from({ length: 100 }, () => 'busy' as const)
      await expect(one.locate(at('busy'))).rejects.toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('SlowDown') })
      expect(count).toBe(6)
      const stopped = one.locate(at('busy/more'))
      abort.abort(new Error('stopped'))
      await expect(stopped).rejects.toThrow()
    })
  })
})
