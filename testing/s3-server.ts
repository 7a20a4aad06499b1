import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import aws4 from 'aws4'
import { findFreePort } from './free-port.ts'
import { openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

const run = promisify(execFile)

/** A gateway that speaks S3 over a folder and looks at every signature. */
const MODULE = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'
const KEPT = join(import.meta.dirname, '..', 'node_modules', '.cache', 'causeway-tests', `versitygw-1.8.0-${process.arch}`)
const PROGRAM = join(KEPT, 'versitygw')
/** It is compiled once, which takes minutes on a busy machine. */
const BUILD_MS = 20 * 60_000

/** A running S3 server that belongs to this process. */
export interface S3Server {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
  /** The buckets are folders in it, and the objects files in those. */
  readonly folder: string
  put(bucket: string, key: string, bytes: Uint8Array): Promise<void>
  remove(bucket: string, key: string): Promise<void>
  /** Of the objects below a folder. */
  sizes(bucket: string, below: string): Promise<readonly number[]>
  /** What it has printed: a line for each request. */
  log(): Promise<string>
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

/** For tests: what is said where there is none. */
export const NO_S3_SERVER = 'there is no S3 server: versitygw is built from the Go module proxy, and needs the program go 1.25 or later'

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The program, built by go once and kept for the next test; undefined where it cannot be had. */
export async function findS3Server(): Promise<string | undefined> {
  if (await exists(PROGRAM)) return PROGRAM
  await mkdir(dirname(KEPT), { recursive: true })
  const draft = `${KEPT}.${randomUUID()}`
  try {
    await build(draft)
    await rename(draft, KEPT).catch(() => undefined)
    return (await exists(PROGRAM)) ? PROGRAM : undefined
  } catch {
    return undefined
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/** By one test at a time, where the machine has flock: the next finds what the first has built. Whatever go keeps goes with the build. */
async function build(draft: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'causeway-go-'))
  // The machine's own go, and nothing that it would have to fetch of go itself.
  const env = {
    ...process.env,
    GOBIN: draft,
    GOPATH: work,
    GOMODCACHE: join(work, 'modules'),
    GOCACHE: join(work, 'built'),
    GOFLAGS: '-modcacherw',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
  }
  const order = `test -x '${PROGRAM}' || go install ${MODULE}`
  try {
    await run('flock', [`${KEPT}.lock`, 'sh', '-c', order], { env, timeout: BUILD_MS }).catch(async (error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      await run('sh', ['-c', order], { env, timeout: BUILD_MS })
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

export interface S3ServerOptions {
  readonly buckets: readonly string[]
  /** Files of the TLS certificate and its key: it speaks plain HTTP without. */
  readonly certificate?: { readonly key: string; readonly certificate: string }
}

/**
 * Starts a real S3 server on a free port of the loopback interface, in a folder of its own under the temporary folder. It is ended, and its folder removed, by stop()
 * and when this process ends in any way.
 *
 * @param program of findS3Server
 */
export async function startS3Server(program: string, { buckets, certificate }: S3ServerOptions): Promise<S3Server> {
  const top = await mkdtemp(join(tmpdir(), 'causeway-s3-'))
  const guard = openGuard(top)
  try {
    const folder = join(top, 'buckets')
    for (const bucket of buckets) await mkdir(join(folder, bucket), { recursive: true })
    await mkdir(join(top, 'sidecar'))
    const [port, accessKey, secretKey, region] = [
      await findFreePort(),
      randomBytes(8).toString('hex'),
      randomBytes(16).toString('hex'),
      'eu-west-101',
    ]
    const logFile = join(top, 'log')
    const tls = certificate === undefined ? [] : ['--cert', certificate.certificate, '--key', certificate.key]
    const server = await guard.run({
      command: program,
      args: ['--port', `127.0.0.1:${port}`, '--region', region, '--keep-alive', ...tls, 'posix', '--sidecar', join(top, 'sidecar'), folder],
      cwd: top,
      env: { ROOT_ACCESS_KEY_ID: accessKey, ROOT_SECRET_ACCESS_KEY: secretKey, HOME: top, PATH: '/usr/bin:/bin' },
      outputFile: logFile,
      stopSignals: ['SIGTERM'],
      graceMs: 5_000,
    })
    let ended = false
    void server.ended.then(() => {
      ended = true
    })
    const isReady = await waitPatiently({
      meanwhile: 'The S3 server is still starting',
      look: async () => (ended ? false : (await answers(port)) ? true : undefined),
      processes: () => [server.pid],
    })
    if (!isReady) throw new Error(`The S3 server did not start:\n${await readFile(logFile, 'utf8')}`)
    const ask = async (method: string, bucket: string, key: string, body?: Uint8Array): Promise<void> => {
      const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
      const headers = { Host: `127.0.0.1:${port}`, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }
      const signed = aws4.sign({ service: 's3', region, method, path, headers }, { accessKeyId: accessKey, secretAccessKey: secretKey })
      const asked = (certificate === undefined ? http : https).request({
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...signed.headers, 'Content-Length': body?.length ?? 0 },
        rejectUnauthorized: false,
      })
      asked.end(body)
      const [answer] = (await once(asked, 'response')) as [http.IncomingMessage]
      answer.resume()
      await once(answer, 'close')
      if ((answer.statusCode ?? 0) >= 300) throw new Error(`the S3 server answers ${answer.statusCode} to ${method} ${path}`)
    }
    return {
      host: '127.0.0.1',
      port,
      region,
      accessKey,
      secretKey,
      folder,
      put: (bucket, key, bytes) => ask('PUT', bucket, key, bytes),
      remove: (bucket, key) => ask('DELETE', bucket, key),
      async sizes(bucket, below) {
        const entries = await readdir(join(folder, bucket, below), { recursive: true, withFileTypes: true })
        const files = entries.filter((entry) => entry.isFile())
        return await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size))
      },
      log: () => readFile(logFile, 'utf8'),
      stop: guard.stop,
    }
  } catch (error) {
    await guard.stop()
    throw error
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
