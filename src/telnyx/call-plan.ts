import type { Bounds } from '../lists/forecast.ts';
import type { Call, Plan } from './transport/call.ts';
import type { CallRecord } from './transport/call-record.ts';

/** Finds out for whom planned calls are made. */
export interface PlanWatch {
  /** The fields that ask for a call now; to be asked when all is planned, as further ones may join. */
  readonly requestersOf: (call: Pick<CallRecord, 'ids'>) => () => readonly string[];
  /** Whether the field that asks now is below one that may turn out to hold nothing. */
  readonly isSupposed: () => boolean;
  /** From now on the list of grants may be another. */
  readonly grantsChange: () => void;
}

/** One step of a plan, while the plan is made. */
export interface Step extends Pick<Call, 'method' | 'route'> {
  /** As shown: without query, and without anything secret. */
  readonly path: string;
  readonly why: Plan;
  /** Whether it goes with the caller's credential, or the gateway's, and takes of its quota. */
  readonly isCounted: boolean;
  /** Steps of one round are made at once; those of later ones wait for answers. */
  readonly round: number;
  readonly fields: (() => readonly string[])[];
  /** The steps before it whose answers it needs, besides those that bring its fields' objects. */
  readonly after: readonly Step[];
  /** The first of its calls, as far as they are known: identical ones of several steps may be one call. */
  requests: readonly string[];
  least: number;
  most: number;
}

export type NewStep = Pick<Step, 'method' | 'route' | 'path' | 'why' | 'isCounted'> & {
  readonly calls: Bounds;
  readonly requests?: readonly string[];
  readonly after?: readonly Step[];
  /** Steps of one round with the same key are one: their calls are shared. */
  readonly key?: string | undefined;
  /** Ids that it is made for. */
  readonly ids?: readonly string[] | undefined;
};

/** What an object that is only planned stands for. */
interface Placeholder {
  /** The answer that would bring it. */
  readonly source: number;
  readonly isCertain: boolean;
}

/** The steps that an operation would take, gathered while it is carried out with placeholders for answers. */
export class CallPlan {
  readonly steps: Step[] = [];
  readonly #watch: PlanWatch;
  readonly #byKey = new Map<string, Step>();
  readonly #placeholders = new Map<string, Placeholder>();
  #round = 0;
  #sources = 0;
  #next: Promise<void> | undefined;

  constructor(watch: PlanWatch) {
    this.#watch = watch;
  }

  /** Whether nothing has been answered yet, so that whatever is asked for comes from the caller. */
  get isBegin(): boolean {
    return this.#round === 0;
  }

  /** Whether the field that asks now is below one that may turn out to hold nothing. */
  get isSupposed(): boolean {
    return this.#watch.isSupposed();
  }

  /** Resolves when all is asked that needs no further answer. */
  answered(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = undefined;
        this.#round++;
        resolve();
      });
    });
    return this.#next;
  }

  /** Adds a step, or joins an identical one that is made at the same time. */
  add({ calls, requests = [], after = [], key, ids, ...step }: NewStep): Step {
    const fields = this.#watch.requestersOf({ ids });
    const inRound = key === undefined ? undefined : `${this.#round} ${key}`;
    const known = inRound === undefined ? undefined : this.#byKey.get(inRound);
    if (known) {
      known.fields.push(fields);
      known.least = Math.max(known.least, calls.least);
      return known;
    }
    const { least, most } = calls;
    const added: Step = { ...step, requests, after, round: this.#round, fields: [fields], least, most };
    if (inRound !== undefined) this.#byKey.set(inRound, added);
    this.steps.push(added);
    return added;
  }

  /** More fields ask for a step. */
  join(step: Step, ids?: readonly string[]): void {
    step.fields.push(this.#watch.requestersOf({ ids }));
  }

  /**
   * Whether a call that is asked for now is made whatever the steps before it are answered: a root field asks, and none
   * of them was made for that one. Fields below a root field ask for what they need only if their objects are there, so
   * a call that fields share is certain if one of them is such a root field.
   */
  isFirstOfField(): boolean {
    if (this.isBegin) return true;
    const fields = this.#watch.requestersOf({ ids: undefined })();
    return fields.some((field) => rootOf(field) === field && !this.#isAnswered(field));
  }

  /** Whether a step before was made for this root field, or below it. */
  #isAnswered(root: string): boolean {
    return this.steps.some(({ round, fields }) => {
      return round < this.#round && fields.some((each) => each().some((field) => rootOf(field) === root));
    });
  }

  /** Another answer that brings objects. */
  newSource(): number {
    return ++this.#sources;
  }

  /** The id of an object that is only planned, or the one given. */
  placeholder(source: number, isCertain: boolean, id = `planned ${this.#placeholders.size}`): string {
    if (!this.#placeholders.has(id)) this.#placeholders.set(id, { source, isCertain });
    return id;
  }

  /** What is known of an object with this id; undefined: the caller names it. */
  originOf(id: string): Placeholder | undefined {
    return this.#placeholders.get(id);
  }

  /** The list of grants may be another from now on. */
  grantsChange(): void {
    this.#watch.grantsChange();
  }
}

function rootOf(field: string): string {
  const [root = ''] = field.split('.');
  return root;
}
