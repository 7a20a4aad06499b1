/** Two users of one project for random requests: one who has something of everything, and one with few rights, who must neither see nor change any of it. */
import { isDeepStrictEqual } from 'node:util'
import { waitPatiently } from '../testing/patience.ts'
import { type ApiAnswer, callApi, type Target } from './against-api.ts'
import { type Json, type JsonObject, object, text } from './api-document.ts'

/** Stands in what only the owner may see; the other names stand in requests, too. */
const MARK = 'kept4711'
const NAME = 'hidden_4712'

export interface FewRights {
  /** Of who asks. */
  readonly keys: { readonly accessKey: string; readonly secretKey: string; readonly user: string }
  /** Names and ids of what is another's, by the fields that take them. */
  readonly others: JsonObject
  /** What no answer has, unless the request had it. */
  readonly hidden: readonly string[]
  /** What of it is another one than before, of what the owner sees. */
  changed(): Promise<readonly string[]>
}

/** By requests of an administrator. */
export async function makeFewRights(admin: Target): Promise<FewRights> {
  const made = async (method: string, path: string, body: Json): Promise<JsonObject> => {
    const answer = await callApi(admin, method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return object(answer.json)
  }
  const { vpcId, others } = await makeOthers(made)
  const keys = await makeUser(made)
  const views = [
    `/v1/{p}/vpcs/${vpcId}`,
    `/v1.0/{p}/queues/${NAME}`,
    `/v3/{p}/queues/${NAME}/properties`,
    `/v3/{p}/elastic-resource-pools?name=${NAME}`,
    `/v2.0/{p}/datasource/enhanced-connections/${text(others['connection_id'])}`,
    `/v2.0/{p}/datasource/enhanced-connections/${text(others['connection_id'])}/privileges`,
    `/v3/{p}/datasource/auth-infos?auth_info_name=${NAME}`,
    `/v1.0/{p}/databases/${NAME}/tables/${NAME}`,
    `/v1.0/{p}/databases/${NAME}/users`,
    `/v1.0/{p}/sqls?keyword=${NAME}`,
    `/v1/{p}/sql-defend-rules/${text(others['rule_id'])}`,
    `/v3/{p}/templates/${text(others['spark_template_id'])}`,
    `/v1.0/{p}/jobs/${text(others['job_id'])}/detail`,
    `/v1.0/{p}/authorization/privileges?object=queues.${NAME}`,
    `/causeway/v1/{p}/vpcs/${vpcId}/attachment`,
  ]
  // What changes by itself has its end.
  await waitPatiently({
    meanwhile: 'the job of the other user has not ended',
    look: async () => {
      const { text: answer } = await callApi(admin, 'GET', `/v1.0/{p}/jobs/${text(others['job_id'])}/status`)
      return /"status":"FINISHED"/.test(answer) || undefined
    },
  })
  const seen = async (): Promise<readonly ApiAnswer[]> => await Promise.all(views.map((view) => callApi(admin, 'GET', view)))
  const before = await seen()
  const unread = before.findIndex(({ status }) => status !== 200)
  if (unread >= 0) throw new Error(`${views[unread]}: ${before[unread]?.status} ${before[unread]?.text}`)
  return {
    keys,
    others,
    hidden: [MARK, NAME],
    async changed() {
      const after = await seen()
      return views.flatMap((view, at) =>
        isDeepStrictEqual(after[at]?.json, before[at]?.json) ? [] : [`${view}: ${before[at]?.text} was ${after[at]?.text}`],
      )
    },
  }
}

type Made = (method: string, path: string, body: Json) => Promise<JsonObject>

async function makeOthers(made: Made): Promise<{ readonly vpcId: string; readonly others: JsonObject }> {
  const vpc = object((await made('POST', '/v1/{p}/vpcs', { vpc: { name: NAME, cidr: '192.168.0.0/16' } }))['vpc'])
  const vpcId = text(vpc['id'])
  const network = { name: NAME, cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId }
  const subnetId = text(object((await made('POST', '/v1/{p}/subnets', { subnet: network }))['subnet'])['id'])
  await made('POST', '/v1.0/{p}/queues', { queue_name: NAME, description: MARK, cu_count: 64, resource_mode: 1 })
  await made('PUT', `/v3/{p}/queues/${NAME}/properties`, { properties: { 'job.maxConcurrent': 4 } })
  await made('POST', '/v3/{p}/elastic-resource-pools', { elastic_resource_pool_name: NAME, description: MARK, min_cu: 64, max_cu: 64 })
  const connection = await made('POST', '/v2.0/{p}/datasource/enhanced-connections', {
    name: NAME,
    dest_vpc_id: vpcId,
    dest_network_id: subnetId,
    hosts: [{ name: `host-${MARK}`, ip: '192.168.0.7' }],
  })
  await made('POST', '/v3/{p}/datasource/auth-infos', {
    auth_info_name: NAME,
    datasource_type: 'passwd',
    user_name: `user_${MARK}`,
    password: `password-${MARK}`,
  })
  await made('POST', '/v1.0/{p}/variables', { var_name: NAME, var_value: MARK })
  await made('POST', '/v1.0/{p}/databases', { database_name: NAME, description: MARK })
  const columns = [{ column_name: 'a', type: 'int', description: MARK }]
  await made('POST', `/v1.0/{p}/databases/${NAME}/tables`, { table_name: NAME, data_location: 'DLI', columns })
  const template = await made('POST', '/v1.0/{p}/sqls', { sql_name: NAME, sql: `SELECT '${MARK}'` })
  const rule = await made('POST', '/v1/{p}/sql-defend-rules', {
    rule_name: NAME,
    rule_id: 'static_0003',
    desc: MARK,
    queue_names: [NAME],
    engine_rules: { spark: 50 },
  })
  const sparkTemplate = await made('POST', '/v3/{p}/templates', { name: NAME, body: { file: `${MARK}.jar` } })
  const job = await made('POST', '/v1.0/{p}/jobs/submit-job', { sql: `DESCRIBE DATABASE ${NAME}`, queue_name: NAME })
  return {
    vpcId,
    others: {
      vpc_id: vpcId,
      subnet_id: subnetId,
      queue_name: NAME,
      resource_id: NAME,
      elastic_resource_pool_name: NAME,
      connection_id: text(connection['connection_id']),
      auth_info_name: NAME,
      auth_name: NAME,
      var_name: NAME,
      database_name: NAME,
      table_name: NAME,
      sql_id: text(template['sql_id']),
      rule_id: text(rule['rule_uuid']),
      spark_template_id: text(sparkTemplate['id']),
      job_id: text(job['job_id']),
      object: [`queues.${NAME}`, `databases.${NAME}`, `databases.${NAME}.tables.${NAME}`, `datasourceauth.${NAME}`, `variable.${NAME}`],
      sql: [
        `SELECT * FROM ${NAME}.${NAME}`,
        `DROP TABLE ${NAME}.${NAME}`,
        `SELECT '{{${NAME}}}'`,
        `DESCRIBE DATABASE ${NAME}`,
        'SHOW DATABASES',
      ],
    },
  }
}

/** A queue to submit to, a database of its own, and one column of another's table are what the user may. */
async function makeUser(made: Made): Promise<FewRights['keys']> {
  const user = 'few_rights'
  await made('POST', '/causeway/v1/users', { name: user })
  const key = await made('POST', `/causeway/v1/users/${user}/keys`, {})
  await made('POST', '/v1.0/{p}/queues', { queue_name: 'shared', cu_count: 16, resource_mode: 1 })
  for (const database_name of ['own', 'half']) await made('POST', '/v1.0/{p}/databases', { database_name })
  const columns = [
    { column_name: 'a', type: 'int' },
    { column_name: `b_${MARK}`, type: 'int' },
  ]
  await made('POST', '/v1.0/{p}/databases/half/tables', { table_name: 't', data_location: 'DLI', columns })
  await made('PUT', '/v1.0/{p}/authorization', {
    user_name: user,
    action: 'grant',
    privileges: [
      { object: 'queues.shared', privileges: ['SUBMIT_JOB'] },
      { object: 'databases.own', privileges: ['ALL'] },
      { object: 'databases.half.tables.t.columns.a', privileges: ['SELECT'] },
    ],
  })
  return { user, accessKey: text(key['access_key']), secretKey: text(key['secret_key']) }
}
