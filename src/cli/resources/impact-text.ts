import { type Fields, listOf, plain, rowsOf } from '../shown-fields.ts'

/** What would be missed without a connection, for people: a line for each, or that nothing would be. */
export function impactText(impact: Fields): string {
  const rows = (name: string): readonly Fields[] => rowsOf(impact[name])
  const lines = [
    ...listOf(impact['queues']).map((name) => `queue        ${plain(name)} is bound`),
    ...listOf(impact['elastic_resource_pools']).map((name) => `pool         ${plain(name)} is bound`),
    ...rows('databases').map(
      (each) =>
        `database     ${plain(each['database_name'])}, whose tables are at ${plain(each['address'])}, is no longer reached from ${plain(each['queue_name'])}`,
    ),
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
