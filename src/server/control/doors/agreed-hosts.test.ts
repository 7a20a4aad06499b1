import { expect, it } from 'vitest'
import { EVERY_PORT } from '../../../base/addresses/port-range.ts'
import type { BindingView } from '../../network/network-view.ts'
import { agreedHosts } from './agreed-hosts.ts'

const binding = (changes: Partial<BindingView>): BindingView => ({
  connectionId: 'id',
  connectionName: 'c',
  state: 'active',
  failure: '',
  vpcId: 'v',
  vpcName: 'v',
  subnetCidr: '192.168.0.0/24',
  routes: [],
  hosts: [],
  ports: [EVERY_PORT],
  attachment: { kind: 'host' },
  attachmentRevision: 1,
  ...changes,
})
const namesOf = (...bindings: readonly BindingView[]) =>
  agreedHosts({ queueId: 'q', queueName: 'q', preset: false, connections: [], bindings }).map(({ name, ip }) => `${name} ${ip}`)

it('is what the connections agree about, and the first entry of each', () => {
  const one = binding({
    hosts: [
      { name: 'a', ip: '192.168.0.1' },
      { name: 'a', ip: '192.168.0.2' },
      { name: 'b', ip: '192.168.0.3' },
    ],
  })
  const other = binding({ hosts: [{ name: 'b', ip: '192.168.0.4' }] })
  expect(namesOf(one, other)).toEqual(['a 192.168.0.1'])
})

it('no name that is for a connection of its own comes from one that another project lends', () => {
  const own = binding({ hosts: [{ name: 'a', ip: '192.168.0.1' }], resolver: { servers: ['192.168.0.2:53'], suffixes: ['corp.example'] } })
  const hosts = ['a', 'pg.corp.example', 'theirs'].map((name) => ({ name, ip: '10.0.0.66' }))
  expect(namesOf(own, binding({ lent: true, subnetCidr: '10.0.0.0/24', hosts }))).toEqual(['a 192.168.0.1', 'theirs 10.0.0.66'])
})
