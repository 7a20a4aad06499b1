/** Runs in the browser, as it stands here. Shows /openapi.json; who has logged in tries calls with a token of their project, whose id is then filled in. */
const outcome = document.getElementById('outcome')
const openApi = await (await fetch('/openapi.json')).json()

function show(token, projectId) {
  const ui = globalThis.SwaggerUIBundle({
    spec: projectId === undefined ? openApi : withProject(openApi, projectId),
    dom_id: '#calls',
    docExpansion: 'none',
    filter: true,
    deepLinking: true,
    // The page asks nobody but the server it came from.
    validatorUrl: null,
    onComplete: () => {
      if (token !== undefined) ui.preauthorizeApiKey('token', token)
    },
  })
}

/** The document with the project's id where a path has one. */
function withProject(document, projectId) {
  const copy = structuredClone(document)
  for (const item of Object.values(copy.paths)) {
    for (const { parameters = [] } of Object.values(item)) {
      for (const parameter of parameters) {
        if (parameter.in === 'path' && parameter.name === 'project_id') parameter.schema.default = projectId
      }
    }
  }
  return copy
}

document.getElementById('log-in').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { domain, user, password, project } = Object.fromEntries(new FormData(event.target))
  const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } }
  const answer = await fetch('/v3/auth/tokens?nocatalog=true', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { name: project } } } }),
  })
  const body = await answer.json()
  if (!answer.ok) {
    outcome.textContent = body.error?.message ?? `The server answered ${answer.status}`
    return
  }
  event.target.elements.password.value = ''
  outcome.textContent = `Logged in to ${body.token.project.name} until ${body.token.expires_at}.`
  show(answer.headers.get('X-Subject-Token'), body.token.project.id)
})

show()
