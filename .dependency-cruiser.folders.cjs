/** A folder is a room: two that need each other are one, or lack a third. Tests and what they start may put any rooms together. */
const { options } = require('./.dependency-cruiser.cjs')

module.exports = {
  forbidden: [{ name: 'no-circles-of-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } }],
  options: { ...options, exclude: { path: ['node_modules', '\\.test\\.ts$', '/fixtures/'] } },
}
