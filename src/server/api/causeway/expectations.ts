import { type Static, Type } from 'typebox'
import type { JudgedExpectation } from '../../control/expectations/expectations.ts'
import { REACHES } from '../../domain/expectation.ts'
import { ExpectationFields, expectationFields } from '../answers/forecast.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const PATH = '/causeway/v1/{project_id}/expectations'
const ProjectPath = Type.Object(PROJECT)
const ExpectationPath = Type.Object({ ...PROJECT, expectation_id: Type.String({ minLength: 1, maxLength: 64 }) })

const EXPECTATION = {
  ...ExpectationFields,
  note: Type.String(),
  owner: Type.String(),
  created_at: Type.Integer(),
  /** Since when it is observed so. */
  since: Type.Integer(),
}
const Expectation = Type.Object(EXPECTATION)
const All = Type.Object({ holds: Type.Boolean(), broken: Type.Integer(), expectations: Type.Array(Expectation) })

const fields = (each: JudgedExpectation): Static<typeof Expectation> => ({
  ...expectationFields(each),
  note: each.note,
  owner: each.owner,
  created_at: each.createdAt,
  since: each.since,
})

function allOf(found: readonly JudgedExpectation[]): Static<typeof All> {
  const broken = found.filter(({ holds }) => !holds).length
  return { holds: broken === 0, broken, expectations: found.map(fields) }
}

const add = projectOperation({
  name: 'causeway.expectations.create',
  protocol: 'causeway',
  alsoLocal: true,
  method: 'POST',
  path: PATH,
  permission: 'causeway:expectations:create',
  summary: 'Keeps what a queue is expected to reach, or not to: the policy decides it at every change, without a dial',
  status: 201,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      queue_name: Type.String({ minLength: 1, maxLength: 128 }),
      /** name:port, IPv4:port or [IPv6]:port. */
      address: Type.String({ minLength: 1, maxLength: 512 }),
      expect: Type.Enum([...REACHES]),
      note: Type.Optional(Type.String()),
      /** A change that would break it is refused. */
      enforced: Type.Optional(Type.Boolean()),
    }),
    response: Expectation,
  },
  handle: async ({ control, caller, body }) => {
    const { queue_name: queueName, address, expect, note = '', enforced = false } = body
    return { body: fields(await control.expectations.add(caller, { queueName, address, expected: expect, note, enforced })) }
  },
})

const list = projectOperation({
  name: 'causeway.expectations.list',
  protocol: 'causeway',
  alsoLocal: true,
  method: 'GET',
  path: PATH,
  permission: 'causeway:expectations:list',
  summary: 'Lists the expectations of the queues that the caller may see, and whether each holds',
  status: 200,
  schemas: { params: ProjectPath, query: NONE, body: NONE, response: All },
  handle: async ({ control, caller }) => ({ body: allOf(await control.expectations.list(caller)) }),
})

const get = projectOperation({
  name: 'causeway.expectations.get',
  protocol: 'causeway',
  alsoLocal: true,
  method: 'GET',
  path: `${PATH}/{expectation_id}`,
  permission: 'causeway:expectations:get',
  summary: 'Says what an expectation is found to be, and was found to be before',
  status: 200,
  schemas: {
    params: ExpectationPath,
    query: NONE,
    body: NONE,
    response: Type.Object({
      ...EXPECTATION,
      /** Newest first. */
      history: Type.Array(
        Type.Object({ time: Type.Integer(), observed: Type.Enum([...REACHES]), holds: Type.Boolean(), seen: Type.String() }),
      ),
    }),
  },
  handle: async ({ control, caller, params }) => {
    const { expectation, history } = await control.expectations.get(caller, params.expectation_id)
    const before = history.map(({ at, observed, seen }) => ({ time: at, observed, holds: observed === expectation.expected, seen }))
    return { body: { ...fields(expectation), history: before } }
  },
})

const change = projectOperation({
  name: 'causeway.expectations.change',
  protocol: 'causeway',
  alsoLocal: true,
  method: 'PUT',
  path: `${PATH}/{expectation_id}`,
  permission: 'causeway:expectations:create',
  summary: 'Changes whether an expectation is enforced, or its note; what is not given stays',
  status: 200,
  schemas: {
    params: ExpectationPath,
    query: NONE,
    body: Type.Object({ enforced: Type.Optional(Type.Boolean()), note: Type.Optional(Type.String()) }),
    response: Expectation,
  },
  handle: async ({ control, caller, params, body }) => ({
    body: fields(await control.expectations.change(caller, params.expectation_id, body)),
  }),
})

const remove = projectOperation({
  name: 'causeway.expectations.delete',
  protocol: 'causeway',
  alsoLocal: true,
  method: 'DELETE',
  path: `${PATH}/{expectation_id}`,
  permission: 'causeway:expectations:delete',
  summary: 'Removes an expectation and what it was found to be',
  status: 204,
  schemas: { params: ExpectationPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.expectations.remove(caller, params.expectation_id)
    return { body: undefined }
  },
})

const run = projectOperation({
  name: 'causeway.expectations.run',
  protocol: 'causeway',
  alsoLocal: true,
  method: 'POST',
  path: `${PATH}/run`,
  permission: 'causeway:expectations:run',
  summary: 'Decides all expectations of the project anew, and lists them',
  status: 200,
  schemas: { params: ProjectPath, query: NONE, body: NONE, response: All },
  handle: async ({ control, caller }) => ({ body: allOf(await control.expectations.run(caller)) }),
})

export const expectationOperations: readonly Operation[] = [add, list, get, change, remove, run]
