/** Calls, by the lane that they are in. */
export interface Lanes {
  /** Revocations and deletions. */
  urgent: number;
  normal: number;
}

/** What a process tells of its use of one limit when it claims places. */
export interface ClaimRequest {
  /** The credential's name and the limit: the same in every process that uses both. */
  readonly name: string;
  /** Calls in one window, as Telnyx told it. */
  readonly limit: number;
  /** Length of a window, milliseconds; 0: not known yet. */
  readonly length: number;
  /** What the responses of the current window told: calls left, and milliseconds to its end. Undefined: nothing yet. */
  readonly told: { readonly remaining: number; readonly reset: number } | undefined;
  /** Own calls in flight, and places that were granted and are not used yet. */
  readonly outstanding: number;
  /** Own calls that wait. */
  readonly waiting: Readonly<Lanes>;
  /** Places that this process could use now, by what it was told itself. */
  readonly room: number;
}

/** Places that were granted, and who else waits. */
export interface ClaimReply {
  readonly granted: Readonly<Lanes>;
  /** Calls that wait in other processes, without the urgent ones. */
  readonly waitingElsewhere: number;
  /** Other processes in which calls wait. */
  readonly processesWaiting: number;
  /** Milliseconds to the end of the window. */
  readonly end: number;
}

/** How the processes of one deployment share the quotas of its credentials. */
export interface QuotaSharing {
  /** Processes that were heard of last, this one included. At least 1. */
  readonly processes: number;
  /** Whether places can be claimed. Where they cannot, each process has an even share. */
  readonly canClaim: boolean;
  /** Claims places. Never rejects; undefined: no response, and {@link canClaim} is false by now. */
  claim(request: ClaimRequest): Promise<ClaimReply | undefined>;
  /** Calls of this process that wait, for all limits together. */
  readonly waiting: Lanes;
}

/** Processes that only know how many they are: each has an even share. */
export function evenSharing(processes: () => number): QuotaSharing {
  return {
    waiting: { urgent: 0, normal: 0 },
    get processes() {
      return processes();
    },
    canClaim: false,
    claim: async () => undefined,
  };
}

/** The part of a limit that only revocations and deletions may take: 2 %, at least 1, but at most a quarter. */
export function reserveOf(limit: number): number {
  return Math.min(Math.max(1, Math.floor(limit / 50)), Math.floor(limit / 4));
}
