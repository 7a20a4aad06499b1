import { CausewayError } from '../../../../../src/base/errors.ts'
import { DATABASE_URL_FORMS } from '../../../../../src/base/remote-kinds.ts'
import { type DatabasePlan, databasePlan, databaseUrl } from '../../../../../src/client/attach/database-plan.ts'
import type { KnownNetworks } from '../../../../../src/client/attach/known-networks.ts'
import { shellWord } from '../../../../../src/client/remedy-command.ts'

/** What a person has typed so far. */
export interface AttachForm {
  readonly url: string
  readonly name: string
  readonly queue: string
  /** IPv4, as the server reaches it; '' where the URL has one itself. */
  readonly address: string
  /** '' for the usual one: public of a PostgreSQL, the database of the URL of the others. */
  readonly schema: string
  readonly password: string
}

/** Names that are taken, and networks that the project has. */
export interface TakenNames {
  readonly databases: readonly string[]
  readonly credentials: readonly string[]
  readonly connections: readonly string[]
  readonly vpcs: readonly string[]
  readonly networks: KnownNetworks
}

export type FieldName = keyof AttachForm

export interface AttachCheck {
  /** What is wrong with a field; one that is not there is right. */
  readonly wrong: Readonly<Partial<Record<FieldName, string>>>
  /** What would be made; undefined while something is wrong. */
  readonly plan: DatabasePlan | undefined
}

const ADDRESS = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/
const NAME = /^(?!\d+$)[a-z0-9_]{1,64}$/

/** Without a call: what can be said of it while it is typed. */
export function attachCheck(form: AttachForm, taken: TakenNames | undefined): AttachCheck {
  const wrong: Partial<Record<FieldName, string>> = {}
  const named = typedUrl(form.url.trim(), wrong)
  const host = named?.host ?? ''
  const address = form.address.trim() !== '' ? form.address.trim() : ADDRESS.test(host) ? host : ''
  if (named !== undefined && address === '')
    wrong.address = `The browser cannot look ${host} up: give its address, as the server reaches it`
  else if (address !== '' && !ADDRESS.test(address)) wrong.address = 'It is no IPv4 address, as 10.1.2.3'
  const name = form.name.trim()
  if (!NAME.test(name)) wrong.name = 'Use small letters, digits and _; not digits alone'
  else if (taken !== undefined) {
    const holders = [
      taken.databases.includes(name) ? 'a database' : '',
      taken.credentials.includes(name) ? 'a credential' : '',
      taken.connections.includes(name) ? 'a connection' : '',
      taken.vpcs.includes(name) ? 'a VPC' : '',
    ].filter((holder) => holder !== '')
    if (holders.length > 0) wrong.name = `There is ${holders.join(', and ')} of that name already`
  }
  if (form.queue === '') wrong.queue = 'Choose the queue that is to reach it'
  else if (form.queue === 'default') wrong.queue = 'The queue default has no network: make one of your own'
  if (form.password === '') wrong.password = 'The database wants a password'
  if (Object.keys(wrong).length > 0 || named === undefined) return { wrong, plan: undefined }
  const schema = form.schema.trim()
  return { wrong, plan: { ...databasePlan(named, name, address, taken?.networks), ...(schema === '' ? {} : { schema }) } }
}

/** What a shell would be told to do the same. */
export function attachLine({ url, address, queue }: AttachForm, { name, schema }: DatabasePlan): string {
  const words = ['causeway', 'attach-database', url.trim(), '--as', name, '--queue', queue]
  if (address.trim() !== '') words.push('--address', address.trim())
  if (schema !== undefined) words.push('--schema', schema)
  return words.map(shellWord).join(' ')
}

function typedUrl(url: string, wrong: Partial<Record<FieldName, string>>) {
  if (url === '') {
    wrong.url = `Write it as ${DATABASE_URL_FORMS}`
    return undefined
  }
  try {
    return databaseUrl(url)
  } catch (thrown) {
    if (!(thrown instanceof CausewayError)) throw thrown
    const { message, hint = '' } = thrown
    if (/has a password/.test(message)) wrong.url = 'Leave the password out of the URL: it has a field of its own'
    else if (/names no user/.test(message)) wrong.url = `${message}. ${hint}`
    else wrong.url = `It is no database that is known. ${hint}`
    return undefined
  }
}
