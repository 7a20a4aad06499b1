import { fieldsOf } from '../../../api/fields.ts'
import type { Action } from '../../../components/actions/action.ts'
import { filled } from '../../../components/actions/form-values.ts'
import { timeText } from '../../../components/times.ts'
import type { Vpc } from '../connection.ts'

const STALE = ['agents', 'vpcs', 'reach']
export const agentsPath = ({ id }: Vpc): string => `/causeway/v1/{project_id}/vpcs/${encodeURIComponent(id)}/agents`

export const enrolAgent = (vpc: Vpc): Action => ({
  label: 'Enrol an agent',
  intro: `A token lets one program in the network of ${vpc.name} in, once.`,
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'number', name: 'seconds', label: 'Good for so many seconds', initial: '3600' },
  ],
  request: (values) => ({
    method: 'POST',
    path: `${agentsPath(vpc)}/tokens`,
    body: filled({ name: values.text('name'), valid_seconds: values.number('seconds') }),
  }),
  stale: STALE,
  shownOnce(answer) {
    const given = fieldsOf(answer)
    return [
      { name: 'Token', value: given.text('token') },
      { name: 'Good until', value: timeText(given.number('expires_at')) },
    ]
  },
})

export const dismissAgent = (vpc: Vpc, agent: { readonly id: string; readonly name: string }): Action => ({
  label: `Dismiss ${agent.name}`,
  intro: 'Its certificate is good for nothing from then on, and what is open through it ends.',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `${agentsPath(vpc)}/${encodeURIComponent(agent.id)}` }),
  stale: STALE,
})
