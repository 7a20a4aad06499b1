import { expect, it } from 'vitest'
import { fieldsOf } from '../../api/fields.ts'
import { connectionShown, gatewayOf, hostLine, hostOfLine, readConnection } from './connection.ts'
import { bindConnection, createConnection } from './connection-actions.ts'

const peer = (status: string) => ({ peer_id: 'p', name: 'q', status, err_msg: '', update_time: 1 })
const connection = (...statuses: readonly string[]) =>
  readConnection(
    fieldsOf({
      id: 'c',
      name: 'n',
      dest_vpc_id: 'v',
      dest_network_id: 's',
      create_time: 1,
      available_queue_info: statuses.map(peer),
      elastic_resource_pools: [],
    }),
  )

it('is as bad as the worst of its bindings', () => {
  expect(
    [[], ['ACTIVE'], ['ACTIVE', 'CREATING'], ['CREATING', 'FAILED', 'ACTIVE']].map((all) => connectionShown(connection(...all)).word),
  ).toEqual(['bound to nothing', 'bound', 'binding', 'failed'])
})

it('reads host entries as they are written', () => {
  expect(hostOfLine(hostLine({ name: 'db.internal', ip: '10.0.0.1' }))).toEqual({ name: 'db.internal', ip: '10.0.0.1' })
  expect(hostOfLine(' db,10.0.0.1 ')).toEqual({ name: 'db', ip: '10.0.0.1' })
})

it('guesses the gateway of a subnet', () => {
  expect(['192.168.0.0/24', '10.0.0.16/28', 'fd00::/64', 'x'].map(gatewayOf)).toEqual(['192.168.0.1', '10.0.0.17', '', ''])
})

it('offers no queue that no connection can be bound to', () => {
  const places = { subnets: [], vpcs: [], queues: ['default', 'q1'], pools: [] }
  const offered = [createConnection(places), bindConnection(connection(), places.queues, [])].map(({ fields = [] }) =>
    fields.flatMap((field) => ((field.name === 'queues' || field.name === 'holder') && 'options' in field ? field.options : [])),
  )
  expect(offered).toEqual([[{ value: 'q1', label: 'q1' }], [{ value: 'q1', label: 'q1' }]])
})
