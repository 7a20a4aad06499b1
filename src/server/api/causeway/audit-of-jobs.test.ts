import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../../../testing/free-port.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'
import { auditEvents } from '../fixtures/audit-events.ts'
import { settled } from '../fixtures/settled.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const events = (query: string) => auditEvents(lab, query)

async function tested(address: string, wanted: RegExp): Promise<void> {
  const test = await lab.made('POST', '/v1.0/{p}/queues/dialling/connection-test', { address })
  await settled(lab, `/v1.0/{p}/queues/dialling/connection-test/${String(test['task_id'])}`, wanted)
}

describe('what runs for a job', () => {
  it('has a record of each dial: where to, by which binding, and why it was refused; and of each socket that a worker has taken', async () => {
    const target = createServer((socket) => socket.once('data', () => socket.end()))
    target.listen(0, '127.0.0.1')
    await once(target, 'listening')
    const address = target.address()
    if (typeof address !== 'object' || address === null) throw new Error('not listening')
    const closed = await findFreePort()
    try {
      const { vpcId, subnetId } = await lab.makeNetwork('dialled')
      const forwards = [
        { from: '192.168.0.10:5432', to: `127.0.0.1:${address.port}` },
        { from: '192.168.0.11:5432', to: `127.0.0.1:${closed}` },
      ]
      await lab.made('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards })
      await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'dialling', cu_count: 16, resource_mode: 1 })
      const connection = await lab.made('POST', '/v2.0/{p}/datasource/enhanced-connections', {
        name: 'dialled',
        dest_vpc_id: vpcId,
        dest_network_id: subnetId,
        queues: ['dialling'],
      })
      await tested('192.168.0.10:5432', /"REACHABLE"/)
      await tested('10.1.1.1:5432', /"UNREACHABLE"/)
      const [refused, reached] = await events('?action=network.dial')
      const { body: shown } = await lab.call('GET', `/v2.0/{p}/datasource/enhanced-connections/${String(connection['connection_id'])}`)
      const [peer] = listOf(shown['available_queue_info'])
      expect(peer).toMatchObject({ name: 'dialling', peer_id: expect.any(String) })
      const binding = {
        connection_id: connection['connection_id'],
        connection_name: 'dialled',
        peer_id: peer?.['peer_id'],
        vpc_id: vpcId,
      }
      expect(reached).toMatchObject({
        kind: 'dial',
        outcome: 'succeeded',
        user_name: lab.user,
        project_id: lab.projectId,
        method: 'connectivity-test',
        object: 'queues/dialling/192.168.0.10:5432',
        details: { ...binding, address: `127.0.0.1:${address.port}` },
      })
      expect(refused).toMatchObject({
        kind: 'dial',
        outcome: 'refused',
        code: 'policy-route',
        details: { host: '10.1.1.1', port: 5432, step: 'route' },
      })

      await tested('192.168.0.11:5432', /"UNREACHABLE"/)
      const [unanswered] = await events('?action=network.dial')
      expect(unanswered).toMatchObject({
        outcome: 'failed',
        code: 'unreachable',
        details: { ...binding, address: `127.0.0.1:${closed}`, step: 'dial' },
      })

      const login = { auth_info_name: 'dialled_login', datasource_type: 'passwd', user_name: 'somebody', password: 'something' }
      await lab.made('POST', '/v2.0/{p}/datasource/auth-infos', login)
      const sql = `CREATE TABLE afar USING JDBC OPTIONS ('url'='jdbc:postgresql://192.168.0.10:5432/postgres', 'driver'='org.postgresql.Driver',
        'dbtable'='afar', 'passwdauth'='dialled_login')`
      const jobId = String((await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql, queue_name: 'dialling' }))['job_id'])
      await settled(lab, `/v1.0/{p}/jobs/${jobId}/status`, /"FAILED"/)
      expect((await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/detail`)).body).toMatchObject({
        sockets: [{ address: '192.168.0.10:5432', outcome: 'succeeded', connection_name: 'dialled', time: expect.any(Number) }],
      })
      const [handedOver] = await events('?action=network.hand-over')
      expect(handedOver).toMatchObject({
        kind: 'dial',
        outcome: 'succeeded',
        method: 'job',
        object: 'queues/dialling/192.168.0.10:5432',
        details: { ...binding, job_id: jobId, host: '192.168.0.10', port: 5432, address: `127.0.0.1:${address.port}` },
      })
      const { payload: metrics } = await lab.app.inject({ method: 'GET', url: '/metrics' })
      const handOvers = (await events('?action=network.hand-over')).length
      expect(metrics).toContain(`\ncauseway_hand_overs_total ${handOvers}\n`)
      expect(metrics).toMatch(/\ncauseway_workers\{state="idle"\} [1-9]/)
    } finally {
      target.close()
    }
  })

  it('has a record of each table that a statement makes, fills and drops, with the job', async () => {
    const run = async (sql: string): Promise<string> => {
      const jobId = String((await lab.made('POST', '/v1.0/{p}/jobs/submit-job', { sql }))['job_id'])
      await settled(lab, `/v1.0/{p}/jobs/${jobId}/status`, /"FINISHED"/)
      return jobId
    }
    const jobs: string[] = []
    for (const sql of ['CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (1)', 'DROP TABLE kept']) jobs.push(await run(sql))
    const found = (await events('?object=databases/default/tables/kept')).toReversed()
    expect(found).toMatchObject(
      ['jobs.create-table', 'jobs.commit-table', 'jobs.drop-table'].map((action, at) => ({
        ...{ kind: 'work', action, outcome: 'succeeded', user_name: lab.user, project_id: lab.projectId, method: 'job' },
        ...{ object: 'databases/default/tables/kept', details: { job_id: jobs[at] } },
      })),
    )
  })

  it('has a record of a rule that refuses a statement, before it runs and while it runs', async () => {
    const rule = (rule_id: string, spark: number) =>
      lab.made('POST', '/v1/{p}/sql-defend-rules', { rule_name: rule_id, rule_id, engine_rules: { spark } })
    await rule('static_0001', 1)
    await rule('running_0001', 10)
    const submit = (sql: string) => lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql } })
    expect((await submit('SELECT count(DISTINCT id), count(DISTINCT id % 2) FROM range(3)')).status).toBe(400)
    expect(await events('?outcome=refused&action=dli.jobs.submit')).toMatchObject([
      { code: 'DLI.0003', details: { reason: 'sql-permission' } },
    ])
    const jobId = String((await submit('SELECT id FROM range(40)')).body['job_id'])
    await settled(lab, `/v1.0/{p}/jobs/${jobId}/status`, /"FAILED"/)
    expect(await events('?action=jobs.run')).toMatchObject([
      {
        kind: 'work',
        outcome: 'refused',
        object: `jobs/${jobId}`,
        code: 'limit-exceeded',
        user_name: lab.user,
        details: { job_id: jobId },
      },
    ])
  })
})
