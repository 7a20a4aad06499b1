import { CausewayError } from '../../base/errors.ts'
import type { Holder } from '../../client/attach/bound-holder.ts'
import { callCommand, type RemedyCall, shellWord } from '../../client/remedy-command.ts'
import { isFields, listOf } from '../shown-fields.ts'

/** What hints say without a call, and which commands are for it. */
const OWN_WORDS: readonly (readonly [hint: RegExp, told: string])[] = [
  [/\bGET \/readyz answers 200\b/, 'causeway status says that it is ready'],
  [/"force": true\b/, '"force": true (causeway queue restart --force)'],
  ...Object.entries({
    'queues of the project': 'queue list',
    'elastic resource pools of the project': 'pool list',
    'connections of the project': 'connection list',
    'VPCs of the project': 'vpc list',
    'subnets of the project': 'subnet list',
    'datasource authentications of the project': 'credential list',
    'jobs of the project': 'job list',
    'scripts of the project': 'script list',
    'expectations of the project': 'expect list',
    databases: 'database list',
    'tables of the database': 'table list',
  }).map(([what, command]) => [new RegExp(`\\bList the ${what}\\b(?!:)`), `List the ${what} (causeway ${command})`] as const),
]

const CALL = /\b(GET|POST|PUT|DELETE) (\/(?:[^\s,;)]*[^\s,;).:])?)/g
/** A hint that names a command as well: the call before or behind it is for others. */
const BESIDE_COMMAND = /\b(?:GET|POST|PUT|DELETE) [/…]\S*, (?:or )?(?="?causeway )/g
const BEHIND_COMMAND = /("causeway [^"]+"[^",]*), or (?:GET|POST|PUT|DELETE) \S+?(?=\.? |\.?$)/g

/** What the server says would help, where it names calls of the API: by the commands that do the same. */
export function hintInCommands(hint: string): string {
  const calls = hint.replaceAll(BESIDE_COMMAND, '').replaceAll(BEHIND_COMMAND, '$1')
  const text = OWN_WORDS.reduce((all, [what, told]) => all.replace(what, told), calls)
  let told = ''
  let at = 0
  let room = BODIES_LENGTH_MAX
  for (const found of text.matchAll(CALL)) {
    const [whole, method = '', path = ''] = found
    if (found.index < at) continue
    const from = found.index + whole.length
    const { looked, body } = text.startsWith(' {', from) && room > 0 ? bodyAt(text, from + 1) : NO_BODY
    room -= looked
    told += text.slice(at, found.index) + commandOf({ method, path, ...(body === undefined ? {} : { body: body.value }) })
    at = body?.end ?? from
  }
  return told + text.slice(at)
}

/** A text, be it without an end, or a brace. */
const STRINGS_AND_BRACES = /"(?:[^"\\]|\\.)*"?|[{}]/gs
/** Of one hint, so many characters of bodies: what it tells of another's words may begin any number of them, and end none. */
const BODIES_LENGTH_MAX = 1_000_000

const NO_BODY = { looked: 0, body: undefined }

/** The object that begins there, and how much was looked at; no object where none can be read. */
function bodyAt(
  text: string,
  from: number,
): { readonly looked: number; readonly body?: { readonly value: unknown; readonly end: number } } {
  let depth = 0
  for (const { 0: sign, index } of text.slice(from).matchAll(STRINGS_AND_BRACES)) {
    depth += sign === '{' ? 1 : sign === '}' ? -1 : 0
    if (depth > 0) continue
    const looked = index + 1
    try {
      return { looked, body: { value: JSON.parse(text.slice(from, from + looked)), end: from + looked } }
    } catch {
      return { looked }
    }
  }
  return { looked: text.length - from }
}

type Words = (call: RemedyCall, match: RegExpMatchArray) => readonly string[] | undefined

const list =
  (word: string): Words =>
  () => [word, 'list']

/** The calls that hints name and that have a command of their own. */
const COMMANDS: readonly (readonly [call: RegExp, words: Words])[] = [
  [/^PUT \/v1\.0\/[^/]+\/authorization$/, grantWords],
  [/^PUT \/causeway\/v1\/projects\/([^/]+)\/roles$/, roleWords],
  [/^POST \/v2\.0\/[^/]+\/datasource\/enhanced-connections$/, newConnectionWords],
  [/^POST \/v2\.0\/[^/]+\/datasource\/enhanced-connections\/([^/]+)\/associate-queue$/, bindWords('bind')],
  [/^POST \/v2\.0\/[^/]+\/datasource\/enhanced-connections\/([^/]+)\/disassociate-queue$/, bindWords('unbind')],
  [/^POST \/v3\/[^/]+\/datasource\/enhanced-connections\/([^/]+)\/routes$/, routeWords],
  [/^PUT \/causeway\/v1\/[^/]+\/connections\/([^/]+)\/ports$/, portWords],
  [/^GET \/v3\/projects$/, () => ['whoami']],
  [/^GET \/causeway\/v1\/users$/, list('user')],
  [/^GET \/v1\/[^/]+\/subnets$/, list('subnet')],
  [/^GET \/causeway\/v1\/[^/]+\/buckets$/, list('bucket')],
  [/^PUT \/causeway\/v1\/[^/]+\/buckets\/([^/]+)$/, (_call, [, name = '']) => ['bucket', 'create', placeholder(name)]],
  [/^DELETE \/causeway\/v1\/[^/]+\/buckets\/([^/]+)$/, (_call, [, name = '']) => ['bucket', 'delete', placeholder(name)]],
  [/^GET \/causeway\/v1\/[^/]+\/buckets\/([^/]+)\/objects$/, (_call, [, name = '']) => ['ls', `obs://${placeholder(name)}`]],
  [/^GET \/v1\.0\/[^/]+\/jobs\/([^/]+)\/status$/, (_call, [, id = '']) => ['job', 'show', placeholder(id)]],
]

function commandOf(call: RemedyCall): string {
  const line = `${call.method} ${call.path}`
  for (const [pattern, words] of COMMANDS) {
    const match = pattern.exec(line)
    const found = match === null ? undefined : words(call, match)
    if (found !== undefined) return ['causeway', ...found.map(shellWord)].join(' ')
  }
  return callCommand(call)
}

const placeholder = (name: string): string => name.replace(/^\{(.*)\}$/, '<$1>')

function grantWords({ body }: RemedyCall): readonly string[] | undefined {
  if (!isFields(body) || (body['action'] !== 'grant' && body['action'] !== 'revoke')) return undefined
  const [one, ...others] = listOf(body['privileges'])
  if (!isFields(one) || others.length > 0 || typeof body['user_name'] !== 'string') return undefined
  return [body['action'], String(one['object']), ...listOf(one['privileges']).map(String), '--user', body['user_name']]
}

function roleWords({ body }: RemedyCall, [, project = '']: RegExpMatchArray): readonly string[] | undefined {
  if (!isFields(body) || typeof body['user_name'] !== 'string' || typeof body['role'] !== 'string') return undefined
  return ['project', 'grant', placeholder(project).replace('<project_id>', '<project>'), body['user_name'], body['role']]
}

/** The one queue or pool that a call names. */
function holderOf(body: unknown): Holder | undefined {
  if (!isFields(body)) return undefined
  const named = (['queue', 'pool'] as const).flatMap((kind) =>
    listOf(body[kind === 'queue' ? 'queues' : 'elastic_resource_pools']).map((name) => ({ kind, name: String(name) })),
  )
  const [holder, ...others] = named
  return others.length === 0 ? holder : undefined
}

function bindWords(word: 'bind' | 'unbind'): Words {
  return ({ body }, [, id = '']) => {
    const holder = holderOf(body)
    return holder === undefined ? undefined : [word, ...(holder.kind === 'pool' ? ['--pool'] : []), holder.name, placeholder(id)]
  }
}

function newConnectionWords({ body }: RemedyCall): readonly string[] | undefined {
  const holder = holderOf(body)
  return holder === undefined ? undefined : ['connection', 'create', '<name>', '--subnet', '<subnet>', `--${holder.kind}`, holder.name]
}

function routeWords({ body }: RemedyCall, [, id = '']: RegExpMatchArray): readonly string[] | undefined {
  if (!isFields(body) || typeof body['name'] !== 'string' || typeof body['cidr'] !== 'string') return undefined
  return ['connection', 'routes', placeholder(id), `${body['name']}=${body['cidr']}`]
}

function portWords({ body }: RemedyCall, [, id = '']: RegExpMatchArray): readonly string[] | undefined {
  const ports = isFields(body) ? listOf(body['ports']) : []
  return ports.length === 0 ? undefined : ['connection', 'ports', placeholder(id), ...ports.map(String)]
}

/** Of a change that is refused for an expectation: the commands that let it be made. */
export function expectationHint(message: string): string | undefined {
  const id = /would break the expectation (\S+?):/.exec(message)?.[1]
  if (id === undefined || !/^[\w-]+$/.test(id)) return undefined
  return `causeway expect change ${id} --no-enforced lets it be made, and so does causeway expect remove ${id}; causeway expect list shows what is expected`
}

/** The same failure, with the calls that its message names as commands: that of a binding tells what would help as well. */
export function failureInCommands(thrown: unknown): unknown {
  if (!(thrown instanceof CausewayError) || thrown.kind !== 'unreachable') return thrown
  const { kind, message, hint } = thrown
  return new CausewayError(kind, hintInCommands(message), { ...(hint === undefined ? {} : { hint }), cause: thrown })
}
