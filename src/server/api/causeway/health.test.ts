import { afterAll, beforeAll, expect, it } from 'vitest'
import { localProof } from '../../control/identity/local-administrator.ts'
import { loadMasterKey } from '../../store/secrets/master-key.ts'
import { createSecretBox } from '../../store/secrets/secret-box.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

it('an attachment that is down makes the server degraded: how many there are anybody is told, which and why the holder of the data folder', async () => {
  const { vpcId, subnetId } = await lab.makeNetwork('hidden-net')
  expect((await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { body: { kind: 'agent' } })).status).toBe(200)
  await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'hq', cu_count: 16, resource_mode: 1 } })
  const asked = (headers: Readonly<Record<string, string>> = {}) => lab.app.inject({ method: 'GET', url: '/readyz', headers })
  // Nothing is bound to it: nobody waits for it.
  expect((await asked()).json()).toMatchObject({ status: 'ready', reasons: [] })
  const body = { name: 'hc', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['hq'] }
  const made = await lab.call('POST', '/v2.0/{p}/datasource/enhanced-connections', { body })
  await expect.poll(async () => (await asked()).json()).toMatchObject({ status: 'degraded', reasons: ['1 attachment of a VPC is down'] })
  const stranger = await asked()
  expect(stranger.statusCode).toBe(200)
  for (const text of ['hidden-net', vpcId, lab.projectId]) expect(stranger.payload).not.toContain(text)
  expect((await asked({ 'x-auth-token': 'cwl.1.x' })).payload).not.toContain('hidden-net')

  const secrets = createSecretBox(await loadMasterKey(lab.home, { dataIsThere: true }))
  const held = (await asked({ 'x-auth-token': localProof(secrets, Date.now()) })).json()
  const reason = expect.stringMatching(/^The attachment of VPC hidden-net \(agent\) is down: \S/)
  expect(held).toMatchObject({
    status: 'degraded',
    reasons: [reason],
    attachments_down: [
      { vpc_id: vpcId, vpc_name: 'hidden-net', project_id: lab.projectId, kind: 'agent', reason, remedies: [expect.any(String)] },
    ],
  })

  await lab.call('DELETE', `/v2.0/{p}/datasource/enhanced-connections/${String(made.body['connection_id'])}`)
  await expect.poll(async () => (await asked()).json()).toMatchObject({ status: 'ready', reasons: [] })
})
