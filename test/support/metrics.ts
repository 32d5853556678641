import { send } from './http.ts';

/** The value of a series, with its labels, as `/metrics` of the gateway at `url` has it now; undefined: there is none. */
export async function metricAt(url: string | URL, series: string): Promise<number | undefined> {
  const { text } = await send(new URL('/metrics', url));
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
