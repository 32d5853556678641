import type { FieldMap, InputFieldMap } from '@pothos/core';
import { z } from 'zod';
import { CLIENT_MEMBERS, type ClientMember, type ClientMemberKind } from '../telnyx/client-members.ts';
import { OAuthClientType, OAuthGrantType } from './enums.ts';
import { camelCase } from './input.ts';
import { redirectUri, scope } from './rules.ts';

interface Kind {
  readonly type: unknown;
  /** Nullability of a member that may be absent. */
  readonly nullable?: { readonly list: true; readonly items: true };
  /** The meaning of null in output. */
  readonly note?: string;
  readonly bounds?: { readonly maxItems?: number; readonly maxLength?: number };
  readonly rule: z.ZodType;
}

const KINDS: Readonly<Record<ClientMemberKind, Kind>> = {
  id: { type: 'ID', rule: z.string() },
  text: {
    type: 'String',
    bounds: { maxLength: 256 },
    rule: z.string().min(1, { error: ({ path }) => `${path?.at(-1)?.toString() ?? 'It'} is empty.` }),
  },
  flag: { type: 'Boolean', rule: z.boolean() },
  dateTime: { type: 'DateTime', rule: z.date() },
  uri: { type: 'URL', rule: z.string() },
  uris: {
    type: ['URL'],
    nullable: { list: true, items: true },
    note: 'An item that is no absolute URI is null.',
    bounds: { maxItems: 100 },
    rule: z.array(redirectUri),
  },
  scopes: {
    type: ['String'],
    note: 'Null where Telnyx omits it.',
    bounds: { maxItems: 100, maxLength: 256 },
    rule: z.array(scope),
  },
  clientType: {
    type: OAuthClientType,
    note: 'Null: Telnyx did not say, or `unrecognizedClientType` tells.',
    rule: z.enum(['public', 'confidential']),
  },
  grantTypes: {
    type: [OAuthGrantType],
    note: 'Null where Telnyx omits it; those that this schema does not know are in `unrecognizedGrantTypes`.',
    bounds: { maxItems: 10 },
    rule: z.array(z.enum(['authorization_code', 'client_credentials', 'refresh_token'])),
  },
};

type Choice = (member: ClientMember) => unknown;

function membersWhere(choice: Choice): [wire: string, graph: string, ClientMember, Kind][] {
  return Object.entries<ClientMember>(CLIENT_MEMBERS)
    .filter(([, member]) => choice(member))
    .map(([wire, member]) => [wire, camelCase(wire), member, KINDS[member.kind]]);
}

/** Output fields of the members of a client, unchanged. */
export function memberFields(
  t: { expose(name: never, options: never): unknown },
  choice: Choice = () => true,
): FieldMap {
  const fields = membersWhere(choice).map(([wire, graph, { always, description }, { type, nullable, note }]) => {
    const options = {
      type,
      nullable: always ? false : (nullable ?? true),
      description: note ? `${description} ${note}` : description,
    };
    return [graph, t.expose(wire as never, options as never)];
  });
  return Object.fromEntries(fields);
}

/** Input fields of the members of a client. */
export function memberInputs(
  t: { field(options: never): unknown },
  choice: Choice,
  isRequired: Choice = () => false,
): InputFieldMap {
  const fields = membersWhere(choice).map(([, graph, member, { type, bounds }]) => {
    const options = { type, ...bounds, ...(isRequired(member) ? { required: true } : {}) };
    return [graph, t.field({ ...options, description: member.description } as never)];
  });
  return Object.fromEntries(fields);
}

/** The rules of these inputs, by the graph's names. */
export function memberRules(
  choice: Choice,
  wrap: (rule: z.ZodType, member: ClientMember) => z.ZodType,
): Record<string, z.ZodType> {
  return Object.fromEntries(membersWhere(choice).map(([, graph, member, { rule }]) => [graph, wrap(rule, member)]));
}

/** Brings such inputs into the wire's format. */
export function toWire(choice: Choice): (input: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const names = membersWhere(choice).map(([wire, graph]) => [wire, graph] as const);
  return (input) => {
    const request: Record<string, unknown> = {};
    for (const [wire, graph] of names) request[wire] = input[graph];
    return request;
  };
}
