import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { type CompatClient, Lacking } from '../support/client.ts'
import { openConnectProxy } from '../support/connect-proxy.ts'
import type { Lab } from '../support/lab.ts'
import { findProgram, inheritedEnvironment, isExecutable } from '../support/programs.ts'
import { outOfReach } from './out-of-reach.ts'
import { providerEnvironment, writeTerraformSettings } from './provider-environment.ts'

const execute = promisify(execFile)
const TESTS_VARIABLE = 'CAUSEWAY_COMPAT_PROVIDER_TESTS'
/** The provider waits for minutes after each queue, and some tests make several. */
const LONGEST_TEST = '100m'
/** It counts the connections before and after it makes its own. */
const ALONE = ['TestAccDatasourceConnections_basic']

export const terraformTests: CompatClient = {
  name: 'terraform-tests',
  about: `the acceptance tests of the Terraform provider: a test binary of yours, named by ${TESTS_VARIABLE} (--run <pattern>, --at-once <number>, --logs <folder>)`,
  proves: true,
  // A test waits for what the vendor's service adds to comments.
  settings: 'tableComments: braced\n',
  run: async ({ lab, args }) => {
    const { values } = parseArgs({
      args: [...args],
      options: { run: { type: 'string', default: '' }, 'at-once': { type: 'string', default: '4' }, logs: { type: 'string' } },
    })
    const program = process.env[TESTS_VARIABLE]
    if (program === undefined || !(await isExecutable(program)))
      throw new Lacking(
        `${TESTS_VARIABLE} has to name the provider's tests of its package acceptance/dli, compiled (go test -c). They are not fetched here.`,
      )
    const terraform = await findProgram('terraform', 'CAUSEWAY_COMPAT_TERRAFORM', 'Install Terraform 1.x.')
    await using opened = new AsyncDisposableStack()
    const proxy = await openConnectProxy(lab.front)
    opened.defer(() => proxy.close())
    const folder = await mkdtemp(join(tmpdir(), 'causeway-terraform-'))
    opened.defer(() => rm(folder, { recursive: true, force: true }))
    const env = {
      ...inheritedEnvironment(),
      ...providerEnvironment(lab, proxy),
      ...(await whatTestsExpect(lab)),
      TF_ACC: '1',
      TF_ACC_TERRAFORM_PATH: terraform,
      TF_CLI_CONFIG_FILE: await writeTerraformSettings(folder, undefined),
    }
    const { stdout } = await execute(program, ['-test.list', '.*'], { env })
    const all = stdout.split('\n').filter((line) => line.startsWith('Test'))
    const wanted = all.filter((name) => outOfReach[name] === undefined && new RegExp(values.run).test(name))
    console.log(`${all.length} tests; ${wanted.length} are run, ${values['at-once']} at once`)
    const run = async (name: string): Promise<TestEnd> => runTest(program, name, env, values.logs)
    const together = await runAll(
      wanted.filter((name) => !ALONE.includes(name)),
      Number(values['at-once']),
      run,
    )
    const alone = await runAll(
      wanted.filter((name) => ALONE.includes(name)),
      1,
      run,
    )
    const ends = [...together, ...alone]
    for (const [name, reason] of Object.entries(outOfReach)) console.log(`not run  ${name}: ${reason}`)
    const failed = ends.filter(({ passed }) => !passed)
    console.log(`${ends.length - failed.length} of ${all.length} passed, ${failed.length} failed, ${all.length - ends.length} were not run`)
    if (failed.length > 0) throw new Error(`${failed.map(({ name }) => name).join(', ')} failed`)
  },
}

interface TestEnd {
  readonly name: string
  readonly passed: boolean
}

async function runTest(program: string, name: string, env: Readonly<Record<string, string>>, logs: string | undefined): Promise<TestEnd> {
  const startedAt = performance.now()
  // It makes folders beside the one that it runs in, and finds those of others there.
  const folder = await mkdtemp(join(tmpdir(), 'causeway-terraform-'))
  const { passed, output } = await execute(program, ['-test.run', `^${name}$`, '-test.v', '-test.timeout', LONGEST_TEST], {
    env: { ...env, TMPDIR: folder },
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
  }).then(
    // Without a variable that it wants, a test is skipped, and that is no success.
    ({ stdout }) => ({ passed: stdout.includes(`--- PASS: ${name}`), output: stdout }),
    (error: unknown) => ({ passed: false, output: outputOf(error) }),
  )
  await rm(folder, { recursive: true, force: true })
  console.log(`${passed ? 'passed ' : 'FAILED '}  ${name} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`)
  if (!passed) console.log(output.split('\n').slice(-40).join('\n'))
  if (logs !== undefined) await writeFile(join(logs, `${name}.log`), output)
  return { name, passed }
}

function outputOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stdout' in error) || !('stderr' in error)) return String(error)
  return `${error.stdout}\n${error.stderr}`
}

async function runAll(names: readonly string[], atOnce: number, run: (name: string) => Promise<TestEnd>): Promise<readonly TestEnd[]> {
  const waiting = [...names]
  const ends: TestEnd[] = []
  const take = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) ends.push(await run(name))
  }
  await Promise.all(Array.from({ length: atOnce }, take))
  return ends
}

/** What the tests find in the vendor's own project: pools with room, queues, a rule, other users. Their variables name them. */
async function whatTestsExpect({ call, identity }: Lab): Promise<Readonly<Record<string, string>>> {
  const pools = '/v3/{project_id}/elastic-resource-pools'
  const tags = [
    { key: 'foo', value: 'bar' },
    { key: 'terraform', value: 'elastic_resource_pool' },
  ]
  // Of the basic edition, which lends CUs by four: a test has a policy of 20 to 28.
  for (const name of ['pool1', 'pool2'])
    await call('POST', pools, {
      elastic_resource_pool_name: name,
      description: 'of the tests',
      min_cu: 64,
      max_cu: 64,
      label: { spec: 'basic' },
      tags,
    })
  for (const [queue, kind] of [
    ['accsql', 'sql'],
    ['accgeneral', 'general'],
  ])
    await call('POST', '/v1.0/{project_id}/queues', {
      queue_name: queue,
      queue_type: kind,
      cu_count: 8,
      resource_mode: 1,
      elastic_resource_pool_name: 'pool2',
    })
  // One lists the jobs of the queue before its own is made.
  await call('POST', '/v1.0/{project_id}/jobs/submit-job', { sql: 'SELECT 1', queue_name: 'accsql' })
  await call('POST', '/v1/{project_id}/sql-defend-rules', {
    rule_name: 'of_the_tests',
    rule_id: 'static_0001',
    category: 'static',
    engine_rules: { spark: 30 },
    queue_names: ['accsql'],
    desc: 'of the tests',
  })
  await call('POST', '/causeway/v1/users', { name: 'new_owner' })
  return {
    HW_ENTERPRISE_PROJECT_ID_TEST: '0',
    HW_DEST_PROJECT_ID_TEST: 'f'.repeat(32),
    HW_DLI_AUTHORIZED_USER_NAME: 'colleague',
    HW_DLI_UPDATED_OWNER: 'new_owner',
    HW_DLI_OWNER: identity.user,
    HW_DLI_AGENCY_FLAG: '1',
    HW_DLI_ELASTIC_RESOURCE_POOL_NAMES: 'pool1,pool2',
    HW_DLI_SQL_QUEUE_NAME: 'accsql',
    HW_DLI_GENERAL_QUEUE_NAME: 'accgeneral',
    HW_DLI_DS_AUTH_CSS_OBS_PATH: 'obs://of-the-tests/css.zip',
    HW_DLI_DS_AUTH_KAFKA_TRUST_OBS_PATH: 'obs://of-the-tests/trust.jks',
    HW_DLI_DS_AUTH_KAFKA_KEY_OBS_PATH: 'obs://of-the-tests/key.jks',
    HW_DLI_DS_AUTH_KRB_CONF_OBS_PATH: 'obs://of-the-tests/krb5.conf',
    HW_DLI_DS_AUTH_KRB_TAB_OBS_PATH: 'obs://of-the-tests/user.keytab',
  }
}
