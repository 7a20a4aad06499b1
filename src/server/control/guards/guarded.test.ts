import { expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import type { AccessChecks } from '../authorization/access-checks.ts'
import { createActs } from '../authorization/acts.ts'
import { toRead, toWrite } from '../authorization/need.ts'
import type { Caller } from '../shared/caller.ts'
import { guarded } from './guarded.ts'

const caller: Caller = { projectId: 'p', userId: 'u', userName: 'anna' }

interface Shelf {
  take(caller: Caller, name: string): Promise<string>
  put(caller: Caller, name: string): Promise<string>
  swap(caller: Caller, name: string): Promise<string>
  label(caller: Caller): string
  peek(caller: Caller, name: string): Promise<string>
  peekBehind(caller: Caller, name: string): Promise<string>
}

const read = { level: 'read' } as const

/** Reading is known to be allowed, writing is found out later: it is refused to anna. */
function shelf() {
  const calls: string[] = []
  const service: Shelf = {
    take: async (_caller, name) => `${calls.push(`take ${name}`)}`,
    put: async (_caller, name) => `${calls.push(`put ${name}`)}`,
    swap: async (_caller, name) => `${calls.push(`swap ${name}`)}`,
    label: () => 'shelf',
    peek: async (_caller, name) => `${calls.push(`peek ${name}`)}`,
    peekBehind: async (_caller, name) => `${calls.push(`peek behind ${name}`)}`,
  }
  const checks: AccessChecks = {
    rightsOf: () => ({ role: 'reader', privileges: new Map() }),
    allows: (_caller, need) => need.level === read.level,
    helpFor: () => 'Ask.',
    requireLasting: () => undefined,
    require: (_caller, need) =>
      need.level === read.level
        ? undefined
        : Promise.resolve().then(() => {
            throw new CausewayError('forbidden', `anna may not ${need.what}`, { hint: 'Ask.' })
          }),
  }
  const unchanging = {
    get db(): never {
      throw new Error('Nothing is read')
    },
    accountsVersion: () => 0,
    namesVersion: () => 0,
    beginWith: () => undefined,
  }
  const authorizer = createActs({ store: unchanging, checks, within: () => checks })
  const asked = guarded<Shelf>(
    service,
    {
      take: () => toRead('take'),
      put: () => toWrite('put'),
      swap: () => [toRead('take'), toWrite('put'), toRead('take')],
      label: 'asks itself',
      peek: () => toRead('peek'),
      peekBehind: () => [toRead('peek'), toWrite('peek behind')],
    },
    authorizer,
    [],
    ['peek', 'peekBehind'],
  )
  return { asked, calls }
}

test('What is known to be allowed is begun in the same turn', async () => {
  const { asked, calls } = shelf()
  const taken = asked.take(caller, 'book')
  expect(calls).toEqual(['take book'])
  expect(await taken).toBe('1')
})

test('What is refused is not begun, and rejects; so is what needs several rights of which one is missing', async () => {
  const { asked, calls } = shelf()
  await expect(asked.put(caller, 'book')).rejects.toThrow('anna may not put')
  await expect(asked.swap(caller, 'book')).rejects.toThrow('anna may not put')
  expect(calls).toEqual([])
})

test('A peek asks as everything does, and is begun in the same turn', async () => {
  const { asked, calls } = shelf()
  const peeked = asked.peek(caller, 'book')
  expect(calls).toEqual(['peek book'])
  expect(await peeked).toBe('1')
  await expect(asked.peekBehind(caller, 'book')).rejects.toThrow('anna may not peek behind')
  expect(calls).toEqual(['peek book'])
})

test('What asks itself is the own method', () => {
  expect(shelf().asked.label(caller)).toBe('shelf')
})
