import type { MetricFamily } from '../../control/metrics/metrics.ts'

/** The media type of Prometheus' text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const labelValue = (text: string): string => escaped(text).replaceAll('"', '\\"')

/** Prometheus' text format 0.0.4. */
export const metricsText = (families: readonly MetricFamily[]): string =>
  families
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(({ labels, value }) => {
        const written = Object.entries(labels).map(([label, text]) => `${label}="${labelValue(text)}"`)
        return `${name}${written.length === 0 ? '' : `{${written.join(',')}}`} ${value}\n`
      })
      return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
