import { expect, it } from 'vitest'
import { explainedText } from './explained-text.ts'

const FOUND = { subject: 'CN=pg', names: ['DNS:pg', 'DNS:db'], chain: ['CN=pg', 'CN=ca'] }

it('has a line for each step that was reached, with its rule, and what would help', () => {
  const steps = [
    { step: 'queue', outcome: 'passed', seen: 'q1 is a queue', rule: 1, took_ms: 0.01 },
    { step: 'dial', outcome: 'passed', seen: 'Connected to 10.0.0.1:5432 in 45 ms', took_ms: 45.2 },
    { step: 'tls', outcome: 'passed', seen: 'TLSv1.3', took_ms: 12.4, found: FOUND },
    { step: 'greeting', outcome: 'failed', seen: 'no answer', took_ms: 3 },
    { step: 'dial', outcome: 'not-reached', seen: 'Not reached' },
  ]
  expect(
    explainedText({ queue: 'q1', target: 'pg:5432', verdict: 'dial-failed', steps, remedies: [{ text: 'Check it' }] }).split('\n'),
  ).toEqual([
    'Queue q1 may reach, and did not, pg:5432',
    '  ok     queue      q1 is a queue (rule 1)',
    '  ok     dial       Connected to 10.0.0.1:5432 in 45 ms',
    '  ok     tls        TLSv1.3 (12 ms)',
    '                    subject      CN=pg',
    '                    names        DNS:pg, DNS:db',
    '                    chain        CN=pg <- CN=ca',
    '  FAILED greeting   no answer (3 ms)',
    '  What would help: Check it',
  ])
})

it('names the command for a call of the API that a step tells of', () => {
  const seen = 'The binding has failed: make a token by POST /causeway/v1/{project_id}/vpcs/v1/agents/tokens {"name":"<name>"}'
  const text = explainedText({
    queue: 'q',
    target: 't',
    verdict: 'refused',
    steps: [{ step: 'binding', outcome: 'failed', seen }],
    remedies: [],
  })
  expect(text).toContain(`make a token by causeway api POST '/causeway/v1/{project_id}/vpcs/v1/agents/tokens' '{"name":"<name>"}'`)
})

it('shows nothing that a terminal obeys', () => {
  const steps = [{ step: 'greeting', outcome: 'passed', seen: 'a\u001b[2Jb\nc\u202ed' }]
  expect(explainedText({ queue: 'q', target: 't', verdict: 'reachable', steps, remedies: [] })).toBe(
    'Queue q reaches t\n  ok     greeting   a\\u{1b}[2Jb\\u{a}c\\u{202e}d',
  )
})

it('shows the command beneath a remedy in the place of its request, the call where there is none of its own', () => {
  const bind = {
    text: 'Bind queue q1 to connection orders: POST /v2.0/{project_id}/datasource/enhanced-connections/c1/associate-queue {"queues":["q1"]}',
    remedy: { kind: 'bind-queue', queue_name: 'q1', connection: { id: 'c1', name: 'orders' } },
    request: { method: 'POST', path: '/v2.0/{project_id}/datasource/enhanced-connections/c1/associate-queue', body: { queues: ['q1'] } },
  }
  const pool = { ...bind, remedy: { ...bind.remedy, pool_name: 'p1' } }
  const other = { text: 'Give it a name', remedy: { kind: 'other' }, request: { method: 'PUT', path: '/x', body: { name: 'n' } } }
  const lines = explainedText({
    queue: 'q1',
    target: 't',
    verdict: 'refused',
    steps: [],
    remedies: [bind, pool, other, { text: 'Wait', remedy: { kind: 'advice' } }],
  })
  expect(lines.split('\n').slice(1)).toEqual([
    '  What would help: Bind queue q1 to connection orders',
    '    causeway bind q1 orders',
    '  What would help: Bind queue q1 to connection orders',
    '    causeway bind --pool p1 orders',
    '  What would help: Give it a name',
    `    causeway api PUT /x '{"name":"n"}'`,
    '  What would help: Wait',
  ])
})
