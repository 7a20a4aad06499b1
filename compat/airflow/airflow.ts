import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CompatClient } from '../support/client.ts'
import { prepare, runShown } from '../support/programs.ts'
import { pythonWith } from '../support/python.ts'

export const airflow: CompatClient = {
  name: 'airflow',
  about: "the operators and sensors of Airflow's provider for the vendor, as a DAG run by Airflow's own test runner",
  proves: true,
  run: async ({ lab, cache }) => {
    const python = await pythonWith(join(import.meta.dirname, 'requirements.txt'), cache)
    const home = await mkdtemp(join(tmpdir(), 'causeway-airflow-'))
    try {
      const { identity, env } = lab
      const connection = {
        conn_type: 'huaweicloud',
        login: identity.accessKey,
        password: identity.secretKey,
        extra: { region: identity.project, project_id: identity.projectId },
      }
      const settings = {
        AIRFLOW_HOME: home,
        AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
        AIRFLOW__LOGGING__LOGGING_LEVEL: 'WARNING',
        AIRFLOW_CONN_HUAWEICLOUD_DEFAULT: JSON.stringify(connection),
        // The SDK beneath looks a region's endpoint up here.
        [`HUAWEICLOUD_SDK_REGION_DLI_${identity.project.toUpperCase().replaceAll('-', '_')}`]: lab.front.endpoint,
      }
      await prepare(python, ['-m', 'airflow', 'db', 'migrate'], home, settings)
      await runShown(python, ['-B', join(import.meta.dirname, 'procedure.py')], home, { ...env, ...settings })
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  },
}
