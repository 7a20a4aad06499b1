import { withQuery } from '../../../api/answer-query.ts'
import type { Fields } from '../../../api/fields.ts'
import type { Action } from '../../../components/actions/action.ts'
import { choicesOf, filled } from '../../../components/actions/form-values.ts'

export const PACKAGES = '/v2.0/{project_id}/resources'
const STALE = ['packages']

export interface Package {
  readonly name: string
  readonly group: string
  readonly type: string
  readonly owner: string
}

const readPackage =
  (group: string) =>
  (item: Fields): Package => ({
    name: item.text('resource_name'),
    group,
    type: item.text('resource_type'),
    owner: item.optionalText('owner') ?? '',
  })

export const readPackages = (answer: Fields): readonly Package[] => [
  ...answer.list('resources', readPackage('')),
  ...answer.list('groups', (group) => group.list('details', readPackage(group.text('group_name')))).flat(),
]

export const createPackage: Action = {
  label: 'Name objects as packages',
  intro: 'Nothing is copied: the objects stay in their buckets.',
  fields: [
    { kind: 'lines', name: 'paths', label: 'Objects', description: 'One a line, as obs://bucket/app.jar', isRequired: true },
    { kind: 'choice', name: 'kind', label: 'Kind', options: choicesOf(['jar', 'pyFile', 'file', 'modelFile']) },
    { kind: 'text', name: 'group', label: 'Group' },
  ],
  request: (values) => ({
    method: 'POST',
    path: PACKAGES,
    body: filled({ paths: values.lines('paths'), kind: values.text('kind'), group: values.given('group') }),
  }),
  stale: STALE,
}

export const changePackageOwner = ({ name, group }: Package): Action => ({
  label: 'Give to somebody',
  fields: [{ kind: 'text', name: 'owner', label: 'New owner', isRequired: true }],
  request: (values) => ({
    method: 'PUT',
    path: `${PACKAGES}/owner`,
    body: filled({ new_owner: values.text('owner'), resource_name: name, group_name: group === '' ? undefined : group }),
  }),
  stale: STALE,
})

export const deletePackage = ({ name, group }: Package, onDone: () => void): Action => ({
  label: 'Delete',
  intro: `The name ${name} is taken away; its object stays.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: withQuery(`${PACKAGES}/${encodeURIComponent(name)}`, { group }) }),
  stale: STALE,
  onDone,
})

export const packageObject = ({ name, group }: Package): string => `resources.${group === '' ? '' : `${group}/`}${name}`
export const packageTagId = ({ name, group }: Package): string => `${group === '' ? '' : `${group}#`}${name}`
