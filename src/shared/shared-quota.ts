import { type ClaimReply, type ClaimRequest, type QuotaSharing, reserveOf } from '../telnyx/transport/quota-sharing.ts';
import { WINDOW_TOLERANCE } from '../telnyx/transport/quota-window.ts';
import { CLAIM } from './claim-script.ts';
import type { Names } from './names.ts';
import type { RedisLink } from './redis-link.ts';

/** How long the outstanding and waiting calls of a process count after its last claim. Milliseconds. */
const BELIEVED = 4_000;

export interface SharedQuotaOptions {
  readonly link: RedisLink;
  readonly names: Names;
  /** Identifies this process. */
  readonly id: string;
  /** Number of processes, as last reported. */
  readonly processes: () => number;
  /** Called after each claim with the places that were claimed and granted. */
  readonly onClaim: (asked: number, granted: number) => void;
}

/** Shares quotas through Redis. */
export function createSharedQuota({ link, names, id, processes, onClaim }: SharedQuotaOptions): QuotaSharing {
  return {
    waiting: { urgent: 0, normal: 0 },
    get processes() {
      return processes();
    },
    get canClaim() {
      return link.isUp;
    },
    async claim(request) {
      const answer = await link.run(CLAIM, names('quota', request.name), [id, ...argumentsOf(request).map(String)]);
      if (answer === undefined) return undefined;
      const reply = replyOf(answer, request, processes() - 1);
      if (!reply) link.reject('the reply to a claim is malformed');
      else onClaim(request.waiting.urgent + request.waiting.normal, reply.granted.urgent + reply.granted.normal);
      return reply;
    },
  };
}

/** The arguments of the script after the id. @see CLAIM */
function argumentsOf({ limit, length, told, outstanding, waiting, room }: ClaimRequest): number[] {
  const window = [limit, length, told ? Math.floor(told.remaining) : -1, Math.ceil(told?.reset ?? 0)];
  const wanted = [outstanding, waiting.urgent, waiting.normal, Math.floor(room)];
  return [...window, ...wanted, reserveOf(limit), BELIEVED, WINDOW_TOLERANCE];
}

/**
 * Reads the reply of the script; undefined: it is malformed.
 *
 * @param others number of other processes known: calls cannot wait in more than these
 */
function replyOf(answer: unknown, { waiting, room }: ClaimRequest, others: number): ClaimReply | undefined {
  if (!Array.isArray(answer) || answer.length !== 5) return undefined;
  if (!answer.every((each) => Number.isSafeInteger(each) && each >= 0)) return undefined;
  const [urgent, normal, waitingElsewhere, inProcesses, end] = answer as [number, number, number, number, number];
  if (urgent > waiting.urgent || normal > waiting.normal || urgent + normal > room) return undefined;
  return { granted: { urgent, normal }, waitingElsewhere, processesWaiting: Math.min(inProcesses, others), end };
}
