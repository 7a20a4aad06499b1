import { addExpectation, removeExpectation } from '../../api/expectations.ts'
import type { Action } from '../../components/actions/action.ts'
import { choicesOf } from '../../components/actions/form-values.ts'

const STALE = ['expectations', 'reach']

export const expectReach = (queues: readonly string[]): Action => ({
  label: 'Expect something',
  fields: [
    { kind: 'choice', name: 'queue', label: 'Queue', options: choicesOf(queues) },
    {
      kind: 'choice',
      name: 'expect',
      label: 'Shall',
      options: [
        { value: 'reachable', label: 'reach' },
        { value: 'refused', label: 'not reach' },
      ],
    },
    { kind: 'text', name: 'address', label: 'Address', description: 'As pg-orders:5432', isRequired: true },
    { kind: 'text', name: 'note', label: 'Note' },
    { kind: 'flag', name: 'enforced', label: 'Refuse changes that break it' },
  ],
  request: (values) =>
    addExpectation(
      values.text('queue'),
      values.text('address').trim(),
      values.text('expect') === 'refused' ? 'refused' : 'reachable',
      values.flag('enforced'),
      values.text('note'),
    ),
  stale: STALE,
})

export const forgetExpectation = (id: string): Action => ({
  label: 'Remove',
  isDanger: true,
  request: () => removeExpectation(id),
  stale: STALE,
})
