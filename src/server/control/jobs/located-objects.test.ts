import { expect, it } from 'vitest'
import type { Context } from './contexts.ts'
import { LocatedObjects } from './located-objects.ts'

const context = (): Context => ({
  kind: 'analysis',
  caller: { projectId: 'p', userId: 'u', userName: 'n' } as never,
  session: () => Promise.reject(new Error()),
})
const get = (key: string) => ({ kind: 'get', key, from: 0, to: 1, etag: '"e"' }) as const
const list = (prefix: string, keysMax = 1_000) => ({ kind: 'list', prefix, keysMax }) as const

it('lets a job read what it has located, and what is below, and nothing beside it', () => {
  const located = new LocatedObjects()
  const [job, other] = [context(), context()]
  located.add(job, { bucket: 'lake', key: 'orders/2024' })
  const isAllowed = (one: Context, read: ReturnType<typeof get> | ReturnType<typeof list>, bucket = 'lake'): boolean => {
    try {
      located.requireRead(one, { bucket, read })
      return true
    } catch (error) {
      expect(error).toMatchObject({ kind: 'forbidden' })
      return false
    }
  }
  for (const read of [get('orders/2024'), get('orders/2024/a'), list('orders/2024/'), list('orders/2024', 1)])
    expect(isAllowed(job, read)).toBe(true)
  for (const read of [
    get('orders/2024/../secret'),
    get('orders/2024/./../../other'),
    get('orders/2024/..'),
    list('orders/2024/../'),
    get('orders'),
    get('orders/2024-secret'),
    get('other'),
    list(''),
    list('orders/2024'),
    list('orders/'),
  ]) {
    expect(isAllowed(job, read), JSON.stringify(read)).toBe(false)
  }
  expect(isAllowed(other, get('orders/2024'))).toBe(false)
  expect(isAllowed(job, get('orders/2024'), 'vault')).toBe(false)
  expect(() => located.requireBucket(job, 'lake')).not.toThrow()
  expect(() => located.requireBucket(job, 'vault')).toThrow('has not located')
  located.add(other, { bucket: 'lake', key: '' })
  expect(isAllowed(other, list(''))).toBe(true)
  expect(isAllowed(other, get('anything'))).toBe(true)
  expect(isAllowed(other, get('any/../thing'))).toBe(false)
  for (const key of ['orders/2024/..', 'orders/2024/../secret'])
    expect(() => located.requireBelow(job, { bucket: 'lake', key })).toThrow('has not located')
})
