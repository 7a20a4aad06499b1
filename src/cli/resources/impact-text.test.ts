import { expect, it } from 'vitest'
import { impactText } from './impact-text.ts'

it('has a line for each thing that would be missed, and shows nothing that a terminal obeys', () => {
  const impact = {
    queues: ['q1'],
    elastic_resource_pools: ['p\u001b[2J'],
    tables: [{ queue_name: 'q1', database_name: 'shop', table_name: 'orders', address: 'pg:5432' }],
    expectations: [{ id: 'e1', queue_name: 'q1', address: 'pg:5432', enforced: true }],
    jobs: [{ job_id: 'j1', queue_name: 'q1', status: 'running', time: 1 }],
  }
  expect(impactText(impact).split('\n')).toEqual([
    'queue        q1 is bound',
    'pool         p\\u{1b}[2J is bound',
    'table        shop.orders at pg:5432 is no longer reached from q1',
    'expectation  q1 pg:5432 breaks, and is enforced (e1)',
    'job          j1 on q1 dialled through it, and is running',
  ])
  expect(impactText({ queues: [], elastic_resource_pools: [], tables: [], expectations: [], jobs: [] })).toBe('Nothing would be missed')
})
