import { expect, test } from 'vitest'
import { chances } from '../../../testing/chances.ts'
import { openDescriptors } from '../../../testing/open-descriptors.ts'
import type { WorkerMessage } from '../../protocol/worker-channel.ts'
import type { DialOutcome } from './compute-ports.ts'
import type { Step } from './fixtures/scripted-step.ts'
import { eventually, greetingServer, loopbackDialler, notes, startCompute, TestGrant } from './fixtures/started-compute.ts'

const JOBS = 15
const MESSAGES_MAX = 12
/** What ends a worker at once whenever it is said in a job, so that nothing behind it is tried. */
const ENDINGS: ReadonlySet<string> = new Set(['ready', 'warm', 'claimed', 'analyzed', 'analysis-failed', 'job-columns', 'job-rows'])
const FINISH = { do: 'finish' } as const

type Kind = WorkerMessage['kind']
type Message<K extends Kind> = Extract<WorkerMessage, { readonly kind: K }>

/** A message of each kind, as the protocol has it, about this job or another one, with numbers that were said before or never. */
function anyMessages(jobId: string, port: number, random: (max: number) => number): readonly WorkerMessage[] {
  const id = (): string => (random(8) === 0 ? (['another', ''][random(2)] ?? '') : jobId)
  const number = (): number => random(4)
  const result = {
    jobType: 'QUERY',
    columns: [],
    rowsJson: [],
    rowCount: 0,
    inputRowCount: 0,
    inputBytes: 0,
    remoteStatements: [],
  } as const
  const error = { kind: 'internal', message: 'x' } as const
  const progress = { inputRowCount: number(), inputBytes: number(), outputRowCount: number() }
  const inspection = { distinctCounts: 0, notInQueries: 0, joins: 0, unions: 0, nesting: 0, products: 0 }
  const analysis = { jobType: 'QUERY', tables: [], databases: [], tableNames: [], access: [], inspection, authNames: [] } as const
  const messages: { readonly [K in Kind]: Message<K> } = {
    ready: { kind: 'ready' },
    warm: { kind: 'warm' },
    claimed: { kind: 'claimed' },
    analyzed: {
      kind: 'analyzed',
      analysisId: id(),
      analysis: { ...analysis, tables: [], databases: [], tableNames: [], access: [], authNames: [] },
    },
    'analysis-failed': { kind: 'analysis-failed', analysisId: id(), error },
    'job-progress': { kind: 'job-progress', jobId: id(), progress },
    'job-columns': { kind: 'job-columns', jobId: id(), columns: [] },
    'job-rows': { kind: 'job-rows', jobId: id(), text: '[1]\n' },
    'job-settled': { kind: 'job-settled', jobId: id(), result: { ...result, columns: [], rowsJson: [], remoteStatements: [] } },
    'job-finished': {
      kind: 'job-finished',
      jobId: id(),
      result: { ...result, columns: [], rowsJson: [], remoteStatements: [] },
      residentBytes: 1,
      isSpent: random(2) === 0,
    },
    'job-failed': { kind: 'job-failed', jobId: id(), error, remoteStatements: [], residentBytes: 1 },
    'job-cancelled': { kind: 'job-cancelled', jobId: id(), residentBytes: 1 },
    call: { kind: 'call', callId: number(), contextId: id(), call: { kind: 'list-databases' } },
    dial: { kind: 'dial', dialId: number(), contextId: id(), host: 'pg', port },
    'sockets-taken': { kind: 'sockets-taken', dialIds: [number(), number()] },
  }
  return Object.values(messages)
}

test(`${JOBS} workers that say whatever the protocol has, in any order, harm nobody but their own jobs`, async () => {
  const chance = chances()
  const random = (max: number): number => Math.floor(chance() * max)
  await using target = await greetingServer()
  const asked: string[] = []
  const grants: TestGrant[] = []
  const dialLoopback = loopbackDialler()
  const dial = async (request: { readonly host: string; readonly port: number }): Promise<DialOutcome> => {
    const grant = new TestGrant()
    grants.push(grant)
    return await dialLoopback(request, grant)
  }
  const call = async (contextId: string): Promise<unknown> => {
    asked.push(contextId)
    return null
  }
  await using started = await startCompute({ dial, call })
  // What a first job leaves for good.
  notes(await started.job([{ do: 'dial', host: 'pg', port: target.port }, FINISH], { id: 'first' }))
  await eventually(() => target.open() === 0 && started.isFull(3))
  const before = openDescriptors()
  for (let turn = 0; turn < JOBS; turn += 1) {
    const id = `j${turn}`
    const steps = Array.from({ length: 1 + random(MESSAGES_MAX) }, (): Step => {
      const messages = anyMessages(id, target.port, random).filter(({ kind }) => random(6) === 0 || !ENDINGS.has(kind))
      return { do: 'send', message: messages[random(messages.length)] }
    })
    const outcome = await started.job([...steps, FINISH], { id })
    expect(['finished', 'failed', 'cancelled'], JSON.stringify(steps)).toContain(outcome.kind)
  }
  // Each job has one end, and nobody asked for another's.
  expect(started.endedJobs).toEqual(['first', ...Array.from({ length: JOBS }, (_, turn) => `j${turn}`)])
  expect(asked.filter((contextId) => contextId === 'another' || contextId === '')).toEqual([])
  notes(await started.job([{ do: 'dial', host: 'pg', port: target.port }, FINISH], { id: 'last' }))
  await started.compute.closeQueue('q')
  await eventually(() => target.open() === 0 && grants.every(({ holders }) => holders === 0))
  await eventually(() => openDescriptors() <= before)
})
