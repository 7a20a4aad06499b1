import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ConnectProxy } from '../support/connect-proxy.ts'
import type { Lab } from '../support/lab.ts'

/** No such cloud: the provider makes each host of this, `https://<service>.<region>.local.test`, and the proxy leads all of them to the front. */
const CLOUD = 'local.test'

/** What the provider reads from its environment, so that it reaches the lab's Causeway. */
export function providerEnvironment({ identity }: Lab, proxy: ConnectProxy): Readonly<Record<string, string>> {
  return {
    HW_CLOUD: CLOUD,
    HW_REGION_NAME: identity.project,
    HW_AUTH_URL: `https://iam.${identity.project}.${CLOUD}/v3`,
    HW_INSECURE: 'true',
    HW_ACCESS_KEY: identity.accessKey,
    HW_SECRET_KEY: identity.secretKey,
    HW_PROJECT_ID: identity.projectId,
    HTTPS_PROXY: proxy.url,
    https_proxy: proxy.url,
    NO_PROXY: '',
    CHECKPOINT_DISABLE: '1',
  }
}

/** A configuration of Terraform's own that names where the provider is, so that no registry is asked. @returns the file */
export async function writeTerraformSettings(folder: string, provider: string | undefined): Promise<string> {
  const file = join(folder, 'terraform.rc')
  const overrides = provider === undefined ? '' : `    "huaweicloud/huaweicloud" = ${JSON.stringify(dirname(provider))}\n`
  await writeFile(file, `provider_installation {\n  dev_overrides {\n${overrides}  }\n  direct {}\n}\n`)
  return file
}
