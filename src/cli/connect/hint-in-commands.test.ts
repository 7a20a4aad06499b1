import { expect, it } from 'vitest'
import { remedyText } from '../../server/api/answers/remedy-text.ts'
import { operations } from '../../server/api/operations.ts'
import { hintInCommands } from './hint-in-commands.ts'

it('a right that misses is given by a command', () => {
  const one = remedyText({ kind: 'grant-privilege', userName: 'ben', object: 'databases.shop.tables.a', privilege: 'SELECT' })
  expect(hintInCommands(`${one}. Any other right on it does as well.`)).toBe(
    'Who may grant it does so by causeway grant databases.shop.tables.a SELECT --user ben. Any other right on it does as well.',
  )
  const role = remedyText({ kind: 'give-role', userName: "b'en", role: 'writer' })
  expect(hintInCommands(role)).toBe(
    "An administrator of the domain gives the right to all of the project by causeway project grant '<project>' 'b'\\''en' writer",
  )
})

it.each([
  ['GET /v3/projects lists yours.', 'causeway whoami lists yours.'],
  [
    'List the users of the domain: GET /causeway/v1/users, or "causeway user list" on the machine of the server.',
    'List the users of the domain: "causeway user list" on the machine of the server.',
  ],
  [
    'An administrator gives one: "causeway project grant PROJECT USER ROLE" on the machine of the server, or PUT /v1.0/{project_id}/authorization.',
    'An administrator gives one: "causeway project grant PROJECT USER ROLE" on the machine of the server.',
  ],
  [
    'Change it: PUT …/expectations/{id}, causeway expect change; or remove it first.',
    'Change it: causeway expect change; or remove it first.',
  ],
  [
    'Give it one: PUT /v1/{project_id}/vpcs/7 with {"vpc":{}}.',
    'Give it one: causeway api PUT \'/v1/{project_id}/vpcs/7\' with {"vpc":{}}.',
  ],
  [
    'Bind it: POST /v2.0/{project_id}/datasource/enhanced-connections/1/associate-queue {"queues":["q"]}. Or a pool: POST /v2.0/{project_id}/datasource/enhanced-connections/1/associate-queue {"elastic_resource_pools":["p"]}',
    'Bind it: causeway bind q 1. Or a pool: causeway bind --pool p 1',
  ],
  [
    'Unbind it: POST /v2.0/{project_id}/datasource/enhanced-connections/1/disassociate-queue {"elastic_resource_pools":["p"]}. Make one: POST /v2.0/{project_id}/datasource/enhanced-connections {"name":"<name>","elastic_resource_pools":["p"]}.',
    "Unbind it: causeway unbind --pool p 1. Make one: causeway connection create '<name>' --subnet '<subnet>' --pool p.",
  ],
  [
    'Bind both: POST /v2.0/{project_id}/datasource/enhanced-connections/1/associate-queue {"queues":["q"],"elastic_resource_pools":["p"]}',
    `Bind both: causeway api POST '/v2.0/{project_id}/datasource/enhanced-connections/1/associate-queue' '{"queues":["q"],"elastic_resource_pools":["p"]}'`,
  ],
  [
    'Add a route: POST /v3/{project_id}/datasource/enhanced-connections/7/routes {"name":"<name>","cidr":"10.1.1.1/32"}. Make one: POST /v2.0/{project_id}/datasource/enhanced-connections {"name":"<name>","dest_vpc_id":"<VPC id>","dest_network_id":"<subnet id>","queues":["q"]}.',
    "Add a route: causeway connection routes 7 '<name>=10.1.1.1/32'. Make one: causeway connection create '<name>' --subnet '<subnet>' --queue q.",
  ],
  [
    'Let it through: PUT /causeway/v1/{project_id}/connections/7/ports {"ports":["5432-5433"]}',
    'Let it through: causeway connection ports 7 5432-5433',
  ],
  [
    'Bind it: POST /v2.0/{project_id}/x/1/associate-queue {"queues":["a}"]}. Or wait.',
    `Bind it: causeway api POST '/v2.0/{project_id}/x/1/associate-queue' '{"queues":["a}"]}'. Or wait.`,
  ],
  ['GET /v1.0/{project_id}/jobs/12/status tells why.', 'causeway job show 12 tells why.'],
  ['Rows go by DELETE … WHERE NOT EXISTS.', 'Rows go by DELETE … WHERE NOT EXISTS.'],
  ['GET …/datasource/enhanced-connections lists them.', 'GET …/datasource/enhanced-connections lists them.'],
  ['Send the request again when GET /readyz answers 200.', 'Send the request again when causeway status says that it is ready.'],
  [
    'List the objects of the bucket: GET /causeway/v1/{project_id}/buckets/landing/objects.',
    'List the objects of the bucket: causeway ls obs://landing.',
  ],
  ['List the queues of the project, or create this one.', 'List the queues of the project (causeway queue list), or create this one.'],
  ['List the tables of the database, or create this one.', 'List the tables of the database (causeway table list), or create this one.'],
  ['List the subnets of the project: GET /v1/{project_id}/subnets.', 'List the subnets of the project: causeway subnet list.'],
  ['Nothing of the kind.', 'Nothing of the kind.'],
])('%s', (hint, told) => {
  expect(hintInCommands(hint)).toBe(told)
})

it.each(['GET /a {"x":}', 'GET /a {"', 'GET /a {{', '"causeway x" ', '"causeway x", or GET /', 'GET /a, '])(
  'a text that begins something very often is told, and soon: %s',
  (beginning) => {
    const [few, many] = [20, 5_000].map((count) => hintInCommands(beginning.repeat(count)).length)
    expect(many).toBeGreaterThan((few ?? 0) * 200)
  },
)

it('no call of the API is left as it is', () => {
  for (const { method, path } of operations) {
    if (!['GET', 'POST', 'PUT', 'DELETE'].includes(method)) continue
    expect(hintInCommands(`Do it: ${method} ${path}.`)).toMatch(/^Do it: causeway [^.]/)
  }
})
