import type { Fields } from '../../../api/fields.ts'
import type { Action } from '../../../components/actions/action.ts'
import { choicesOf, filled } from '../../../components/actions/form-values.ts'
import type { BadgeLevel } from '../../../components/state-badge.tsx'

export const SCRIPTS = '/causeway/v1/{project_id}/scripts'
export const scriptPath = (id: string): string => `${SCRIPTS}/${encodeURIComponent(id)}`
const STALE = ['scripts', 'jobs']

export interface Script {
  readonly id: string
  readonly queue: string
  readonly owner: string
  readonly status: string
  readonly message: string
  readonly startedAt: number
  readonly count: number
}

export interface ScriptStatement {
  readonly number: number
  readonly status: string
  readonly line: number
  readonly text: string
  readonly jobId: string | undefined
  readonly rows: number
  readonly message: string
}

export const readScript = (item: Fields): Script => ({
  id: item.text('script_id'),
  queue: item.text('queue_name'),
  owner: item.text('owner'),
  status: item.text('status'),
  message: item.text('message'),
  startedAt: item.number('start_time'),
  count: item.number('statement_count'),
})

/** In their order, each with its part of the script. */
export function readStatements(answer: Fields): readonly ScriptStatement[] {
  const sql = answer.text('sql')
  return answer.list('statements', (item) => ({
    number: item.number('number'),
    status: item.text('status'),
    line: item.number('line'),
    text: sql.slice(item.number('from'), item.number('to')).replaceAll(/\s+/g, ' ').trim(),
    jobId: item.optionalText('job_id'),
    rows: item.number('result_count'),
    message: item.text('message'),
  }))
}

const LEVELS: Readonly<Record<string, BadgeLevel>> = {
  RUNNING: 'waiting',
  LAUNCHING: 'waiting',
  FINISHED: 'good',
  FAILED: 'bad',
}
/** What neither runs nor has run to its end is idle: it waits, or was left out or cancelled. */
export const levelOf = (status: string): BadgeLevel => (Object.hasOwn(LEVELS, status) ? (LEVELS[status] ?? 'idle') : 'idle')

export const submitScript = ({
  queues,
  databases,
}: {
  readonly queues: readonly string[]
  readonly databases: readonly string[]
}): Action => ({
  label: 'Run a script',
  intro: 'Statements that run one after the other, each as a job, in a session of their own. They go on while nobody looks.',
  fields: [
    { kind: 'whole-text', name: 'sql', label: 'Statements', description: 'With ; between them', isRequired: true },
    { kind: 'choice', name: 'queue', label: 'Queue', options: choicesOf(queues) },
    {
      kind: 'choice',
      name: 'database',
      label: 'Begins in',
      options: [{ value: '', label: 'the database default' }, ...choicesOf(databases)],
    },
    { kind: 'flag', name: 'stops', label: 'The first that fails is the last', initial: true },
  ],
  request: (values) => ({
    method: 'POST',
    path: SCRIPTS,
    body: filled({
      sql: values.text('sql'),
      queue_name: values.given('queue'),
      currentdb: values.given('database'),
      stop_on_error: values.flag('stops'),
    }),
  }),
  stale: STALE,
})

export const cancelScript = ({ id }: Pick<Script, 'id'>): Action => ({
  label: 'Cancel the script',
  intro: 'The statement that runs is cancelled, and those behind it are left out. What has run stays done.',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: scriptPath(id) }),
  stale: STALE,
})
