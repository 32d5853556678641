import { ALICE_KEY, type Client } from '../../src/sandbox/index.ts';
import type { TestGateway } from '../support/gateway.ts';

/** The ids of Alice's clients as the list has them: newest first, ties in the order of the ids. */
export function clientIds({ sandbox }: TestGateway, isMeant: (client: Client) => boolean = () => true): string[] {
  return sandbox
    .account(ALICE_KEY)
    .clients.filter(isMeant)
    .sort((a, b) => compare(b.created_at, a.created_at) || compare(a.client_id, b.client_id))
    .map(({ client_id }) => client_id);
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b);
