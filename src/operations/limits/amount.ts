/** The evaluation of an amount with the variables of one request. */
export interface Evaluation {
  readonly variable: (name: string) => unknown;
  /** Characters of all strings in the value of a variable. Counted once. */
  readonly charactersOf: (name: string) => number;
  /** Amounts of fragments that are already evaluated. */
  readonly memo: number[];
}

/** A number, or a function of the variables. Never negative; at most `Number.MAX_SAFE_INTEGER`. */
export type Amount = number | ((run: Evaluation) => number);

export function evaluate(amount: Amount, run: Evaluation): number {
  return typeof amount === 'number' ? amount : amount(run);
}

export function sum(amounts: readonly Amount[]): Amount {
  let known = 0;
  const open: ((run: Evaluation) => number)[] = [];
  for (const amount of amounts) {
    if (typeof amount === 'number') known = bounded(known + amount);
    else open.push(amount);
  }
  if (open.length === 0) return known;
  return (run) => {
    let total = known;
    for (const amount of open) total = bounded(total + amount(run));
    return total;
  };
}

export function product(one: Amount, other: Amount): Amount {
  if (typeof one === 'number' && typeof other === 'number') return bounded(one * other);
  if (one === 0 || other === 0) return 0;
  if (one === 1) return other;
  if (other === 1) return one;
  return (run) => bounded(evaluate(one, run) * evaluate(other, run));
}

function bounded(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
