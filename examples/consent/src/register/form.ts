import type { CreateOAuthClientInput, OAuthClientType, OAuthGrantType } from '../generated/graphql.ts';

/** What stands in the form. */
export interface Draft {
  readonly name: string;
  readonly clientType: OAuthClientType;
  readonly allowedGrantTypes: readonly OAuthGrantType[];
  readonly allowedScopes: readonly string[];
  /** One a line. */
  readonly redirectUris: string;
  readonly policyUri: string;
}

export const BLANK: Draft = {
  name: '',
  clientType: 'CONFIDENTIAL',
  allowedGrantTypes: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'],
  allowedScopes: [],
  redirectUris: '',
  policyUri: '',
};

/** The fields in the order of the form. */
export const FIELDS = Object.keys(BLANK) as (keyof Draft)[];

export function toInput({
  name,
  clientType,
  allowedGrantTypes,
  allowedScopes,
  ...texts
}: Draft): CreateOAuthClientInput {
  const redirectUris = linesOf(texts.redirectUris);
  const policyUri = texts.policyUri.trim();
  return {
    name,
    clientType,
    allowedGrantTypes,
    allowedScopes,
    redirectUris,
    ...(policyUri !== '' && { policyUri }),
  };
}

/** What is wrong, by the field where it is to be mended. */
export type Mistakes = Partial<Record<keyof Draft, string[]>>;

interface Issue {
  readonly path: readonly string[];
  readonly message: string;
}

/** Sorts the gateway's issues by field; those of an item of a list say which. `others`: of no field of this form. */
export function sortIssues(issues: readonly Issue[]): { mistakes: Mistakes; others: string[] } {
  const mistakes: Mistakes = {};
  const others: string[] = [];
  for (const { path, message } of issues) {
    const [, field = '', index] = path;
    const told = index === undefined ? message : `Line ${Number(index) + 1}: ${message}`;
    if (isField(field)) mistakes[field] = [...(mistakes[field] ?? []), told];
    else others.push(message);
  }
  return { mistakes, others };
}

function isField(name: string): name is keyof Draft {
  return name in BLANK;
}

/** Blank lines count, so that the numbers of the others are those that people see. */
function linesOf(text: string): string[] {
  return text.trimEnd() === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => line.trim());
}
