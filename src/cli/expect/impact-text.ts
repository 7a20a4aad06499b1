import { plain } from './expectation-text.ts'

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** What would be missed without a connection, for people: a line for each, or that nothing would be. */
export function impactText(impact: Fields): string {
  const rows = (name: string): readonly Fields[] => listOf(impact[name]).filter(isFields)
  const lines = [
    ...listOf(impact['queues']).map((name) => `queue        ${plain(name)} is bound`),
    ...listOf(impact['elastic_resource_pools']).map((name) => `pool         ${plain(name)} is bound`),
    ...rows('tables').map(
      (each) =>
        `table        ${plain(each['database_name'])}.${plain(each['table_name'])} at ${plain(each['address'])} is no longer reached from ${plain(each['queue_name'])}`,
    ),
    ...rows('expectations').map(
      (each) =>
        `expectation  ${plain(each['queue_name'])} ${plain(each['address'])} breaks${each['enforced'] === true ? ', and is enforced' : ''} (${plain(each['id'])})`,
    ),
    ...rows('jobs').map(
      (each) => `job          ${plain(each['job_id'])} on ${plain(each['queue_name'])} dialled through it, and is ${plain(each['status'])}`,
    ),
  ]
  return lines.length === 0 ? 'Nothing would be missed' : lines.join('\n')
}
