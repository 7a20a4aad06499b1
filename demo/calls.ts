import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { waitPatiently } from '../testing/patience.ts'
import type { Answer, Client, RequestOptions } from './client.ts'

/** An answer that is not the one the API's description promises. */
class UnexpectedAnswer extends Error {
  readonly answer: Answer

  constructor(answer: Answer, expectation: string) {
    super(`${answer.method} ${answer.path}: ${expectation}, but the answer was ${answer.status} ${JSON.stringify(answer.body)}`)
    this.name = 'UnexpectedAnswer'
    this.answer = answer
  }
}

const Done = Type.Object({ is_success: Type.Literal(true), message: Type.String() })
const Token = Type.Object({ token: Type.Object({ expires_at: Type.String() }) })
const Projects = Type.Object({ projects: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) })
const Vpc = Type.Object({ vpc: Type.Object({ id: Type.String() }) })
const Subnet = Type.Object({ subnet: Type.Object({ id: Type.String() }) })
const ConnectionCreated = Type.Object({ is_success: Type.Literal(true), connection_id: Type.String() })
const Peer = Type.Object({ name: Type.String(), status: Type.String(), err_msg: Type.String() })
const Connection = Type.Object({ name: Type.String(), status: Type.String(), available_queue_info: Type.Array(Peer) })
const TestStarted = Type.Object({ is_success: Type.Literal(true), task_id: Type.Integer() })
const TestState = Type.Object({ message: Type.String(), connectivity: Type.Optional(Type.String()) })
const JobAccepted = Type.Object({ is_success: Type.Literal(true), job_id: Type.String() })
const JobStatus = Type.Object({ status: Type.String(), message: Type.String(), job_id: Type.String() })
const Cell = Type.Unknown()
const Preview = Type.Object({
  row_count: Type.Integer(),
  schema: Type.Array(Type.Record(Type.String(), Type.String())),
  rows: Type.Array(Type.Array(Cell)),
})

export interface JobEnd {
  readonly jobId: string
  readonly state: 'FINISHED' | 'FAILED' | 'CANCELLED'
  readonly message: string
  /** how often the status was asked for, and how long from the first of these questions to the last answer */
  readonly polls: number
  readonly pollingMs: number
}

export interface Rows {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly rowCount: number
}

/** The calls of the API that the demo and the benchmarks need, each checked against what the API's description promises. */
export class Calls {
  readonly client: Client
  readonly projectId: string
  /** told of every answer before it is checked */
  readonly #onAnswer: (answer: Answer) => void
  /** told now and then, on a machine that is slow, that it is still waited */
  readonly #tell: ((text: string) => void) | undefined

  constructor(client: Client, projectId: string, onAnswer: (answer: Answer) => void = () => {}, tell?: (text: string) => void) {
    this.#tell = tell
    this.client = client
    this.projectId = projectId
    this.#onAnswer = onAnswer
  }

  async logIn(domain: string, user: string, password: string, project: string): Promise<string> {
    const body = {
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } },
        scope: { project: { name: project } },
      },
    }
    const answer = await this.#send('POST', '/v3/auth/tokens', { body })
    check(answer, 201, Token)
    const token = answer.headers.get('x-subject-token')
    if (token === null) throw new UnexpectedAnswer(answer, 'a token is expected in the header X-Subject-Token')
    return token
  }

  /** @returns the id of the project of this name */
  async findProject(name: string): Promise<string> {
    const answer = await this.#send('GET', '/v3/projects', { query: { name } })
    const [project, ...others] = check(answer, 200, Projects).projects
    if (project === undefined || others.length > 0) throw new UnexpectedAnswer(answer, `exactly one project ${name} is expected`)
    return project.id
  }

  async createVpc(name: string, cidr: string): Promise<string> {
    return check(await this.#send('POST', `/v1/${this.projectId}/vpcs`, { body: { vpc: { name, cidr } } }), 200, Vpc).vpc.id
  }

  async createSubnet(vpcId: string, name: string, cidr: string, gateway: string): Promise<string> {
    const body = { subnet: { name, cidr, gateway_ip: gateway, vpc_id: vpcId } }
    return check(await this.#send('POST', `/v1/${this.projectId}/subnets`, { body }), 200, Subnet).subnet.id
  }

  async attachByForward(vpcId: string, from: string, to: string): Promise<void> {
    const body = { kind: 'forward', forwards: [{ from, to }] }
    const answer = await this.#send('PUT', `/causeway/v1/${this.projectId}/vpcs/${vpcId}/attachment`, { body })
    check(answer, 200, Type.Unknown())
  }

  /** A dedicated queue of 16 CUs: the smallest there is. */
  async createQueue(name: string): Promise<void> {
    const body = { queue_name: name, cu_count: 16, resource_mode: 1, queue_type: 'sql' }
    check(await this.#send('POST', `/v1.0/${this.projectId}/queues`, { body }), 200, Done)
  }

  async deleteQueue(name: string): Promise<void> {
    check(await this.#send('DELETE', `/v1.0/${this.projectId}/queues/${name}`), 200, Done)
  }

  async createConnection(input: {
    readonly name: string
    readonly vpcId: string
    readonly subnetId: string
    readonly queues: readonly string[]
    readonly hosts: readonly { readonly ip: string; readonly name: string }[]
  }): Promise<string> {
    const body = {
      name: input.name,
      dest_vpc_id: input.vpcId,
      dest_network_id: input.subnetId,
      queues: input.queues,
      hosts: input.hosts,
    }
    return check(await this.#send('POST', this.#connections(), { body }), 201, ConnectionCreated).connection_id
  }

  async getConnection(connectionId: string): Promise<Static<typeof Connection>> {
    return check(await this.#send('GET', `${this.#connections()}/${connectionId}`), 200, Connection)
  }

  async deleteConnection(connectionId: string): Promise<void> {
    check(await this.#send('DELETE', `${this.#connections()}/${connectionId}`), 200, Done)
  }

  async bindQueue(connectionId: string, queue: string): Promise<void> {
    check(await this.#send('POST', `${this.#connections()}/${connectionId}/associate-queue`, { body: { queues: [queue] } }), 200, Done)
  }

  /** Runs the address connectivity test of a queue. @returns REACHABLE, or what else it found, and the message with the reason */
  async testAddress(queue: string, address: string): Promise<{ readonly connectivity: string; readonly message: string }> {
    const path = `/v1.0/${this.projectId}/queues/${queue}/connection-test`
    const { task_id } = check(await this.#send('POST', path, { body: { address } }), 200, TestStarted)
    return this.#poll(`${path}/${task_id}`, `The test of ${address} from ${queue} is still under way`, (answer) => {
      const { connectivity = '', message } = check(answer, 200, TestState)
      return connectivity === 'REACHABLE' || connectivity === 'UNREACHABLE' ? { connectivity, message } : undefined
    })
  }

  async storePassword(name: string, user: string, password: string): Promise<void> {
    const body = { auth_info_name: name, datasource_type: 'passwd', user_name: user, password }
    check(await this.#send('POST', `/v2.0/${this.projectId}/datasource/auth-infos`, { body }), 201, Done)
  }

  /** @returns the job's id */
  async submit(queue: string, sql: string): Promise<string> {
    const body = { sql, queue_name: queue, currentdb: 'default' }
    return check(await this.#send('POST', `/v1.0/${this.projectId}/jobs/submit-job`, { body }), 200, JobAccepted).job_id
  }

  /** Asks for the job's status until it has ended in one way or another. */
  async waitForEnd(jobId: string): Promise<JobEnd> {
    const start = performance.now()
    let polls = 0
    return this.#poll(this.#job(jobId, 'status'), 'The job has not ended yet', (answer) => {
      polls += 1
      const { status, message } = check(answer, 200, JobStatus)
      const ended = status === 'FINISHED' || status === 'FAILED' || status === 'CANCELLED'
      return ended ? { jobId, state: status, message, polls, pollingMs: performance.now() - start } : undefined
    })
  }

  async preview(jobId: string): Promise<Rows> {
    const { schema, rows, row_count } = check(await this.#send('GET', this.#job(jobId, 'preview')), 200, Preview)
    return { columns: schema.map((column) => Object.keys(column)[0] ?? ''), rows, rowCount: row_count }
  }

  #connections(): string {
    return `/v2.0/${this.projectId}/datasource/enhanced-connections`
  }

  #job(jobId: string, part: 'status' | 'preview'): string {
    return `/v1.0/${this.projectId}/jobs/${jobId}/${part}`
  }

  async #send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const answer = await this.client.request(method, path, options)
    this.#onAnswer(answer)
    return answer
  }

  #poll<Result>(path: string, meanwhile: string, look: (answer: Answer) => Result | undefined): Promise<Result> {
    return waitPatiently({
      meanwhile,
      look: async () => look(await this.#send('GET', path)),
      // Often at first, for much of what is asked for is done in a few milliseconds.
      pauseMs: (waitedMs) => Math.min(2 + waitedMs / 4, waitedMs < 1000 ? 10 : 100),
      tell: this.#tell,
    })
  }
}

/** @throws UnexpectedAnswer when the status or the shape of the body is another. */
function check<Schema extends TSchema>(answer: Answer, status: number, schema: Schema): Static<Schema> {
  if (answer.status !== status) throw new UnexpectedAnswer(answer, `status ${status} is expected`)
  if (!Value.Check(schema, answer.body)) {
    const [first] = Value.Errors(schema, answer.body)
    throw new UnexpectedAnswer(answer, `${first?.instancePath || 'the body'} ${first?.message ?? 'has another shape'}`)
  }
  return answer.body
}
