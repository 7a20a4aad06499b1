const numberOf = (address: string): number => address.split('.').reduce((number, part) => number * 256 + Number(part), 0)

/** Of IPv4; an address without a mask is a network of its own. */
export function cidrsOverlap(a: string, b: string): boolean {
  const [first, second] = [a, b].map((cidr) => {
    const [address = '', bits = '32'] = cidr.split('/')
    const size = 2 ** (32 - Number(bits))
    const from = Math.floor(numberOf(address) / size) * size
    return { from, to: from + size }
  })
  return first !== undefined && second !== undefined && first.from < second.to && second.from < first.to
}
