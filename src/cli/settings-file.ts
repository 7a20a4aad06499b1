import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse as parseYaml, YAMLParseError } from 'yaml'
import { CausewayError } from '../base/errors.ts'

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
  },
  { additionalProperties: false },
)
export type SettingsFile = Static<typeof SettingsFile>

const KEYS_HINT =
  'Its keys are host, port, home, buckets (name: folder), spareWorkers and quotas (what: number); see docs/guides/settings.md'

/** Throws 'invalid-parameter' that names the file, and the key that is wrong. */
export function parseSettingsFile(text: string, path: string): SettingsFile {
  let parsed: unknown
  try {
    parsed = parseYaml(text) ?? {}
  } catch (error) {
    const where = error instanceof YAMLParseError ? `: ${error.message}` : ''
    throw new CausewayError('invalid-parameter', `The settings file ${path} is not YAML${where}`, { hint: 'See docs/guides/settings.md' })
  }
  if (Value.Check(SettingsFile, parsed)) return parsed
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

const isMapping = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
