import { SoonestTimer } from '../../lib/soonest-timer.ts';
import { EvenShare } from './even-share.ts';
import { type ClaimReply, type ClaimRequest, type Lanes, type QuotaSharing, reserveOf } from './quota-sharing.ts';
import { LENGTH, MARGIN, type QuotaWindow, WINDOW_TOLERANCE } from './quota-window.ts';

/** Pause between claims while fewer places are granted than wanted, and before a report of returned places. */
const SHORT_PAUSE = 100;
/** Longest pause between claims while calls wait, so that other processes know of them. */
const LONGEST_PAUSE = 1_000;

/** The bucket whose places are shared. */
export interface SharedBucket {
  readonly window: QuotaWindow;
  readonly inFlight: number;
  /** Calls that wait, the urgent ones included. */
  readonly waiting: { readonly size: number; readonly urgent: number };
  admit(): void;
  refuseLate(from: number): void;
}

/** The last reply, with the window's end as `performance.now()`. */
interface Known extends Pick<ClaimReply, 'waitingElsewhere' | 'processesWaiting' | 'end'> {
  /** Fewer places were granted than wanted. */
  readonly isShort: boolean;
}

/**
 * The places of a limit that processes share. While places are plentiful, calls go without a claim. When they are
 * scarce, each call needs a claimed place; where claims get no reply, a process has an even share. A claim never grants
 * more than Telnyx' responses allow this process. Times are `performance.now()`.
 */
export class SharedPlaces {
  readonly #sharing: QuotaSharing;
  readonly #name: string;
  readonly #bucket: SharedBucket;
  readonly #share: EvenShare;
  /** Places granted and not used yet. Claims are exact, and unused places are returned. */
  readonly #held: Lanes = { urgent: 0, normal: 0 };
  #known: Known | undefined;
  #isAsking = false;
  #askedAt = 0;
  /** Outstanding calls that were reported to other processes. */
  #reported = 0;
  readonly #timer = new SoonestTimer(() => this.#onTime());
  /** Until then places are claimed, since calls waited recently, here or elsewhere. */
  #scarceUntil = 0;
  /** Since when claims have granted nothing although calls wait. */
  #deniedSince: number | undefined;

  constructor(sharing: QuotaSharing, name: string, bucket: SharedBucket) {
    this.#sharing = sharing;
    this.#name = name;
    this.#bucket = bucket;
    this.#share = new EvenShare(bucket.window);
  }

  /** Whether a call may go, if the window has room for it. */
  hasPlace(urgent: boolean): boolean {
    const { processes } = this.#sharing;
    if (processes <= 1) return true;
    if (!this.#isClaiming) return this.#share.left(this.#bucket.inFlight, processes) > 0;
    this.#share.reset();
    return this.#held.normal + (urgent ? this.#held.urgent : 0) > 0 || this.#isPlentiful;
  }

  /** A call that waited goes. */
  take(urgent: boolean): void {
    if (urgent && this.#held.urgent > 0) this.#held.urgent--;
    else if (this.#held.normal > 0) this.#held.normal--;
  }

  /** Call it when the queue or the calls in flight change: claims what is wanted, returns what is not. */
  update(): void {
    const { waiting, inFlight } = this.#bucket;
    if (waiting.size === 0) this.#held.urgent = this.#held.normal = 0;
    if (!this.#mayAsk) {
      if (waiting.size > 0 && this.#sharing.processes > 1) this.#askIn(LONGEST_PAUSE);
      return;
    }
    if (waiting.size > 0) this.#askIn(this.#isDenied ? this.#askedAt + SHORT_PAUSE - performance.now() : 0);
    else if (inFlight < this.#reported) this.#askIn(SHORT_PAUSE);
  }

  /**
   * The latest time at which the call at this position of the queue has its turn, as far as is known.
   *
   * @param places what the window has left, by the responses to this process
   */
  turnOf(position: number, places: number, urgent: boolean): number {
    const { window, inFlight } = this.#bucket;
    const { processes } = this.#sharing;
    if (processes <= 1) return position < places ? 0 : window.startFor(position - places) + MARGIN;
    if (!this.#isClaiming) {
      const left = Math.min(this.#share.left(inFlight, processes), places);
      const share = EvenShare.of(window.limit, processes);
      return position < left ? 0 : window.startFor(position - left, share) + MARGIN;
    }
    const known = this.#known;
    if (!known?.isShort) return 0; // a claim will tell
    const elsewhere = urgent ? 0 : Math.min(known.waitingElsewhere, known.processesWaiting * (position + 1));
    const perWindow = urgent ? window.limit : window.limit - reserveOf(window.limit);
    const isOver = performance.now() >= known.end + MARGIN;
    const behind = position + elsewhere - this.#held.normal - this.#held.urgent - (isOver ? perWindow : 0);
    if (behind < 0) return 0;
    const windows = Math.floor(behind / perWindow) + (isOver ? 1 : 0);
    return known.end + windows * (window.period || LENGTH) + MARGIN;
  }

  get #mayAsk(): boolean {
    return this.#sharing.canClaim && this.#sharing.processes > 1;
  }

  /**
   * Whether places are claimed. If nothing is granted for longer than fair turns explain, an even share is used
   * instead: a corrupted shared state must not block calls for ever.
   */
  get #isClaiming(): boolean {
    if (!this.#mayAsk) return false;
    if (this.#deniedSince === undefined) return true;
    const { limit, length } = this.#bucket.window;
    const fair = (1 + this.#sharing.processes / limit) * (length || LENGTH) + 2 * LONGEST_PAUSE;
    return performance.now() - this.#deniedSince < fair;
  }

  /** Whether the calls in flight fit half an even share of what is left. */
  get #isPlentiful(): boolean {
    const { window, inFlight, waiting } = this.#bucket;
    if (waiting.size > 0 || performance.now() < this.#scarceUntil) return false;
    return inFlight < Math.floor(window.remaining / (2 * this.#sharing.processes));
  }

  /** Whether the current window has granted less than was wanted. */
  get #isDenied(): boolean {
    return this.#known?.isShort === true && performance.now() < this.#known.end + MARGIN;
  }

  /** Claims after `pause` milliseconds, or earlier. 0: together with all claims of this turn of the event loop. */
  #askIn(pause: number): void {
    if (this.#isAsking) return; // the reply brings it up again
    if (pause <= 0) {
      this.#isAsking = true;
      setImmediate(() => void this.#ask());
      return;
    }
    this.#timer.set(performance.now() + pause);
  }

  #onTime(): void {
    if (this.#mayAsk) {
      this.#isAsking = true;
      void this.#ask();
    } else this.#bucket.admit(); // by the share of a new window
  }

  async #ask(): Promise<void> {
    this.#timer.clear();
    const request = this.#request();
    this.#askedAt = performance.now();
    const reply = await this.#sharing.claim(request);
    this.#isAsking = false;
    if (reply) this.#learn(request, reply);
    this.#bucket.admit();
    this.#bucket.refuseLate(0);
    if (reply && this.#bucket.waiting.size > 0) {
      this.#askIn(Math.min(Math.max(this.#known!.end + MARGIN - performance.now(), 1), LONGEST_PAUSE));
    }
  }

  #request(): ClaimRequest {
    const { window, inFlight, waiting } = this.#bucket;
    const held = this.#held.urgent + this.#held.normal;
    return {
      name: this.#name,
      limit: window.limit,
      length: Math.ceil(window.length),
      told: window.told,
      outstanding: inFlight + held,
      waiting: {
        urgent: Math.max(waiting.urgent - this.#held.urgent, 0),
        normal: Math.max(waiting.size - waiting.urgent - this.#held.normal, 0),
      },
      room: Math.max(window.remaining - inFlight - held, 0),
    };
  }

  #learn({ outstanding, waiting }: ClaimRequest, reply: ClaimReply): void {
    const now = performance.now();
    const granted = reply.granted.urgent + reply.granted.normal;
    const wanted = waiting.urgent + waiting.normal;
    const length = this.#bucket.window.length || LENGTH;
    // A corrupted shared state blocks nobody for longer than Telnyx would.
    const end = now + Math.min(reply.end, length + WINDOW_TOLERANCE);
    this.#known = { ...reply, end, isShort: granted < wanted };
    this.#held.urgent += reply.granted.urgent;
    this.#held.normal += reply.granted.normal;
    this.#reported = outstanding + granted;
    if (granted < wanted || reply.waitingElsewhere > 0) this.#scarceUntil = end + length;
    if (granted > 0 || wanted === 0) this.#deniedSince = undefined;
    else this.#deniedSince ??= now;
  }
}
