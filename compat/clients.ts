import { pythonSdk } from './python-sdk/python-sdk.ts'
import type { CompatClient } from './support/client.ts'
import { terraformTests } from './terraform/acceptance-tests.ts'

export const clients: readonly CompatClient[] = [pythonSdk, terraformTests]
