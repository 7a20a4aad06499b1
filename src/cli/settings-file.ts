import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { type Document, isCollection, isMap, isNode, LineCounter, parseDocument } from 'yaml'
import { networkMistake } from '../base/addresses/network-mistake.ts'
import { parsePortRange } from '../base/addresses/port-range.ts'
import { closeMatches } from '../base/close-matches.ts'
import type { Config } from '../base/config.ts'
import { DEFENCE_TYPES } from '../base/defence-types.ts'
import { CausewayError } from '../base/errors.ts'
import { lookup } from '../base/lookup.ts'
import { NETWORK_NAMESPACE_PATH } from '../base/network-namespace-path.ts'
import { SSH_AGENT_NAME, SSH_AGENT_PATH } from '../base/ssh-agent-path.ts'
import { parseIpRange } from '../server/network/address.ts'

const LISTEN = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/
const ADDRESS = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):[1-9]\d{0,4}$/
const BUCKET_NAME = '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$'
const AGENT_NAME_HINT = 'Give it a name of at most 63 letters, digits and . _ -, which begins with a letter or a digit.'
const VARIABLE = '^[A-Za-z_][A-Za-z0-9_]*$'
const BUCKET_NAME_WORDS = 'a name of 3 to 63 lower-case letters, digits, dots and hyphens'

/** What a value has to be stands as its description: it is what a user is told. */
const text = (description: string) => Type.String({ minLength: 1, description })
const wholeNumber = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, description: `a whole number from ${minimum} to ${maximum}` })
const Quota = Type.Optional(wholeNumber(1, 1_000_000))

/** causeway.yaml. Every key is optional; an unknown one is an error, so that a slip of the pen is not silently without effect. */
const SettingsFile = Type.Object(
  {
    host: Type.Optional(text('an address or a name, as text')),
    port: Type.Optional(wholeNumber(0, 65_535)),
    publicUrl: Type.Optional(
      Type.String({ pattern: '^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$', description: 'a URL as https://dli.example.org, without a path' }),
    ),
    trustedProxies: Type.Optional(
      Type.Array(text('a network as 10.0.0.0/8, or an address'), { description: 'a list of networks and addresses' }),
    ),
    home: Type.Optional(text('the path of a folder, as text')),
    tls: Type.Optional(
      Type.Object(
        {
          cert: Type.Optional(text('the path of a PEM file, as text')),
          key: Type.Optional(text('the path of a PEM file, as text')),
          selfSigned: Type.Optional(Type.Boolean({ description: 'true or false' })),
        },
        { additionalProperties: false, description: 'cert and key, or selfSigned' },
      ),
    ),
    buckets: Type.Optional(
      Type.Record(Type.String({ pattern: BUCKET_NAME }), text('the path of a folder, as text'), {
        additionalProperties: false,
        description: 'names of buckets, each with the path of a folder',
      }),
    ),
    objectStores: Type.Optional(
      Type.Record(
        Type.String({ pattern: BUCKET_NAME }),
        Type.Object(
          {
            endpoint: Type.String({
              pattern: '^https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(:[1-9][0-9]{0,4})?/?$',
              description: 'a URL as https://obs.example.org, without the bucket and without a path',
            }),
            region: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'the name of a region as eu-west-101' })),
            bucket: Type.Optional(
              Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$', description: 'what the store calls the bucket' }),
            ),
            pathStyle: Type.Optional(Type.Boolean({ description: 'true or false' })),
            keyFile: Type.Optional(text('the path of a file with ACCESS_KEY:SECRET_KEY, as text')),
            accessKeyVariable: Type.Optional(Type.String({ pattern: VARIABLE, description: 'the name of an environment variable' })),
            secretKeyVariable: Type.Optional(Type.String({ pattern: VARIABLE, description: 'the name of an environment variable' })),
            ca: Type.Optional(text('the path of a PEM file, as text')),
          },
          { additionalProperties: false, description: 'endpoint, keyFile or accessKeyVariable and secretKeyVariable, and more' },
        ),
        { additionalProperties: false, description: 'names of buckets, each with the store that has it' },
      ),
    ),
    bucketProjects: Type.Optional(
      Type.Record(
        Type.String({ pattern: BUCKET_NAME }),
        Type.Array(Type.String({ pattern: '^[0-9a-f]{32}$', description: 'the id of a project: 32 hexadecimal digits' }), {
          minItems: 1,
          description: 'a list of the ids of projects',
        }),
        { additionalProperties: false, description: 'names of buckets, each with a list of the ids of the projects that see it' },
      ),
    ),
    keepResult: Type.Optional(Type.Union([Type.Literal('all'), Type.Literal('preview')], { description: 'all or preview' })),
    defaultDefenceRules: Type.Optional(
      Type.Array(Type.Enum([...DEFENCE_TYPES], { description: `one of ${DEFENCE_TYPES.join(', ')}` }), {
        description: 'a list of types of SQL defence rules, or [] for none',
      }),
    ),
    sandbox: Type.Optional(Type.Literal('full', { description: 'full' })),
    metrics: Type.Optional(
      Type.Union([Type.Literal('off'), Type.Literal('local'), Type.Literal('all')], { description: 'off, local or all' }),
    ),
    tableComments: Type.Optional(Type.Union([Type.Literal('written'), Type.Literal('braced')], { description: 'written or braced' })),
    resultCells: Type.Optional(Type.Union([Type.Literal('documents'), Type.Literal('java-sdk')], { description: 'documents or java-sdk' })),
    spareWorkers: Type.Optional(wholeNumber(0, 64)),
    scratchGib: Type.Optional(wholeNumber(1, 65_536)),
    jobRecordsMib: Type.Optional(wholeNumber(16, 1_048_576)),
    agents: Type.Optional(
      Type.Object(
        {
          listen: Type.Union([Type.Integer({ minimum: 0, maximum: 65_535 }), Type.String({ pattern: LISTEN.source })], {
            description: 'a port as 8601, which this machine alone reaches, or an address and a port as 0.0.0.0:8601',
          }),
          address: Type.Optional(
            Type.String({ pattern: ADDRESS.source, description: 'a name or an address, and a port, as causeway.example.org:8601' }),
          ),
        },
        { additionalProperties: false, description: 'listen, and address where agents reach it by another' },
      ),
    ),
    audit: Type.Optional(
      Type.Object(
        {
          days: Type.Optional(wholeNumber(1, 3_650)),
          rows: Type.Optional(wholeNumber(1_000, 100_000_000)),
          file: Type.Optional(text('the path of a file, as text')),
          fileBytes: Type.Optional(wholeNumber(1_000_000, 100_000_000_000)),
          files: Type.Optional(wholeNumber(1, 1_000)),
        },
        { additionalProperties: false, description: 'days, rows, file, fileBytes and files' },
      ),
    ),
    quotas: Type.Optional(
      Type.Object(
        {
          vpcs: Quota,
          subnets: Quota,
          queues: Quota,
          connections: Quota,
          credentials: Quota,
          pools: Quota,
          databases: Quota,
          tables: Quota,
          expectations: Quota,
        },
        { additionalProperties: false, description: 'keys with a number each' },
      ),
    ),
    allowedTargets: Type.Optional(
      Type.Array(
        Type.Object(
          {
            network: Type.String({ description: 'a network as 10.0.0.0/8, or an address' }),
            ports: Type.Optional(
              Type.Array(Type.Union([Type.Integer(), Type.String()], { description: 'a port as 5432, or a range as 6000-6010' }), {
                minItems: 1,
                description: 'a list of at least one port as 5432 or range as 6000-6010; without the key it is every port',
              }),
            ),
          },
          { additionalProperties: false, description: 'network, and ports if not all are meant' },
        ),
        { description: 'a list of networks, each with its ports' },
      ),
    ),
    networkNamespaces: Type.Optional(
      Type.Array(
        Type.String({ pattern: NETWORK_NAMESPACE_PATH, description: 'a network namespace as /run/netns/lab, or /proc/4711/ns/net' }),
        { description: 'a list of network namespaces' },
      ),
    ),
    sshAgents: Type.Optional(
      Type.Record(
        Type.String({ pattern: SSH_AGENT_NAME }),
        Type.String({
          pattern: SSH_AGENT_PATH,
          description: 'the absolute path of a socket as /run/causeway/ssh-agent, of at most 103 letters, digits and / . _ @ + -',
        }),
        { additionalProperties: false, description: 'names of ssh-agents, each with the path of its socket' },
      ),
    ),
  },
  { additionalProperties: false, description: 'keys with their values' },
)
type Written = Static<typeof SettingsFile>
export type SettingsFile = Omit<Written, 'allowedTargets'> & Pick<Config, 'allowedTargets'>

/** From the top to a value: keys, and the places in lists. */
type Path = readonly string[]

export interface ReadSettingsFile {
  readonly settings: SettingsFile
  /** The file, and the line in which the value stands. */
  readonly placeOf: (path: Path) => string
}

const GUIDE = 'docs/guides/settings.md describes each key.'

/** Throws 'invalid-parameter' that names the file, the line, the key that is wrong and what it takes. */
export function parseSettingsFile(content: string, file: string): ReadSettingsFile {
  const lines = new LineCounter()
  const document = parseDocument(content, { lineCounter: lines })
  const placeOf = (path: Path): string => {
    const at = offsetOf(document, path)
    return at === undefined ? file : `${file}, line ${lines.linePos(at).line}`
  }
  const parsed = plainValue(document, file)
  const wrong = (path: Path, what: string, hint: string): never => {
    throw new CausewayError('invalid-parameter', `${placeOf(path)}: ${what}`, { hint })
  }
  if (!Value.Check(SettingsFile, parsed)) {
    const { path, what, hint } = mistakeIn(parsed)
    return wrong(path, what, hint)
  }
  const { allowedTargets, ...rest } = parsed
  rest.trustedProxies?.forEach((network, at) => {
    checkNetwork(['trustedProxies', String(at)], network)
  })
  if (allowedTargets === undefined) return { settings: rest, placeOf }
  const targets = allowedTargets.map(({ network, ports }, at) => {
    const path = ['allowedTargets', String(at)]
    checkNetwork(path.concat('network'), network)
    return {
      network,
      ports: (ports ?? []).map((port, place) => parsePortRange(String(port)) ?? notTaken([...path, 'ports', String(place)], port)),
    }
  })
  return { settings: { ...rest, allowedTargets: targets }, placeOf }

  function checkNetwork(path: Path, network: string): void {
    const range = parseIpRange(network)
    const mistake = range === undefined ? notTaken(path, network) : networkMistake(range)
    if (mistake !== undefined) wrong(path, `${keyText(path)}: ${mistake.what}`, mistake.hint)
  }

  function notTaken(path: Path, value: unknown): never {
    return wrong(path, valueMistake(path, value), GUIDE)
  }
}

/** The words of YAML's own mistakes that are made most. */
const YAML_WORDS: Readonly<Record<string, string>> = lookup({
  BAD_INDENT: 'its indentation fits nothing above it, or a bracket before it is not closed',
  DUPLICATE_KEY: 'a key is given twice',
  MISSING_CHAR: 'a quote, a bracket or a comma is missing',
  TAB_AS_INDENT: 'a tab indents it; use spaces',
  MULTILINE_IMPLICIT_KEY: 'a key has no value, or a colon is missing',
})

/** Throws 'invalid-parameter' for what is not YAML. An empty file has no keys. */
function plainValue(document: Document.Parsed, file: string): unknown {
  const hint = `Write key: value, one a line. ${GUIDE}`
  const [error] = document.errors
  if (error !== undefined) {
    const line = error.linePos?.[0].line
    const why = YAML_WORDS[error.code]
    const message = `${file}${line === undefined ? '' : `, line ${line}`}: this is not YAML${why === undefined ? '' : `: ${why}`}`
    throw new CausewayError('invalid-parameter', message, { hint })
  }
  try {
    return document.toJS() ?? {}
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `${file}: its aliases (*name) cannot be followed`, { cause, hint })
  }
}

interface Mistake {
  readonly path: Path
  readonly what: string
  readonly hint: string
}

/** The first unknown key, or else the first value that is wrong. */
function mistakeIn(parsed: unknown): Mistake {
  const errors = Value.Errors(SettingsFile, parsed)
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties')
  if (unknown?.keyword === 'additionalProperties') {
    const parent = pathOf(unknown.instancePath)
    const [name = ''] = unknown.params.additionalProperties
    return unknownKey(parent, String(name))
  }
  const [first] = errors
  const path = pathOf(first?.instancePath ?? '')
  if (first?.keyword === 'required') {
    const [name] = first.params.requiredProperties
    return { path, what: `${keyText(path)} has no ${name}`, hint: `It takes ${descriptionOf(path)}. ${GUIDE}` }
  }
  return { path, what: valueMistake(path, Value.Pointer.Get(parsed, first?.instancePath ?? '')), hint: GUIDE }
}

function unknownKey(parent: Path, name: string): Mistake {
  const path = [...parent, name]
  const quoted = JSON.stringify(name)
  const known = keysOf(parent)
  if (known === undefined && parent[0] === 'sshAgents')
    return { path, what: `${quoted} is no name for an ssh-agent`, hint: AGENT_NAME_HINT }
  if (known === undefined) return { path, what: `${quoted} is no name for a bucket`, hint: `Give it ${BUCKET_NAME_WORDS}.` }
  const close = closeMatches(name, known)
  const meant = close.length === 0 ? '' : `Did you mean ${close.join(' or ')}? `
  const where = parent.length === 0 ? '' : ` in ${keyText(parent)}`
  return { path, what: `there is no key ${quoted}${where}`, hint: `${meant}The keys are ${known.join(', ')}.` }
}

const VALUE_CHARACTERS_MAX = 80

function valueMistake(path: Path, value: unknown): string {
  const shown = JSON.stringify(value) ?? 'nothing'
  const short = shown.length > VALUE_CHARACTERS_MAX ? `${shown.slice(0, VALUE_CHARACTERS_MAX)}…` : shown
  return `${path.length === 0 ? 'the file' : keyText(path)} is ${short}, and takes ${descriptionOf(path)}`
}

/** `allowedTargets[0].ports`. */
const keyText = (path: Path): string => path.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join('')

const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))

const descriptionOf = (path: Path): string => {
  const schema = schemaAt(path)
  return schema !== undefined && 'description' in schema && typeof schema.description === 'string' ? schema.description : 'another value'
}

/** Undefined where names are free. */
const keysOf = (path: Path): readonly string[] | undefined => {
  const schema = schemaAt(path)
  return Type.IsObject(schema) ? Object.keys(schema.properties) : undefined
}

function schemaAt(path: Path): TSchema | undefined {
  let schema: TSchema | undefined = SettingsFile
  for (const part of path) {
    if (Type.IsObject(schema)) schema = schema.properties[part]
    else if (Type.IsArray(schema)) schema = schema.items
    else if (Type.IsRecord(schema)) schema = Object.values(schema.patternProperties)[0]
    else return undefined
  }
  return schema
}

/** Where the key of the value begins, or the value in a list; undefined for the whole file. */
function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  const last = path.at(-1)
  const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (last === undefined || !isCollection(parent)) return undefined
  const node = isMap(parent) ? parent.items.find(({ key }) => String(key) === last)?.key : parent.items[Number(last)]
  return isNode(node) ? node.range?.[0] : undefined
}
