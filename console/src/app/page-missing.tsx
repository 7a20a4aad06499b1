import { Link } from '@tanstack/react-router'

export function PageMissing() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        <Link to="/topology">Go to the topology</Link>
      </p>
    </>
  )
}
