import type { UpstreamTrace } from '../observe/upstream-trace.ts';
import { boundPayloads } from '../results/bounded-payloads.ts';
import { extendPayloads } from '../results/incremental-payloads.ts';
import type { OperationResult } from './execution.ts';
import { bytesOf } from './limits/response-size.ts';
import { responseTooLarge } from './limits/too-complex.ts';

/** What finishing a result takes. */
export interface Finish {
  readonly type: 'query' | 'mutation';
  /** `extensions.cost`. */
  readonly cost: { readonly requested: number; readonly maximum: number };
  /** Maximum size of its data, bytes. */
  readonly maxBytes: number;
  /** Whether the data can have more than that, while no value in it is longer than typical. */
  readonly mayBeLarge: boolean;
  /** Source of `extensions.upstream`. Undefined: not traced. */
  readonly trace: UpstreamTrace | undefined;
}

/** Adds `extensions` to a result, and refuses one that is too large. */
export function finishResult(
  result: OperationResult,
  { type, cost, maxBytes, mayBeLarge, trace }: Finish,
): OperationResult {
  const tooLarge = () => responseTooLarge(maxBytes, type);
  if (Symbol.asyncIterator in result) {
    const payloads = boundPayloads(result, maxBytes, tooLarge);
    return extendPayloads(payloads, { cost }, () => upstreamOf(trace) ?? {});
  }
  const { errors, data, extensions } = result;
  const isTooLarge = (mayBeLarge || result.isLong) && bytesOf(data, maxBytes) > maxBytes;
  if (isTooLarge) return { errors: [tooLarge()], data: null, extensions: { cost } };
  return {
    ...(errors && { errors }),
    ...(data !== undefined && { data }),
    extensions: { ...extensions, cost, ...upstreamOf(trace) },
  };
}

function upstreamOf(trace: UpstreamTrace | undefined): { upstream: object } | undefined {
  return trace && { upstream: trace.report() };
}
