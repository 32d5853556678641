const DATE = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' });
const TIME = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const MOMENT = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
const COUNT = new Intl.NumberFormat('en');

/** `Mar 31, 2026`, of RFC 3339. */
export const formatDate = (time: string): string => DATE.format(new Date(time));

/** `08:15:30`, of RFC 3339. */
export const formatTime = (time: string): string => TIME.format(new Date(time));

/** `Mar 31, 2026, 08:15:30 GMT+2`, of RFC 3339. */
export const formatMoment = (time: string): string => MOMENT.format(new Date(time));

/** `1,200`. */
export const formatNumber = (number: number): string => COUNT.format(number);

/** `1 client`, `1,200 clients`. */
export const formatCount = (count: number, noun: string): string =>
  `${COUNT.format(count)} ${noun}${count === 1 ? '' : 's'}`;
