/** Runs in the browser, as it stands here. Shows /openapi.json; who has logged in tries calls with a token of their project, whose id is then filled in. */
const outcome = document.getElementById('outcome')
const openApi = await (await fetch('/openapi.json')).json()

function show(token, projectId) {
  const ui = globalThis.SwaggerUIBundle({
    spec: projectId === undefined ? openApi : withProject(openApi, projectId),
    dom_id: '#calls',
    docExpansion: 'none',
    filter: true,
    // A link of each call would stand within the button that opens it.
    deepLinking: false,
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
// Sent before that, the browser itself would send the form, and the password with it, to where nobody asked for it.
for (const button of document.querySelectorAll('#log-in button')) button.disabled = false

/** What Swagger UI leaves unsaid to who does not see it: what its lists and parts are, and which heading stands below which. */
function nameParts() {
  for (const [selector, name] of [
    ['select#servers', 'Server'],
    ['select.content-type', 'Content type'],
    ['input.operation-filter-input', 'Filter by group or path'],
    ['.information-container', 'About this API'],
    ['.scheme-container', 'Server and access'],
    ['.filter-container', 'Filter'],
  ]) {
    for (const part of document.querySelectorAll(selector)) {
      part.setAttribute('aria-label', name)
      if (part instanceof HTMLDivElement) part.setAttribute('role', 'region')
    }
  }
  for (const [selector, level] of [
    ['h3.opblock-tag', '2'],
    // The group that a call is of is not on the page while it is not in sight.
    ['.opblock h4', '2'],
    ['.opblock h5', '3'],
    ['.models h4', '2'],
  ]) {
    for (const heading of document.querySelectorAll(selector)) heading.setAttribute('aria-level', level)
  }
  for (const field of document.querySelectorAll('[data-param-name] select, [data-param-name] input, [data-param-name] textarea')) {
    field.setAttribute('aria-label', field.closest('[data-param-name]').dataset.paramName)
  }
  for (const text of document.querySelectorAll('pre.microlight')) text.tabIndex = 0
}
new MutationObserver(nameParts).observe(document.getElementById('calls'), { childList: true, subtree: true })

show()
