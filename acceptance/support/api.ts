import { expect } from 'vitest'
import { waitPatiently } from '../../testing/patience.ts'
import type { TestServer } from './server.ts'
import { authorization, sdkDate } from './signer.ts'
import { send, type WireAnswer } from './wire.ts'

export interface Answer extends WireAnswer {
  /** the JSON object of the body; {} when it is no object */
  readonly body: Readonly<Record<string, unknown>>
}

export interface JobEnd {
  readonly jobId: string
  readonly status: string
  readonly message: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface JobOptions {
  readonly queue?: string
  readonly database?: string
  readonly conf?: readonly string[]
}

/** A caller of the API that signs each request. Paths begin after the project: see the methods. */
export class Api {
  readonly server: TestServer

  constructor(server: TestServer) {
    this.server = server
  }

  get projectId(): string {
    return this.server.identity.projectId
  }

  /** @param target path and query, encoded; {p} stands for the project id */
  call(method: string, target: string, body?: unknown): Promise<Answer> {
    const headers = {
      host: new URL(this.server.endpoint).host,
      'content-type': 'application/json',
      'x-sdk-date': sdkDate(new Date()),
    }
    const request = {
      method,
      target: target.replaceAll('{p}', this.projectId),
      headers,
      body: body === undefined ? '' : JSON.stringify(body),
    }
    return this.#send({
      ...request,
      headers: { ...headers, authorization: authorization(this.server.identity, request, Object.keys(headers)) },
    })
  }

  /** The same without a signature, with these headers besides content-type and host. */
  callPlain(method: string, target: string, headers: Readonly<Record<string, string>> = {}, body?: unknown): Promise<Answer> {
    return this.#send({
      method,
      target: target.replaceAll('{p}', this.projectId),
      headers: { host: new URL(this.server.endpoint).host, 'content-type': 'application/json', ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
    })
  }

  get(target: string): Promise<Answer> {
    return this.call('GET', target)
  }

  post(target: string, body?: unknown): Promise<Answer> {
    return this.call('POST', target, body)
  }

  put(target: string, body?: unknown): Promise<Answer> {
    return this.call('PUT', target, body)
  }

  delete(target: string, body?: unknown): Promise<Answer> {
    return this.call('DELETE', target, body)
  }

  /** A dedicated queue. */
  async createQueue(name: string): Promise<void> {
    expectDone(await this.post('/v1.0/{p}/queues', { queue_name: name, cu_count: 16, resource_mode: 1 }))
  }

  /** Binds, then waits until the binding is no longer CREATING. */
  async bind(connectionId: string, queue: string): Promise<void> {
    expectDone(await this.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/associate-queue`, { queues: [queue] }))
    await this.waitForPeer(connectionId, queue)
  }

  async unbind(connectionId: string, queue: string): Promise<void> {
    expectDone(await this.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/disassociate-queue`, { queues: [queue] }))
  }

  /** @returns the status of the binding once it is not CREATING */
  async waitForPeer(connectionId: string, queue: string): Promise<string> {
    return waitPatiently({
      meanwhile: `The binding of ${queue} is still CREATING`,
      look: async () => {
        const { body } = await this.get(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`)
        const peer = listOf(body['available_queue_info']).find((each) => each['name'] === queue)
        return peer === undefined || peer['status'] === 'CREATING' ? undefined : String(peer['status'])
      },
      tell: console.log,
    })
  }

  async submit(sql: string, options: JobOptions = {}): Promise<Answer> {
    return this.post('/v1.0/{p}/jobs/submit-job', {
      sql,
      ...(options.queue !== undefined && { queue_name: options.queue }),
      ...(options.database !== undefined && { currentdb: options.database }),
      ...(options.conf !== undefined && { conf: options.conf }),
    })
  }

  /** Submits, expects it to be accepted, waits for its end. */
  async run(sql: string, options: JobOptions = {}): Promise<JobEnd> {
    const submitted = await this.submit(sql, options)
    expect(submitted, `${sql}: ${submitted.text}`).toMatchObject({ status: 200, body: { is_success: true } })
    return this.waitForJob(String(submitted.body['job_id']))
  }

  /** Submits, and expects the job to finish. */
  async finish(sql: string, options: JobOptions = {}): Promise<JobEnd> {
    const end = await this.run(sql, options)
    expect(end.status, `${sql}: ${end.message}`).toBe('FINISHED')
    return end
  }

  /** Expects the job to finish. @returns its rows */
  async rows(sql: string, options: JobOptions = {}): Promise<readonly unknown[][]> {
    const end = await this.finish(sql, options)
    const preview = await this.get(`/v1.0/{p}/jobs/${end.jobId}/preview`)
    expect(preview, preview.text).toMatchObject({ status: 200, body: { is_success: true } })
    const rows = preview.body['rows']
    return Array.isArray(rows) ? rows : []
  }

  async waitForJob(jobId: string): Promise<JobEnd> {
    return this.waitForStatus(jobId, ['FINISHED', 'FAILED', 'CANCELLED'])
  }

  /** Asks until the job has one of these states, or has ended. */
  async waitForStatus(jobId: string, wanted: readonly string[]): Promise<JobEnd> {
    let last = ''
    return waitPatiently({
      meanwhile: `Job ${jobId} is still none of ${wanted.join(', ')}`,
      look: async () => {
        const { status: code, body, text } = await this.get(`/v1.0/{p}/jobs/${jobId}/status`)
        expect(code, text).toBe(200)
        last = String(body['status'])
        if (![...wanted, 'FINISHED', 'FAILED', 'CANCELLED'].includes(last)) return undefined
        return { jobId, status: last, message: String(body['message'] ?? ''), body }
      },
      // The server itself is kept busy by these questions.
      processes: () => this.server.children(),
      // Each question takes some milliseconds of the processor that the job wants: of one that takes long fewer are asked.
      pauseMs: (waitedMs) => Math.min(200, 20 + waitedMs / 20),
      tell: (text) => console.log(`${text} It is ${last}.`),
    })
  }

  /** @returns its id */
  async submitScript(sql: string, options: JobOptions & { readonly stopOnError?: boolean } = {}): Promise<string> {
    const answer = await this.post('/causeway/v1/{p}/scripts', {
      sql,
      ...(options.queue !== undefined && { queue_name: options.queue }),
      ...(options.database !== undefined && { currentdb: options.database }),
      ...(options.conf !== undefined && { conf: options.conf }),
      ...(options.stopOnError !== undefined && { stop_on_error: options.stopOnError }),
    })
    expect(answer, answer.text).toMatchObject({ status: 201, body: { status: 'RUNNING', script_id: expect.any(String) } })
    return String(answer.body['script_id'])
  }

  async script(id: string): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.get(`/causeway/v1/{p}/scripts/${id}`)
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }

  /** Asks until the script is as it is wanted, or has ended. */
  async waitForScript(
    id: string,
    isWanted: (script: Readonly<Record<string, unknown>>) => boolean = () => false,
  ): Promise<Readonly<Record<string, unknown>>> {
    return waitPatiently({
      meanwhile: `Script ${id} has not come so far`,
      look: async () => {
        const script = await this.script(id)
        return isWanted(script) || script['status'] !== 'RUNNING' ? script : undefined
      },
      processes: () => this.server.children(),
      pauseMs: 50,
      tell: console.log,
    })
  }

  async #send(request: Parameters<typeof send>[1]): Promise<Answer> {
    const answer = await send(this.server.endpoint, request)
    return { ...answer, body: isRecord(answer.json) ? answer.json : {} }
  }
}

/** Expects 200 and is_success true. */
export function expectDone(answer: Answer): void {
  expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true } })
}

/** Expects the error body of the vendor: an HTTP status and an error code, and a message. */
export function expectError(answer: Answer, status: number, code: string): void {
  expect(answer, answer.text).toMatchObject({ status, body: { error_code: code, error_msg: expect.stringMatching(/\S/) } })
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The objects of a list; [] when it is no list. */
export function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
