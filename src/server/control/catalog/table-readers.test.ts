import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createLog } from '../../../base/log.ts'
import { createTableReaders } from './table-readers.ts'

it('while all is held no file may go; what was to be done to tables that nobody reads is done when it is let go, the rest when the last job has ended', async () => {
  const readers = createTableReaders(createLog('silent'))
  const done: string[] = []
  const remove = (table: string) => readers.whenClosed(table, async () => void done.push(table))
  readers.open('job', 'read', 3)
  const letGo = readers.holdAll()
  const other = readers.holdAll()
  expect(readers.areRead('unread', { addedIn: 1, removedIn: 2 })).toBe(true)
  await remove('unread')
  await remove('read')
  letGo()
  expect(done).toEqual([])
  other()
  await nextTurn()
  expect(done).toEqual(['unread'])
  expect(readers.areRead('unread', { addedIn: 1, removedIn: 2 })).toBe(false)
  readers.release('job')
  await nextTurn()
  expect(done).toEqual(['unread', 'read'])
})

it('a job that ends while all is held lets nothing go before its time', async () => {
  const readers = createTableReaders(createLog('silent'))
  const done: string[] = []
  readers.open('job', 'read', 3)
  const letGo = readers.holdAll()
  await readers.whenClosed('read', async () => void done.push('read'))
  readers.release('job')
  expect(done).toEqual([])
  letGo()
  await nextTurn()
  expect(done).toEqual(['read'])
})

it('what waited for the end of a hold is done one behind the other, and one that fails is told and keeps none of the others back', async () => {
  const told: unknown[] = []
  const readers = createTableReaders({ error: (...words: unknown[]) => void told.push(words[0]) })
  const done: string[] = []
  const ending = Promise.withResolvers<void>()
  const letGo = readers.holdAll()
  await readers.whenClosed('slow', async () => {
    done.push('slow begins')
    await ending.promise
    done.push('slow ends')
  })
  await readers.whenClosed('broken', async () => {
    throw new Error('broken')
  })
  await readers.whenClosed('last', async () => void done.push('last'))
  letGo()
  await nextTurn()
  expect(done).toEqual(['slow begins'])
  ending.resolve()
  await nextTurn()
  expect(done).toEqual(['slow begins', 'slow ends', 'last'])
  expect(told).toMatchObject([{ tableId: 'broken', err: new Error('broken') }])
})
