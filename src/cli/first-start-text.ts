import type { FirstIdentity } from '../server/control/control.ts'

interface FirstStart {
  readonly url: string
  readonly home: string
  readonly identity: FirstIdentity
  /** The file of the certificate that only who is told of it trusts. */
  readonly ownCertificate?: string | undefined
  readonly hasConsole: boolean
}

/**
 * What the first start shows, once: who the new data folder belongs to, lines that work when pasted, and at its end, where a person looks, the one way in by a browser. A secret that was given through the environment is
 * not shown: whoever gave it has it, and standard output may be kept by others.
 */
export function firstStartText({ url, home, identity, ownCertificate, hasConsole }: FirstStart): string {
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
The data folder ${home} is new. Keep these; they are shown this once:

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
${ownCertificate === undefined ? '' : `Clients trust the server by the file ${ownCertificate} (docs/guides/tls.md says how).\n`}
${consoleText(url, hasConsole)}${hasConsole ? `, and log in as ${identity.user.name} with the password ${password ?? 'that CAUSEWAY_PASSWORD gave'}` : ''}
`
}

/** The way in by a browser, or how there will be one. */
export const consoleText = (url: string, hasConsole: boolean): string =>
  hasConsole
    ? `Open ${url}/console in a browser`
    : `There is no page for a browser yet: npm run build-console in the folder of Causeway builds ${url}/console; everything else works without it`

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
