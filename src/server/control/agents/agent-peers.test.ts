import { afterAll, beforeAll, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { enrol } from '../../../agent/enrolment.ts'
import { readAgentToken } from '../../../protocol/agents/agent-token.ts'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ worker: 'scripted', agents: true })
})
afterAll(() => server?.remove())

it('a binding to a VPC whose agents are away says so, and which', async () => {
  const { control, caller } = server
  const vpc = await control.vpcs.create(caller, { name: 'v', cidr: '192.168.0.0/16', description: '' })
  const subnet = await control.vpcs.createSubnet(caller, {
    vpcId: vpc.id,
    name: 's',
    cidr: '192.168.0.0/24',
    gatewayIp: '192.168.0.1',
    description: '',
  })
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'agent' })
  await control.queues.create(caller, newQueue('q1'))
  const where = { vpcId: vpc.id, subnetId: subnet.id, hosts: [], tags: [] }
  const { id } = await control.connections.create(caller, { name: 'c', ...where, queues: ['q1'] })
  const failure = (wanted: string): Promise<true> =>
    waitPatiently({
      meanwhile: `The binding does not say ${wanted}`,
      look: async () => {
        const [binding] = (await control.connections.get(caller, id)).bindings
        return binding?.state === 'down' && binding.failure.includes(wanted) ? true : undefined
      },
    })
  await failure('has no agent yet')
  const token = readAgentToken((await control.agents.createToken(caller, vpc.id, { name: 'first' })).token)
  if (token === undefined) throw new Error('no token')
  await enrol(token, token.server, '1')
  await failure('first has never connected')
})
