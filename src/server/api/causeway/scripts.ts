import { Type } from 'typebox'
import { SCRIPT_STATES } from '../../domain/script.ts'
import { TAGS_MAX, TagInput, tagsOf } from '../dli/envelope.ts'
import { ConfInput, confOf } from '../dli/job-conf.ts'
import { STATEMENT_BODY } from '../input/body-limit.ts'
import { Script } from '../input/told-limits.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'
import {
  ListedScript,
  listedScript,
  progressOfScript,
  SCRIPT_STATUS,
  ScriptAnswer,
  ScriptProgressAnswer,
  ScriptStatus,
  scriptFields,
} from './script-fields.ts'

const PATH = '/causeway/v1/{project_id}/scripts'
const ScriptPath = Type.Object({ ...PROJECT, script_id: Type.String({ minLength: 1 }) })
const PAGE_DEFAULT = 50
const PAGE_MAX = 100

const submit = projectOperation({
  name: 'causeway.scripts.submit',
  protocol: 'causeway',
  method: 'POST',
  path: PATH,
  permission: 'dli:queue:submitJob',
  summary: 'Submits statements that run one after the other, each as a job, in a session of their own; answers before they run',
  bodyLimit: STATEMENT_BODY,
  status: 201,
  schemas: {
    params: Type.Object(PROJECT),
    query: NONE,
    body: Type.Object({
      sql: Script,
      currentdb: Type.Optional(Type.String()),
      queue_name: Type.Optional(Type.String()),
      conf: Type.Optional(ConfInput),
      tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
      stop_on_error: Type.Optional(
        Type.Boolean({ description: 'The first statement that does not finish is the last; true where it is left out' }),
      ),
    }),
    response: ListedScript,
  },
  handle: async ({ control, caller, body }) => {
    const script = await control.scripts.submit(caller, {
      sql: body.sql,
      currentDatabase: body.currentdb ?? '',
      queueName: body.queue_name ?? '',
      conf: confOf(body.conf),
      tags: tagsOf(body.tags),
      stopsOnError: body.stop_on_error ?? true,
    })
    return { body: listedScript(script) }
  },
})

const list = projectOperation({
  name: 'causeway.scripts.list',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: 'dli:jobs:listAll',
  summary: 'Lists scripts, the newest first',
  status: 200,
  schemas: {
    params: Type.Object(PROJECT),
    query: Type.Object({
      status: Type.Optional(ScriptStatus),
      queue_name: Type.Optional(Type.String()),
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: PAGE_MAX })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
    }),
    body: NONE,
    response: Type.Object({ count: Type.Integer(), scripts: Type.Array(ListedScript) }),
  },
  handle: async ({ control, caller, query }) => {
    const { status, queue_name: queueName, limit = PAGE_DEFAULT, offset = 0 } = query
    const state = SCRIPT_STATES.find((one) => SCRIPT_STATUS[one] === status)
    const selection = { ...(state === undefined ? {} : { state }), ...(queueName === undefined || queueName === '' ? {} : { queueName }) }
    const { total, items } = await control.scripts.list(caller, selection, { limit, offset })
    return { body: { count: total, scripts: items.map(listedScript) } }
  },
})

const get = projectOperation({
  name: 'causeway.scripts.get',
  protocol: 'causeway',
  method: 'GET',
  path: `${PATH}/{script_id}`,
  permission: 'dli:jobs:get',
  summary: 'Shows a script and each of its statements: where it stands, its state, its job, its counts, what went wrong and where',
  status: 200,
  schemas: { params: ScriptPath, query: NONE, body: NONE, response: ScriptAnswer },
  handle: async ({ control, caller, params }) => {
    const { script, statements } = await control.scripts.get(caller, params.script_id)
    return { body: scriptFields(script, statements) }
  },
})

const progress = projectOperation({
  name: 'causeway.scripts.progress',
  protocol: 'causeway',
  method: 'GET',
  path: `${PATH}/{script_id}/progress`,
  permission: 'dli:jobs:get',
  summary: 'Says how many statements of a script have run, and how far the one is that runs now',
  status: 200,
  schemas: { params: ScriptPath, query: NONE, body: NONE, response: ScriptProgressAnswer },
  handle: async ({ control, caller, params }) => {
    const { script, ended, statement } = await control.scripts.progress(caller, params.script_id)
    return { body: progressOfScript(script, ended, statement) }
  },
})

const cancel = projectOperation({
  name: 'causeway.scripts.cancel',
  protocol: 'causeway',
  method: 'DELETE',
  path: `${PATH}/{script_id}`,
  permission: 'dli:queue:cancelJob',
  summary: 'Cancels a script that has not ended, and the statement that runs; the record stays for 30 days',
  status: 204,
  schemas: { params: ScriptPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.scripts.cancel(caller, params.script_id)
    return { body: undefined }
  },
})

export const scriptOperations: readonly Operation[] = [submit, list, get, progress, cancel]
