import { z } from 'zod';
import { ForbiddenError, NotFoundError, ProtocolError, RateLimitedError, ValidationError } from '../telnyx/errors.ts';
import type { CreatedOAuthClient } from '../telnyx/types.ts';
import { builder } from './builder.ts';
import { TWO_CALLS } from './cost.ts';
import { defineMutation } from './define-mutation.ts';
import { CLIENT_ID, createdFields, rememberCreated } from './oauth-client.ts';

const CopyOAuthClientInput = builder.inputType('CopyOAuthClientInput', {
  description: 'What the copy does not take from the client that it is made of.',
  fields: (t) => ({
    name: t.string({ required: true, maxLength: 256, description: 'Display name of the copy.' }),
  }),
});

const RULES = z.object({ name: z.string().min(1, { error: 'name is empty.' }) });

export const CopyOAuthClientPayload = builder
  .objectRef<CreatedOAuthClient>('CopyOAuthClientPayload')
  .implement({ description: 'New OAuth client with the settings of another.', fields: createdFields });

defineMutation('copyOAuthClient', {
  description:
    'Creates an OAuth client with the settings of another, but its own client identifier and client secret: Telnyx ' +
    'cannot rotate a secret. Neither grants nor the verification by Telnyx are copied.',
  payload: CopyOAuthClientPayload,
  errors: [ValidationError, ProtocolError, NotFoundError, ForbiddenError, RateLimitedError],
  access: 'write',
  id: CLIENT_ID,
  input: { type: CopyOAuthClientInput, description: 'Name of the copy.', rules: RULES },
  directives: TWO_CALLS,
  auditedIds: ({ clientId }, created) => [clientId, created?.client_id],
  resolve: async ({ clientId, input }, context) => {
    const copying = context.telnyx.oauthClients.copy(clientId, input.name);
    return rememberCreated(await copying.catch(atSource), context);
  },
});

/** A copied setting that Telnyx refuses is in no input: the error's path is the client that it was copied from. */
function atSource(error: unknown): never {
  if (!(error instanceof ValidationError) || error.status === undefined) throw error;
  const issues = error.issues.map((issue) => ({
    ...issue,
    path: issue.path[0] === 'name' ? ['input', 'name'] : ['clientId'],
  }));
  throw new ValidationError(issues, { requestId: error.requestId });
}
