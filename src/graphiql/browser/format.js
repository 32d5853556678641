/** A number with its thousands apart. */
export const number = (value) => value.toLocaleString('en');

/** What an operation costs, as the gateway prices it, and may cost. */
export const price = ({ requested, maximum }) => `${number(requested)} of at most ${number(maximum)}`;
