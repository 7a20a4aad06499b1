import type { Operation } from '../operation.ts'

/** Calls that are no GET and change nothing all the same. */
const READING: ReadonlySet<string> = new Set([
  'dli.jobs.check-sql',
  'dli.obs.authorize',
  'causeway.expectations.run',
  'causeway.reach.statement',
  'causeway.reach.matrix',
  ...['queue', 'pool', 'connection', 'database', 'table', 'package'].flatMap((kind) => [
    `dli.${kind}-tags.filter`,
    `dli.${kind}-tags.count`,
  ]),
])

export const changesNothing = ({ method, name }: Operation): boolean => method === 'GET' || READING.has(name)

const OBJECT_CHARACTERS = 512

/** What a call is about: its path without the version and the project. */
export function objectOfPath({ path, access }: Operation, params: unknown): string {
  const parameter = (name: string): string => {
    const value: unknown =
      typeof params === 'object' && params !== null ? (Reflect.get(params, name) ?? Reflect.get(params, '*')) : undefined
    return typeof value === 'string' ? value : ''
  }
  const segments = path
    .split('/')
    .slice(1)
    .filter((segment, at) => !(at < 2 && /^(causeway|v\d(\.\d)?)$/.test(segment)) && !(access === 'project' && segment === '{project_id}'))
  return segments
    .map((segment) => segment.replace(/^\{(\w+)\}$/, (_whole, name: string) => parameter(name)))
    .join('/')
    .slice(0, OBJECT_CHARACTERS)
}
