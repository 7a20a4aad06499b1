import { addExpectation, changeExpectation, type Expectation, removeExpectation } from '../../api/expectations.ts'
import type { Action } from '../../components/actions/action.ts'
import { choicesOf } from '../../components/actions/form-values.ts'

const STALE = ['expectations', 'reach']

const NOTE = { kind: 'text', name: 'note', label: 'Note' } as const
const ENFORCED = { kind: 'flag', name: 'enforced', label: 'Refuse changes that break it' } as const

type Told = Pick<Expectation, 'id' | 'queue' | 'address' | 'expect' | 'enforced' | 'note'>
const sentenceOf = ({ queue, address, expect }: Told): string =>
  `${queue} ${expect === 'refused' ? 'does not reach' : 'reaches'} ${address}`

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
    NOTE,
    ENFORCED,
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

export const changeExpected = (told: Told): Action => ({
  label: 'Change',
  intro: `That ${sentenceOf(told)}.`,
  fields: [
    { ...NOTE, initial: told.note },
    { ...ENFORCED, initial: told.enforced },
  ],
  request: (values) => changeExpectation(told.id, values.flag('enforced'), values.text('note')),
  stale: STALE,
})

export const forgetExpectation = (told: Told): Action => ({
  label: 'Remove',
  intro: `That ${sentenceOf(told)}. What it was found to be goes with it.`,
  isDanger: true,
  request: () => removeExpectation(told.id),
  stale: STALE,
})
