import { describe, expect, test } from 'vitest'
import { DialGate } from './dial-gate.ts'

describe('dial gate', () => {
  const never = new AbortController().signal
  test('admits in order within the limits of each key and of all', async () => {
    const gate = new DialGate({ perKeyMax: 1, totalMax: 2, waitingMax: 1 })
    expect(await gate.enter('a', never)).toBe('admitted')
    expect(await gate.enter('b', never)).toBe('admitted')
    const order: string[] = []
    const entered = async (key: string) => await gate.enter(key, never)
    const third = entered('a').then((place) => order.push(`a ${place}`))
    const fourth = entered('c').then((place) => order.push(`c ${place}`))
    expect(await gate.enter('a', never)).toBe('full')
    gate.leave('b')
    await fourth
    gate.leave('a')
    await third
    expect(order).toEqual(['c admitted', 'a admitted'])
  })

  test('who gives up while waiting takes no place', async () => {
    const gate = new DialGate({ perKeyMax: 1, totalMax: 1, waitingMax: 5 })
    expect(await gate.enter('a', never)).toBe('admitted')
    const controller = new AbortController()
    const waiting = gate.enter('a', controller.signal)
    controller.abort()
    expect(await waiting).toBe('aborted')
    expect(await gate.enter('a', controller.signal)).toBe('aborted')
    gate.leave('a')
    expect(await gate.enter('a', never)).toBe('admitted')
  })
})
