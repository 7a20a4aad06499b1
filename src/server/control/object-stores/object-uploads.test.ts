import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newUuid } from '../../../base/ids.ts'
import { createLog } from '../../../base/log.ts'
import type { ObjectPublication } from '../../../protocol/object-store/object-store.ts'
import { listObjectPublications, listObjectUploads } from '../../store/catalog/object-writes.ts'
import { openStore, type Store } from '../../store/store.ts'
import { createBuckets } from '../catalog/buckets/buckets.ts'
import { temporaryHome } from '../fixtures/started-control.ts'
import { listedAs, StoreOfTests } from './fixtures/store-of-tests.ts'
import { createObjectStores, type ObjectStores } from './object-stores.ts'
import { createObjectUploads, type ObjectUploads } from './object-uploads.ts'

describe('objects that jobs write into stores', () => {
  let home: string
  let store: Store
  let stores: ObjectStores
  let uploads: ObjectUploads
  let [lake, pond] = [new StoreOfTests(), new StoreOfTests()]
  const projectId = 'p'

  beforeAll(async () => {
    home = temporaryHome()
    store = await openStore({ home })
  })
  afterAll(async () => {
    await store?.close()
    rmSync(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    ;[lake, pond] = [new StoreOfTests(), new StoreOfTests()]
    const settings = async (bucket: string, of: StoreOfTests) =>
      ({
        host: '127.0.0.1',
        port: await of.listen(),
        isTls: false,
        region: 'r',
        bucket,
        isPathStyle: true,
        accessKey: 'a',
        secretKey: 's',
      }) as const
    const buckets = createBuckets(home, { stores: { lake: await settings('lake', lake), pond: await settings('pond', pond) } })
    stores = createObjectStores({ buckets, clock: Date.now })
    uploads = createObjectUploads({ store, stores, log: createLog('silent') })
  })
  afterEach(async () => {
    for (const each of [lake, pond]) each.say = () => undefined
    await expect.poll(async () => [await listObjectUploads(store.db), await listObjectPublications(store.db)]).toEqual([[], []])
    await uploads.drain()
    stores.close()
    for (const each of [lake, pond]) each.close()
  })

  const job = (): { readonly jobId: string; readonly projectId: string } => ({ jobId: newUuid(), projectId })
  type By = ReturnType<typeof job>
  const begin = (by: By, location = 'obs://lake/t') => uploads.begin(by, { location, name: 'part-{id}' })
  const publish = async (by: By, given: Partial<ObjectPublication> & { readonly uploads: readonly string[] }) => {
    const { uploads: ids, ...changed } = given
    const objects = ids.map((upload) => ({ upload, etags: ['e'] }))
    return await uploads.publish(by, {
      location: 'obs://lake/t',
      objects,
      replace: [],
      touched: [''],
      isNew: false,
      forTable: false,
      marker: false,
      ...changed,
    })
  }
  /** What the store answers to such a request comes when it is to go on. */
  const held = (of: StoreOfTests, request: RegExp): { readonly arrived: Promise<void>; goOn(): void } => {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    of.say = (asked) => {
      if (!request.test(asked)) return undefined
      arrived.resolve()
      return released.promise
    }
    return { arrived: arrived.promise, goOn: () => released.resolve() }
  }
  const OLD = { path: 'old', etag: '"e"' }
  const replacing = { replace: [OLD], touched: [''] }

  it('whose job has ended before their commit never come, whenever the store answers', async () => {
    lake.objects.add('t/old')
    const by = job()
    const { arrived, goOn } = held(lake, /^POST .*uploadId/)
    const upload = await begin(by)
    const end = publish(by, { uploads: [upload], ...replacing })
    end.catch(() => undefined)
    await arrived
    uploads.release(by.jobId)
    await expect(end).rejects.toMatchObject({ kind: 'cancelled' })
    // The store may still make an object of it: until it has answered, nothing that looks for it finds out.
    expect(lake.requests.some((request) => request.startsWith('DELETE'))).toBe(false)
    goOn()
    await expect.poll(() => [...lake.objects]).toEqual(['t/old'])
    expect(uploads.look(projectId, { bucket: 'lake', key: 't' }).hidden).toEqual([])
  })

  it('that are discarded while they are published are not there, or are committed and stay', async () => {
    lake.objects.add('t/old')
    const by = job()
    let way = held(lake, /^POST .*uploadId/)
    const first = await begin(by)
    const stoppedEarly = publish(by, { uploads: [first], ...replacing })
    stoppedEarly.catch(() => undefined)
    await way.arrived
    const discarded = uploads.discard(by, [first])
    await expect(stoppedEarly).rejects.toMatchObject({ kind: 'cancelled' })
    await discarded
    expect(uploads.look(projectId, { bucket: 'lake', key: 't' }).hidden).toEqual([{ key: `t/part-${first}` }])
    way.goOn()
    await expect.poll(() => uploads.look(projectId, { bucket: 'lake', key: 't' }).hidden).toEqual([])
    expect([...lake.objects]).toEqual(['t/old'])
    // The same behind the commit.
    way = held(lake, /^HEAD/)
    const second = await begin(by)
    const stoppedLate = publish(by, { uploads: [second], ...replacing })
    await way.arrived
    await uploads.discard(by, [])
    expect(await stoppedLate).toEqual({ remaining: 1, isMarked: false })
    way.goOn()
    await expect.poll(() => [...lake.objects]).toEqual([`t/part-${second}`])
    uploads.release(by.jobId)
  })

  it.each([
    ['nothing', ''],
    ['an error that breaks off', '<?xml version="1.0"?><Error><Code>InternalErr'],
    ['the page of a proxy', '<html>Log in</html>'],
  ])('are not taken for there when the store answers 200 with %s', async (_, body) => {
    lake.objects.add('t/old')
    const by = job()
    const upload = await begin(by)
    lake.say = (request) => (/^POST .*uploadId/.test(request) ? { status: 200, body } : undefined)
    await expect(publish(by, { uploads: [upload], ...replacing })).rejects.toMatchObject({ kind: 'remote-failure' })
    expect([...lake.objects]).toEqual(['t/old'])
    uploads.release(by.jobId)
  })

  it.each([
    ['pages without objects', ''],
    ['always the same page', 'same'],
    ['always the same objects', 'other'],
  ])('wait for no list without an end: %s', async (_, pages) => {
    const [other, by] = [job(), job()]
    const hidden = await begin(other)
    let count = 0
    lake.say = (request) => {
      if (!request.includes('list-type=2')) return undefined
      count += 1
      const token = pages === 'same' ? 'same' : String(count)
      const told = `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`
      return { status: 200, body: `<ListBucketResult>${told}${pages === '' ? '' : listedAs(`t/part-${hidden}`)}</ListBucketResult>` }
    }
    const upload = await begin(by)
    const kind = expect.stringMatching(/^(remote-failure|already-exists)$/)
    await expect(publish(by, { uploads: [upload], isNew: true })).rejects.toMatchObject({ kind })
    lake.say = () => undefined
    uploads.release(other.jobId)
    uploads.release(by.jobId)
  })

  it('of one job do not wait for a store that does not tell the other whether its place is new', async () => {
    const [slow, quick] = [job(), job()]
    const way = held(lake, /list-type=2/)
    const first = publish(slow, { uploads: [await begin(slow)], isNew: true })
    first.catch(() => undefined)
    await way.arrived
    const second = publish(quick, { uploads: [await begin(quick, 'obs://lake/u')], location: 'obs://lake/u' })
    uploads.release(slow.jobId)
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' })
    expect(await second).toEqual({ remaining: 0, isMarked: true })
    way.goOn()
    uploads.release(quick.jobId)
  })

  it('are given up in each store by itself: one that does not answer keeps no other waiting', async () => {
    const by = job()
    await begin(by)
    await begin(by, 'obs://pond/t')
    const way = held(lake, /uploads=/)
    const busy = { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
    pond.say = () => busy
    uploads.release(by.jobId)
    await way.arrived
    await expect.poll(() => pond.requests.some((request) => request.startsWith('GET'))).toBe(true)
    // Both are left, and the first of them is being asked.
    pond.say = () => undefined
    await expect.poll(async () => (await listObjectUploads(store.db)).map(({ bucket }) => bucket)).toEqual(['lake'])
    way.goOn()
  })

  it('are published once, and by their job', async () => {
    const [by, other] = [job(), job()]
    const upload = await begin(by)
    await expect(publish(other, { uploads: [upload] })).rejects.toMatchObject({ kind: 'forbidden' })
    const way = held(lake, /^POST .*uploadId/)
    const first = publish(by, { uploads: [upload] })
    await way.arrived
    await expect(publish(by, { uploads: [upload] })).rejects.toMatchObject({ kind: 'forbidden' })
    way.goOn()
    await first
    await uploads.discard(other, [upload])
    expect([...lake.objects]).toEqual([`t/part-${upload}`])
    for (const each of [by, other]) uploads.release(each.jobId)
  })

  const hidden = (): readonly string[] => uploads.look(projectId, { bucket: 'lake', key: 't' }).hidden.map(({ key }) => key)
  /** What the last server has written down, and nothing that it had in its memory. */
  const startAnew = async (): Promise<void> => {
    await uploads.drain()
    uploads = createObjectUploads({ store, stores, log: createLog('silent') })
    await uploads.settle()
  }
  const forTable = { isNew: true, forTable: true } as const

  it('that no table was made of are removed by the next start, and nothing that is somebody else’s', async () => {
    const by = job()
    const upload = await begin(by)
    await publish(by, { uploads: [upload], ...forTable })
    lake.objects.add('t/of-another-program')
    expect([...lake.objects]).toContain(`t/part-${upload}`)
    expect(hidden()).toEqual([`t/part-${upload}`])
    await startAnew()
    await expect.poll(() => [...lake.objects]).toEqual(['t/of-another-program'])
    await expect.poll(hidden).toEqual([])
  })

  it('are those of a table from the transaction that makes it, and never taken back', async () => {
    const by = job()
    const upload = await begin(by)
    await publish(by, { uploads: [upload], ...forTable })
    const made = await uploads.withTable(by, 'obs://lake/t/', async (commit) => {
      await store.transaction(commit)
      return true
    })
    expect([made, hidden()]).toEqual([true, []])
    await uploads.discard(by, [upload])
    uploads.release(by.jobId)
    await startAnew()
    expect(await listObjectUploads(store.db)).toEqual([])
    expect([...lake.objects]).toEqual([`t/part-${upload}`])
  })

  it.each([
    ['is not made', () => Promise.resolve(false)],
    [
      'cannot be made',
      async (commit: (tx: Store['db']) => Promise<void>) => {
        await store.transaction(async (tx) => {
          await commit(tx)
          throw new Error('no room')
        })
        return true
      },
    ],
  ])('of a table that %s go with their job', async (_, create) => {
    const by = job()
    const upload = await begin(by)
    await publish(by, { uploads: [upload], ...forTable })
    await uploads.withTable(by, 'obs://lake/t', create).catch(() => undefined)
    expect([...lake.objects]).toEqual([`t/part-${upload}`])
    uploads.release(by.jobId)
    await expect.poll(() => [...lake.objects]).toEqual([])
  })

  it('of two tables at one place are those of the first alone', async () => {
    const [first, second] = [job(), job()]
    const ids = [await begin(first), await begin(second)] as const
    await publish(first, { uploads: [ids[0]], ...forTable })
    await publish(second, { uploads: [ids[1]], ...forTable })
    const create = async (commit: (tx: Store['db']) => Promise<void>) => {
      await store.transaction(commit)
      return true
    }
    await uploads.withTable(first, 'obs://lake/t', create)
    await expect(uploads.withTable(second, 'obs://lake/t', create)).rejects.toMatchObject({ kind: 'conflict' })
    for (const each of [first, second]) uploads.release(each.jobId)
    await expect.poll(() => [...lake.objects]).toEqual([`t/part-${ids[0]}`])
  })

  it('that were replaced stay where somebody else has put another one there between the look and the removal', async () => {
    lake.objects.add('t/old')
    const by = job()
    const upload = await begin(by)
    lake.say = (request) => {
      if (request.startsWith('DELETE')) lake.etags.set('t/old', 'another')
      return undefined
    }
    expect(await publish(by, { uploads: [upload], ...replacing })).toEqual({ remaining: 0, isMarked: true })
    expect([...lake.objects].sort()).toEqual(['t/old', `t/part-${upload}`])
    expect(hidden()).toEqual([])
    uploads.release(by.jobId)
  })

  it('that were replaced are removed from a store that has no conditions of removals', async () => {
    lake.objects.add('t/old')
    const by = job()
    const upload = await begin(by)
    let refused = 0
    lake.say = (request) => {
      if (!request.startsWith('DELETE') || refused > 0) return undefined
      refused += 1
      return { status: 501, body: '<Error><Code>NotImplemented</Code></Error>' }
    }
    await publish(by, { uploads: [upload], ...replacing })
    expect([...lake.objects]).toEqual([`t/part-${upload}`])
    uploads.release(by.jobId)
  })

  it('an upload that the store does not know at the first try was not made an object, whatever has its key', async () => {
    const by = job()
    const upload = await begin(by)
    lake.uploads.clear()
    lake.objects.add(`t/part-${upload}`)
    await expect(publish(by, { uploads: [upload] })).rejects.toMatchObject({ kind: 'conflict' })
    uploads.release(by.jobId)
  })
})
