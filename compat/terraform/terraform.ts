import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type CompatClient, Lacking } from '../support/client.ts'
import { openConnectProxy } from '../support/connect-proxy.ts'
import { isRecord, type Lab } from '../support/lab.ts'
import { findProgram, inheritedEnvironment } from '../support/programs.ts'
import { providerEnvironment, writeTerraformSettings } from './provider-environment.ts'

const execute = promisify(execFile)
const CONFIGURATION = join(import.meta.dirname, 'configuration')
/** What `terraform plan -detailed-exitcode` ends with when it would change something. */
const WOULD_CHANGE = 2

/** How each resource that can be imported is named in an import, by its address; [] where its id in the state is. */
const IMPORTS: Readonly<Record<string, (state: State) => string>> = {
  'huaweicloud_vpc.shop': ({ id }) => id,
  'huaweicloud_vpc_subnet.shop': ({ id }) => id,
  'huaweicloud_dli_elastic_resource_pool.shop': ({ name }) => name,
  'huaweicloud_dli_queue.in_pool': ({ name }) => name,
  'huaweicloud_dli_queue.alone': ({ name }) => name,
  'huaweicloud_dli_datasource_connection.shop': ({ id }) => id,
  'huaweicloud_dli_datasource_connection_associate.shop': ({ id }) => id,
  'huaweicloud_dli_datasource_connection_privilege.shop': ({ id }) => id,
  'huaweicloud_dli_database.shop': ({ name }) => name,
  'huaweicloud_dli_database_privilege.visits': ({ id }) => id,
  'huaweicloud_dli_sql_template.visits': ({ id }) => id,
  'huaweicloud_dli_flink_template.stream': ({ id }) => id,
  'huaweicloud_dli_spark_template.batch': ({ id }) => id,
  'huaweicloud_dli_global_variable.today': ({ name }) => name,
  'huaweicloud_dli_agency.shop': ({ id }) => id,
}

interface State {
  readonly id: string
  readonly name: string
}

/** Apply, a plan without a change, an update in place, again a plan without a change, import, destroy. */
export const terraform: CompatClient = {
  name: 'terraform',
  about: 'a configuration of the Terraform provider: apply, plan, update in place, import, destroy',
  proves: true,
  run: async ({ lab }) => {
    const command = await findProgram('terraform', 'CAUSEWAY_COMPAT_TERRAFORM', 'Install Terraform 1.x.')
    const provider = await findProgram('terraform-provider-huaweicloud', 'CAUSEWAY_COMPAT_PROVIDER', 'It is not fetched here.')
    await using opened = new AsyncDisposableStack()
    const proxy = await openConnectProxy(lab.front)
    opened.defer(() => proxy.close())
    const folder = await mkdtemp(join(tmpdir(), 'causeway-terraform-'))
    opened.defer(() => rm(folder, { recursive: true, force: true }))
    await cp(CONFIGURATION, folder, { recursive: true })
    const env = {
      ...inheritedEnvironment(),
      ...providerEnvironment(lab, proxy),
      TF_CLI_CONFIG_FILE: await writeTerraformSettings(folder, provider),
      TF_IN_AUTOMATION: '1',
      TF_VAR_password: lab.identity.password,
      TF_VAR_user_name: 'colleague',
    }
    await walkThrough(new Terraform(command, folder, env), lab)
  },
}

async function walkThrough(runs: Terraform, lab: Lab): Promise<void> {
  const first = ['-var', 'description=first']
  const second = ['-var', 'description=second', '-var', 'more=true']
  await runs.run('apply', ['-auto-approve', ...first])
  await runs.expectNoChange('after the apply', first)
  await runs.expectUpdatesOnly(second)
  await runs.run('apply', ['-auto-approve', ...second])
  await runs.expectNoChange('after the update', second)
  const states = await runs.states()
  for (const [address, idOf] of Object.entries(IMPORTS)) {
    const state = states.get(address)
    if (state === undefined) throw new Error(`${address} is not in the state`)
    await runs.run('state', ['rm', address])
    await runs.run('import', [...second, address, idOf(state)])
  }
  console.log(`ok     ${Object.keys(IMPORTS).length} resources were imported`)
  await runs.expectNoReplacement('after the imports', second)
  await runs.run('destroy', ['-auto-approve', ...second])
  await expectNothingLeft(lab)
}

class Terraform {
  readonly #command: string
  readonly #folder: string
  readonly #env: Readonly<Record<string, string>>

  constructor(command: string, folder: string, env: Readonly<Record<string, string>>) {
    this.#command = command
    this.#folder = folder
    this.#env = env
  }

  async run(
    verb: string,
    args: readonly string[],
    accepted: readonly number[] = [0],
  ): Promise<{ readonly code: number; readonly output: string }> {
    const startedAt = performance.now()
    const verbs = verb === 'state' ? ['state', ...args] : [verb, '-no-color', ...(verb === 'show' ? [] : ['-input=false']), ...args]
    const { code, output } = await execute(this.#command, verbs, { cwd: this.#folder, env: this.#env, maxBuffer: 64 * 1024 * 1024 }).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error: unknown) => failureOf(error),
    )
    if (!accepted.includes(code)) throw new Error(`terraform ${verb} ended with ${code}:\n${output}`)
    if (verb === 'apply' || verb === 'destroy') {
      const summary = /^(Apply|Destroy) complete!.*$/m.exec(output)?.[0] ?? ''
      console.log(`ok     ${verb}: ${summary} (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`)
    }
    return { code, output }
  }

  async expectNoChange(when: string, variables: readonly string[]): Promise<void> {
    const { code, output } = await this.run('plan', ['-detailed-exitcode', ...variables], [0, WOULD_CHANGE])
    if (code === WOULD_CHANGE) throw new Error(`${when} there is something to change:\n${output}`)
    console.log(`ok     no change ${when}`)
  }

  /** Each resource is left as it is or changed where it stands. */
  async expectUpdatesOnly(variables: readonly string[]): Promise<void> {
    const changes = await this.#changes(variables)
    const others = changes.filter(({ actions }) => actions !== 'no-op' && actions !== 'update')
    if (others.length > 0) throw new Error(`not in place: ${others.map(({ address, actions }) => `${address} ${actions}`).join(', ')}`)
    const updated = changes.filter(({ actions }) => actions === 'update')
    console.log(`ok     ${updated.length} resources would be updated in place, none is made anew`)
  }

  /** What an import cannot know (a password, defaults of arguments) may be written again; nothing is made anew. */
  async expectNoReplacement(when: string, variables: readonly string[]): Promise<void> {
    const others = (await this.#changes(variables)).filter(({ actions }) => actions !== 'no-op')
    const replaced = others.filter(({ actions }) => actions !== 'update')
    if (replaced.length > 0) throw new Error(`${when}: ${replaced.map(({ address, actions }) => `${address} ${actions}`).join(', ')}`)
    console.log(
      `ok     ${when} nothing is made anew; ${others.length} would be updated${others.map(({ address }) => ` ${address}`).join(',')}`,
    )
  }

  async states(): Promise<ReadonlyMap<string, State>> {
    const shown = parsed((await this.run('show', ['-json'])).output)
    const values = isRecord(shown['values']) && isRecord(shown['values']['root_module']) ? shown['values']['root_module']['resources'] : []
    return new Map(
      listOf(values).map((one) => {
        const state = isRecord(one['values']) ? one['values'] : {}
        return [String(one['address']), { id: String(state['id']), name: String(state['name']) }]
      }),
    )
  }

  async #changes(variables: readonly string[]): Promise<readonly { readonly address: string; readonly actions: string }[]> {
    await this.run('plan', ['-out=plan', ...variables])
    const plan = parsed((await this.run('show', ['-json', 'plan'])).output)
    return listOf(plan['resource_changes']).map((one) => {
      const actions = isRecord(one['change']) && Array.isArray(one['change']['actions']) ? one['change']['actions'] : []
      return { address: String(one['address']), actions: actions.join('+') }
    })
  }
}

function failureOf(error: unknown): { readonly code: number; readonly output: string } {
  if (isRecord(error) && typeof error['code'] === 'number') return { code: error['code'], output: `${error['stdout']}${error['stderr']}` }
  throw new Lacking(`terraform cannot be run: ${String(error)}`)
}

function parsed(text: string): Record<string, unknown> {
  const json: unknown = JSON.parse(text)
  return isRecord(json) ? json : {}
}

const listOf = (value: unknown): readonly Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

async function expectNothingLeft({ call }: Lab): Promise<void> {
  for (const [path, key, name] of [
    ['/v1.0/{project_id}/queues?queue_type=all', 'queues', 'queue_name'],
    ['/v3/{project_id}/elastic-resource-pools', 'elastic_resource_pools', 'elastic_resource_pool_name'],
    ['/v2.0/{project_id}/datasource/enhanced-connections', 'connections', 'name'],
    ['/v1.0/{project_id}/databases', 'databases', 'database_name'],
    ['/v1.0/{project_id}/variables', 'global_vars', 'var_name'],
  ] as const) {
    const left = listOf((await call('GET', path))[key]).filter((one) => String(one[name]).startsWith('terraform_'))
    if (left.length > 0) throw new Error(`after the destroy there is still ${JSON.stringify(left)}`)
  }
  console.log('ok     nothing is left after the destroy')
}
