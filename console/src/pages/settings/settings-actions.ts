import type { Action } from '../../components/actions/action.ts'
import { filled } from '../../components/actions/form-values.ts'

const PROJECTS = '/causeway/v1/projects'

interface Project {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly isEnabled: boolean
}

const one = ({ id }: Project): string => `${PROJECTS}/${encodeURIComponent(id)}`

/** One of the user's own at the console. */
export interface ToldSession {
  readonly id: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly accessKey: string | undefined
  readonly isOwn: boolean
}

export const endSession = ({ id }: Pick<ToldSession, 'id'>): Action => ({
  label: 'End this one',
  intro: 'Whoever works in it has to log in again. What was written in its editor stays in that browser.',
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `/console/sessions/${encodeURIComponent(id)}` }),
  stale: ['sessions'],
})

export const createProject: Action = {
  label: 'Create a project',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', isRequired: true },
    { kind: 'text', name: 'description', label: 'Description' },
  ],
  request: (values) => ({
    method: 'POST',
    path: PROJECTS,
    body: filled({ name: values.text('name'), description: values.given('description') }),
  }),
  stale: ['projects'],
}

export const describeProject = (project: Project): Action => ({
  label: 'Describe',
  fields: [{ kind: 'text', name: 'description', label: 'Description', initial: project.description }],
  request: (values) => ({ method: 'PUT', path: one(project), body: { description: values.text('description') } }),
  stale: ['projects'],
})

export const enableProject = (project: Project): Action => ({
  label: project.isEnabled ? 'Disable' : 'Enable',
  intro: project.isEnabled ? `Nobody works in ${project.name} until it is enabled again.` : `${project.name} is worked in again.`,
  isDanger: project.isEnabled,
  request: () => ({ method: 'PUT', path: one(project), body: { enabled: !project.isEnabled } }),
  stale: ['projects'],
})

export const deleteProject = (project: Project): Action => ({
  label: 'Delete',
  intro: `The project ${project.name} is deleted; what is in it must be gone before.`,
  isDanger: true,
  confirm: project.name,
  request: () => ({ method: 'DELETE', path: one(project) }),
  stale: ['projects'],
})
