const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

/** 1.5 MiB of 1572864. */
export function bytesText(bytes: number): string {
  let unit = 0
  let left = bytes
  for (; left >= 1024 && unit < UNITS.length - 1; unit += 1) left /= 1024
  return `${unit === 0 ? left : left.toFixed(1)} ${UNITS[unit] ?? ''}`
}
