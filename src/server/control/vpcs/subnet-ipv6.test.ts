import { afterAll, beforeAll, expect, it } from 'vitest'
import { newHexId, newUuid } from '../../../base/ids.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { gatewayOf, subnetIpv6 } from './subnet-ipv6.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const makers = { uuid: newUuid, digits: newHexId }
const of = (cidr: string) => subnetIpv6({ cidr }, undefined, [], makers)?.cidr

it('takes a network of IPv6 in any spelling, and gives a unique local one where none is given', () => {
  expect(of('FD00:1:0::/64')).toBe('fd00:1::/64')
  expect(of('2001:db8:0:10::/60')).toBe('2001:db8:0:10::/60')
  const made = subnetIpv6({ enabled: true }, undefined, [], makers)
  expect(made?.cidr).toMatch(/^fd[0-9a-f]{2}:[0-9a-f:]+::\/64$/)
  expect(of(made?.cidr ?? '')).toBe(made?.cidr)
  expect(subnetIpv6({}, undefined, [], makers)).toBeUndefined()
  expect(gatewayOf({ cidr: 'fd00:1::/64', neutronSubnetId: '' })).toBe('fd00:1::1')
})

it.each([
  '192.168.0.0/24',
  'fd00:1::1/64',
  'fe80::/64',
  'ff02::/64',
  '::/64',
  '::ffff:10.0.0.0/120',
  '64:ff9b::/96',
  'fd00::/8',
  'fd00::/127',
  'fd00::',
  'x',
])('refuses %s', (cidr) => {
  expect(() => of(cidr)).toThrow(expect.objectContaining({ kind: 'invalid-parameter' }))
})

it('keeps what a subnet has, and refuses another, none, and one of its neighbours', () => {
  const before = { cidr: 'fd00:1::/64', neutronSubnetId: 'n' }
  const change = (wanted: Parameters<typeof subnetIpv6>[0]) =>
    subnetIpv6(wanted, before, [{ name: 'next', ipv6: { cidr: 'fd00:2::/48', neutronSubnetId: '' } }], makers)
  for (const wanted of [{}, { enabled: true }, { cidr: 'fd00:1:0::/64' }]) expect(change(wanted)).toBe(before)
  expect(() => change({ cidr: 'fd00:3::/64' })).toThrow('for ever')
  expect(() => change({ enabled: false })).toThrow('cannot be switched off')
  expect(() => subnetIpv6({ enabled: false, cidr: 'fd00:3::/64' }, undefined, [], makers)).toThrow('has no cidr_v6')
  expect(() => change({ cidr: 'fd00:2:0:7::/64' })).toThrow('overlaps the subnet next')
})

it('is reached through the connections to the subnet, also those that were there before it got its IPv6', async () => {
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server, 'six')
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'forward', forwards: [{ from: '[fd00:1::10]:5432', to: '127.0.0.1:1' }] })
  await control.queues.create(caller, newQueue('six'))
  const hosts = [{ name: 'pg', ip: 'fd00:1::10' }]
  await control.connections.create(caller, { name: 'six', vpcId: vpc.id, subnetId: subnet.id, queues: ['six'], hosts, tags: [] })
  const explained = () => control.explain.address(caller, 'six', { address: 'pg:5432' })
  expect(await explained()).toMatchObject({
    verdict: 'refused',
    steps: expect.arrayContaining([expect.objectContaining({ step: 'route', rule: 6 })]),
  })
  const changed = await control.vpcs.updateSubnet(caller, vpc.id, subnet.id, { settings: {}, ipv6: { cidr: 'fd00:1::/64' } })
  expect(changed.ipv6?.cidr).toBe('fd00:1::/64')
  expect(await control.vpcs.getSubnet(caller, subnet.id)).toEqual(changed)
  expect(await explained()).toMatchObject({
    verdict: 'allowed',
    steps: expect.arrayContaining([expect.objectContaining({ step: 'route', seen: 'fd00:1::10 is in subnet fd00:1::/64 of six' })]),
  })
})
