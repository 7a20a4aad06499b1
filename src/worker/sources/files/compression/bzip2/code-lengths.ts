/** Of a Huffman code for symbols that come so often: how many bits each takes. Each has one, also where it does not come. */
export function codeLengths(counts: Int32Array, bitsMax: number): Uint8Array {
  for (let weights = counts.map((count) => Math.max(1, count)); ; weights = weights.map((weight) => 1 + (weight >> 1))) {
    const lengths = plainLengths(weights)
    // Weights that are nearer to each other make a flatter tree.
    if (lengths.every((length) => length <= bitsMax)) return lengths
  }
}

function plainLengths(weights: Int32Array): Uint8Array {
  const count = weights.length
  const sorted = Array.from({ length: count }, (_, index) => index).sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0))
  const nodeWeights = new Float64Array(2 * count)
  const parents = new Int32Array(2 * count)
  for (const [index, symbol] of sorted.entries()) nodeWeights[index] = weights[symbol] ?? 0
  let leaf = 0
  let inner = count
  for (let made = count; made < 2 * count - 1; made += 1) {
    let weight = 0
    for (let child = 0; child < 2; child += 1) {
      const takesLeaf = leaf < count && (inner >= made || (nodeWeights[leaf] ?? 0) <= (nodeWeights[inner] ?? 0))
      const taken = takesLeaf ? leaf : inner
      if (takesLeaf) leaf += 1
      else inner += 1
      weight += nodeWeights[taken] ?? 0
      parents[taken] = made
    }
    nodeWeights[made] = weight
  }
  const depths = new Int32Array(2 * count)
  for (let node = 2 * count - 3; node >= 0; node -= 1) depths[node] = (depths[parents[node] ?? 0] ?? 0) + 1
  const lengths = new Uint8Array(count)
  for (const [index, symbol] of sorted.entries()) lengths[symbol] = depths[index] ?? 0
  return lengths
}

/** The codes that follow from their lengths: shorter ones first, and those of a length in the order of their symbols. */
export function codesOf(lengths: Uint8Array): Int32Array {
  const codes = new Int32Array(lengths.length)
  let code = 0
  for (let bits = 1; bits <= Math.max(...lengths); bits += 1) {
    for (const [symbol, length] of lengths.entries()) {
      if (length !== bits) continue
      codes[symbol] = code
      code += 1
    }
    code <<= 1
  }
  return codes
}
