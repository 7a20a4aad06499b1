import { hintInCommands } from '../connect/hint-in-commands.ts'
import { type Fields, isFields, plain, plainLines, rowsOf } from '../shown-fields.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import { findResource, listResources, withPrefix } from './find-resource.ts'
import type { Flags, Place, Resource } from './resource.ts'

export async function showList(place: Place, resource: Resource, flags: Flags): Promise<void> {
  if (flags['json'] === true) {
    const answer = await place.server.ask('GET', resource.list(place, flags))
    const whole = await wholeOf(place, resource, rowsOf(answer[resource.field]))
    console.log(JSON.stringify(whole === undefined ? answer : { ...answer, [resource.field]: whole }))
    return
  }
  const listed = await listResources(place, resource, flags)
  const all = (await wholeOf(place, resource, listed)) ?? listed
  if (all.length === 0) {
    if (flags['quiet'] !== true) console.error(`There is no ${resource.word}`)
    return
  }
  // What nobody has is no column.
  const rows = all.map((each) => inWords(each, { ...resource.texts, ...resource.cells }))
  const columns = resource.columns.filter(([field], at) => at === 0 || rows.some((each) => shown(each[field]) !== ''))
  console.log(
    alignedRows(
      columns.map(([, title]) => title),
      rows.map((each) => columns.map(([field]) => shown(each[field]))),
    ),
  )
}

/** Undefined: the list has said all. Of none nothing is asked, which who has no right at all would be refused. */
const wholeOf = async (place: Place, { wholeList }: Resource, listed: readonly Fields[]): Promise<readonly Fields[] | undefined> =>
  listed.length === 0 ? undefined : await wholeList?.(place, listed)

/** In one cell. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(itemText).join(', ')
  return isFields(value) ? plain(JSON.stringify(value)) : plain(value)
}

function itemText(item: unknown): string {
  if (!isFields(item)) return plain(item)
  const { name, ip, cidr, status, column_name: column, type, from, to } = item
  if (column !== undefined) return `${plain(column)} ${plain(type)}`
  if (from !== undefined && to !== undefined) return `${plain(from)}=${plain(to)}`
  if (name === undefined) return plain(JSON.stringify(item))
  const place = ip ?? cidr
  if (place !== undefined) return `${plain(name)}=${plain(place)}`
  return status === undefined || status === 'ACTIVE' ? plain(name) : `${plain(name)} (${plain(status)})`
}

export async function showOne(place: Place, resource: Resource, name: string, flags: Flags): Promise<void> {
  const found = await findResource(place, resource, name, flags)
  const target = resource.one?.(place, String(found[resource.id]), withPrefix(resource, name, flags).flags)
  const told = target === undefined ? found : await place.server.ask('GET', target)
  const all = (await resource.whole?.(place, told)) ?? told
  if (flags['json'] === true) console.log(JSON.stringify(all))
  else console.log(fieldsText(inWords({ ...found, ...onlyFields(all) }, resource.texts)))
}

function inWords(fields: Fields, texts: Resource['texts'] = {}): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isFields(value) && texts[name] !== undefined ? texts[name](value) : value]),
  )
}

/** The VPC API has what it tells in one field. */
function onlyFields(fields: Fields): Fields {
  const [only, ...others] = Object.values(fields)
  return isFields(only) && others.length === 0 ? only : fields
}

/** A line for each that has a value. */
export function fieldsText(fields: Fields): string {
  const lines = Object.entries(fields)
    .filter(([name]) => name !== 'is_success' && name !== 'message')
    .map(
      ([name, value]) => [name, typeof value === 'string' ? plainLines(value).split('\n') : [shown(value), ...failuresIn(value)]] as const,
    )
    .filter(([, value]) => value.some((line) => line !== ''))
  const width = lines.reduce((most, [name]) => Math.max(most, name.length), 0)
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value.join(`\n${' '.repeat(width + 2)}`)}`).join('\n')
}

/** Of what has failed in a list, why: in a list of lists there is no room for it. */
const failuresIn = (value: unknown): readonly string[] =>
  rowsOf(value).flatMap(({ name, err_msg: why }) =>
    typeof why === 'string' && why !== '' ? `${plain(name)}: ${plainLines(hintInCommands(why))}`.split('\n') : [],
  )

export function showMade(word: string, name: string, answer: Fields, flags: Flags): void {
  if (flags['json'] === true) console.log(JSON.stringify(answer))
  else if (flags['quiet'] !== true) console.error(`The ${word} ${plain(name)} is made`)
}
