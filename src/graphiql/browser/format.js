/** A number with its thousands apart. */
export const number = (value) => value.toLocaleString('en');

/** What an operation costs, as the gateway counts it, and may cost. */
export const costText = ({ requested, maximum }) => `${number(requested)} of at most ${number(maximum)}`;
