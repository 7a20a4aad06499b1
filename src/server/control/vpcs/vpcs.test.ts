import { afterAll, beforeAll, expect, it } from 'vitest'
import { inAnotherProject, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

it('a VPC and its subnets are made, listed in pages, and deleted in the right order', async () => {
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server, 'paged')
  expect(await control.vpcs.get(caller, vpc.id)).toEqual(vpc)
  expect(await control.vpcs.getSubnet(caller, subnet.id)).toEqual(subnet)
  await newSubnet(server, 'paged-2')
  const all = await control.vpcs.list(caller, {})
  const [firstPage] = [await control.vpcs.list(caller, { limit: 1 })]
  const marker = firstPage[0]?.id ?? ''
  expect([...firstPage, ...(await control.vpcs.list(caller, { marker }))]).toEqual(all)
  expect(await control.vpcs.list(caller, { id: vpc.id })).toEqual([vpc])
  expect(await control.vpcs.list(caller, { limit: 0 })).toEqual([])
  expect(await control.vpcs.listSubnets(caller, { vpcId: vpc.id })).toEqual([subnet])
  await expect(control.vpcs.list(caller, { limit: 2_001 })).rejects.toMatchObject({ kind: 'invalid-parameter' })

  await expect(control.vpcs.delete(caller, vpc.id)).rejects.toMatchObject({ kind: 'in-use' })
  await expect(control.vpcs.deleteSubnet(caller, 'another', subnet.id)).rejects.toMatchObject({ kind: 'not-found' })
  await control.vpcs.deleteSubnet(caller, vpc.id, subnet.id)
  await control.vpcs.delete(caller, vpc.id)
  await expect(control.vpcs.get(caller, vpc.id)).rejects.toMatchObject({ kind: 'not-found' })
  await expect(control.vpcs.getSubnet(caller, subnet.id)).rejects.toMatchObject({ kind: 'not-found' })
})

it('a name is given once, and no name as often as one likes', async () => {
  const { control, caller } = server
  const input = { name: 'once', cidr: '10.0.0.0/8', description: '' }
  await control.vpcs.create(caller, input)
  await expect(control.vpcs.create(caller, input)).rejects.toMatchObject({ kind: 'already-exists' })
  await control.vpcs.create(caller, { ...input, name: '' })
  await control.vpcs.create(caller, { ...input, name: '' })
})

it('two VPCs may have the same range, two subnets of one VPC may not overlap', async () => {
  const { control, caller } = server
  const { vpc } = await newSubnet(server, 'twin-1')
  await newSubnet(server, 'twin-2')
  const overlapping = { vpcId: vpc.id, name: 's', cidr: '192.168.0.0/25', gatewayIp: '192.168.0.1', description: '' }
  await expect(control.vpcs.createSubnet(caller, overlapping)).rejects.toMatchObject({
    kind: 'invalid-parameter',
    message: expect.stringContaining('overlaps'),
  })
  await expect(control.vpcs.createSubnet(caller, { ...overlapping, vpcId: 'nowhere' })).rejects.toMatchObject({ kind: 'not-found' })
})

it('an attachment is none at first and is kept as it was set', async () => {
  const { control, caller } = server
  const { vpc } = await newSubnet(server, 'attached')
  expect(await control.vpcs.attachment(caller, vpc.id)).toEqual({ kind: 'none' })
  const spec = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:54321' }] } as const
  await control.vpcs.setAttachment(caller, vpc.id, spec)
  server = await server.restart()
  expect(await server.control.vpcs.attachment(caller, vpc.id)).toEqual(spec)
  await expect(server.control.vpcs.setAttachment(caller, 'nowhere', spec)).rejects.toMatchObject({ kind: 'not-found' })
})

it('another project sees nothing of it', async () => {
  const { control } = server
  const { vpc, subnet } = await newSubnet(server, 'private')
  const stranger = await inAnotherProject(server)
  expect(await control.vpcs.list(stranger, {})).toEqual([])
  for (const attempt of [
    () => control.vpcs.get(stranger, vpc.id),
    () => control.vpcs.delete(stranger, vpc.id),
    () => control.vpcs.attachment(stranger, vpc.id),
    () => control.vpcs.getSubnet(stranger, subnet.id),
    () => control.vpcs.deleteSubnet(stranger, vpc.id, subnet.id),
  ])
    await expect(attempt()).rejects.toMatchObject({ kind: 'not-found' })
})

it('takes no attachment that logs in by an ssh-agent that the operator has not named', async () => {
  const { control, caller } = server
  const { vpc } = await newSubnet(server, 'by-agent')
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'
  const spec = { kind: 'ssh', host: 'bastion.example.org', user: 'u', host_keys: [key], ssh_agent: 'ops', public_key: key }
  await expect(control.vpcs.setAttachment(caller, vpc.id, spec)).rejects.toMatchObject({
    kind: 'invalid-parameter',
    message: expect.stringContaining('sshAgents in causeway.yaml'),
    hint: expect.stringContaining('add ops'),
  })
  expect(await control.vpcs.attachment(caller, vpc.id)).toEqual({ kind: 'none' })
})

it('takes no attachment to a network namespace that the operator has not named, and keeps the one that there is', async () => {
  const { control, caller } = server
  const { vpc } = await newSubnet(server, 'spaces')
  await control.vpcs.setAttachment(caller, vpc.id, { kind: 'host' })
  await expect(control.vpcs.setAttachment(caller, vpc.id, { kind: 'netns', path: '/run/netns/lab' })).rejects.toMatchObject({
    kind: 'invalid-parameter',
    message: expect.stringContaining('networkNamespaces in causeway.yaml'),
    hint: expect.stringContaining('add /run/netns/lab'),
  })
  expect(await control.vpcs.attachment(caller, vpc.id)).toEqual({ kind: 'host' })
})
