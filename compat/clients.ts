import { airflow } from './airflow/airflow.ts'
import { dliJavaSdk } from './dli-java-sdk/dli-java-sdk.ts'
import { goSdk } from './go-sdk/go-sdk.ts'
import { javaSdk } from './java-sdk/java-sdk.ts'
import { nodeSdk } from './node-sdk/node-sdk.ts'
import { pythonSdk } from './python-sdk/python-sdk.ts'
import type { CompatClient } from './support/client.ts'
import { terraformTests } from './terraform/acceptance-tests.ts'
import { terraform } from './terraform/terraform.ts'

export const clients: readonly CompatClient[] = [pythonSdk, nodeSdk, goSdk, javaSdk, dliJavaSdk, airflow, terraform, terraformTests]
