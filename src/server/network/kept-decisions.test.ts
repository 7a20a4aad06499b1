import { expect, test } from 'vitest'
import { KeptDecisions } from './kept-decisions.ts'
import { decide, type MachineView, type QueueNetworkView, type Target } from './policy.ts'

const PG: Target = { host: 'pg', port: 5432 }
const LED_TO = 54_321

const viewOf = (state: 'active' | 'failed'): QueueNetworkView => ({
  queueId: 'id-q',
  queueName: 'q',
  preset: false,
  connections: [],
  bindings: [
    {
      connectionId: 'connection',
      connectionName: 'c',
      state,
      failure: '',
      vpcId: 'vpc',
      vpcName: 'v',
      attachmentRevision: 1,
      subnetCidr: '192.168.0.0/24',
      routes: [],
      hosts: [{ name: 'pg', ip: '192.168.0.10' }],
      ports: [{ from: 1, to: 65_535 }],
      attachment: { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: `127.0.0.1:${LED_TO}` }] },
    },
  ],
})

function lab() {
  let asked = 0
  let ownPorts: readonly number[] = []
  let now = 0
  const machine: MachineView = {
    get ownPorts() {
      return ownPorts
    },
    ownAddresses: [],
  }
  const decisions = new KeptDecisions(
    () => ownPorts,
    (view, target) => {
      asked += 1
      return decide(view, target, machine, () => now++)
    },
  )
  const listenOn = (port: number): void => {
    ownPorts = [port]
  }
  return { decisions, asked: () => asked, listenOn }
}

test('what was allowed of a view is not decided again, and says the same but for what it took', () => {
  const { decisions, asked } = lab()
  const view = viewOf('active')
  const first = decisions.of(view, PG)
  const second = decisions.of(view, { ...PG })
  expect([first.kind, asked()]).toEqual(['allowed', 1])
  const untimed = first.explanation.steps.map(({ step, outcome, seen, rule }) => ({ step, outcome, seen, rule }))
  expect(second.explanation.steps).toEqual(untimed)
  expect({ ...second, explanation: undefined }).toEqual({ ...first, explanation: undefined })
})

test('another place, another view and what was refused are decided', () => {
  const { decisions, asked } = lab()
  const view = viewOf('active')
  expect(decisions.of(view, PG).kind).toBe('allowed')
  expect(decisions.of(view, { ...PG, port: 5433 }).kind).toBe('refused')
  expect(decisions.of(view, { ...PG, host: 'pg2' }).kind).toBe('refused')
  expect(decisions.of(viewOf('failed'), PG).kind).toBe('refused')
  expect(asked()).toBe(4)
  const failed = viewOf('failed')
  for (let i = 0; i < 2; i += 1) expect(decisions.of(failed, PG).kind).toBe('refused')
  expect(asked()).toBe(6)
})

test('rule 12: a port that has become the server’s own is refused, whatever was allowed before', () => {
  const { decisions, listenOn } = lab()
  const view = viewOf('active')
  expect(decisions.of(view, PG).kind).toBe('allowed')
  listenOn(LED_TO)
  expect(decisions.of(view, PG).kind).toBe('refused')
})
