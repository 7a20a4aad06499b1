/** Keeps one core busy until the process that started it is gone. Between two turns it looks whether it is. */
const turnMs = 100

process.once('disconnect', () => process.exit())

function turn(): void {
  for (const end = performance.now() + turnMs; performance.now() < end; );
  setImmediate(turn)
}
turn()
