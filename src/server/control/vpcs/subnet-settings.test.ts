import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SubnetSettings } from '../../domain/vpc.ts'
import { changedSubnetSettings, nameServers } from './subnet-settings.ts'

type Dns = Pick<SubnetSettings, 'primaryDns' | 'secondaryDns' | 'dnsList'>

describe('name servers of a subnet', () => {
  it.each([
    ['none', {}, {}, ['', '', []]],
    ['the first alone', {}, { primaryDns: 'a' }, ['a', '', ['a']]],
    ['the second alone', {}, { secondaryDns: 'b' }, ['', 'b', ['b']]],
    ['a list', {}, { dnsList: ['a', 'b', 'c'] }, ['a', 'b', ['a', 'b', 'c']]],
    ['a list and its first two', {}, { primaryDns: 'b', secondaryDns: 'a', dnsList: ['a', 'b'] }, ['b', 'a', ['a', 'b']]],
    ['a list that lacks the first', {}, { primaryDns: 'p', dnsList: ['a', 'b'] }, ['p', 'a', ['p', 'a', 'b']]],
    ['an empty list with the first two', {}, { primaryDns: 'a', secondaryDns: 'b', dnsList: [] }, ['a', 'b', ['a', 'b']]],
    ['a list instead of another', { primaryDns: 'a', dnsList: ['a'] }, { dnsList: ['x', 'y'] }, ['x', 'y', ['x', 'y']]],
    ['another first', { dnsList: ['a', 'b', 'c'] }, { primaryDns: 'x' }, ['x', 'b', ['x', 'b', 'c']]],
    [
      'the first two the other way round',
      { dnsList: ['a', 'b', 'c'] },
      { primaryDns: 'b', secondaryDns: 'a' },
      ['b', 'a', ['b', 'a', 'c']],
    ],
    ['no second any more', { dnsList: ['a', 'b', 'c'] }, { secondaryDns: '' }, ['a', 'c', ['a', 'c']]],
    ['what an earlier version kept apart', { primaryDns: 'p', dnsList: ['a', 'b', 'c'] }, {}, ['p', 'a', ['p', 'a', 'b', 'c']]],
  ] as const)('with %s are one truth', (_what, before: Dns, change: Dns, [primaryDns, secondaryDns, dnsList]) => {
    expect(nameServers(before, change)).toEqual({ primaryDns, secondaryDns, dnsList })
  })

  it('are in the list, each once, whatever is sent after whatever there was', () => {
    const server = fc.constantFrom('', 'a', 'b', 'c', 'd')
    const dns: fc.Arbitrary<Dns> = fc.record(
      { primaryDns: server, secondaryDns: server, dnsList: fc.array(server, { maxLength: 4 }) },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(dns, fc.array(dns, { maxLength: 4 }), (first, changes) => {
        const after = changes.reduce<Dns>(nameServers, nameServers({}, first))
        const { primaryDns = '', secondaryDns = '', dnsList = [] } = after
        expect(new Set(dnsList).size).toBe(dnsList.length)
        expect(dnsList).not.toContain('')
        for (const one of [primaryDns, secondaryDns]) if (one !== '') expect(dnsList).toContain(one)
        if (dnsList.length > 0) expect(primaryDns + secondaryDns).not.toBe('')
        expect(nameServers(after, {})).toEqual(after)
      }),
    )
  })
})

describe('settings of a subnet', () => {
  it('have at most five name servers, those that are given apart among them', () => {
    const dnsList = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5']
    expect(changedSubnetSettings({}, { dnsList }).dnsList).toEqual(dnsList)
    expect(() => changedSubnetSettings({}, { dnsList, primaryDns: '10.0.0.6' })).toThrow('6 name servers are given')
  })
})
