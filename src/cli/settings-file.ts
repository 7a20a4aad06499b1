import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import type { Config } from '../base/config.ts'
import { CausewayError } from '../base/errors.ts'
import { parseIpRange } from '../server/network/address.ts'

const BUCKET_NAME = '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$'

const Quota = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }))

/** causeway.yaml. Every key is optional; an unknown one is an error, so that a slip of the pen is not silently without effect. */
const SettingsFile = Type.Object(
  {
    host: Type.Optional(Type.String({ minLength: 1 })),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
    home: Type.Optional(Type.String({ minLength: 1 })),
    buckets: Type.Optional(
      Type.Record(Type.String({ pattern: BUCKET_NAME }), Type.String({ minLength: 1 }), { additionalProperties: false }),
    ),
    spareWorkers: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
    quotas: Type.Optional(
      Type.Object(
        { vpcs: Quota, subnets: Quota, queues: Quota, connections: Quota, credentials: Quota, databases: Quota, tables: Quota },
        { additionalProperties: false },
      ),
    ),
    allowedTargets: Type.Optional(
      Type.Array(
        Type.Object(
          { network: Type.String(), ports: Type.Optional(Type.Array(Type.Union([Type.Integer(), Type.String()]), { minItems: 1 })) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
)
type Written = Static<typeof SettingsFile>
export type SettingsFile = Omit<Written, 'allowedTargets'> & Pick<Config, 'allowedTargets'>

const KEYS_HINT =
  'Its keys are host, port, home, buckets (name: folder), spareWorkers, quotas (what: number) and allowedTargets; see docs/guides/settings.md'

/** Throws 'invalid-parameter' that names the file, and the key that is wrong. */
export function parseSettingsFile(text: string, path: string): SettingsFile {
  let parsed: unknown
  try {
    parsed = parseYaml(text) ?? {}
  } catch (error) {
    const where = error instanceof YAMLParseError ? `: ${error.message}` : ''
    throw new CausewayError('invalid-parameter', `The settings file ${path} is not YAML${where}`, { hint: 'See docs/guides/settings.md' })
  }
  if (Value.Check(SettingsFile, parsed)) {
    const { allowedTargets, ...rest } = parsed
    return allowedTargets === undefined ? rest : { ...rest, allowedTargets: targetsOf(allowedTargets) }
  }
  const unknown = isMapping(parsed) ? Object.keys(parsed).find((key) => !Object.hasOwn(SettingsFile.properties, key)) : undefined
  if (unknown !== undefined) {
    throw new CausewayError('invalid-parameter', `The settings file ${path} has a key that there is not: ${unknown}`, { hint: KEYS_HINT })
  }
  const [first] = Value.Errors(SettingsFile, parsed)
  throw new CausewayError(
    'invalid-parameter',
    `The settings file ${path} is wrong at ${first?.instancePath || 'its top'}: ${first?.message ?? 'not a mapping'}`,
    { hint: KEYS_HINT },
  )
}

const TARGET_HINT = 'Write a network as 10.0.0.0/8 or 127.0.0.1, and ports as a list of 5432 and 6000-6010'

/** Throws 'invalid-parameter' for what is no network or no port: a slip there must not open anything. */
function targetsOf(written: NonNullable<Written['allowedTargets']>): NonNullable<Config['allowedTargets']> {
  const wrong = (what: string): never => {
    throw new CausewayError('invalid-parameter', `allowedTargets in causeway.yaml is wrong: ${what}`, { hint: TARGET_HINT })
  }
  return written.map(({ network, ports }) => {
    if (parseIpRange(network) === undefined) return wrong(`${network} is not a network`)
    return { network, ports: (ports ?? []).map((port) => portRange(String(port)) ?? wrong(`${port} is not a port`)) }
  })
}

function portRange(text: string): { readonly from: number; readonly to: number } | undefined {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  const [from, to] = [Number(first), Number(last ?? first)]
  return from >= 1 && from <= to && to <= 65_535 ? { from, to } : undefined
}

const isMapping = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
