import { describe, expect, it } from 'vitest'
import { operations } from '../operations.ts'
import { auditedInput } from './audited-input.ts'
import { changesNothing, objectOfPath } from './audited-operation.ts'

const named = (name: string) => operations.find((operation) => operation.name === name) ?? expect.fail(`no ${name}`)

describe('what is recorded of a call', () => {
  it('is every call but GET, and those few that only look something up', () => {
    const reading = operations.filter((operation) => changesNothing(operation) && operation.method !== 'GET').map(({ name }) => name)
    expect(reading.toSorted()).toEqual(
      [
        'dli.jobs.check-sql',
        'dli.obs.authorize',
        'causeway.reach.matrix',
        'causeway.reach.statement',
        // What it changes of an expectation has a record of its own.
        'causeway.expectations.run',
        ...['queue', 'pool', 'connection', 'database', 'package', 'table'].flatMap((kind) => [
          `dli.${kind}-tags.count`,
          `dli.${kind}-tags.filter`,
        ]),
      ].toSorted(),
    )
  })

  it('says for each what it is about', () => {
    const silent = operations.filter((operation) => !changesNothing(operation) && objectOfPath(operation, {}) === '')
    expect(silent.map(({ name }) => name)).toEqual([])
  })

  it('is the path without version and project, and the name of what is made', () => {
    expect(objectOfPath(named('dli.tables.delete'), { project_id: 'p', database_name: 'd', table_name: 't' })).toBe('databases/d/tables/t')
    expect(objectOfPath(named('causeway.objects.put'), { project_id: 'p', bucket: 'b', key: 'x/y.csv', '*': 'x/y.csv' })).toBe(
      'buckets/b/objects/x/y.csv',
    )
    expect(objectOfPath(named('causeway.projects.update'), { project_id: 'p' })).toBe('projects/p')
    const made = { params: { project_id: 'p' }, query: {}, body: { vpc: { name: 'net', cidr: '10.0.0.0/8', description: 'a secret?' } } }
    expect(auditedInput(named('vpc.vpcs.create'), made)).toEqual({
      object: 'vpcs/net',
      details: { body: { vpc: { name: 'net', cidr: '10.0.0.0/8' } } },
    })
  })

  it('is cut to what there is room for', () => {
    const queues = Array.from({ length: 100 }, (_, n) => `q${n}${'x'.repeat(300)}`)
    const input = { params: { project_id: 'p', connection_id: 'c' }, query: {}, body: { queues, elastic_resource_pools: ['pool'] } }
    const { details } = auditedInput(named('dli.enhanced-connections.associate-queue'), input)
    expect(JSON.stringify(details).length).toBeLessThan(2_100)
    expect(details).toMatchObject({ body: { cut: true } })
  })
})
