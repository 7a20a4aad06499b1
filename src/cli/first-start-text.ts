import type { FirstIdentity } from '../server/control/control.ts'

/**
 * What the first start shows, once: who the new data folder belongs to, and a line that works when pasted. A secret that was given through the environment is
 * not shown: whoever gave it has it, and standard output may be kept by others.
 * @param ownCertificate the file of the certificate that only who is told of it trusts
 */
export function firstStartText(url: string, home: string, identity: FirstIdentity, ownCertificate?: string): string {
  const curl = ownCertificate === undefined ? 'curl' : `curl --cacert ${shellQuoted(ownCertificate)}`
  const password = identity.given.password ? undefined : identity.user.password
  const login = JSON.stringify({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: identity.user.name, password: password ?? '', domain: { name: identity.domain.name } } },
      },
      scope: { project: { name: identity.project.name } },
    },
  })
  // A given password is read from the variable that it was given in, as JSON text; the shell says so when the variable is not set.
  const fromVariable = `"password":"'"$(printf %s "\${CAUSEWAY_PASSWORD:?}" | sed 's/[\\\\"]/\\\\&/g')"'"`
  const data = password === undefined ? shellQuoted(login).replace('"password":""', () => fromVariable) : shellQuoted(login)
  return `
The data folder ${home} is new. Open ${url}/console in a browser, and log in as ${identity.user.name} with the password below.

Keep these; they are shown this once:

  domain      ${identity.domain.name}
  user        ${identity.user.name}
  password    ${password ?? '(as given in CAUSEWAY_PASSWORD)'}
  project     ${identity.project.name} (also the region)
  project id  ${identity.project.id}
  access key  ${identity.accessKey}
  secret key  ${identity.given.secretKey ? '(as given in CAUSEWAY_SECRET_KEY)' : identity.secretKey}

Get a token and list the queues (paste both lines):

  TOKEN=$(${curl} -s -o /dev/null -D - -H 'Content-Type: application/json' -d ${data} ${url}/v3/auth/tokens | tr -d '\\r' | awk 'tolower($1)=="x-subject-token:"{print $2}')
  ${curl} -s -H "X-Auth-Token: $TOKEN" ${url}/v1.0/${identity.project.id}/queues

An SDK or Terraform: endpoint ${url}, the access key and secret key above, the project id above.
Every call, to read and to try: ${url}/api-docs
${ownCertificate === undefined ? '' : `Clients trust the server by the file ${ownCertificate} (docs/guides/tls.md says how).\n`}`
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
