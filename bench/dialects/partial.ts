import type { Operation } from '../operations.ts';
import type { Dialect } from './dialect.ts';

/** The dialect of a contestant that has nothing for operations of one kind. */
export function without(kind: Operation['kind'], dialect: Dialect): Dialect {
  return {
    exchange: (operation, ...rest) => (operation.kind === kind ? undefined : dialect.exchange(operation, ...rest)),
  };
}
