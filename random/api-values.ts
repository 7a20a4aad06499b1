/** Values for parameters and bodies: such as their schemas allow, and broken ones. */
import type { Json, JsonObject } from './api-document.ts'
import { list, object, text } from './api-document.ts'
import type { Chance } from './chance.ts'

/** Values that were seen in answers or given in requests, by the name of their field: so that later requests are about what there is. */
export class SeenValues {
  readonly #byName = new Map<string, string[]>()

  see(value: Json | undefined, name = ''): void {
    if (typeof value === 'string') this.#keep(name, value)
    else if (Array.isArray(value)) for (const item of value.slice(0, 20)) this.see(item, name)
    else {
      for (const [key, field] of Object.entries(object(value))) {
        this.see(field, key)
        if (key === 'id' && name !== '') this.see(field, `${name.replace(/s$/, '')}_id`)
      }
    }
  }

  /** One of the newest of a name. */
  pick(name: string, chance: Chance): string | undefined {
    const kept = this.#byName.get(Object.hasOwn(OTHER_NAMES, name) ? (OTHER_NAMES[name] ?? name) : name) ?? []
    return kept.length === 0 ? undefined : chance.pick(kept)
  }

  #keep(name: string, value: string): void {
    if (value === '' || value.length > 200) return
    const kept = this.#byName.get(name) ?? []
    if (kept.includes(value)) return
    kept.push(value)
    if (kept.length > 30) kept.shift()
    this.#byName.set(name, kept)
  }
}

/** What a field means that has another name than what is seen. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  dest_vpc_id: 'vpc_id',
  dest_network_id: 'subnet_id',
  queue_names: 'queue_name',
  queues: 'queue_name',
  elastic_resource_pools: 'elastic_resource_pool_name',
  currentdb: 'database_name',
  new_owner: 'user_name',
}

/** What a field of the name takes, where its schema says only that it is a text. */
const SAMPLES: Readonly<Record<string, readonly Json[]>> = {
  cidr: ['192.168.0.0/16', '192.168.0.0/24', '192.168.4.0/24', '10.0.0.0/8', '10.1.0.0/16', '172.16.0.0/12'],
  gateway_ip: ['192.168.0.1', '192.168.4.1', '10.1.0.1'],
  ip: ['192.168.0.7', '10.1.2.3', '::1', '8.8.8.8'],
  primary_dns: ['100.125.1.250', '8.8.8.8'],
  address: ['db.example:5432', '192.168.0.7:5432', '[::1]:1'],
  sql: ['SELECT 1', 'SELECT', 'CREATE TABLE t1 (a int)', 'SHOW TABLES', 'DROP TABLE IF EXISTS t1', 'SELECT * FROM default.t1'],
  datasource_type: ['passwd', 'Kerberos', 'CSS', 'Kafka_SSL'],
  user_name: ['somebody'],
  object: ['queues.default', 'databases.default', 'databases.default.tables.t1', 'jobs.flink.1'],
  privileges: ['SUBMIT_JOB', 'CANCEL_JOB', 'SELECT', 'DROP_QUEUE', 'BIND_QUEUE', 'ALL'],
  data_type: ['csv', 'json', 'parquet'],
  data_location: ['DLI', 'OBS', 'VIEW'],
  data_path: ['obs://fuzz/data', 'obs://none/x'],
  paths: ['obs://fuzz/a.jar', 'obs://fuzz/b.py'],
  kind: ['jar', 'pyFile', 'file', 'modelFile'],
  type: ['int', 'string', 'decimal(10,2)', 'array<int>', 'SQL_TYPE'],
  rule_id: ['static_0001', 'static_0002', 'dynamic_0001', 'running_0001'],
  methods: ['password', 'token', 'hw_ak_sk'],
  roles: ['te_admin', 'smn_adm'],
  status: ['ACTIVE', 'DELETED'],
  catalog_name: ['dli'],
  repeat_day: ['MONDAY', 'SUNDAY'],
  impact_start_time: ['00:00', '12:00'],
  impact_stop_time: ['24:00', '12:00'],
  from: ['db.example:5432', '192.168.0.7:5432'],
  to: ['127.0.0.1:9'],
  resource_instances_tag: ['dli_queue'],
  conf: ['spark.sql.shuffle.partitions=4', 'causeway.sql.keepResult=all', 'x'],
}

const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  'é',
  'e\u0301',
  '数据湖',
  '\u202egnp.exe',
  '🦜'.repeat(20),
  '\ufeff',
  'İıſK',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e309',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  '%s%n',
  "' OR 1=1 --",
  '"; DROP TABLE queues',
  '%',
  '_',
  '*',
  '\\',
  '#{x}',
  '{{x}}',
  '<script>',
  'a\r\nb: c',
  'a'.repeat(129),
  'b'.repeat(1_025),
  'ß'.repeat(5_000),
  'c'.repeat(70_000),
] as const
const ODD_NUMBERS = [0, -0, -1, 0.5, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 31 - 1, 2 ** 32, 2 ** 53, 2 ** 53 + 2, -(2 ** 63), 1e-320] as const

export const oddText = (chance: Chance): string => chance.pick(ODD_TEXTS)
export const oddNumber = (chance: Chance): number => chance.pick(ODD_NUMBERS)

export function oddJson(chance: Chance): Json {
  switch (chance.integer(8)) {
    case 0:
      return null
    case 1:
      return chance.oneIn(2)
    case 2:
      return []
    case 3:
      return {}
    case 4:
      return oddNumber(chance)
    case 5:
      return [[oddText(chance)], { a: oddNumber(chance) }]
    case 6:
      return { [oddText(chance)]: oddText(chance), ['__proto__']: { a: 1 }, id: 1 }
    default:
      return oddText(chance)
  }
}

/** A value as the schema says. */
export function documentedValue(schema: JsonObject, name: string, seen: SeenValues, chance: Chance): Json {
  const values = list(schema['enum'])
  if (values.length > 0) return chance.pick(values)
  if ('const' in schema) return schema['const'] ?? null
  const either = list(schema['anyOf'])
  if (either.length > 0) return documentedValue(object(chance.pick(either)), name, seen, chance)
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, seen, chance)
    case 'array': {
      const [least, most] = [number(schema['minItems'], 0), Math.min(4, number(schema['maxItems'], 4))]
      const length = least + chance.integer(Math.max(1, most - least + 1))
      return Array.from({ length }, () => documentedValue(object(schema['items']), name, seen, chance))
    }
    case 'integer':
    case 'number': {
      const [least, most] = [number(schema['minimum'], 0), number(schema['maximum'], 2 ** 31)]
      return chance.pick([least, most, Math.min(most, least + 1), Math.min(most, Math.max(least, 16)), Math.min(most, Math.max(least, 64))])
    }
    case 'boolean':
      return chance.oneIn(2)
    case 'string':
      return textOf(schema, name, seen, chance)
    default:
      return chance.oneIn(2) ? { a: 1 } : 'x'
  }
}

function objectOf(schema: JsonObject, seen: SeenValues, chance: Chance): JsonObject {
  const required = new Set(list(schema['required']).map(text))
  const fields = Object.entries(object(schema['properties'])).filter(([name]) => required.has(name) || chance.oneIn(3))
  return Object.fromEntries(fields.map(([name, field]) => [name, documentedValue(object(field), name, seen, chance)]))
}

function textOf(schema: JsonObject, name: string, seen: SeenValues, chance: Chance): string {
  const given = seen.pick(name, chance)
  if (given !== undefined && chance.oneIn(2)) return given
  const samples = Object.hasOwn(SAMPLES, name) ? SAMPLES[name] : undefined
  if (samples !== undefined && !chance.oneIn(8)) return text(chance.pick(samples))
  const least = number(schema['minLength'], 0)
  if (least === 0 && chance.oneIn(12)) return ''
  const most = number(schema['maxLength'], 64)
  if (chance.oneIn(20)) return 'm'.repeat(Math.min(most, 3_000))
  return `f${chance.integer(40)}`.padEnd(least, 'f').slice(0, most)
}

const number = (value: Json | undefined, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** The value with one thing changed in it, anywhere. */
export function broken(value: Json, chance: Chance): Json {
  if (chance.oneIn(4)) return oddJson(chance)
  if (Array.isArray(value)) {
    if (value.length === 0 || chance.oneIn(4)) return [...value, oddJson(chance)]
    const at = chance.integer(value.length)
    if (chance.oneIn(6)) return Array.from({ length: 300 }, () => value[at] ?? null)
    return value.with(at, broken(value[at] ?? null, chance))
  }
  if (typeof value !== 'object' || value === null) return oddJson(chance)
  const fields = Object.entries(object(value))
  if (fields.length === 0 || chance.oneIn(6)) return { ...object(value), [oddText(chance)]: oddJson(chance) }
  const [changed] = chance.pick(fields)
  if (chance.oneIn(4)) return Object.fromEntries(fields.filter(([name]) => name !== changed))
  return Object.fromEntries(fields.map(([name, field]) => [name, name === changed ? broken(field, chance) : field]))
}
