import type { FirstIdentity } from '../server/control/create-control.ts'

/** What the first start shows, once: who the new data folder belongs to, and a line that works when pasted. */
export function firstStartText(url: string, home: string, identity: FirstIdentity): string {
  const login = JSON.stringify({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: identity.userName, password: identity.password, domain: { name: identity.domainName } } },
      },
      scope: { project: { name: identity.projectName } },
    },
  })
  return `
The data folder ${home} is new. Keep these; they are shown this once:

  domain      ${identity.domainName}
  user        ${identity.userName}
  password    ${identity.password}
  project     ${identity.projectName} (also the region)
  project id  ${identity.projectId}
  access key  ${identity.accessKey}
  secret key  ${identity.secretKey}

Get a token and list the queues (paste both lines):

  TOKEN=$(curl -s -o /dev/null -D - -H 'Content-Type: application/json' -d ${shellQuoted(login)} ${url}/v3/auth/tokens | tr -d '\\r' | awk 'tolower($1)=="x-subject-token:"{print $2}')
  curl -s -H "X-Auth-Token: $TOKEN" ${url}/v1.0/${identity.projectId}/queues

An SDK or Terraform: endpoint ${url}, the access key and secret key above, the project id above.
`
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
