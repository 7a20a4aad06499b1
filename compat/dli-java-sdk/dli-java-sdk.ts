import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompatClient } from '../support/client.ts'
import { openConnectProxy } from '../support/connect-proxy.ts'
import { findProgram, prepare, runShown } from '../support/programs.ts'

export const dliJavaSdk: CompatClient = {
  name: 'dli-java-sdk',
  about: "the service's own SDK for Java, huaweicloud-dli-sdk-java of Maven Central: a queue, jobs and their rows",
  proves: true,
  // Its readers of cells want times in milliseconds, and what is nested as a text of JSON.
  settings: 'resultCells: java-sdk\n',
  run: async ({ lab, cache }) => {
    const java = await findProgram('java', 'CAUSEWAY_COMPAT_JAVA', 'Install Java 17 or later.')
    const maven = await findProgram('mvn', 'CAUSEWAY_COMPAT_MAVEN', 'Install Maven.')
    const jars = join(cache, 'jars')
    await copyFile(join(import.meta.dirname, 'pom.xml'), join(cache, 'pom.xml'))
    await prepare(maven, ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], cache)
    await bindQueue(lab)
    await using opened = new AsyncDisposableStack()
    // https:// is built into it.
    const proxy = await openConnectProxy(lab.front)
    opened.defer(() => proxy.close())
    const { domain, password } = lab.identity
    await runShown(java, ['-cp', join(jars, '*'), join(import.meta.dirname, 'Jobs.java')], cache, {
      ...lab.env,
      CAUSEWAY_DOMAIN: domain,
      CAUSEWAY_PASSWORD: password,
      CAUSEWAY_PROXY_PORT: new URL(proxy.url).port,
    })
  },
}

/** What it has no calls for: a dedicated queue, the connection to the database, and its password. */
async function bindQueue({ call, env, vpcId, subnetId }: Parameters<CompatClient['run']>[0]['lab']): Promise<void> {
  await call('POST', '/v1.0/{project_id}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  const hosts = [{ ip: env['CAUSEWAY_DATABASE_ADDRESS'], name: 'ecs-97f8-0001' }]
  await call('POST', '/v2.0/{project_id}/datasource/enhanced-connections', {
    name: 'test1',
    dest_vpc_id: vpcId,
    dest_network_id: subnetId,
    queues: ['q1'],
    hosts,
  })
  await call('POST', '/v2.0/{project_id}/datasource/auth-infos', {
    auth_info_name: 'shop_login',
    datasource_type: 'passwd',
    user_name: env['CAUSEWAY_DATABASE_USER'],
    password: env['CAUSEWAY_DATABASE_PASSWORD'],
  })
}
